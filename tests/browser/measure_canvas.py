"""What a visitor of the canvas waits for: `python -m tests.browser.measure_canvas`.

It needs Chromium, and is not a test: the numbers depend on the machine and on what else it does.
In seconds, on one new server, by a new visitor each: from the click on Canvas to the five maps, of
committed frames; from Train to the first frame of all five on the page, and to the last one; the
same link once more. Then the slowest of many answers of the browser, the time of the event's
handlers, drawing included: scrubbing, layers, marks, the threshold, T. And the bytes of the frames.
"""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.components.canvas import words as canvas_words
from app.text import say
from app.views.canvas import words
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import Canvas
from tests.browser.conftest import BROWSERS, FLAGS, SHELL, installed, serving
from tests.browser.measure import fresh
from tests.browser.stopwatch import until_idle

ANSWERS = """(input, values) => values.map((value) => {
    const start = performance.now();
    if (value !== null) input.value = value;
    input.dispatchEvent(new Event("input"));
    return performance.now() - start;
})"""
CHANGE = """(input) => {
    const start = performance.now();
    input.click();
    return performance.now() - start;
}"""


def drawn(page: Page) -> None:
    """Wait for the last of the five maps; before the first frame they are empty."""
    page.locator(".root:not(.bare, .old) .maps canvas").nth(4).wait_for(timeout=60_000)


def slowest(page: Page) -> dict[str, float]:
    """Milliseconds of the browser's answers by control."""
    found = {}
    for name, css, values in (
        ("scrub", ".time", list(range(runs.FRAMES))),
        ("threshold", ".threshold", list(range(0, 1001, 50))),
    ):
        found[name] = max(page.locator(css).evaluate(ANSWERS, values))
    for name in ("layers", "marks"):
        inputs = page.locator(f".{name} input").all()
        found[name] = max(each.evaluate(CHANGE) for each in inputs)
    page.locator(".layers input[value=energy]").evaluate(CHANGE)
    found["T"] = max(page.locator(".T").evaluate(ANSWERS, [0.5, 1, 2, 10]))
    found["scrub, everything shown, T = 10"] = max(
        page.locator(".time").evaluate(ANSWERS, list(range(runs.FRAMES)))
    )
    return found


def main() -> None:
    path = installed(*BROWSERS, SHELL)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with serving(Path(scratch)) as address:
            for visit in ("first", "second"):
                with fresh(browser, f"{address}/reproduction") as page:
                    until_idle(page)
                    start = time.monotonic()
                    page.get_by_role("link", name=say(words.TITLE)).click()
                    drawn(page)
                    print(f"{visit} visit, click to five maps  {time.monotonic() - start:.2f}")
                    until_idle(page)
            canvas = Canvas("xor", seed=1)
            with fresh(browser, f"{address}/canvas?c={canvas.link}") as page:
                until_idle(page)
                start = time.monotonic()
                page.get_by_role("button", name=say(words.TRAIN)).first.click()
                drawn(page)
                print(f"Train to the first frame of all five  {time.monotonic() - start:.2f}")
                last = say(canvas_words.MAPS["frame"], frame=runs.FRAMES - 1, last=runs.FRAMES - 1)
                page.get_by_text(last).first.wait_for(timeout=180_000)
                print(f"Train to the last one  {time.monotonic() - start:.2f}")
                until_idle(page)
                for name, took in slowest(page).items():
                    print(f"slowest answer, {name}  {took:.1f} ms")
            with fresh(browser, f"{address}/reproduction") as page:
                until_idle(page)
                start = time.monotonic()
                page.goto(f"{address}/canvas?c={canvas.link}")
                drawn(page)
                print(f"the same link again, by another visitor  {time.monotonic() - start:.2f}")
            folder = Path(scratch) / "runs" / "canvas" / canvas.name
            sizes = [runs.path(folder, i).stat().st_size for i in range(runs.FRAMES)]
            print(f"frames of all five  {sum(sizes) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
