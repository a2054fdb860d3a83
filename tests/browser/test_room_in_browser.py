"""A class in a room: a teacher, a student with a phone and one who reads Korean."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.blocks import room_words as band
from app.blocks.navigation import PAGES
from app.text import catalogue, say, say_each
from app.views.canvas import words as canvas
from app.views.images import words as images
from app.views.lessons.energy import words as energy
from app.views.room import words as text
from tests.browser.test_accessible import AXE, FOUND, STREAMLITS

pytestmark = pytest.mark.browser
KOREAN = catalogue("ko")
OPTIONS = energy.CONSTANT_GUESSES
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LIVE = ".st-key-room-live"


@pytest.fixture
def visit(chromium):
    """Opens a page in a browser of another person."""
    made = []

    def one(url: str, **options):
        made.append(chromium.new_context(**options))
        made[-1].set_default_timeout(60_000)  # a machine may be busy
        page = made[-1].new_page()
        page.goto(url)
        return page

    yield one
    for context in made:
        context.close()


def choose(page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


def test_a_class_from_opening_to_the_table(visit, own_address):
    teacher = visit(f"{own_address}/room", viewport={"width": 1366, "height": 900})
    teacher.get_by_role("button", name=say(text.OPEN)).click()
    code = teacher.get_by_role("heading", name=re.compile("^Room [A-Z]{4}$")).inner_text()[-4:]
    link = teacher.locator("[data-testid=stCode]").first.inner_text().strip()
    assert link == f"{own_address}/?room={code}"
    drawn = teacher.get_by_role("img", name=say(text.QR_ALT, code=code))
    expect(drawn).to_have_js_property("complete", True)
    assert drawn.evaluate("image => image.naturalWidth") > 200

    phone, korean = visit(link, **PHONE), visit(link, locale="ko-KR")
    for student in (phone, korean):
        expect(student.locator(".st-key-room-band")).to_contain_text(code)
        assert "room=" not in student.url
    for student, language in ((phone, "en"), (korean, "ko")):
        expect(student.locator("html")).to_have_attribute("lang", language)
    choose(teacher, say(text.PAGE), say(PAGES["energy"].title))
    expect(
        phone.get_by_role("button", name=say(band.GO, title=PAGES["energy"].title))
    ).to_be_visible()
    choose(teacher, say(text.QUESTION), say(energy.CONSTANT)[:20])
    expect(teacher.locator(LIVE)).to_contain_text(say(OPTIONS[2]))
    for page in (teacher, phone):  # as it is read by who cannot see it
        page.evaluate(AXE)
        assert not page.evaluate(FOUND, STREAMLITS)
    teacher.get_by_text(say(text.LEAD), exact=True).click()
    for student, title in ((phone, energy.TITLE.text), (korean, KOREAN[energy.TITLE.key])):
        expect(student.get_by_role("heading", level=1)).to_have_text(title)

    for student in (phone, korean):
        asked = student.locator(".st-key-guess-energy-constant")
        expect(asked).to_be_in_viewport()

    answers = (phone, say(OPTIONS[2])), (korean, KOREAN[OPTIONS[0].key])
    for n, (student, option) in enumerate(answers, 1):
        student.get_by_role("radio", name=option, exact=True).click()
        expect(teacher.locator(LIVE)).to_contain_text(f"{n} of 2", timeout=5000)
    expect(phone.get_by_text(say(band.HELD))).to_be_visible()
    expect(korean.get_by_text(KOREAN[band.HELD.key])).to_be_visible()
    assert say(text.BAR, option=OPTIONS[2], n=1).replace("*", "") not in teacher.inner_text(LIVE)

    teacher.get_by_role("button", name=say(text.REVEAL)).click()
    told = [
        say(text.BAR, option=option, n=n).replace("*", "")
        for option, n in zip(OPTIONS, (1, 0, 1, 0), strict=True)
    ]
    for bar in told:
        expect(teacher.locator(LIVE)).to_contain_text(bar)
    expect(phone.get_by_text("Right.")).to_be_visible()
    korean.get_by_role("radio", name=KOREAN[OPTIONS[2].key], exact=True).click()
    expect(teacher.locator(LIVE)).to_contain_text("2 (before the reveal: 1)")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not phone.evaluate(wide) and not teacher.evaluate(wide)

    with teacher.expect_download() as download:
        teacher.get_by_role("button", name=say(text.CSV)).click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = [(r["question"], r["option"], r["before"], r["after"]) for r in csv.DictReader(file)]
    first, _, right, _ = say_each(OPTIONS)
    of = "energy:constant"
    assert sorted(rows) == sorted(
        [(of, right, "1", "1"), (of, first, "1", "0"), (of, right, "0", "1")]
    )

    teacher.get_by_role("button", name=say(text.END)).click()
    teacher.get_by_role("button", name=say(text.DELETE)).wait_for()
    for student in (phone, korean):
        expect(student.locator(".st-key-room-band")).to_have_count(0)
    teacher.get_by_role("button", name=say(text.DELETE)).click()
    expect(teacher.get_by_role("heading", name=say(text.TITLE))).to_be_visible()


def test_another_browser_teaches_by_a_link_that_works_once(visit, own_address):
    teacher = visit(f"{own_address}/room")
    teacher.get_by_role("button", name=say(text.OPEN)).click()
    teacher.get_by_role("button", name=say(text.ANOTHER)).click()
    teacher.get_by_role("button", name=say(text.MAKE_LINK)).click()
    link = teacher.locator("[data-testid=stCode]").filter(has_text="teach=").inner_text().strip()
    other = visit(link)
    expect(other.get_by_role("button", name=say(text.END))).to_be_visible()
    expect(other).to_have_url(re.compile("/room$"))
    expect(visit(link).get_by_text("not valid")).to_be_visible()


def boards_of_a_room(visit, address):
    """A teacher who looks at them, with nothing up yet, and the room's code."""
    teacher = visit(f"{address}/room")
    teacher.get_by_role("button", name=say(text.OPEN)).click()
    code = teacher.get_by_role("heading", name=re.compile("^Room [A-Z]{4}$")).inner_text()[-4:]
    teacher.get_by_text(say(text.SHOW_BOARDS)).click()
    expect(teacher.get_by_text(say(text.NOTHING_UP))).to_be_visible()
    return teacher, code


def test_a_canvas_of_a_student_is_opened_from_the_board(visit, own_address):
    teacher, code = boards_of_a_room(visit, own_address)
    student = visit(f"{own_address}/canvas?room={code}")
    student.get_by_role("button", name=say(canvas.PUT_UP, code=code)).click()
    expect(student.get_by_text(say(canvas.IS_UP))).to_be_visible()
    expect(teacher.get_by_text(say(text.BOARDS, canvases=1, pictures=0))).to_be_visible()
    shown = teacher.get_by_role("img", name=say(text.CANVAS_ALT))
    expect(shown).to_have_js_property("complete", True)
    with teacher.expect_popup() as opened:
        teacher.get_by_role("link", name=say(text.OPEN_LINK)).click()
    expect(opened.value.locator(".maps canvas").first).to_be_visible()


def test_a_picture_that_fools_the_networks_is_put_up_and_only_the_best_stays(visit, own_address):
    teacher, code = boards_of_a_room(visit, own_address)
    student = visit(f"{own_address}/images?benchmark=digits&more=fool&room={code}")
    student.get_by_role("radio", name=say(images.GUESSES[0])).click()
    put = student.get_by_role("button", name=say(images.PUT_UP["digits"]))
    shown = teacher.get_by_role("img", name=say(text.PICTURE_ALT))
    scores = student.get_by_text(re.compile("^fools [0-9] of [0-9]"))
    for i in range(2):  # a digit, and another picture
        thumb = student.locator(".strip .thumb").nth(4 * i)
        thumb.click()
        name = say(images.MORE, name=thumb.get_attribute("title"))
        student.get_by_role("heading", name=name, exact=True).wait_for()
        put.click()
        expect(scores).to_have_count(i + 1)
    expect(teacher.get_by_text(say(text.BOARDS, canvases=0, pictures=1))).to_be_visible()
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("complete", True)
    best = re.match(r"fools (\d) of (\d)", scores.first.inner_text())
    expect(teacher.get_by_text(re.compile(best[0]))).to_be_visible()
