"""A browser is one visitor: what it answered is there after whatever comes between."""

import re
import sqlite3
import time
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from app.blocks import course
from app.blocks.training import words as training
from app.server.store import Store
from app.text import ownership, say, say_each
from app.views.home import words
from app.views.lessons.energy import words as energy
from app.views.lessons.outlier_exposure import words as exposure
from tests.app.fake import make_run
from tests.browser.conftest import free_port, serving
from tests.browser.journey import settle
from tests.browser.stopwatch import SCRIPT, until_idle

pytestmark = pytest.mark.browser

CONNECTED = "[data-test-connection-state=CONNECTED]"
GUESS, OTHER = say_each(words.GUESSES[1:])
CONSTANT = say(energy.CONSTANT_GUESSES[0])


def answers(scratch) -> list[str]:
    """What the database holds, a line for each visitor and question; no two are the same."""
    with sqlite3.connect(scratch / "runs" / "lab.sqlite3") as file:
        rows = file.execute("SELECT question, answer, visitor FROM answer").fetchall()
    assert len({(question, visitor) for question, _, visitor in rows}) == len(rows)
    return sorted(f"{question} {answer}" for question, answer, _ in rows)


@pytest.fixture
def browser(chromium):
    """Makes browsers of other people: nothing is shared but the program."""
    made = []

    def one(**options):
        made.append(chromium.new_context(**options))
        made[-1].set_default_timeout(60_000)  # a machine may be busy
        return made[-1]

    yield one
    for context in made:
        context.close()


def is_told(page, guess: str) -> None:
    page.get_by_text(f"You said: {guess}").wait_for()


def answer(page, guess: str) -> None:
    page.get_by_role("radio", name=guess).click()
    is_told(page, guess)


def test_an_answer_is_there_after_a_reload_in_a_second_tab_and_after_a_restart(browser, tmp_path):
    port, context = free_port(), browser()
    with serving(tmp_path, port) as address:
        page = context.new_page()
        page.goto(address)
        answer(page, GUESS)
        page.reload()
        is_told(page, GUESS)
        second = context.new_page()
        second.goto(address)
        is_told(second, GUESS)
        answer(second, OTHER)
        assert answers(tmp_path) == ["surest 2"]
        page.reload()
        is_told(page, OTHER)
        theirs = browser().new_page()
        theirs.goto(address)
        theirs.get_by_text("Answer to see what happens.").wait_for()
        answer(theirs, GUESS)
        theirs.get_by_text("You and the others on this server said").wait_for()
        assert answers(tmp_path) == ["surest 1", "surest 2"]
    page.bring_to_front()
    page.locator(f".stApp:not({CONNECTED})").wait_for()
    with serving(tmp_path, port):
        page.locator(f".stApp{CONNECTED}").wait_for()
        answer(page, GUESS)  # without a reload: the first that the new server hears of this page
        assert answers(tmp_path) == ["surest 1", "surest 1"]
        for one in (second, theirs):
            one.reload()
            is_told(one, GUESS)
        assert answers(tmp_path) == ["surest 1", "surest 1"]
        kept = [c for c in context.cookies() if c["expires"] > time.time() + 86400 * 180]
        later = browser(storage_state={"cookies": kept, "origins": []})
        again = later.new_page()  # the browser was closed: cookies of a session are gone
        again.goto(address)
        is_told(again, GUESS)


def test_the_first_answer_in_a_part_of_a_page_is_taken_after_a_restart(browser, tmp_path):
    port, page = free_port(), browser().new_page()
    with serving(tmp_path, port) as address:
        page.goto(f"{address}/energy")
        page.get_by_role("radio", name=CONSTANT).wait_for()
    page.locator(f".stApp:not({CONNECTED})").wait_for()
    with serving(tmp_path, port):
        page.locator(f".stApp{CONNECTED}").wait_for()
        answer(page, CONSTANT)  # a fragment, of which the new server has not heard
        assert answers(tmp_path) == ["energy:constant 0"]


def test_two_first_tabs_at_once_are_one_visitor(browser, address):
    context = browser()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(address, wait_until="commit")
    for tab in tabs:
        tab.get_by_text("Answer to see what happens.").wait_for()
    tabs[1].wait_for_function("document.cookie.includes('oodlab=')")
    answer(tabs[1], GUESS)
    for tab in tabs:
        tab.reload()
        is_told(tab, GUESS)


def test_its_maker_names_a_run_deletes_it_and_brings_it_back(browser, tmp_path):
    cookie, place = "a" * 32, tmp_path / "runs" / "mine"
    make_run(tmp_path / "runs" / "x", "plane-blobs", "energy").rename(place)
    kept = Store(str(tmp_path / "runs" / "lab.sqlite3"))
    kept.record("run", "mine", sha256(cookie.encode()).hexdigest()[:32])
    kept.close()
    with serving(tmp_path) as address:
        maker, stranger = browser(), browser()
        maker.add_cookies([{"name": "oodlab", "value": cookie, "url": address}])
        page, theirs = maker.new_page(), stranger.new_page()
        for one in (page, theirs):
            one.goto(f"{address}/lab?benchmark=plane-blobs&method=energy&run=mine")
        page.get_by_role("button", name=say(ownership.MANAGE)).click()
        page.get_by_role("textbox", name=say(ownership.NAME)).fill("my best")
        page.keyboard.press("Enter")
        chosen = page.get_by_role("combobox", name="Run")
        expect(chosen).to_have_value("Yours: my best, seed 0, steps = 40, base_steps = 40")
        page.get_by_role("button", name=say(ownership.DELETE_WHAT["run"])).click()
        page.get_by_role("button", name=say(ownership.DELETE_IT)).click()
        page.get_by_text("my best is deleted.").wait_for()
        expect(chosen).to_have_value("Pretrained (seed 0)")
        assert not place.exists()
        page.get_by_role("button", name=say(ownership.UNDO)).click()
        expect(chosen).to_have_value("Yours: my best, seed 0, steps = 40, base_steps = 40")
        assert (place / "card.json").exists()
        expect(theirs.get_by_role("combobox", name="Run")).to_have_value(re.compile("^By others"))
        assert not theirs.get_by_role("button", name=say(ownership.MANAGE)).count()


def opened_parts(page) -> list[bool]:
    return page.locator("details").evaluate_all("found => found.map((one) => one.open)")


def test_what_was_set_outlives_a_reload_and_what_was_opened_another_language(page, own_address):
    page.add_init_script(SCRIPT)
    page.goto(f"{own_address}/outlier-exposure")
    settings = page.locator("summary", has_text=say(training.SETTINGS))
    steps = page.get_by_label("Steps of fine-tuning", exact=True)
    term = page.get_by_role("radio", name=say(exposure.FORMULA[5].name), exact=True)
    bet = page.get_by_role("button", name=say(exposure.SET_LABELS["gaussian"]), exact=True).last
    for one in (term, bet):
        one.click()
        settle(page)
    settings.click()
    steps.fill("300")
    steps.press("Tab")
    until_idle(page)
    page.reload()
    expect(term).to_have_attribute("aria-checked", "true")
    expect(bet).to_have_attribute("aria-pressed", "true")
    settings.click()
    expect(steps).to_have_value("300")
    before = opened_parts(page)
    assert any(before)
    page.locator(".st-key-language button").first.click()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    settle(page)
    assert opened_parts(page) == before


def test_a_number_typed_just_before_the_press_is_trained_with(page, own_address):
    """The browser sends both as one, to the part of the page that has the number."""
    page.goto(f"{own_address}/confident-gan")
    page.locator("summary", has_text=say(training.SETTINGS)).click()
    page.get_by_label("Steps", exact=True).fill("200")
    page.get_by_role("button", name="Train Boundary GAN").click()
    page.get_by_text(re.compile("^Training.* of 200")).wait_for()


def test_an_answer_brings_what_waited_for_it(page, own_address):
    page.goto(f"{own_address}/energy")
    box = page.locator(".st-key-misread")
    given_away = say(energy.MISREAD[1]).strip("*")[:40]
    asked = page.locator("[class*=st-key-guess]")
    n = len(course.QUESTIONS["energy"])
    expect(asked).to_have_count(n)
    for i in range(n):
        expect(box).to_contain_text(f"({n - i} to go)")
        assert given_away not in box.inner_text()
        asked.nth(i).get_by_role("radio").first.click()
    expect(box).to_contain_text(given_away)
