"""A visitor's whole way: every page from every other, Back, reload, tabs, a lost connection."""

import itertools
import random

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser import journey
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
PAIRS = list(itertools.permutations(journey.PAGES, 2))
SAMPLE = random.Random(20).sample(PAIRS, 12)
DOWN = 700  # pixels
RETURNED = """place => {
  const main = document.querySelector("[data-testid=stMain]");
  const end = main.scrollHeight - main.clientHeight; // a page is shorter once its fonts are there
  return Math.abs(main.scrollTop - Math.min(place, end)) <= 2;
}"""


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """A server of these tests' own: its address, and the folder of its log."""
    scratch = tmp_path_factory.mktemp("journey")
    with serving(scratch) as url:
        yield url, scratch
    assert not journey.exceptions(scratch)


def go(page: Page, start: str, end: str) -> None:
    """By the menu from a page to another, which opens at its top; and Back to where one was."""
    journey.scroll_to(page, DOWN)
    place = journey.by_menu(page, end)
    journey.check(page)
    assert journey.at_top(page), f"{start} -> {end} opens in the middle"
    page.go_back()
    journey.settle(page, journey.PAGES[start])
    journey.check(page)
    try:
        page.wait_for_function(RETURNED, arg=place)
    except TimeoutError:
        now = page.evaluate(f"[{journey.SCROLLER}.scrollTop, {journey.SCROLLER}.scrollHeight]")
        pytest.fail(f"{end} -> Back: left {start} at {place}, now at {now[0]} of {now[1]}")


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


def test_a_choice_that_pages_share_is_kept_and_what_a_page_cannot_show_is_said(page, server):
    page.goto(f"{server[0]}/lab")
    page.get_by_text("Two moons", exact=True).click()
    page.wait_for_url("**benchmark=plane-moons**")
    journey.by_menu(page, "Your images")
    expect(page.get_by_text("“Two moons”, chosen on another page, cannot be shown")).to_be_visible()
    page.wait_for_url("**/images?benchmark=digits")
    for name in ("Compare", "Lab"):
        journey.by_menu(page, name)
        page.wait_for_url("**benchmark=plane-moons**")
        chosen = page.get_by_role("radio", name="Two moons")
        expect(chosen).to_be_checked()


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


def test_back_returns_however_late_the_server_answers(page, server):
    page.add_init_script(SLOW)
    page.goto(server[0] + journey.PAGES["Your data"])
    journey.settle(page, journey.PAGES["Your data"])
    assert journey.scroll_to(page, DOWN) > 0
    place = journey.by_menu(page, "3 Energy")
    page.evaluate("window.delay = 2500")
    page.go_back()
    page.locator("[data-testid=stFileUploaderDropzone]").first.wait_for()
    journey.settle(page, journey.PAGES["Your data"])
    page.wait_for_function(RETURNED, arg=place)


@pytest.mark.parametrize("name", ["3 Energy", "Lab", "Canvas"])
def test_reload_returns_to_where_one_was(page, server, name):
    page.goto(server[0] + journey.PAGES[name])
    journey.settle(page, journey.PAGES[name])
    place = journey.scroll_to(page, DOWN)
    assert place
    page.reload()
    journey.settle(page, journey.PAGES[name])
    page.wait_for_function(f"Math.abs({journey.SCROLLER}.scrollTop - {place}) <= 2")
    journey.check(page)


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
