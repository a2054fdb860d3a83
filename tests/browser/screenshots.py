"""The README's pictures, one for each page: `python -m tests.browser.screenshots` (needs Chromium).

Each page is opened at 1280 x 1200, its first question is answered, and what is then in view is
written to `tests/browser/screenshots/`; of pictures further down, the picture alone; of a room, its
teacher's page with the answers of three students. With names behind it, it makes only these.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.blocks.navigation import LESSONS
from app.text import say
from app.views.lessons.energy import words as energy
from app.views.room import words
from tests.browser.conftest import BROWSERS, FLAGS, SHELL, installed, serving
from tests.browser.measure import CHOICES
from tests.browser.stopwatch import PICTURES

PAGES = (
    *("", "overview", *LESSONS, "lab?benchmark=digits&method=energy&panel=Threshold"),
    *("canvas", "tug-of-war", "compare?benchmark=digits", "images?benchmark=digits", "own"),
    "reproduction",
)
SCENES = {  # name -> the lesson, what is pressed for the picture, and what is in it
    "energy-film": ("energy", ".st-key-guess-energy-noise button", ".stage"),
    "confident-gan-game": ("confident-gan", ".st-key-guess-balance button", ".stage"),
    "csi-shadow": ("csi", ".st-key-guess-csi-oodness button", ".stage"),
    "csi-clocks": ("csi", ".st-key-csi-clocks-fold summary", ".dials"),
}
ROOM = "room"
ANSWERS = (2, 2, 0)  # of the students, to the room's question
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
    return shown(page)


def shown(page: Page) -> bytes:
    """The top of the page, once everything on it is there."""
    page.locator(IDLE).wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    return page.screenshot()


def shoot_scene(page: Page, url: str, pressed: str, inside: str) -> bytes:
    """The widget that comes when something is pressed, and has this inside."""
    page.goto(url)
    page.locator(pressed).first.click()
    picture = page.locator(f".root:has({inside})").first
    picture.wait_for()
    page.locator(IDLE).wait_for()
    page.evaluate("document.fonts.ready")
    return picture.screenshot()


def shoot_room(page: Page, address: str) -> bytes:
    """The teacher's page, when students have answered and their answers are revealed."""
    page.goto(f"{address}/{ROOM}")
    page.get_by_role("button", name=say(words.OPEN)).click()
    link = page.locator("[data-testid=stCode]").first.inner_text().strip()
    for label, chosen in ((words.PAGE, LESSONS["energy"]), (words.QUESTION, energy.CONSTANT)):
        page.get_by_role("combobox", name=say(label)).click()
        page.get_by_role("option", name=say(chosen)[:20]).click()
    page.get_by_text(say(words.LEAD), exact=True).click()
    for n, answer in enumerate(ANSWERS, 1):
        context = page.context.browser.new_context()
        student = context.new_page()
        student.goto(link)  # and is led to the lesson
        student.locator(".st-key-guess-energy-constant button").nth(answer).click()
        page.get_by_text(say(words.HAVE_ANSWERED, n=n, all=n).replace("*", "")).wait_for()
    page.get_by_role("button", name=say(words.REVEAL)).click()
    page.locator("[data-testid=stProgress]").first.wait_for()
    page.wait_for_timeout(2000)  # the bars grow
    return shown(page)


def main(*names: str) -> None:
    path = installed(*BROWSERS, SHELL)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        size = {"width": 1280, "height": 1200}
        page = browser.new_page(viewport=size, reduced_motion="reduce")  # no film is under way
        with serving(Path(scratch)) as address:
            for one in [*PAGES, *SCENES, ROOM]:
                if names and name(one) not in names:
                    continue
                out = FOLDER / f"{name(one)}.png"
                if one in SCENES:
                    lesson, pressed, inside = SCENES[one]
                    out.write_bytes(shoot_scene(page, f"{address}/{lesson}", pressed, inside))
                elif one == ROOM:
                    out.write_bytes(shoot_room(page, address))
                else:
                    out.write_bytes(shoot(page, f"{address}/{one}"))
                print(f"{out}  {out.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main(*sys.argv[1:])
