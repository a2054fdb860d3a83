"""The README's pictures, one for each page: `python -m tests.browser.screenshots` (needs Chromium).

Each page is opened at 1280 x 1200, its first question is answered, and what is then in view is
written to `tests/browser/screenshots/`; of pictures further down, the picture alone. With names
behind it, it makes only these.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.blocks.navigation import LESSONS
from tests.browser.conftest import BROWSERS, FLAGS, SHELL, installed, serving
from tests.browser.measure import CHOICES
from tests.browser.stopwatch import PICTURES

PAGES = (
    *("", "overview", *LESSONS, "lab?benchmark=digits&method=energy&panel=Threshold"),
    *("canvas", "tug-of-war", "compare?benchmark=digits", "images?benchmark=digits", "own"),
    "reproduction",
)
SCENES = {  # name -> the lesson, and the question that its picture answers
    "energy-film": ("energy", "energy-noise"),
    "confident-gan-game": ("confident-gan", "balance"),
    "csi-shadow": ("csi", "csi-oodness"),
}
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
GUESSES = "[class*=st-key-guess] button"
OTHERS = "[data-testid=stTable], [data-testid=stFileUploader]"  # where there is no picture
FOLDER = Path(__file__).with_name("screenshots")


def name(address: str) -> str:
    return address.partition("?")[0] or "start"


def shoot(page: Page, url: str) -> bytes:
    """The page after its first question was answered."""
    page.goto(url)
    page.locator(f"{PICTURES}, {CHOICES}, {OTHERS}").first.wait_for()
    page.locator(IDLE).wait_for()
    if page.get_by_text("Predict.").count():
        page.locator(GUESSES).first.click()
        page.locator(PICTURES).first.wait_for()
        page.locator(IDLE).wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    return page.screenshot()


def shoot_scene(page: Page, url: str, question: str) -> bytes:
    """The widget that the question's answer brings."""
    page.goto(url)
    page.locator(f".st-key-guess-{question} button").first.click()
    picture = page.locator(".root:has(.stage)").first
    picture.wait_for()
    page.locator(IDLE).wait_for()
    page.evaluate("document.fonts.ready")
    return picture.screenshot()


def main(*names: str) -> None:
    path = installed(*BROWSERS, SHELL)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        size = {"width": 1280, "height": 1200}
        page = browser.new_page(viewport=size, reduced_motion="reduce")  # no film is under way
        with serving(Path(scratch)) as address:
            for one in [*PAGES, *SCENES]:
                if names and name(one) not in names:
                    continue
                out = FOLDER / f"{name(one)}.png"
                if one in SCENES:
                    lesson, question = SCENES[one]
                    out.write_bytes(shoot_scene(page, f"{address}/{lesson}", question))
                else:
                    out.write_bytes(shoot(page, f"{address}/{one}"))
                print(f"{out}  {out.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
