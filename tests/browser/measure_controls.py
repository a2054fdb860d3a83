"""What the pictures of the course cost: `python -m tests.browser.measure_controls [PAGE...]`.

It needs Chromium, and is not a test: the numbers depend on the machine and on what else it does. Of
each lesson, the canvas and the tug-of-war, on one new server, by a new visitor each, with its bar
beside it:

- seconds from the click on its name to its first picture, on the server's first look at it and on
  the second;
- with every question answered and every fold open, the slowest control of its widgets: from the
  event, which the browser answers alone, to the frame that shows what it changed. A slider goes to
  its ends and its middle, everything else is pressed; Play is a film of some seconds, and is not;
- megabytes that are sent when the page is then opened once more: the messages of its web socket,
  and the files that they name, without what every page needs, as the fonts.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, WebSocket, sync_playwright

from app.blocks.navigation import LESSONS
from app.text import say
from app.views.canvas import words as canvas_words
from app.views.tug_of_war import words as tug_words
from tests.browser.conftest import BROWSERS, FLAGS, SHELL, installed, serving
from tests.browser.measure import BAR, against, fresh
from tests.browser.stopwatch import answer_all, until_idle, visit

TITLES = {
    **{page: title.text for page, title in LESSONS.items()},
    "canvas": say(canvas_words.TITLE),
    "tug-of-war": say(tug_words.TITLE),
}  # page -> its name in the menu
ANSWER_BAR, SIZE_BAR = 0.1, 3.0  # seconds, megabytes
# Of each control the slowest of its moves, [seconds, its name], slowest first.
MOVES = """async () => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const timed = async (act) => {
        await painted();
        const start = performance.now();
        act();
        await painted();
        return (performance.now() - start) / 1000;
    };
    const told = (control, kind) => control.dispatchEvent(new Event(kind, { bubbles: true }));
    const moves = (control) => {
        const { type, min, max, value } = control;
        if (type === "number")
            return [() => { control.value = Number(value) + 1; told(control, "input"); }];
        if (type === "select-one")
            return [() => { control.selectedIndex = 1; told(control, "change"); }];
        if (type !== "range") return [() => control.click()];
        return [min, max, (Number(min) + Number(max)) / 2, value].map((to) => () => {
            control.value = to;
            told(control, "input");
        });
    };
    const kinds = ".root :is(input:not([type=file]), select, button:not(.play))", found = [];
    for (const root of watch.live().filter((root) => root !== document)) {
        for (const control of root.querySelectorAll(kinds)) {
            if (control.disabled || !control.getClientRects().length) continue;
            control.scrollIntoView({ block: "center" });
            const times = [];
            for (const move of moves(control)) times.push(await timed(move));
            const key = root.host.closest("[class*=st-key-]")?.className.match(/st-key-(\\S+)/)[1];
            found.push([Math.max(...times), `${key ?? ""} ${control.className || control.name}`]);
        }
    }
    return found.sort((a, b) => b[0] - a[0]);
}"""


def counted(page: Page) -> list[int]:
    """Bytes of each message and of each file of its own sent to the page from now on."""
    sizes: list[int] = []

    def of_file(response: Response) -> None:
        if "/media/" in response.url and "/static/" not in response.url:  # fonts are kept
            sizes.append(int(response.headers.get("content-length", 0)))

    def of_socket(socket: WebSocket) -> None:
        socket.on("framereceived", lambda message: sizes.append(len(message)))

    page.on("response", of_file)
    page.on("websocket", of_socket)
    return sizes


def unfold(page: Page) -> None:
    """Answer every question of the page, and open what is folded."""
    answer_all(page)
    for fold in page.locator("[data-testid=stExpander] summary").all():
        fold.click()
        until_idle(page)


def measure(browser: Browser, address: str, name: str) -> None:
    """Print what the page of that name costs."""
    pictures = []
    for _ in range(2):
        with fresh(browser, f"{address}/reproduction") as page:
            pictures.append(visit(page, TITLES[name])[0])
    print(f"{name:<17}first picture {against(pictures[0], BAR)}; again {against(pictures[1], BAR)}")
    with fresh(browser, f"{address}/{name}") as page:
        page.locator("h1").first.wait_for()
        unfold(page)
        found = page.evaluate(MOVES)
        sizes = counted(page)
        page.goto(f"{address}/{name}")
        page.locator("h1").first.wait_for()
        until_idle(page)
        sent = sum(sizes) / 1e6
    (seconds, control), n = found[0], len(found)
    print(f"{'':<17}slowest of {n} controls {against(seconds, ANSWER_BAR)} ({control})")
    print(f"{'':<17}megabytes sent {against(sent, SIZE_BAR)}", flush=True)


def main(*names: str) -> None:
    path = installed(*BROWSERS, SHELL)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with serving(Path(scratch)) as address:
            for name in names or TITLES:
                measure(browser, address, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
