"""Going through the app as a visitor does: the pages, by their menu, and what may never be seen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError

PAGES = {  # in the menu -> where it is
    "Start here": "/",
    "Overview": "/overview",
    "1 Boundary GAN": "/confident-gan",
    "2 Outlier Exposure": "/outlier-exposure",
    "3 Energy": "/energy",
    "4 CSI": "/csi",
    "Canvas": "/canvas",
    "Tug-of-war": "/tug-of-war",
    "Lab": "/lab",
    "Compare": "/compare",
    "Your images": "/images",
    "Your data": "/own",
    "Reproduction": "/reproduction",
}
SETTLED = """where => {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  return (where === null || location.pathname === where) && document.querySelector("h1")
    && document.documentElement.dataset.places  // the script that keeps places has come, too
    && app.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning"
    && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]");
}"""
STEADY = """pixels => new Promise(done => {
  const main = document.querySelector("[data-testid=stMain]");
  let height = 0, since = performance.now();
  const look = () => {
    if (main.scrollHeight !== height) [height, since] = [main.scrollHeight, performance.now()];
    if (performance.now() - since < 200) requestAnimationFrame(look);
    else {
      main.scrollTop = pixels;
      requestAnimationFrame(() => requestAnimationFrame(() => done(main.scrollTop)));
    }
  };
  look();
})"""
SCROLLER = "document.querySelector('[data-testid=stMain]')"
# The first words below the menu, and how far they are from the window's top.
READ = """
window.texts = () => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, p, li)")]
  .map(e => ({ text: e.innerText, top: e.getBoundingClientRect().top }));
window.read = () => texts().find(({ text, top }) => text && top >= 60);
"""
RETURNED = """({ text, top }) => texts()
  .some(now => now.text === text && Math.abs(now.top - top) <= 2)"""


def settle(page: Page, where: str | None = None) -> None:
    """Wait until the page at that path, or the one that is open, is drawn to its end."""
    page.wait_for_function(SETTLED, arg=where)


def read(page: Page) -> dict:
    """What a visitor reads first, and where in the window it is: `{text, top}`."""
    page.evaluate(READ)
    return page.evaluate("read()")


def by_menu(page: Page, name: str) -> dict:
    """To a page by its link in the menu; what was read when the hand left the one before it."""
    page.evaluate(READ)
    link = page.get_by_test_id("stTopNavLink").and_(page.get_by_role("link", name=name))
    page.evaluate(
        "addEventListener('pointerdown', () => (window.left = read()), {capture: true, once: true})"
    )
    link.click()
    settle(page, PAGES[name])
    return page.evaluate("window.left")


def returned(page: Page, left: dict) -> None:
    """Wait until the same words are at the same place in the window."""
    page.evaluate(READ)
    try:
        page.wait_for_function(RETURNED, arg=left)
    except TimeoutError:
        pytest.fail(f"{page.url}: left at {left}, now at {read(page)}")


def at_top(page: Page) -> bool:
    return page.evaluate(f"{SCROLLER}.scrollTop") == 0


def scroll_to(page: Page, pixels: int) -> int:
    """Scroll as far as that, or as the page goes, once it has its length; how far it is now."""
    return page.evaluate(STEADY, pixels)


def check(page: Page) -> None:
    """No error box, and no None in the link."""
    errors = page.locator("[data-testid=stException], [data-testid=stAlertContentError]")
    assert errors.count() == 0, f"{page.url}: {errors.all_inner_texts()}"
    assert "None" not in page.url


def exceptions(scratch: Path) -> str:
    """What the server's log says of exceptions."""
    log = (scratch / "log").read_text("utf-8", errors="replace")
    found = log.find("Traceback")
    return "" if found < 0 else log[found : found + 3000]
