"""A folder of 2,000 files, chosen and dropped, and as an archive: all of it arrives."""

import random
import time
import zipfile

import pytest
from playwright.sync_api import expect

from app.server.scripts.words import FOLDERS
from app.text import say
from app.views.your_data.words import ID_FILES, KINDS
from ood_core.benchmarks.custom.archives import MOST_PACKED
from ood_core.benchmarks.custom.sets import MOST
from tests.hostile import png

pytestmark = pytest.mark.browser

SECONDS = 60  # for 2,000 files, until the benchmark is there
FILES = 2000


def noise(seed):
    """Rows of 40 bytes, each behind its filter."""
    draw = random.Random(seed)
    return b"".join(b"\0" + draw.randbytes(40) for _ in range(40))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """`train` and `test` of ten classes: each file is another picture, 40 x 40 pixels of noise."""
    place = tmp_path_factory.mktemp("many") / "Vögel 2"
    for i in range(FILES):
        file = place / ("train", "test")[i // 10 % 5 == 0] / f"class {i % 10}" / f"{i}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(40, 40, noise(i), depth=8))
    return place


@pytest.fixture(scope="module")
def archive(folder, tmp_path_factory):
    file = tmp_path_factory.mktemp("packed") / "birds.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for path in folder.rglob("*.png"):
            packed.write(path, path.relative_to(folder).as_posix())
    return file


def open_form(page, address, kind, name):
    page.goto(f"{address}/own")
    page.get_by_role("radio", name=KINDS[kind].text).click()
    page.get_by_text(ID_FILES[kind].text).wait_for()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Classes to hold out").fill("class 9")
    return page.locator("input[type=file]").nth(0)


def drop(page, target, path):
    """As the operating system drops a folder: the browser reads it by itself."""
    box = target.bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    text = {"mimeType": "text/plain", "data": "its address"}  # comes along: it is no file
    data = {"items": [text], "files": [str(path)], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})


@pytest.mark.parametrize("how", ["chosen", "dropped", "archive"])
def test_two_thousand_files_arrive(page, own_address, folder, archive, how):
    field = open_form(page, own_address, "zip" if how == "archive" else "folders", f"many-{how}")
    start = time.monotonic()
    if how == "dropped":
        drop(page, page.get_by_test_id("stFileUploaderDropzone").nth(0), folder)
    else:
        field.set_input_files(archive if how == "archive" else folder)
    name = "birds.zip" if how == "archive" else "Vögel 2.zip"
    page.get_by_text(name).first.wait_for(timeout=SECONDS * 1000)
    expect(page.get_by_role("progressbar")).to_have_count(0)  # it is sent
    page.get_by_role("button", name="Make the benchmark").click()
    other = page.context.new_page()  # another page answers meanwhile
    clicked = time.monotonic()
    other.goto(f"{own_address}/overview")
    other.get_by_role("heading", level=1).wait_for()
    answered = time.monotonic() - clicked
    page.get_by_text("1800 inputs in 9 classes").wait_for(timeout=SECONDS * 1000)
    assert page.get_by_text("of which 360 are for testing").count()  # the folder's own split
    assert page.get_by_text("held-out: 200 inputs.").count()
    assert time.monotonic() - start < SECONDS and answered < 10


@pytest.fixture
def pets(tmp_path):
    for i in range(6):
        file = tmp_path / "pets" / ("cat", "dog")[i % 2] / f"{i}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(40, 40, noise(i), depth=8))
    return tmp_path / "pets"


def test_a_small_folder_that_is_dropped_arrives_with_its_paths(page, own_address, pets):
    open_form(page, own_address, "folders", "pets")
    page.get_by_role("textbox", name="Classes to hold out").fill("dog")
    drop(page, page.get_by_test_id("stFileUploaderDropzone").nth(0), pets)
    page.get_by_text("pets.zip").first.wait_for()
    page.get_by_role("button", name="Make the benchmark").click()
    page.get_by_text("3 inputs in 1 classes (cat: 3)").wait_for()


def test_a_folder_that_is_not_sent_is_said_at_its_uploader_until_one_is(
    page, own_address, folder, pets, tmp_path
):
    field = open_form(page, own_address, "folders", "told")
    uploader = page.get_by_test_id("stFileUploader").nth(0)
    zone = page.get_by_test_id("stFileUploaderDropzone").nth(0)

    def expect_refused(why):
        said = say(FOLDERS[why], files=MOST, megabytes=MOST_PACKED >> 20)
        expect(uploader.get_by_role("alert")).to_have_text(said)
        expect(uploader.get_by_text("pets.zip")).to_have_count(0)

    page.evaluate("() => { File.prototype.arrayBuffer = () => Promise.reject(Error('gone')); }")
    drop(page, zone, pets)
    expect_refused("unreadable")
    page.evaluate("() => delete File.prototype.arrayBuffer")
    (tmp_path / "nothing").mkdir()
    drop(page, zone, tmp_path / "nothing")
    expect_refused("empty")
    limit = """([name, most]) => {
        const data = document.documentElement.dataset;
        data.folderRules = JSON.stringify({ ...JSON.parse(data.folderRules), [name]: most });
    }"""
    page.evaluate(limit, ["bytes", 1000])
    field.set_input_files(folder)
    expect_refused("large")
    page.evaluate(limit, ["files", 5])
    drop(page, zone, pets)
    expect_refused("many")
    page.evaluate(limit, ["files", 6])
    page.evaluate(limit, ["bytes", 10**6])
    drop(page, zone, pets)
    page.get_by_text("pets.zip").first.wait_for()
    expect(uploader.get_by_role("alert")).to_have_count(0)
