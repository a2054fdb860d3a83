"""Times what a visitor does, from the key or click to the frame that shows the last change of it.

`stopwatch.js`, put into every page before its own code, keeps four times: of the last trusted key
or click; of the last request to the server and of its last message; of the last change of the
page (a mutation outside the header, shadow roots of widgets included, or a loaded image); and of
the frame after that change was painted. The page is idle when the script is not running, every
request was answered, nothing is stale, nothing has changed for QUIET, and the code of the pages to
come is loaded (`app/server/scripts`), as it is for somebody who has read for a few seconds. So a
rerun that starts late is waited for, however late, and the picture that it brings is in the time;
QUIET is not.
"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import ElementHandle, Page

QUIET = 200  # ms
PATIENCE = 60_000  # ms: then something is broken
SCRIPT = Path(__file__).with_name("stopwatch.js").read_text("utf-8")
PICTURES = ".js-plotly-plot .main-svg, [data-testid=stImage] img, .root svg, .root canvas"
CONTROLS = ", ".join(
    (
        "[data-testid=stButtonGroup] button",  # segmented controls and pills
        "[data-testid=stSelectbox] input",
        "[data-testid=stNumberInput] input",
        "[data-testid=stSlider] [role=slider]",
        "[data-testid=stCheckbox] input",  # toggles too
        "[data-testid=stButton] button",
        "[data-testid=stExpander] summary",
        "[role=tab]",
        ".root button, .root input, .root select, .root [tabindex='0']",  # the app's own widgets
    )
)
# Play is a film of some seconds; the others lead to another page, whose visit is timed.
UNTIMED = ("Play", "Lesson", "Open in the Lab", "Open the Lab", "Start the course")
UNANSWERED = "[class*=st-key-guess] [role=radiogroup]:not(:has([aria-checked=true])) [role=radio]"
ONWARD = ("onward", "open-")  # the way to the next lesson; a score on the Overview's map


def until_idle(page: Page) -> None:
    page.wait_for_function("quiet => watch.idle(quiet)", arg=QUIET, timeout=PATIENCE)


def answer_all(page: Page) -> None:
    """Each question of the page with its first answer, those that an answer brings, too."""
    until_idle(page)
    while (guesses := page.locator(UNANSWERED)).count():
        guesses.first.click()
        until_idle(page)


def operate(page: Page, control: ElementHandle) -> float | None:
    """Seconds until the page is idle with its picture changed; None where nothing changed."""
    until_idle(page)
    role, kind = (control.get_attribute(name) for name in ("role", "type"))
    if role == "combobox":
        for key in ("ArrowDown", "ArrowDown", "Enter"):  # the next option
            control.press(key)
    elif kind == "number":
        control.press("ArrowUp")
    elif kind == "range" or role == "slider":
        control.press("ArrowLeft")
        until_idle(page)
        control.press("ArrowRight")
    elif control.evaluate("e => e.matches('[data-testid=stCheckbox] input')"):
        control.evaluate_handle("e => e.closest('label')").as_element().click()
    else:
        control.click()
    until_idle(page)
    return page.evaluate("watch.seconds()")


def visit(page: Page, title: str, pictures: str = PICTURES) -> tuple[float, float]:
    """From the click on a page's name: seconds to its first picture, and until it is idle."""
    until_idle(page)
    before = page.locator("h1").first.inner_text()
    page.get_by_role("link", name=title).click()
    found = page.wait_for_function(
        "([kinds, before]) => watch.picture(kinds, before)", arg=[pictures, before]
    )
    first = found.json_value()
    until_idle(page)
    return first, page.evaluate("watch.seconds()")


def sweep(page: Page, wanted: Callable[[str], bool]) -> dict[str, float | None]:
    """Operate every wanted control of the page, those that an answer brings too.

    A control's name is the key of its widget and what is written on it. Name -> `operate`.
    """
    found: dict[str, float | None] = {}
    done, here = [], page.url.partition("?")[0]
    while True:
        until_idle(page)
        handle = page.evaluate_handle("([k, d]) => watch.next(k, d)", [CONTROLS, done])
        if handle.json_value() is None:
            return found
        control = handle.get_property("0").as_element()
        name = handle.get_property("1").json_value()
        done.append(name)
        leads_on = name.endswith(UNTIMED) or any(words in name for words in ONWARD)
        if wanted(name) and not leads_on:  # an icon's name may come before
            found[name] = operate(page, control)
            assert page.url.partition("?")[0] == here, f"{name} leads to another page"
