"""A visitor's whole way: every page from every other, Back, reload, tabs, a lost connection."""

import itertools
import random

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.conftest import serving

PAIRS = list(itertools.permutations(journey.PAGES, 2))
SAMPLE = random.Random(20).sample(PAIRS, 12)  # in the ordinary run
DOWN = 800  # pixels: its first picture begins above what is in sight
LESSON = "1 Boundary GAN"  # its first picture comes late and is high
PICTURES = ".stBidiComponent"
WITHOUT_PICTURES = f"{PICTURES} {{ display: none }}"
RELOADED = ("3 Energy", "Lab", "Canvas")  # in the ordinary run


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server of these tests' own: its address, and the folder of its log."""
    scratch = tmp_path_factory.mktemp("journey")
    with serving(scratch) as url:
        yield url, scratch
    assert not journey.exceptions(scratch)


def opened(page: Page, url: str, name: str) -> None:
    """That page, by its link, and some way down."""
    page.goto(url + journey.PAGES[name])
    journey.settle(page, journey.PAGES[name])
    journey.scroll_to(page, DOWN)


def back(page: Page, name: str) -> None:
    page.go_back()
    journey.settle(page, journey.PAGES[name])


def go(page: Page, start: str, end: str) -> None:
    """By the menu from a page to another, which opens at its top; and Back to where one was."""
    journey.scroll_to(page, DOWN)
    left = journey.by_menu(page, end)
    journey.check(page)
    assert journey.at_top(page), f"{start} -> {end} opens in the middle"
    back(page, start)
    journey.check(page)
    journey.returned(page, left)


def visit(page: Page, url: str, pairs: list[tuple[str, str]]) -> None:
    for start, found in itertools.groupby(pairs, lambda pair: pair[0]):
        page.goto(url + journey.PAGES[start])
        journey.settle(page, journey.PAGES[start])
        for _, end in found:
            go(page, start, end)


def test_pages_open_at_their_top_and_back_returns(page, server):
    visit(page, server[0], sorted(SAMPLE))


@pytest.mark.journey
@pytest.mark.parametrize("start", journey.PAGES)
def test_every_page_from_every_other(page, server, start):
    visit(page, server[0], [pair for pair in PAIRS if pair[0] == start])


@pytest.mark.browser
def test_a_choice_that_pages_share_is_kept_and_what_a_page_cannot_show_is_said(page, server):
    page.goto(f"{server[0]}/lab")
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    journey.by_menu(page, "Your images")
    expect(page.get_by_text("“Two moons”, chosen on another page, cannot be shown")).to_be_visible()
    page.wait_for_url("**/images?benchmark=imagenet")
    for name in ("Compare", "Lab"):
        journey.by_menu(page, name)
        page.wait_for_url("**benchmark=plane-moons**")
        chosen = page.get_by_role("radio", name="Two moons")
        expect(chosen).to_be_checked()


@pytest.mark.browser
def test_one_back_takes_one_action_back(page, server):
    page.goto(f"{server[0]}/compare")
    journey.settle(page, "/compare")
    journey.by_menu(page, "Lab")
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    journey.settle(page)
    page.go_back()
    expect(page.get_by_role("radio", name="Digits")).to_be_checked()
    journey.settle(page)
    page.go_back()
    journey.settle(page, "/compare")


SLOW = """
const Original = WebSocket;
window.delay = 0;
WebSocket = class extends Original {
  addEventListener(kind, heard, ...more) {
    const late = (event) => setTimeout(() => heard(event), kind === "message" ? window.delay : 0);
    super.addEventListener(kind, late, ...more);
  }
};
"""


@pytest.mark.browser
def test_back_returns_however_late_the_server_answers(page, server):
    page.add_init_script(SLOW)
    opened(page, server[0], "Your data")
    left = journey.by_menu(page, "3 Energy")
    page.evaluate("window.delay = 2500")
    page.go_back()
    page.locator("[data-testid=stFileUploaderDropzone]").first.wait_for()
    journey.settle(page, journey.PAGES["Your data"])
    journey.returned(page, left)


@pytest.mark.browser
def test_a_place_holds_while_pictures_above_it_come(page, server):
    opened(page, server[0], LESSON)
    left = journey.by_menu(page, "Overview")
    late = page.add_style_tag(content=WITHOUT_PICTURES)
    back(page, LESSON)
    journey.returned(page, left)
    late.evaluate("style => style.remove()")
    page.locator(PICTURES).first.wait_for()
    journey.returned(page, left)


@pytest.mark.browser
def test_a_place_that_was_left_before_the_pictures_came_is_found_again(page, server):
    opened(page, server[0], LESSON)
    late = page.add_style_tag(content=WITHOUT_PICTURES)
    journey.scroll_to(page, DOWN)
    left = journey.by_menu(page, "Overview")
    late.evaluate("style => style.remove()")
    back(page, LESSON)
    journey.returned(page, left)


@pytest.mark.browser
def test_a_place_that_is_held_gives_way_to_any_scroll(page, server):
    opened(page, server[0], LESSON)
    left = journey.by_menu(page, "Overview")
    back(page, LESSON)
    journey.returned(page, left)
    assert journey.scroll_to(page, 100) == 100  # as a screen reader does it: no wheel, no key


@pytest.mark.browser
def test_reload_of_a_page_that_has_just_been_opened_stays_at_its_top(page, server):
    opened(page, server[0], "3 Energy")
    journey.by_menu(page, "Overview")
    journey.by_menu(page, "3 Energy")
    left = journey.read(page)
    page.reload()
    journey.settle(page, journey.PAGES["3 Energy"])
    journey.returned(page, left)


@pytest.mark.parametrize(
    "name",
    [
        name if name in RELOADED else pytest.param(name, marks=pytest.mark.journey)
        for name in journey.PAGES
    ],
)
def test_reload_returns_to_where_one_was(page, server, name):
    opened(page, server[0], name)
    left = journey.read(page)
    page.reload()
    journey.settle(page, journey.PAGES[name])
    journey.returned(page, left)
    journey.check(page)


@pytest.mark.browser
def test_two_tabs_do_not_disturb_each_other(page, server):
    other = page.context.new_page()
    for tab, world in ((page, "Two moons"), (other, "Two rings")):
        tab.goto(f"{server[0]}/lab")
        tab.get_by_text(world, exact=True).click()
        expect(tab.get_by_role("radio", name=world)).to_be_checked()
    for tab, world in ((page, "plane-moons"), (other, "plane-rings")):
        journey.by_menu(tab, "Compare")
        tab.wait_for_url(f"**benchmark={world}**")
        journey.check(tab)


SOCKETS = """
const Original = WebSocket;
window.sockets = [];
WebSocket = class extends Original {
  constructor(...given) { super(...given); window.sockets.push(this); }
};
"""


@pytest.mark.browser
def test_what_was_chosen_survives_a_dropped_socket(page, server):
    page.add_init_script(SOCKETS)
    page.goto(f"{server[0]}/lab?benchmark=plane-blobs")
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    journey.settle(page)
    page.evaluate("window.sockets.at(-1).close()")
    page.wait_for_function("window.sockets.length > 1")
    journey.settle(page)
    expect(page.get_by_role("radio", name="Two moons")).to_be_checked()
    page.get_by_text("Two rings", exact=True).click()
    page.wait_for_url("**benchmark=plane-rings**")
    journey.check(page)


@pytest.mark.browser
def test_a_server_that_does_not_answer_is_told_of_until_it_does(page, chromium, tmp_path):
    with serving(tmp_path) as url:
        page.goto(f"{url}/lab?benchmark=plane-blobs")
        journey.settle(page, "/lab")
    notice = page.locator(".oodlab-connection")
    expect(notice).to_contain_text("The connection to OOD Lab is lost")
    expect(notice).to_contain_text("OOD Lab does not answer")
    assert page.get_by_text("streamlit run").filter(visible=True).count() == 0
    with serving(tmp_path, port=int(url.rpartition(":")[2])):
        expect(notice).to_have_count(0, timeout=90_000)
        page.get_by_text("Two moons", exact=True).click()
        page.wait_for_url("**benchmark=plane-moons**")
        journey.check(page)
