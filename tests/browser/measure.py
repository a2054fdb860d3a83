"""What a visitor waits for, in seconds: `python -m tests.browser.measure` (needs Chromium).

Not a test: the numbers depend on the machine and on what else it does. `cold` after the command
measures what `cold` says and nothing else; `bars` does, and whatever else has a bar, with the bar
beside it:

- the last stroke of a drawn digit to its verdict;
- the click on Train to the first frame of the training, right after the page opened and once its
  visitor has read for some seconds;
- Compare's first view of CIFAR-10, and the Lab's Feature space, on a server that showed neither.

Without a word, all of this:

- `cold`: a new server for each visit, as `streamlit run` starts it where it has run before (its
  Python is compiled), to the first picture of the page opened by its link; in turns with a bare
  Streamlit page of one image. The median of TURNS, by how much it exceeds the bare page's, and the
  median of the seconds that the server's processor worked until then (Linux).
- Each lesson opened by its link in a new session of a server in use: to its first picture.
- Then one server, its pages in the order of the course, each visited from a page without pictures
  in a new session, by the link in the bar. The first visit is the server's first look at that
  page's runs; WARM more follow, of which the slowest is told. "Picture": from the click to the
  page's first image, chart or widget with a height (of Reproduction: its table). "Whole page": to
  the last change of the page as it stands before any answer, pictures below the fold included.
- In the first visit every control is operated, those that an answer brings too: every option of
  every choice, the next entry of a select box, a step of a number or slider, toggles, buttons.
  Each is timed as `stopwatch` says: from the key or click until the page is idle with its changed
  picture painted. One that changes no pixel but its own number counts as 0. In the last warm visit
  the guesses are made again, and what took more than SLOW. Not pressed: what `stopwatch.UNTIMED`
  names, and Train, which is timed for the Lab: from the click to the first frame of the training.
- Compare: the picture, and the slowest of its tabs and choices in sight, at a second visit.
- Your images, in each world: from the choice of files to all verdicts, of one 12-megapixel
  photograph and of twenty; WARM visits after a first one, of which the slowest is told.
- Steps of brush and threshold are answered by the browser: the time of the event's handlers.
"""

import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from compileall import compile_dir
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from app.blocks.navigation import LESSONS
from app.components.pad.words import PAD
from app.views.images.words import SOURCES
from app.views.lab.words import PANELS
from ood_core import benchmarks
from tests.browser.conftest import (
    BROWSERS,
    FLAGS,
    ROOT,
    SHELL,
    free_port,
    installed,
    running,
    serving,
)
from tests.browser.stopwatch import PICTURES, SCRIPT, operate, sweep, until_idle, visit
from tests.hostile import photograph

BARE = """import numpy, streamlit
streamlit.image(numpy.arange(784, dtype=numpy.uint8).reshape(28, 28), width=146)
"""
COLD = {
    "Start here": "",
    **{title.text: path for path, title in LESSONS.items()},
}  # title -> its link
TURNS = 5
STEP = """input => [100, 300, 500, 700, 900].map(value => {
    const start = performance.now();
    input.value = value;
    input.dispatchEvent(new Event("input"));
    return (performance.now() - start) / 1000;
}).reduce((a, b) => Math.max(a, b))"""
CHOICES = "[data-testid=stButtonGroup] button"  # segmented controls and pills
PAGES = {  # title -> the page before it, what counts as its picture; others: Reproduction, PICTURES
    "Reproduction": ("overview", "[data-testid=stTable]"),
}
TITLES = ("Start here", "Overview", *(title.text for title in LESSONS.values()), "Reproduction")
WARM = 3  # visits
SLOW = 0.5  # seconds
QUIET = 1.0  # seconds, of workers that wait
BAR = 1.0  # seconds, of what has no other
COLD_BAR = 0.3  # more than the bare page
VERDICT_BAR = 0.3
TRAIN = re.compile("^Train (?!your own)")  # the button of the form
SEVEN = ((90, 60), (190, 60), (120, 230))  # a drawn digit: corners of its strokes
VERDICTS = """before => {
    const rows = watch.live().flatMap((root) => [...root.querySelectorAll(".rows")]);
    const now = rows.map((row) => row.textContent).join();
    if (before === null) return now;
    return now && now !== before ? (performance.now() - watch.begun) / 1000 : null;
}"""


def cold(browser: Browser, scratch: Path, pages: Mapping[str, str] = COLD) -> None:
    """Print how long first pictures take on servers that nobody has visited, the bare page's first.

    Args:
        pages: title -> its link.

    The server of the app is not `serve.py`, which has loaded a part of the app when it is healthy.
    """
    bare = scratch / "bare.py"
    bare.write_text(BARE)
    places = {"bare Streamlit page": (bare, "")}
    places |= {title: (ROOT / "app" / "main.py", path) for title, path in pages.items()}
    taken = {title: [] for title in places}
    for folder in ("app", "ood_core"):
        compile_dir(ROOT / folder, quiet=1)
    for _ in range(TURNS):
        for title, (script, path) in places.items():
            taken[title].append(_first_picture(browser, script, path, scratch))
    least = median(seconds for seconds, _ in taken["bare Streamlit page"])
    for title, pairs in taken.items():
        seconds, worked = (median(values) for values in zip(*pairs, strict=True))
        print(f"{title:<21}new server to first picture {seconds:.2f}", end=" ")
        print(f"({against(seconds - least, COLD_BAR)}), its CPU {worked:.2f}", flush=True)


def _first_picture(browser: Browser, script: Path, path: str, scratch: Path) -> tuple[float, float]:
    """Of a new server: seconds to the picture, and CPU seconds of the server until then."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.fileWatcherType", "none"]
    with running(command, port, scratch) as server:
        page = browser.new_page()
        start, worked = time.monotonic(), _worked(server.pid)
        page.goto(f"http://127.0.0.1:{port}/{path}")
        page.locator(PICTURES).first.wait_for()
        found = time.monotonic() - start, _worked(server.pid) - worked
        page.close()
    return found


def _worked(pid: int) -> float:
    """CPU seconds of a process so far; NaN where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return math.nan
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def opened_cold(browser: Browser, address: str, method: str) -> float:
    """The whole of the app is loaded first, then the lesson, then the code of its picture."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    start = time.monotonic()
    page.goto(f"{address}/{method}")
    page.locator(PICTURES).first.wait_for()
    seconds = time.monotonic() - start
    context.close()
    return seconds


def against(seconds: float, bar: float) -> str:
    """What was measured beside its bar."""
    return f"{seconds:.2f}, bar {bar:.1f}: {'met' if seconds <= bar else 'MISSED'}"


@contextmanager
def served(scratch: Path, data: str = "") -> Iterator[tuple[str, int]]:
    """A server's address and its process."""
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(scratch), str(port)]
    with running(command, port, scratch, data) as server:
        yield f"http://127.0.0.1:{port}", server.pid


def until_at_rest(server: int) -> None:
    """Until its workers have loaded what they need: none has worked for QUIET seconds (Linux)."""
    before, since = -1.0, time.monotonic()
    while time.monotonic() - since < QUIET:
        if (worked := sum(map(_worked, _children(server)))) != before:
            before, since = worked, time.monotonic()
        time.sleep(0.1)  # between two looks


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    texts = [(task / "children").read_text() for task in tasks.iterdir()] if tasks.exists() else []
    return [int(child) for text in texts for child in text.split()]


def bars(browser: Browser, address: str, server: int) -> None:
    """Print what has a bar, on a server that nobody has visited."""
    found = {
        "Compare, its first view of CIFAR-10": (first_cifar10(browser, address), BAR),
        "Lab, its first Feature space": (feature_space(browser, address), BAR),
        "last stroke of a digit to its verdict": (drawn_digit(browser, address), VERDICT_BAR),
    }
    for when, benchmark in (("after some seconds", "plane-blobs"), ("at once", "plane-moons")):
        with fresh(browser, address) as page:
            until_at_rest(server)
            open_training(page, address, benchmark)
            if when == "after some seconds":
                until_idle(page)
            found[f"Train to first frame, clicked {when}"] = (first_frame(page, "canvas"), BAR)
            page.wait_for_url(f"**run={benchmark}-baseline-**", timeout=120_000)
    for name, (seconds, bar) in found.items():
        print(f"{name:<45}{against(seconds, bar)}", flush=True)


def first_cifar10(browser: Browser, address: str) -> float:
    """From its choice on Compare until the page is idle."""
    with fresh(browser, f"{address}/compare?benchmark=digits") as page:
        choice = page.locator(CHOICES).get_by_text(benchmarks.get("cifar10").title)
        choice.wait_for()
        return operate(page, choice.element_handle()) or math.nan


def feature_space(browser: Browser, address: str) -> float:
    """From the click on its tab until the page is idle."""
    with fresh(browser, f"{address}/lab?benchmark=digits&method=energy&panel=Threshold") as page:
        tab = page.get_by_role("tab", name=PANELS["feature-space"].text)
        tab.wait_for()
        return operate(page, tab.element_handle()) or math.nan


def drawn_digit(browser: Browser, address: str) -> float:
    """From the end of the last stroke to another verdict. The first stroke warms the scorer."""
    with fresh(browser, f"{address}/images?benchmark=digits") as page:
        page.get_by_role("radio", name=SOURCES["drawn"].text, exact=True).click()
        pad = page.get_by_label(PAD["square"].text)
        pad.wait_for()
        box = pad.bounding_box()
        for begin, end in pairwise(SEVEN):
            until_idle(page)
            before = page.evaluate(VERDICTS, None)
            page.mouse.move(box["x"] + begin[0], box["y"] + begin[1])
            page.mouse.down()
            page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=8)
            page.mouse.up()
            found = page.wait_for_function(VERDICTS, arg=before).json_value()
        return found


def open_training(page: Page, address: str, benchmark: str) -> None:
    """The Lab, where a training can be started."""
    page.goto(f"{address}/lab?benchmark={benchmark}&method=baseline&panel=Numbers")
    page.get_by_role("button", name="Train your own").click()
    page.get_by_role("button", name=TRAIN).wait_for()


def first_frame(page: Page, picture: str) -> float:
    """From the click on Train to the first picture of the training, by a worker that waits."""
    button = page.get_by_role("button", name=TRAIN)
    start = time.monotonic()
    button.click()
    page.locator(f"[role=tabpanel] .panels {picture}").first.wait_for()
    return time.monotonic() - start


def swept(page: Page, wanted: Callable[[str], bool]) -> tuple[dict[str, float], str]:
    """Seconds of the page's controls; how many there are and which is slowest, in words."""
    found = {name: seconds or 0.0 for name, seconds in sweep(page, wanted).items()}
    slowest = max(found, key=found.get, default="")
    return found, f"slowest of {len(found)} controls {found.get(slowest, 0):.2f} ({slowest})"


def measure(browser: Browser, address: str, title: str) -> None:
    """Print a page's first visit and its warm visits, each by a visitor of its own."""
    start, pictures = PAGES.get(title, ("reproduction", PICTURES))
    with fresh(browser, f"{address}/{start}") as page:
        first, whole = visit(page, title, pictures)
        found, words = swept(page, lambda name: True)
    print(f"{title:<20}first visit: picture {first:.2f}, whole page {whole:.2f}, {words}")
    again = {name for name, seconds in found.items() if seconds > SLOW}
    visits = []
    for _ in range(WARM):
        with fresh(browser, f"{address}/{start}") as page:
            visits.append(visit(page, title, pictures))
            if len(visits) == WARM:
                words = swept(page, lambda name: name in again or name.startswith("guess-"))[1]
    first, whole = (max(times) for times in zip(*visits, strict=True))
    print(f"{'':<20}warm visits: picture {first:.2f}, whole page {whole:.2f}, {words}", flush=True)


def compare(page: Page, address: str, world: str) -> tuple[float, float, float]:
    """The Compare page's first picture; its slowest part or choice; the brush's slowest step."""
    page.goto(f"{address}/overview?benchmark={world}")
    page.locator("[data-testid=stImage] img").first.wait_for()
    until_idle(page)
    start = time.monotonic()
    page.get_by_role("link", name="Compare").click()
    page.get_by_text("Order of the rows").wait_for()
    page.locator(PICTURES).first.wait_for()
    first, slowest = time.monotonic() - start, 0.0
    until_idle(page)
    page.locator(CHOICES).get_by_text(benchmarks.get(world).title).click()
    for tab in page.get_by_role("tab").all()[::-1]:  # the first one is open
        slowest = max(slowest, operate(page, tab.element_handle()) or 0)
        for choice in page.get_by_role("tabpanel").locator(CHOICES).all():
            if choice.is_visible():
                slowest = max(slowest, operate(page, choice.element_handle()) or 0)
    page.get_by_role("tab", name="Brush").click()
    sliders = [page.get_by_role("slider", name=name) for name in ("Lowest score", "Left edge")]
    sliders[0].wait_for()
    return first, slowest, max(slider.evaluate(STEP) for slider in sliders)


def upload(browser: Browser, address: str, world: str, files: list[Path]) -> float:
    """From the choice of files to every method's verdict on every one."""
    with fresh(browser, f"{address}/images?benchmark={world}") as page:
        page.get_by_role("radio", name=SOURCES["files"].text, exact=True).click()
        chooser = page.locator("input[type=file]")
        chooser.wait_for(state="attached")
        until_idle(page)
        start = time.monotonic()
        chooser.set_input_files(files)
        page.locator(".rows .verdict").first.wait_for()
        page.locator(".thumb").nth(len(files) - 1).wait_for(state="attached")
        return time.monotonic() - start


def photographs_of(folder: Path, n: int = 20) -> list[Path]:
    """Of 12 megapixels each, made there."""
    made = [folder / f"{i}.jpg" for i in range(n)]
    for i, path in enumerate(made):
        photograph(width=4000, height=3000).rotate(360 * i / n).save(path, quality=90)
    return made


def uploads(browser: Browser, address: str, folder: Path) -> None:
    photographs = photographs_of(folder)
    for world in ("digits", "cifar10"):
        for n in (1, len(photographs)):
            taken = [upload(browser, address, world, photographs[:n]) for _ in range(WARM + 1)]
            print(f"Your images, {world}, {n:>2} files: slowest {max(taken[1:]):.2f}", flush=True)


@contextmanager
def fresh(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor whom the server does not know yet, at that address."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.add_init_script(SCRIPT)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def main() -> None:
    path = installed(*BROWSERS, SHELL)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        cold(browser, Path(scratch))
        if sys.argv[1:] == ["cold"]:
            return
        (folder := Path(scratch) / "bars").mkdir()
        with served(folder) as (address, server):
            bars(browser, address, server)
        if sys.argv[1:] == ["bars"]:
            return
        (folder := Path(scratch) / "pages").mkdir()
        with serving(folder) as address:
            for method in LESSONS:
                seconds = opened_cold(browser, address, method)
                print(f"{method + ' by its link':<33}{seconds:.2f}", flush=True)
            for title in TITLES:
                measure(browser, address, title)
            uploads(browser, address, folder)
            for world in ("digits", "cifar10", "plane-blobs"):
                with fresh(browser, address) as page:
                    compare(page, address, world)
                    first, slowest, step = compare(page, address, world)
                title = f"Compare, {world}"
                print(f"{title:<24}picture {first:.2f}  slowest choice {slowest:.2f}", end="  ")
                print(f"slowest of ten brush steps {step:.3f}", flush=True)
            with fresh(browser, address) as page:
                open_training(page, address, "digits")
                digits = first_frame(page, "path")
                print(f"click to first frame, digits     {digits:.2f}")
                page.goto(f"{address}/lab?benchmark=plane-blobs&method=energy&panel=Threshold")
                slider = page.get_by_role("slider", name="Threshold")
                slider.wait_for()
                print(f"slowest of five threshold steps  {slider.evaluate(STEP):.4f}")


if __name__ == "__main__":
    main()
