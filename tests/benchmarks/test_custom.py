"""Benchmarks of one's own, against files written here by other means."""

import io
import json
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from ood_core import benchmarks, methods
from ood_core.benchmarks import sources
from ood_core.benchmarks.custom import reading, sets
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File, LeftOut, Named, how_many, on_disk
from ood_core.errors import Sentence, UserError
from ood_core.runs.config import configure
from ood_core.runs.record import record
from ood_core.runs.run import Run
from ood_core.serving import tables as apart
from tests import hostile
from tests.parquet import write_parquet

RNG = np.random.default_rng(0)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    return tmp_path


def pixels(n, *shape):
    return RNG.integers(0, 256, (n, *shape), dtype=np.uint8)


def folder(path, images):
    path.mkdir(parents=True)
    for i, image in enumerate(images):
        Image.fromarray(image).save(path / f"{i}.png")
    return path


def pictures(home, n=10, shape=(32, 32, 3)):
    """Two ID classes, an OOD test and outliers: folders, and what was written."""
    written = {name: pixels(n, *shape) for name in ("ID/cat", "ID/dog", "test", "outliers")}
    for name, images in written.items():
        folder(home / name, images)
    return written


def make(home, name="mine", **more):
    tests = {"test": custom.Test("near", on_disk(home / "test"))}
    outliers = on_disk(home / "outliers")
    id = on_disk(home / "ID")
    return custom.make(name, id, **{"tests": tests, "outliers": outliers} | more)


def rows(x):
    return sorted(row.tobytes() for row in x)


def test_a_folder_of_images_comes_back_pixel_by_pixel(home):
    written = pictures(home)
    make(home)
    world = benchmarks.get("mine")
    assert world.classes == ("cat", "dog") and world.shape == (3, 32, 32)
    found = np.concatenate([world.id_train.x, world.id_test.x])
    y = np.concatenate([world.id_train.y, world.id_test.y])
    for k, name in enumerate(world.classes):
        assert rows(found[y == k]) == rows(written[f"ID/{name}"].transpose(0, 3, 1, 2))
    assert rows(world.ood("test")) == rows(written["test"].transpose(0, 3, 1, 2))
    assert rows(world.outliers) == rows(written["outliers"].transpose(0, 3, 1, 2))
    assert world.kind("ood/test") == "near"
    world.check_disjoint()


def test_the_split_takes_a_fifth_of_each_class_by_its_seed(home):
    pictures(home, n=15)
    worlds = {}
    for name, seed in (("one", 0), ("same", 0), ("other", 1)):
        make(home, name, seed=seed)
        worlds[name] = benchmarks.get(name).id_test
    assert np.bincount(worlds["one"].y).tolist() == [3, 3]
    assert np.array_equal(worlds["one"].x, worlds["same"].x)
    assert rows(worlds["one"].x) != rows(worlds["other"].x)
    report = " ".join(map(str, custom.found()["one"].report))
    assert "30 inputs in 2 classes (cat: 15, dog: 15), of which 6 are for testing" in report


def test_images_without_colour_make_a_grey_benchmark_by_pillows_luma(home):
    """RGB files with equal channels count as grey; colour elsewhere is lost, and said to be."""
    pictures(home)
    for path in (home / "ID").rglob("*.png"):
        Image.open(path).convert("L").convert("RGB").save(path)
    made = make(home)
    world = benchmarks.get("mine")
    expected = [np.asarray(Image.open(p).convert("L"))[None] for p in (home / "test").iterdir()]
    assert world.shape == (1, 32, 32)
    assert rows(world.ood("test")) == rows(expected)
    assert any("the colours of test, outliers are gone" in str(line) for line in made.report)


def header_only(width, height):
    """A PNG that ends after its header."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body + struct.pack(">I", 0) + b"IDAT"


def test_what_cannot_be_read_is_listed_and_the_rest_is_used(home):
    pictures(home)
    cats, image = home / "ID" / "cat", Image.fromarray(pixels(1, 32, 32, 3)[0])
    (cats / "a.txt").write_text("hello")
    (cats / "b.png").write_bytes((cats / "0.png").read_bytes()[:300])
    (cats / "c.png").write_bytes(header_only(5000, 4000))
    image.save(cats / "d.gif")
    (cats / ".hidden").write_text("not mentioned")
    (home / "ID" / "loose.png").write_bytes((home / "test" / "0.png").read_bytes())
    made = make(home)
    why = dict(str(line).removeprefix("ID: ").split(": ", 1) for line in made.left_out)
    assert set(why) == {f"cat/{name}" for name in ("a.txt", "b.png", "c.png", "d.gif")}
    assert why["cat/c.png"].startswith("5000 x 4000 pixels are more than 16 megapixels")
    assert why["cat/a.txt"].startswith("This is not a PNG, JPEG, WebP, TIFF or BMP image")
    assert why["cat/d.gif"].startswith("This is a GIF image")
    assert made.counts["id_train"] + made.counts["id_test"] == 20
    assert "ID: without a class, and so left out: 1." in map(str, made.report)


def test_turned_animated_transparent_and_oblong_images(home):
    pictures(home)
    x = pixels(4, 32, 32, 3)
    exif = Image.Exif()
    exif[0x0112] = 6  # held a quarter turn: shown turned clockwise
    Image.fromarray(x[0]).save(home / "test" / "turned.png", exif=exif)
    frames = [Image.fromarray(frame) for frame in x[1:3]]
    frames[0].save(
        home / "test" / "moving.webp", save_all=True, append_images=frames[1:], lossless=True
    )
    Image.new("RGBA", (32, 32), (10, 20, 30, 0)).save(home / "test" / "clear.png")
    wide = np.concatenate([x[0][:, :8], x[3], x[0][:, :8]], axis=1)
    Image.fromarray(wide).save(home / "test" / "wide.png")
    made = make(home)
    found = rows(benchmarks.get("mine").ood("test"))
    for expected in (np.rot90(x[0], -1), x[1], np.full((32, 32, 3), 255, np.uint8), x[3]):
        assert expected.transpose(2, 0, 1).tobytes() in found
    report = "\n".join(map(str, made.report))
    for done in ("1 turned as", "1 of several frames", "1 put on white", "1 cut to the central"):
        assert f"\ntest: {done}" in report


def test_parquet_files_with_the_names_of_their_classes(home):
    x = pixels(20, 32, 32)
    write_parquet(home / "id.parquet", x, [3, 4] * 10)
    write_parquet(home / "test.parquet", pixels(5, 32, 32), column="img")
    tests = {"test": custom.Test("far", on_disk(home / "test.parquet"))}
    custom.make("mine", on_disk(home / "id.parquet"), tests)
    world = benchmarks.get("mine")
    assert world.classes == ("3", "4") and world.outliers.shape == (0, 1, 32, 32)
    both = np.concatenate([world.id_train.x[world.id_train.y == 1], world.id_test.x])
    assert set(rows(x[1::2, None])) <= set(rows(both))


def test_a_folder_may_hold_other_files_beside_its_tables(home):
    """As a download from a hub does; and several tables are one set."""
    x = pixels(8, 32, 32)
    for i, part in enumerate((x[:5], x[5:])):
        write_parquet(home / "id" / "data" / f"{i}.parquet", part)
    (home / "id" / "README.md").write_text("about")
    found = reading.read(on_disk(home / "id"))
    assert rows(found.x[:, 0]) == rows(x) and list(map(str, found.left_out)) == [
        "README.md: beside data in tables it is not read.",
    ]
    for name, part in (("a", "1,2\n3,4\n"), ("b", "x,y\n5,6\n")):
        (home / f"{name}.csv").write_text(part)
    (home / "notes.txt").write_text("about")
    files = [on_disk(home / name)[0] for name in ("a.csv", "b.csv", "notes.txt")]
    found = reading.read(files)
    assert found.x.tolist() == [[1, 2], [3, 4], [5, 6]] and len(found.left_out) == 1


def test_a_row_without_an_image_is_listed(home):
    x = pixels(3, 32, 32)
    cells = [{"bytes": None, "path": "a"}, None]
    for image in x:
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, "PNG")
        cells.append({"bytes": buffer.getvalue(), "path": None})
    pq.write_table(pa.table({"image": cells}), home / "gaps.parquet")
    found = reading.read(on_disk(home / "gaps.parquet"))
    assert rows(found.x[:, 0]) == rows(x)
    assert [str(line) for line in found.left_out] == [
        "gaps.parquet, row 0: the row has the image's path only, and not the image itself.",
        "gaps.parquet, row 1: the row has no image.",
    ]
    with pytest.raises(UserError, match="The file is empty"):
        sources.read_parquet(home / "gaps.parquet", (1, 28, 28))


@pytest.mark.parametrize(
    ("first", "listed"), [("x,y,class", 0), ("left,right,class", 0), ("nan,0,a", 1), ("1,b,a", 1)]
)
def test_a_first_line_is_a_header_or_listed(home, first, listed):
    (home / "points.csv").write_text(f"{first}\n1,2,a\n3,4,b\n")
    found = reading.read(on_disk(home / "points.csv"))
    assert len(found.x) == 2 and len(found.left_out) == listed


def test_what_was_done_to_other_kinds_of_pixels_is_told(home):
    pictures(home)
    grey = Image.fromarray(pixels(1, 32, 32)[0])
    Image.fromarray(np.arange(1024, dtype=np.uint16).reshape(32, 32) * 64).save(
        home / "test" / "deep.png"
    )
    grey.convert("CMYK").save(home / "test" / "print.jpg")
    grey.convert("P").save(home / "test" / "palette.png")
    grey.convert("1").save(home / "test" / "fax.png")
    report = "\n".join(line for line in map(str, make(home).report) if line.startswith("test: "))
    for done in ("1 brought from 16 bits to 8", "1 brought from CMYK", "2 brought from a palette"):
        assert done in report


def test_classes_that_would_be_called_alike_are_refused(home):
    alone = {"far": custom.Test("far", write_points(home / "p.csv", RNG.normal(size=(5, 2))))}
    id = write_points(home / "id.csv", RNG.normal(size=(9, 2)), list("aab") * 3)
    text = (home / "id.csv").read_text().replace(",a", ",a*b").replace(",b", ",a?b")
    (home / "id.csv").write_text(text)
    with pytest.raises(UserError, match=r"'a\*b' and 'a\?b' would both be called 'a_b'"):
        custom.make("mine", id, alone)


def test_each_input_is_used_once(home):
    """A copy within ID, an ID image in the test, a test image among the outliers."""
    written = pictures(home)
    for source, target in (("ID/cat", "ID/cat"), ("ID/dog", "test"), ("test", "outliers")):
        Image.fromarray(written[source][4]).save(home / target / "copy.png")
    made = make(home)
    assert [line for line in map(str, made.report) if "copies" in line] == [
        f"{what}: copies of inputs in it or in a set above, left out: 1."
        for what in ("ID", "test", "outliers")
    ]
    assert made.counts == {"id_train": 16, "id_test": 4, "outliers": 10, "ood_test": 10}
    benchmarks.get("mine").check_disjoint()


def write_points(path, x, labels=None, header="", separator=","):
    lines = [separator.join(map(repr, point)) for point in x.tolist()]
    if labels is not None:
        lines = [f"{line}{separator}{label}" for line, label in zip(lines, labels, strict=True)]
    path.write_text("\n".join([*([header] if header else []), *lines]) + "\n")
    return on_disk(path)


def test_points_are_placed_by_one_map_of_each_axis(home):
    """Distances on an axis keep their ratios in all sets; ID's middle 98% spans -8 to 8."""
    id, far = RNG.normal([1000, 0.5], [90, 0.01], (400, 2)), RNG.uniform(0, 2000, (50, 2))
    labels = ["b", "a"] * 200
    files = write_points(home / "id.csv", id, labels, header="x,y,class")
    custom.make("mine", files, {"far": custom.Test("far", write_points(home / "far.csv", far))})
    world = benchmarks.get("mine")
    placed = np.concatenate([world.id_train.x, world.id_test.x])
    for axis in range(2):
        assert np.percentile(placed[:, axis], [1, 99]) == pytest.approx([-8, 8], abs=1e-3)
        slope, start = np.polyfit(np.sort(id[:, axis]), np.sort(placed[:, axis]), 1)
        expected = slope * far[:, axis] + start
        found = np.sort(world.ood("far")[:, axis])
        assert np.allclose(found, np.sort(expected), rtol=1e-3, atol=1e-2)
    assert world.classes == ("a", "b") and world.network == "mlp"


def test_points_that_fit_stay_and_columns_go_by_their_names(home):
    x = RNG.uniform(-8, 8, (40, 2)).astype(np.float32)
    text = "row;label;y;x\n" + "".join(f"{i};{i % 2};{p[1]};{p[0]}\n" for i, p in enumerate(x))
    (home / "id.csv").write_text(text + "40;1;nan;2\n41;1;1e99;2\n42;1;word;2\n\n")
    files = write_points(home / "far.csv", RNG.uniform(-12, 12, (30, 2)))
    made = custom.make("mine", on_disk(home / "id.csv"), {"far": custom.Test("far", files)})
    world = benchmarks.get("mine")
    assert rows(np.concatenate([world.id_train.x, world.id_test.x])) == rows(x)
    assert [str(line).split(":")[1] for line in made.left_out] == [
        f" id.csv, line {n}" for n in ("42 (nan)", "43", "44 (word)")
    ]


def bad_sets(home):
    pictures(home, n=4)
    disk, far = on_disk, custom.Test("far", on_disk(home / "test"))
    points = write_points(home / "points.csv", RNG.normal(size=(9, 2)), list("aabbccdde"))
    (home / "cut.csv").write_text("x,y,label\n1,2,a\nhello,,b\n3,oops,a\n")
    cut = on_disk(home / "cut.csv")
    (home / "empty.csv").write_text("x,y,class\n")
    (home / "words.parquet").write_text("no parquet")
    (home / "texts").mkdir()
    (home / "texts" / "a.txt").write_text("hello")
    id = disk(home / "ID")
    some = {"far": far}
    alone = {"far": custom.Test("far", write_points(home / "p.csv", RNG.normal(size=(5, 2))))}
    return {
        "Give the benchmark a name": ("", id, some),
        "cannot be a name": ("../up", id, some),
        "cannot be a name here": ("a", id, {"A B": far}),
        "benchmark digits already": ("digits", id, some),
        "At least one OOD test": ("a", id, {}),
        r"has 0: .* this was not read, and 1 more: cut.csv, line 3 .hello.: .*": ("a", cut, alone),
        "ID needs 1 to 1000 classes and has 0": ("a", disk(home / "test"), some),
        "images or points, not both": ("a", points, some),
        "empty.csv has no rows": ("a", disk(home / "empty.csv"), some),
        "test t can be read: a.txt: it is neither an image nor a table that is read": (
            *("a", id),
            {"t": custom.Test("far", disk(home / "texts"))},
        ),
        "words.parquet is damaged, or no parquet file": ("a", disk(home / "words.parquet"), some),
        "Nothing is left of far": ("a", id, {"far": custom.Test("far", id)}),
    }


def test_bad_sets_are_one_sentence_and_leave_nothing(home):
    for sentence, arguments in bad_sets(home).items():
        with pytest.raises(UserError, match=sentence):
            custom.make(*arguments)
    assert not (home / "benchmarks").exists() and not custom.found()


def test_a_taken_name_and_a_damaged_benchmark(home):
    pictures(home)
    make(home)
    with pytest.raises(UserError, match="benchmark mine already"):
        make(home)
    (home / "benchmarks" / "mine" / "inputs.npz").write_bytes(b"junk")
    with pytest.raises(UserError, match="damaged; make the benchmark again"):
        benchmarks.get("mine").id_test  # noqa: B018 (loading is the point)
    (home / "benchmarks" / "mine" / "benchmark.json").write_text(json.dumps({"name": "mine"}))
    with pytest.raises(UserError, match="no benchmark called 'mine'"):
        benchmarks.get("mine")


@pytest.mark.parametrize(
    "damage",
    [
        {"counts": {}},
        {"counts": {"id_train": "many"}},
        {"counts": 3},
        {"shape": []},
        {"shape": ["2"]},
        {"tests": {"test": "middling"}},
        {"tests": {"other": "far"}},
        {"report": [1]},
        {"more": 1},
    ],
)
def test_a_benchmark_whose_description_is_damaged_is_not_there(home, damage):
    pictures(home)
    make(home)
    path = home / "benchmarks" / "mine" / "benchmark.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | damage))
    with pytest.raises(UserError, match="no benchmark called 'mine'"):
        benchmarks.get("mine")


def test_one_made_again_under_its_name_is_seen(home):
    written = pictures(home)
    make(home)
    assert len(benchmarks.get("mine").ood("test")) == 10
    (home / "benchmarks" / "mine").rename(home / "gone")
    Image.fromarray(written["test"][0] // 2).save(home / "test" / "new.png")
    make(home)
    assert len(benchmarks.get("mine").ood("test")) == 11


@pytest.mark.parametrize("method", methods.METHODS)
def test_every_method_learns_and_every_score_reads_it(home, method):
    pictures(home, n=12)
    make(home)
    world, chosen = benchmarks.get("mine"), methods.get(method)
    steps = {"steps": "2", "snapshots": "1", "batch": "8"}
    if chosen.outliers == "real":
        steps["base_steps"] = "2"
    if method == "energy":  # so short a training suggests no margins
        steps |= {"m_in": "-2", "m_out": "-1"}
    list(record(world, chosen, configure(chosen, world, steps), 0, home / "run"))
    run = Run.load(home / "run")
    found = run.metrics["ood"]["test"]
    scores = {name: row for name, row in found.items() if isinstance(row, dict)}
    assert found["n"] == 12 and {"msp", "mahalanobis", "react"} <= set(scores)
    assert all(np.isfinite(list(row.values())).all() for row in scores.values())
    assert run.model() is not None


def test_a_method_that_needs_outliers_says_so(home):
    pictures(home)
    make(home, outliers=())
    world, energy = benchmarks.get("mine"), methods.get("energy")
    with pytest.raises(UserError, match="Energy learns from outliers, and mine has none"):
        next(record(world, energy, configure(energy, world, {}), 0, home / "run"))


def test_what_is_told_of_a_benchmark_keeps_its_keys_and_an_earlier_ones_its_text(home):
    """Pages say sentences in their visitors' languages."""
    pictures(home)
    (home / "test" / "a.txt").write_text("hello")
    made, again = make(home), custom.found()["mine"]
    assert [*map(str, again.report)] == [*map(str, made.report)]
    assert [line.key for line in again.report] == [line.key for line in made.report]
    (line,) = again.left_out
    assert line.values["why"].key == "error.images.unknown_kind"
    path = custom.folder() / "mine" / "benchmark.json"
    early = json.loads(path.read_text("utf-8")) | {"report": ["ID: 9 inputs."], "left_out": []}
    path.write_text(json.dumps(early), "utf-8")
    assert custom.found()["mine"].report == ["ID: 9 inputs."]


def test_a_folders_own_split_is_kept(home):
    train = {name: pixels(6, 32, 32, 3) for name in ("cat", "dog")}
    test = {name: pixels(3, 32, 32, 3) for name in ("cat", "dog")}
    for side, of_side in (("train", train), ("test", test)):
        for name, images in of_side.items():
            folder(home / "own" / side / name, images)
    folder(home / "other", pixels(5, 32, 32, 3))
    tests = {"other": custom.Test("far", on_disk(home / "other"))}
    made = custom.make("mine", on_disk(home / "own"), tests)
    world = benchmarks.get("mine")
    for k, name in enumerate(("cat", "dog")):
        for (x, y), of_side in ((world.id_train, train), (world.id_test, test)):
            assert rows(x[y == k]) == rows(of_side[name].transpose(0, 3, 1, 2))
    report = "\n".join(map(str, made.report))
    assert "own split is kept (test, train)" in report and "as the set's own split says" in report


def test_mvtecs_defects_are_a_near_ood_test_of_one_class(home):
    good, defects = pixels(8, 32, 32, 3), pixels(4, 32, 32, 3)
    folder(home / "bottle" / "train" / "good", good[:6])
    folder(home / "bottle" / "test" / "good", good[6:])
    folder(home / "bottle" / "test" / "crack", defects)
    folder(home / "bottle" / "ground_truth" / "crack", pixels(4, 32, 32))
    made = custom.make("bottle", on_disk(home / "bottle"), {})
    world = benchmarks.get("bottle")
    assert world.classes == ("good",) and world.kind("ood/defects") == "near"
    assert rows(world.ood("defects")) == rows(defects.transpose(0, 3, 1, 2))
    assert rows(world.id_test.x) == rows(good[6:].transpose(0, 3, 1, 2))
    assert made.tests == {"defects": "near"}


def test_classes_that_are_held_out_are_a_near_ood_test(home):
    written = {name: pixels(6, 32, 32, 3) for name in ("cat", "dog", "owl")}
    for name, images in written.items():
        folder(home / "ID" / name, images)
    custom.make("mine", on_disk(home / "ID"), {}, held_out=["owl"])
    world = benchmarks.get("mine")
    assert world.classes == ("cat", "dog") and world.kind("ood/held-out") == "near"
    assert rows(world.ood("held-out")) == rows(written["owl"].transpose(0, 3, 1, 2))
    with pytest.raises(UserError, match=r"no class .fox. to hold out"):
        custom.make("other", on_disk(home / "ID"), {}, held_out=["fox"])
    with pytest.raises(UserError, match="At least one OOD test is needed"):
        custom.make("other", on_disk(home / "ID"), {})


def test_a_class_of_one_input_is_left_out_and_the_rest_is_used(home):
    points = write_points(home / "id.csv", RNG.normal(size=(9, 2)), list("aabbccdde"))
    alone = {"far": custom.Test("far", write_points(home / "p.csv", RNG.normal(size=(5, 2))))}
    made = custom.make("mine", points, alone)
    assert made.classes == ["a", "b", "c", "d"]
    assert any("left out: e." in str(line) for line in made.report)


def test_what_becomes_of_names_and_uneven_classes_is_told(home):
    """The same Korean word composed and decomposed is one class."""
    labels = [*[">50K"] * 44, "고양이", unicodedata.normalize("NFD", "고양이")]
    points = write_points(home / "id.csv", RNG.normal(size=(46, 2)), labels)
    alone = {"far": custom.Test("far", write_points(home / "p.csv", RNG.normal(size=(5, 2))))}
    made = custom.make("mine", points, alone)
    assert made.classes == ["_50K", "고양이"]
    report = "\n".join(map(str, made.report))
    assert "ID: classes are called _50K (>50K)." in report
    assert "ID is uneven: 44 inputs of _50K, 2 of 고양이." in report


def test_a_table_beside_the_images_names_their_classes(home):
    images = pixels(6, 32, 32, 3)
    folder(home / "own" / "images", images)
    text = "id,label\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(6))
    (home / "own" / "labels.csv").write_text(text)
    (home / "own" / "README.md").write_text("about")
    folder(home / "other", pixels(5, 32, 32, 3))
    tests = {"other": custom.Test("far", on_disk(home / "other"))}
    made = custom.make("mine", on_disk(home / "own"), tests)
    world = benchmarks.get("mine")
    found = np.concatenate([world.id_train.x, world.id_test.x])
    y = np.concatenate([world.id_train.y, world.id_test.y])
    assert world.classes == ("a", "b")
    assert rows(found[y == 1]) == rows(images[1::2].transpose(0, 3, 1, 2))
    assert [str(line)[:13] for line in made.left_out] == ["ID: README.md"]


def test_points_far_from_zero_keep_their_distances(home):
    """Seconds since 1970: single precision steps by 128 there, so they are centred first."""
    x = RNG.uniform([1.7e9, 0], [1.7e9 + 60, 60], (40, 2))
    points = write_points(home / "id.csv", x, list("ab") * 20)
    alone = {"far": custom.Test("far", write_points(home / "p.csv", x[:5] + np.array([100, 0])))}
    custom.make("mine", points, alone)
    world = benchmarks.get("mine")
    placed = np.sort(np.concatenate([world.id_train.x, world.id_test.x])[:, 0])
    slope, start = np.polyfit(np.sort(x[:, 0]) - 1.7e9, placed, 1)
    assert np.allclose(slope * (np.sort(x[:, 0]) - 1.7e9) + start, placed, atol=1e-3)


def test_linked_folders_are_read(home):
    pictures(home)
    (home / "links").mkdir()
    for name in ("cat", "dog"):
        (home / "links" / name).symlink_to(home / "ID" / name, target_is_directory=True)
    (home / "links" / "cat" / "up").symlink_to(home / "links", target_is_directory=True)
    found = reading.read(on_disk(home / "links"))
    assert len(found.x) == 20 and {*found.labels} == {"cat", "dog"}


@pytest.mark.parametrize("method", methods.METHODS)
def test_one_class_is_enough_for_csi_alone(home, method):
    folder(home / "ID" / "good", pixels(12, 32, 32, 3))
    for name in ("test", "outliers"):
        folder(home / name, pixels(8, 32, 32, 3))
    make(home)
    world, chosen = benchmarks.get("mine"), methods.get(method)
    steps = {"steps": "2", "snapshots": "1", "batch": "8"}
    if method != "csi":
        with pytest.raises(UserError, match="needs two classes or more, and mine has one"):
            next(record(world, chosen, configure(chosen, world, steps), 0, home / "run"))
        return
    list(record(world, chosen, configure(chosen, world, steps), 0, home / "run"))
    row = Run.load(home / "run").metrics["ood"]["test"]["csi"]
    assert np.isfinite(list(row.values())).all()


def test_what_was_left_out_is_listed_within_bounds(home):
    """4,000 letters of a file's name, on each of 60,000 lines, were 227 MB that every page read."""
    name = "n" * 200 + ".csv"
    (home / name).write_text("x,y,class\n1,2,a\n2,3,a\n3,4,b\n4,5,b\n" + "no,no,c\n" * 5000)
    alone = {"far": custom.Test("far", write_points(home / "p.csv", RNG.normal(size=(5, 2))))}
    made = custom.make("mine", on_disk(home / name), alone)
    assert len(made.left_out) == 1001 and str(made.left_out[-1]) == "and 4000 more"
    assert how_many(made.left_out) == 5000
    assert custom.left_out_in_short(made)[-1] == "and 4980 more"
    assert (custom.folder() / "mine" / "benchmark.json").stat().st_size < 10**6


def deep(low, high, n=10, seed=0):
    """Images of 16 bits that fill from `low` to `high`: both are in each."""
    x = np.random.default_rng(seed).integers(low, high + 1, (n, 32, 32)).astype(np.uint16)
    x[:, 0, 0], x[:, 0, 1] = low, high
    return x


def test_sixteen_bits_are_scaled_by_what_the_id_images_fill(home):
    """Twelve bits, as X-ray detectors give: by 16 bits they would nearly be black."""
    written = {"ID/cat": deep(0, 4095), "ID/dog": deep(0, 1000), "test": deep(9, 2000)}
    written["outliers"] = deep(5, 4095, 3, seed=1)
    for name, images in written.items():
        folder(home / name, images)
    about = make(home)
    assert "ID: 20 brought from 16 bits to 8: 0 is black and 4095 white" in "".join(
        map(str, about.report)
    )
    world = benchmarks.get("mine")
    assert world.levels == (0, 4095) and world.shape == (1, 32, 32)
    found = rows(np.concatenate([world.id_train.x, world.id_test.x]))
    both = np.concatenate([written["ID/cat"], written["ID/dog"]]).astype(int)
    assert found == rows((both * 255 // 4095).astype(np.uint8)[:, None])
    far = (written["test"].astype(int) * 255 // 4095).astype(np.uint8)
    assert rows(world.ood("test")) == rows(far[:, None])
    one = home / "test" / "0.png"  # one that is judged later is seen as they are
    assert (sources.read_inputs([one], world.shape, world.levels)[0, 0] == far[0]).all()


def test_sixteen_bits_beside_eight_are_their_upper_eight_where_all_are_in_use(home):
    eight = RNG.integers(60, 200, (10, 32, 32), dtype=np.uint8)
    folder(home / "ID/cat", eight)
    folder(home / "ID/dog", eight[::-1, ::-1].astype(np.uint16) * 257)
    found = reading.read(on_disk(home / "ID"))
    assert rows(found.x[:, 0]) == rows(np.concatenate([eight, eight[:, ::-1]]))
    assert found.levels == (0, 65535)


def test_sixteen_bits_of_a_test_beside_eight_of_id_keep_their_brightness(home):
    """By the set's own range dark grey would be black, and light grey white, in OOD alone."""
    for name in ("cat", "dog"):
        folder(home / "ID" / name, pixels(6, 32, 32))
    written = {"test": deep(20_000, 24_000), "outliers": deep(100, 3000, 5)}  # 16 bits, and 12
    for name, images in written.items():
        folder(home / name, images)
    about = make(home)
    world = benchmarks.get("mine")
    assert world.levels is None
    for x, name, white in ((world.ood("test"), "test", 65535), (world.outliers, "outliers", 4095)):
        expected = (written[name].astype(int) * 255 // white).astype(np.uint8)
        assert rows(x) == rows(expected[:, None])
        said = f"beside images of 8 bits, 0 is black and {white} white"
        assert any(f"{name}: " in str(line) and said in str(line) for line in about.report)
    one = home / "test" / "0.png"  # one that is judged later is seen as they are
    seen = sources.read_inputs([one], world.shape, world.levels)[0, 0]
    assert (seen == written["test"][0].astype(int) * 255 // 65535).all()


def test_defects_of_sixteen_bits_beside_what_is_good_in_eight_keep_their_brightness(home):
    folder(home / "ID/train/good", pixels(6, 32, 32))
    folder(home / "ID/test/good", pixels(3, 32, 32))
    cracks = deep(20_000, 24_000, 3)
    folder(home / "ID/test/crack", cracks)
    found = reading.read(on_disk(home / "ID")).defects
    assert rows(found.x[:, 0]) == rows((cracks.astype(int) * 255 // 65535).astype(np.uint8))


def test_what_goes_beyond_the_white_of_id_is_told(home):
    folder(home / "ID/cat", deep(0, 4095))
    folder(home / "ID/dog", deep(0, 4095, seed=1))
    folder(home / "test", deep(0, 60_000, 7))
    folder(home / "outliers", deep(0, 4000, 3))
    beyond = [str(line) for line in make(home).report if "beyond" in str(line)]
    assert len(beyond) == 1 and beyond[0].startswith("test: 7 of 16 bits")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_sixteen_bits_are_scaled_too(home, mode):
    """Pillow keeps the upper 8 bits of each."""
    x = RNG.integers(0, 4096, (32, 32, 3)).astype(">u2")
    x[0, 0] = 4095
    alpha = np.full((32, 32, 1), 0xFFFF, ">u2")
    channels = np.concatenate([x, alpha], -1) if mode == "RGBA" else x
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in channels)
    (home / "ID").mkdir()
    header = struct.pack(">IIBBBBB", 32, 32, 16, 6 if mode == "RGBA" else 2, 0, 0, 0)
    (home / "ID" / "0.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + hostile.chunk(b"IHDR", header)
        + hostile.chunk(b"IDAT", zlib.compress(lines))
        + hostile.chunk(b"IEND", b"")
    )
    found = reading.read(on_disk(home / "ID"))
    assert np.abs(found.x[0].transpose(1, 2, 0) - x.astype(int) * 255 / 4095).max() <= 17
    assert found.x.max() == 255


def test_levels_below_zero_are_read(home):
    """Of computed tomography: air is -1024, bone about 3000."""
    x = RNG.integers(-1024, 3072, (32, 32)).astype(np.int32)
    x[0, :2] = -1024, 3071
    (home / "ID").mkdir()
    Image.fromarray(x).save(home / "ID" / "0.tif")
    found = reading.read(on_disk(home / "ID"))
    assert found.levels == (-1024, 3071)
    assert (found.x[0, 0] == (x + 1024) * 255 // 4095).all()


def test_photographs_in_an_archive_are_photographs(home):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i, image in enumerate(pixels(4, 70, 70, 3)):
            archive.writestr(f"ID/{'ab'[i % 2]}/{i}.png", hostile.saved(Image.fromarray(image)))
    given = File("ID.zip", lambda: io.BytesIO(buffer.getvalue()))
    assert reading.read([given], keeps_photographs=True).is_large


def test_groups_stay_on_one_side_of_the_split(home):
    """class/patient/image: 12 patients, of which some have both classes."""
    written = {}
    for patient in range(12):
        for name in ("sick", "well") if patient % 3 == 0 else (("sick", "well")[patient % 2],):
            place = home / "ID" / name / f"p{patient}"
            images = pixels(3 + patient % 4, 32, 32, 3)
            folder(place, images)
            written |= {image.transpose(2, 0, 1).tobytes(): (patient, name) for image in images}
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    about = make(home, keeps_groups=True)
    assert any("each of 12 groups is on one side" in str(line) for line in about.report)
    world = benchmarks.get("mine")
    train, test = (
        {written[row.tobytes()] for row in split.x} for split in (world.id_train, world.id_test)
    )
    assert not {patient for patient, _ in train} & {patient for patient, _ in test}
    assert {name for _, name in train} == {name for _, name in test} == {"sick", "well"}
    share = len(world.id_test.x) / len(written)
    assert 0.1 < share < 0.45
    again = make(home, name="other", keeps_groups=True, seed=1)
    assert again.counts["id_train"] + again.counts["id_test"] == len(written)


def test_a_class_of_one_group_is_trained_on_and_said_to_be_untested(home):
    for name in ("a/p1", "a/p2", "a/p3", "b/p4"):
        folder(home / "ID" / name, pixels(4, 32, 32, 3))
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    about = make(home, keeps_groups=True)
    assert any("one group each: b." in str(line) for line in about.report)


def test_one_group_for_each_class_leaves_nothing_to_test_and_is_refused(home):
    for name in ("a/p1", "b/p2"):
        folder(home / "ID" / name, pixels(10, 32, 32, 3))
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    with pytest.raises(UserError, match="each class has one group"):
        make(home, keeps_groups=True)
    assert not custom.found()


def test_a_split_of_other_classes_leaves_nothing_to_test_and_is_refused(home):
    for name in ("train/a", "test/b"):
        folder(home / "ID" / name, pixels(10, 32, 32, 3))
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    with pytest.raises(UserError, match="own split leaves nothing of ID to test"):
        make(home)


def test_the_report_says_what_part_the_groups_are(home):
    """Three groups of a class, of which one is far more than a fifth."""
    for name in ("a/p1", "a/p2", "a/p3", "b/q1", "b/q2", "b/q3"):
        folder(home / "ID" / name, pixels(6, 32, 32, 3))
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    about = make(home, keeps_groups=True)
    part = about.counts["id_test"] / 36
    told = "".join(map(str, about.report))
    assert part > 0.3 and f"for testing, {part:.0%}: whole groups" in told and "20%" not in told


def test_what_would_be_too_long_to_be_read_again_is_not_written(home):
    names = [f"{i:040d}" for i in range(30_000)]
    with pytest.raises(UserError, match="take more than 1 MB"):
        custom.keep_outputs("mine", names, {}, {"id_test": 1}, {})
    assert not (custom.folder() / "mine").exists()
    custom.keep_outputs("mine", names[:9000], {}, {"id_test": 1}, {})
    assert len(custom.found()["mine"].classes) == 9000


def given(text, name="ID.csv"):
    return [File(name, lambda: io.BytesIO(text.encode()))]


FAR = {"far": custom.Test("far", given("x,y\n9,9\n8,-9\n"))}
NO_CLASSES = {
    "two columns could be the class": (
        "day,x,y,kind\n" + "".join(f"d{i % 5},{i},{i % 7},k\n" for i in range(9)),
        [],
        r"Which column or array of ID is the class\? These are not used: day, kind",
    ),
    "all are held out": (
        "x,y,class\n" + "".join(f"{i},{i % 7},k{i % 2}\n" for i in range(9)),
        ["k0", "k1"],
        "Every class is held out",
    ),
    "none": ("x,y\n" + "".join(f"{i},{i % 7}\n" for i in range(9)), [], "has 0: give one"),
    "a name without letters": ("x,y,class\n1,2,*\n2,3,*\n", [], r"class '\*' has no letter"),
}


@pytest.mark.parametrize("kind", NO_CLASSES)
def test_an_id_set_without_classes_is_one_sentence(home, kind):
    text, held_out, sentence = NO_CLASSES[kind]
    with pytest.raises(UserError, match=sentence):
        custom.make("mine", given(text), FAR, held_out=held_out)
    assert not custom.found()


def test_a_test_with_its_columns_the_other_way_round_is_read_along_those_of_id(home):
    rows = "".join(f"{i},{i % 7},k{i % 2}\n" for i in range(30))
    far = {"far": custom.Test("far", given("lat,lon\n40,4\n50,5\n"))}
    about = custom.make("mine", given("lon,lat,class\n" + rows), far)
    assert any("far: as in ID, x is the column lon" in str(line) for line in about.report)
    placed = next(str(line) for line in about.report if "x becomes" in str(line))
    scale, middle = (
        float(found) for found in re.findall(r"x becomes (\S+) \(x - (\S+)\)", placed)[0]
    )
    found = sorted(benchmarks.get("mine").ood("far")[:, 0])
    assert found == pytest.approx([(x - middle) * scale for x in (4, 5)], abs=0.01)


def test_parts_of_a_set_are_read_along_the_first(home):
    files = given("lon,lat,class\n1,2,a\n3,4,a\n", "1.csv")
    files += given("lat,lon,class\n6,5,a\n8,7,a\n", "2.csv")
    assert reading.read(files).x.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_the_split_of_tables_is_kept_or_its_loss_told(home):
    rows = "".join(f"{i},{i % 7},k{i % 2}\n" for i in range(20))
    files = given("x,y,class\n" + rows, "train.csv")
    tested = "x,y,class\n0.5,1,k0\n1.5,2,k1\n2.5,2,k1\n"
    about = custom.make("mine", [*files, *given(tested, "test.csv")], FAR)
    assert (about.counts["id_train"], about.counts["id_test"]) == (20, 3)
    bare = "\n".join(line.rpartition(",")[0] for line in tested.split("\n"))
    about = custom.make("other", [*files, *given(bare, "test.csv")], FAR)
    assert about.counts["id_train"] == 16
    assert any("so that another is drawn" in str(line) for line in about.report)


def test_what_stands_in_two_classes_is_told(home):
    same = pixels(4, 32, 32, 3)
    folder(home / "ID/cat", same)
    folder(home / "ID/dog", [*same[:3], *pixels(4, 32, 32, 3)])
    folder(home / "test", pixels(4, 32, 32, 3))
    folder(home / "outliers", pixels(4, 32, 32, 3))
    told = [str(line) for line in make(home).report if "another class" in str(line)]
    assert len(told) == 1 and told[0].endswith("the first is kept: 3.")


def test_tables_that_disagree_about_images_are_refused(home):
    folder(home / "ID", pixels(6, 32, 32, 3))
    rows = [(f"{i}.png", "ab"[i % 2], "mf"[i // 3]) for i in range(6)]
    (home / "ID/labels.csv").write_text("file,label\n" + "".join(f"{f},{k}\n" for f, k, _ in rows))
    submission = "file,label\n" + "".join(f"{f},a\n" for f, *_ in rows)
    (home / "ID/sample_submission.csv").write_text(submission)
    assert reading.read(on_disk(home / "ID")).labels == ("a", "b") * 3
    (home / "ID/people.csv").write_text("file,sex\n" + "".join(f"{f},{s}\n" for f, _, s in rows))
    with pytest.raises(UserError, match=r"labels\.csv and people\.csv name different classes for"):
        reading.read(on_disk(home / "ID"))


def test_a_table_beside_images_that_is_of_no_use_is_listed_with_why(home):
    pictures(home)
    tables = {
        "vague.csv": "file,length,kind,place\n0.png,5,a,p\n1.png,6,b,q\n2.png,7,a,q\n",
        "broken.csv": "1\0,2\n",
        "boxes.json": "{}",
    }
    for name, text in tables.items():
        (home / "ID/cat" / name).write_text(text)
    found = reading.read(on_disk(home / "ID"))
    assert not any(label is None for label in found.labels)
    said = {str(line).split(":")[0]: str(line) for line in found.left_out}
    assert "which column is their class" in said["cat/vague.csv"]
    assert "is not a CSV file of points" in said["cat/broken.csv"]
    assert "where it names their classes" in said["cat/boxes.json"]


def test_a_table_of_classes_that_is_too_much_is_not_passed_over(home):
    """Without it the folders would be the classes, and nobody would see that they are others."""
    pictures(home)
    files = on_disk(home / "ID")
    long = given("1,2\n" * 300_000, "labels.csv")
    with pytest.raises(UserError, match=r"labels\.csv is longer than"):
        reading.read([*files, *long])

    def slow(file: File, names: Sequence[str]) -> dict[str, Named]:
        raise apart._too_much(file)

    with pytest.raises(UserError, match=r"labels\.csv takes too long"):
        reading.read([*files, *long], reading.HERE._replace(labels=slow))


def test_tables_of_one_name_in_two_archives_are_both_read(home):
    files = []
    for i in (1, 2):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as packed:
            packed.writestr("data.csv", f"x,y,class\n{i},2,a\n{i},3,b\n")
        files.append(File(f"{i}.zip", lambda buffer=buffer: io.BytesIO(buffer.getvalue())))
    assert reading.read(files).x.tolist() == [[1, 2], [1, 3], [2, 2], [2, 3]]


def test_one_line_that_stands_for_many_is_true_of_all_of_them():
    found = LeftOut()
    for i in range(sets.NAMED + 500):
        wide = Sentence("images.wide", "It has {n} pixels.", n=i)
        found.add(sets.refused(f"{i}.png", wide), sets.refused(f"{i}.txt", reading.NOT_OPENED))
    *_, wide, text = LeftOut(*found.lines()).lines()
    assert str(wide) == "500 more: for reasons such as this one: It has 1000 pixels."
    assert str(text) == f"500 more: {reading.NOT_OPENED}"
    assert how_many(found.lines()) == 2 * (sets.NAMED + 500)


def test_each_of_too_many_tables_costs_nothing(home):
    many = [file for i in range(201) for file in given("1,2,a\n", f"{i}.csv")]
    unread = reading.HERE._replace(points=None, labels=lambda *_: {})
    with pytest.raises(UserError, match="has 201 tables; one set may have 200"):
        reading.read(many, unread)
    pictures(home)
    found = reading.read([*on_disk(home / "ID"), *many], unread)
    assert len(found.left_out) == 201 and len(found.x)


def test_a_table_of_classes_beside_one_of_the_split_agrees_with_it(home):
    folder(home / "ID", pixels(6, 32, 32, 3))
    rows = [(f"{i}.png", "ab"[i % 2], ("train", "test")[i // 3]) for i in range(6)]
    (home / "ID/labels.csv").write_text("file,label\n" + "".join(f"{f},{k}\n" for f, k, _ in rows))
    whole = "file,label,split\n" + "".join(f"{f},{k},{s}\n" for f, k, s in rows)
    for name in ("a.csv", "z.csv"):  # before the other and after it
        (home / "ID" / name).write_text(whole)
        found = reading.read(on_disk(home / "ID"))
        assert found.labels == ("a", "b") * 3
        assert found.sides == ("train",) * 3 + ("test",) * 3
        (home / "ID" / name).unlink()


def test_classes_that_differ_in_capitals_are_told(home):
    rows = "".join(f"{i},{i % 7},{('Cat', 'cat', 'dog')[i % 3]}\n" for i in range(30))
    about = custom.make("mine", given("x,y,class\n" + rows), FAR)
    assert about.classes == ["Cat", "cat", "dog"]
    assert any("several classes: Cat, cat." in str(line) for line in about.report)


@pytest.mark.skipif(os.name == "nt", reason="there, names are Unicode")
def test_names_that_are_no_unicode_are_read_and_can_be_printed(home):
    for name in (b"caf\xe9", b"dog"):
        place = os.fsencode(home / "ID") + b"/" + name
        Path(os.fsdecode(place)).mkdir(parents=True)
        for i, image in enumerate(pixels(4, 32, 32, 3)):
            Image.fromarray(image).save(os.fsdecode(place + b"/%d.png" % i))
        (home / os.fsdecode(b"ID/" + name + b"/\xe9.txt")).write_text("none")
    folder(home / "test", pixels(5, 32, 32, 3))
    folder(home / "outliers", pixels(5, 32, 32, 3))
    about = make(home)
    assert about.classes == ["caf", "dog"] and len(about.left_out) == 2
    "".join(map(str, [*about.report, *about.left_out])).encode()
    assert custom.found()["mine"].report


def test_without_sub_folders_there_are_no_groups_to_keep(home):
    pictures(home)
    with pytest.raises(UserError, match="no groups to keep together"):
        make(home, keeps_groups=True)


def test_a_class_is_held_out_by_the_name_that_it_was_given(home):
    written = {"ID/cat": pixels(6, 32, 32, 3), "ID/>50K": pixels(6, 32, 32, 3)}
    written |= {unicodedata.normalize("NFD", "ID/é"): pixels(6, 32, 32, 3)}
    written |= {"test": pixels(6, 32, 32, 3), "outliers": pixels(6, 32, 32, 3)}
    for name, images in written.items():
        folder(home / name, images)
    about = make(home, held_out=[">50K", unicodedata.normalize("NFC", "é")])
    assert about.classes == ["cat"] and about.counts["ood_held-out"] == 12


def test_a_browser_an_address_and_the_server_have_limits(home, monkeypatch):
    pictures(home)
    monkeypatch.setattr(custom, "MOST_EACH", 2)
    monkeypatch.setattr(custom, "MOST", 6)
    for name in ("a", "b", "c"):
        make(home, name=name)
    custom.check_room(["a"], ["a", "b"], 5)
    for mine, from_here, gigabytes, why in (
        (["a", "b"], [], 5, "no visitor may have more"),
        (["a"], ["a", "b", "c"], 5, "From your network's address 3 benchmarks"),
        ([], [], 0, "no more room"),
    ):
        with pytest.raises(UserError, match=why):
            custom.check_room(mine, from_here, gigabytes)
    monkeypatch.setattr(custom, "MOST", 3)
    with pytest.raises(UserError, match="no more room"):
        custom.check_room([], [], 5)
