"""Worksheets on paper, and a link on its way from a student to the teacher."""

import re

import pytest
from playwright.sync_api import expect

from app.blocks import exercises, exercises_words
from app.text import say
from app.views.exercises import words
from app.views.room import words as room
from ood_core.canvas.canvas import Canvas
from ood_core.exercises import check
from ood_core.methods import METHODS

pytestmark = pytest.mark.browser
# What is painted on paper in another ink than black, or on another ground than white.
SHEET = ".st-key-sheet, .st-key-sheet *"
COLOURED = """(sheet) => [...document.querySelectorAll(sheet)].flatMap((e) => {
    const { color, backgroundColor: ground } = getComputedStyle(e);
    const isWhite = ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(ground);
    const isPlain = color === "rgb(0, 0, 0)" && isWhite;
    return e.checkVisibility() && !isPlain ? [`${e.tagName} ${color} ${ground}`] : [];
})"""


@pytest.fixture
def page(chromium, request):
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("part", "pages"), [("csi", 2), ("exam", 1)])
def test_on_paper_there_is_the_sheet_and_nothing_to_click(address, page, part, pages):
    page.goto(f"{address}/exercises?sheet={part}")
    sheet, lines = page.locator(".st-key-sheet"), page.locator(".on-paper").first
    last = exercises.title("sees") if part == "csi" else "how does it differ from 50%?"
    expect(sheet).to_contain_text(last)
    expect(lines).to_be_hidden()
    page.emulate_media(media="print")
    expect(lines).to_be_visible()
    for name in ("exercises-head", "exercises-foot", "language", "hand-in-sees", "exam-answers"):
        expect(page.locator(f".st-key-{name}:visible")).to_have_count(0)
    for kind in ("button", "input", "summary", "[data-testid=stHeader]"):
        expect(page.locator(f"{kind}:visible")).to_have_count(0)
    assert not page.evaluate(COLOURED, SHEET)
    assert int(re.search(rb"/Count (\d+)", page.pdf(format="A4"))[1]) == pages


def test_a_link_goes_from_a_student_to_the_teacher_who_opens_it(own_address, chromium, page):
    page.goto(f"{own_address}/room")
    page.get_by_role("button", name=say(room.OPEN)).click()
    code = page.get_by_role("heading", name=re.compile("^Room [A-Z]{4}$")).inner_text()[-4:]
    expect(page.get_by_text(say(room.HANDED_IN, n=0, right=0))).to_be_visible()
    page.get_by_text(say(room.SHOW_HANDED_IN)).click()  # it stays open
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    student = context.new_page()
    student.goto(f"{own_address}/exercises?sheet=confident-gan&room={code}")
    sheet = student.locator(".st-key-worksheet-gap")
    for preset, verdict in (
        ("imbalanced", exercises_words.NOT_YET),
        ("hole", exercises_words.RIGHT),
    ):
        link = f"{own_address}/canvas?c={Canvas(preset=preset).link}"
        sheet.get_by_label(say(words.LINK["canvas"])).fill(link)
        sheet.get_by_role("button", name=say(words.HAND_IN)).click()
        expect(sheet.get_by_test_id("stAlert")).to_contain_text(say(verdict))
        expect(sheet).to_contain_text(code)
    wide = "document.scrollingElement.scrollWidth - innerWidth"
    assert student.evaluate(wide) <= 0
    context.close()
    expect(page.get_by_text(say(room.HANDED_IN, n=1, right=1))).to_be_visible()
    row = page.get_by_test_id("stTable").get_by_role("row").last
    expect(row).to_contain_text(exercises.title("gap"))
    expect(row).to_contain_text("AUROC of Boundary GAN 78.7%")
    with page.context.expect_page() as opened:
        row.get_by_role("link", name=say(room.OPEN_LINK)).click()
    expect(opened.value).to_have_url(
        re.compile(rf"{own_address}/canvas\?c={Canvas(preset='hole').link}")
    )
    expect(opened.value.get_by_text("Hole in the middle").first).to_be_visible()


def test_the_map_says_of_a_threshold_what_is_measured(address, page):
    """What the browser reckons is what the checker does, also where the link has a frame."""
    link = f"canvas?c={Canvas(preset='moons').link}&view=softmax_3_50_1_"
    checked = check("threshold", f"{address}/{link}")
    page.goto(f"{address}/canvas?{checked.shown.link}")
    methods = list(METHODS)
    for one in checked.measured:
        key = {"caught": "tpr", "flagged": "fpr"}.get(one.want.measure)
        if key is not None:
            shown = page.locator(f".maps [data-n={key}]").nth(methods.index(one.want.of))
            expect(shown).to_have_text(exercises.number(one.want, one.value))
    assert checked.is_right


def test_only_a_sheet_is_printed_without_its_buttons(address, page):
    page.goto(f"{address}/")
    begin = page.locator(".st-key-exercises button")
    expect(begin).to_be_visible()
    page.emulate_media(media="print")
    expect(begin).to_be_visible()
