"""What is moved and what answers it are seen together on a screen of 1366 x 768."""

import pytest
from playwright.sync_api import expect

from app.blocks.lesson_words import FIRST_ANSWER
from app.components.pad.words import PAD
from app.text import say
from app.views.images import words as images_words
from app.views.lessons.energy import words

WIDE, HIGH, BAR = 1366, 768, 60  # pixels; the menu's bar stays at the top
SCREEN = {"viewport": {"width": WIDE, "height": HIGH}}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", [SCREEN], indirect=True),
]


def top_and_bottom(*places) -> tuple[float, float]:
    """Of all the places together, in the window."""
    boxes = [place.bounding_box() for place in places]
    return min(b["y"] for b in boxes), max(b["y"] + b["height"] for b in boxes)


@pytest.mark.parametrize("asked", ["", "overview", "energy"])
def test_an_answer_leaves_the_buttons_where_they_are(page, address, asked):
    page.goto(f"{address}/{asked}")
    question = page.locator("[class*=st-key-guess]").first
    waiting = page.get_by_text(say(FIRST_ANSWER))
    waiting.first.wait_for()
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    asking, option = waiting.count(), question.get_by_role("radio").first
    option.evaluate("button => button.scrollIntoView({block: 'center'})")  # so no click scrolls
    before = option.bounding_box()
    option.click()
    expect(option).to_be_checked()
    if asked != "energy":  # there the next question is still open
        expect(waiting).to_have_count(asking - 1)
    page.get_by_text("You said:").first.wait_for()
    assert option.bounding_box() == before


@pytest.mark.parametrize(
    "asked, chart",
    [
        ("benchmark=digits&method=csi", ".histogram svg"),
        ("benchmark=cifar10&method=energy", ".histogram svg"),
        ("benchmark=plane-blobs&method=confident-gan&panel=Training+replay", ".panels canvas"),
    ],
)
def test_the_labs_first_chart_is_seen_at_once(page, address, asked, chart):
    page.goto(f"{address}/lab?{asked}")
    page.locator(chart).wait_for()
    assert top_and_bottom(page.locator(chart))[0] < 600


def test_the_constant_is_added_within_sight_of_the_energy(page, address):
    page.goto(f"{address}/energy")
    page.get_by_role("radio", name=say(words.CONSTANT_GUESSES[2]), exact=True).click()
    add, axis = page.locator("button.add"), page.locator("svg.scale")
    axis.wait_for()
    top, bottom = top_and_bottom(page.locator(".inputs").first, add, axis)
    assert bottom - top < HIGH - BAR
    assert axis.bounding_box()["y"] - add.bounding_box()["y"] < 100


def test_what_is_drawn_has_its_verdicts_beside_it(page, address):
    page.goto(f"{address}/images?benchmark=digits")
    page.get_by_role("radio", name=say(images_words.SOURCES["drawn"]), exact=True).click()
    pad = page.get_by_label(say(PAD["square"]))
    pad.wait_for()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 220, steps=12)
    page.mouse.up()
    rows = page.locator(".rows .row:not(.head)")
    rows.nth(4).wait_for()
    assert pad.bounding_box() == box
    top, bottom = top_and_bottom(pad, rows.first, rows.nth(4))
    assert top > BAR and bottom <= HIGH
    assert rows.first.bounding_box()["x"] > box["x"] + box["width"]


@pytest.mark.parametrize(
    "asked, question, chart, controls",
    [
        ("energy", "energy-noise", ".stage canvas", (".slider", ".pull", ".fpr95")),
        ("confident-gan", "balance", ".stage canvas", (".betas", ".slider", ".g", ".arrows")),
        ("csi", "csi-oodness", ".stage canvas", (".others", ".fields", "[data-n=score]")),
    ],
)
def test_a_picture_is_on_one_screen_with_what_moves_it(
    page, address, asked, question, chart, controls
):
    page.goto(f"{address}/{asked}")
    page.locator(f".st-key-guess-{question}").get_by_role("radio").first.click()
    box = page.locator(f".root:has({chart}):has({controls[0]})").first
    box.locator(chart).wait_for()
    page.wait_for_function("[...document.querySelectorAll('canvas')].every((c) => c.height > 100)")
    top, bottom = top_and_bottom(*(box.locator(part).first for part in (chart, *controls)))
    assert bottom - top < HIGH - BAR


def test_the_canvas_is_on_one_screen_and_its_maps_are_large(page, address):
    page.goto(f"{address}/canvas")
    settled = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    settled.wait_for()
    page.locator(".losses output").first.wait_for()
    plane, maps = page.locator(".tools ~ canvas"), page.locator(".maps canvas")
    numbers = page.locator(".maps :is(.losses, dl, .phase)")
    moved = [page.locator(css) for css in (".film", ".line", ".marks", ".tools")]
    button = page.locator(".st-key-canvas-state button")
    places = [plane, button, *moved, *maps.all(), *numbers.all()]
    top, bottom = top_and_bottom(*places)
    assert top > BAR and bottom <= HIGH
    boxes = [box.bounding_box() for box in maps.all()]
    assert len(boxes) == 5 and len({box["y"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) > 190
    left = plane.bounding_box()
    assert left["width"] > 240 and left["x"] + left["width"] < boxes[0]["x"]


@pytest.mark.parametrize(
    "asked, question, part, picture",
    [
        ("energy", "energy-constant", "sample", "svg.scale"),
        ("csi", "csi-push", "circle", "svg.circle"),
        ("csi", "csi-oodness", "ranking", ".main-svg"),
        ("energy", "energy-scores", "scores", ".main-svg"),
    ],
)
def test_the_picture_stays_in_view_while_its_words_scroll_by(
    page, address, asked, question, part, picture
):
    page.goto(f"{address}/{asked}")
    page.locator(f".st-key-guess-{question}").get_by_role("radio").first.click()
    page.get_by_text("You said:").first.wait_for()
    beside = page.locator(f".st-key-beside-{part}")
    beside.locator(picture).first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    columns = beside.locator("xpath=./*/*/*[@data-testid='stColumn']")
    blocks = [column.locator("xpath=./*").first for column in columns.all()]
    first, second = (block.bounding_box()["height"] for block in blocks)
    apart = abs(first - second)
    assert apart > 60  # else nothing would scroll by
    shorter = blocks[int(second < first)]
    page.locator(".stMain").evaluate(
        "(main, by) => main.scrollBy(0, by)", shorter.bounding_box()["y"] - 72 + apart / 2
    )
    page.wait_for_function(
        "one => Math.abs(one.getBoundingClientRect().top - 72) < 2", arg=shorter.element_handle()
    )
    expect(beside.locator(picture).first).to_be_in_viewport(ratio=1)
