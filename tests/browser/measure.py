"""What a visitor waits for, in seconds: `python -m tests.browser.measure` (needs Chromium).

Not a test: the numbers depend on the machine and on what else it does.
"""

import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.lessons import LESSONS
from ood_core.benchmarks import benchmark
from tests.browser.conftest import FLAGS, NAMES, serving

PICTURE = "[...document.querySelectorAll('[data-testid=stImage] img')].some(i => i.naturalWidth)"
STEP = """input => [100, 300, 500, 700, 900].map(value => {
    const start = performance.now();
    input.value = value;
    input.dispatchEvent(new Event("input"));
    return (performance.now() - start) / 1000;
}).reduce((a, b) => Math.max(a, b))"""
ANY_PICTURE = ".js-plotly-plot .main-svg, [data-testid=stImage] img, .root svg, .root canvas"
CHOICES = "[data-testid=stButtonGroup] button"  # segmented controls and pills
CLICK = """button => new Promise((resolve) => {
    const app = document.querySelector("[data-testid=stApp]"), start = performance.now();
    const state = () => app.getAttribute("data-test-script-state");
    let began = false;
    const observer = new MutationObserver(() => {
        if (state() === "running") began = true;
        else if (began) end((performance.now() - start) / 1000);
    });
    const end = (seconds) => { observer.disconnect(); resolve(seconds); };
    observer.observe(app, { attributes: true });
    setTimeout(() => began || end(0), 2000);  // a choice that was made already asks for nothing
    button.click();
})"""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
WARM_UP = 40  # seconds in which the waiting worker surely imports torch and loads the data


def first_picture(page: Page, address: str) -> float:
    start = time.monotonic()
    page.goto(address)
    page.wait_for_function(PICTURE)
    return time.monotonic() - start


def first_frame(page: Page, address: str, benchmark: str, picture: str) -> float:
    """From the click on Train to the first picture of the training."""
    page.goto(f"{address}/lab?benchmark={benchmark}&method=baseline&panel=Numbers")
    page.get_by_text("Train your own").click()
    button = page.get_by_role("button", name="Train ").last
    button.wait_for()
    time.sleep(WARM_UP)
    start = time.monotonic()
    button.click()
    page.locator(f".st-key-live-picture .js-plotly-plot {picture}").first.wait_for(state="attached")
    return time.monotonic() - start


def lesson(page: Page, address: str, title: str) -> tuple[float, float]:
    """From the click on its name to the lesson's first picture; the slowest of its choices."""
    page.goto(f"{address}/overview")
    page.locator("[data-testid=stImage] img").first.wait_for()
    page.locator(IDLE).wait_for()
    start = time.monotonic()
    page.get_by_role("link", name=title).click()
    page.get_by_role("heading", level=1).filter(has_not_text="out-of-distribution").wait_for()
    page.locator(ANY_PICTURE).first.wait_for()
    first = time.monotonic() - start
    slowest, done = 0.0, 0
    while done < page.locator(CHOICES).count():  # an answer may bring more choices
        page.locator(IDLE).wait_for()
        slowest, done = max(slowest, page.locator(CHOICES).nth(done).evaluate(CLICK)), done + 1
    return first, slowest


def compare(page: Page, address: str, world: str) -> tuple[float, float, float]:
    """The Compare page's first picture; its slowest part or choice; the brush's slowest step."""
    page.goto(f"{address}/overview?benchmark={world}")
    page.locator("[data-testid=stImage] img").first.wait_for()
    page.locator(IDLE).wait_for()
    start = time.monotonic()
    page.get_by_role("link", name="Compare").click()
    page.get_by_text("Order of the rows").wait_for()
    page.locator(ANY_PICTURE).first.wait_for()
    first, slowest = time.monotonic() - start, 0.0
    page.locator(IDLE).wait_for()
    page.locator(CHOICES).get_by_text(benchmark(world).title).click()
    for tab in page.get_by_role("tab").all()[::-1]:  # the first one is open
        page.locator(IDLE).wait_for()
        slowest = max(slowest, tab.evaluate(CLICK))
        page.locator(IDLE).wait_for()
        for choice in page.get_by_role("tabpanel").locator(CHOICES).all():
            slowest = max(slowest, choice.evaluate(CLICK)) if choice.is_visible() else slowest
            page.locator(IDLE).wait_for()
    page.get_by_role("tab", name="Brush").click()
    sliders = [page.get_by_role("slider", name=name) for name in ("Lowest score", "Left edge")]
    sliders[0].wait_for()
    return first, slowest, max(slider.evaluate(STEP) for slider in sliders)


def main() -> None:
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        page = playwright.chromium.launch(executable_path=path, args=FLAGS).new_page()
        for i in range(3):
            (folder := Path(scratch) / str(i)).mkdir()
            with serving(folder) as address:
                print(f"healthy server to first picture  {first_picture(page, address):.2f}")
        (folder := Path(scratch) / "lessons").mkdir()
        with serving(folder) as address:
            for title in LESSONS.values():
                lesson(page, address, title)  # the server's first look at the runs
                first, slowest = lesson(page, address, title)
                print(f"{title:<24}picture {first:.2f}  slowest choice {slowest:.2f}")
            for world in ("digits", "cifar10", "plane-blobs"):
                compare(page, address, world)
                first, slowest, step = compare(page, address, world)
                title = f"Compare, {world}"
                print(f"{title:<24}picture {first:.2f}  slowest choice {slowest:.2f}", end="  ")
                print(f"slowest of ten brush steps {step:.3f}")
        (folder := Path(scratch) / "lab").mkdir()
        with serving(folder) as address:
            plane = first_frame(page, address, "plane-blobs", ".heatmaplayer image")
            print(f"click to first frame, plane      {plane:.2f}")
            page.wait_for_url("**run=plane-blobs-baseline-**", timeout=120_000)
            digits = first_frame(page, address, "digits", ".trace")
            print(f"click to first frame, digits     {digits:.2f}")
            page.goto(f"{address}/lab?benchmark=plane-blobs&method=energy&panel=Threshold")
            slider = page.get_by_role("slider", name="Threshold")
            slider.wait_for()
            print(f"slowest of five threshold steps  {slider.evaluate(STEP):.4f}")


if __name__ == "__main__":
    main()
