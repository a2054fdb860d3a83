"""Pages, and what is dragged, in Firefox and in WebKit, the engine of Safari.

Four pages are opened in the ordinary run, and every page by `-m journey`. Where one of the engines
is not installed its tests are skipped (on a build server, where CI is set, they fail).
"""

import io
import os
import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.figures import theme
from tests.browser import engines
from tests.browser.conftest import installed, serving
from tests.browser.engines import drag, until
from tests.browser.journey import PAGES

pytestmark = pytest.mark.engines

MINI_BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), "")
NEEDED = {"firefox": ["firefox-esr"], "webkit": ["WebKitWebDriver", str(MINI_BROWSER), "Xvfb"]}
PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
HOW = "no {name} found: install it (`apt-get install {packages}`) to run its tests"
ALL = """(selector => {
    const inside = root => [...root.querySelectorAll(selector), ...[...root.querySelectorAll("*")]
        .flatMap(element => element.shadowRoot ? inside(element.shadowRoot) : [])];
    return inside(document);
})"""  # a widget's nodes are in a shadow root of its own

MENU = "[data-testid=stTopNavLink]"
BOX = "(box => [box.x, box.y, box.width, box.height])(element.getBoundingClientRect())"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("engines")) as url:
        yield url


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request, site):
    name = request.param
    programs = [installed(program) for program in NEEDED[name]]
    if None in programs:
        how = HOW.format(name=name, packages=PACKAGES[name])
        pytest.fail(how) if os.environ.get("CI") == "true" else pytest.skip(how)
    with getattr(engines, name)(*programs[:2]) as browser:
        yield browser


def found(engine, selector: str, what: str) -> list:
    """`what` of each `element` of the page and its widgets."""
    return engine.run(f"{ALL}({selector!r}).map(element => {what})")


def settled(engine) -> None:
    """Wait until the page stands still; an error box on it fails."""
    until(lambda: found(engine, "[data-testid=stApp][data-test-script-state=notRunning]", "1"))
    assert not found(engine, "[data-testid=stException]", "element.innerText")


def opened(engine, url: str, selector: str) -> None:
    """Open a page and wait until it stands still and shows this."""
    engine.open(url)
    until(lambda: found(engine, selector, "1"))
    settled(engine)


def dragged(engine, selector: str, *places: tuple[float, float]) -> None:
    """Drag over these places of the one such element, from 0 to 1, once it stands still."""
    found(engine, selector, "element.scrollIntoView({block: 'center'})")  # once: some are sticky
    seen = []
    until(lambda: seen.append(found(engine, selector, BOX)[0]) or seen[-2:-1] == seen[-1:])
    x, y, width, height = seen[-1]
    drag(engine, [(x + u * width, y + v * height) for u, v in places])


def is_nothing_selected(engine) -> bool:
    return engine.run("getSelection().type !== 'Range'")


def open_by_the_menu(engine, site: str, places: Iterable[int]) -> None:
    """From the first page, one after the other of these entries of the menu."""
    opened(engine, site, "h1")
    title = found(engine, "h1", "element.innerText")
    until(
        lambda: len(found(engine, MENU, "1")) >= len(PAGES)
    )  # it comes once it has measured its room
    pages = found(engine, MENU, "element.href")
    for i in places:
        found(engine, MENU, f"element.href === {pages[i]!r} && element.click()")
        until(lambda before=title: found(engine, "h1", "element.innerText") not in ([], before))
        until(lambda page=pages[i]: engine.run("location.href").startswith(page))
        settled(engine)
        title = found(engine, "h1", "element.innerText")


def test_pages_open(engine, site):
    open_by_the_menu(engine, site, random.Random(20).sample(range(1, len(PAGES)), 4))


@pytest.mark.journey
def test_every_page_opens(engine, site):
    open_by_the_menu(engine, site, [*range(1, len(PAGES)), 0])


def test_the_threshold_follows_the_mouse_and_its_slider_stands_below_it(engine, site):
    opened(engine, f"{site}/lab?benchmark=plane-blobs&method=energy", ".slider")
    before = found(engine, "[data-n=tp]", "element.innerText")
    dragged(engine, ".histogram svg", (0.8, 0.4), (0.3, 0.4), (0.15, 0.5))
    assert found(engine, "[data-n=tp]", "element.innerText") != before
    assert is_nothing_selected(engine)
    ((x, _, width, _),) = found(engine, ".histogram svg circle", BOX)  # the line's head
    until(lambda: abs(thumb(engine) - (x + width / 2)) <= 1)


def thumb(engine) -> float:
    """The middle of the slider's thumb, from a picture of the window."""
    ((x, y, width, height),) = found(engine, ".slider", BOX)
    picture = Image.open(io.BytesIO(engine.screenshot())).convert("RGB")
    row = np.asarray(picture, int)[round(y + height / 2), round(x) : round(x + width)]
    accent = [int(theme.ACCENT["light"][i : i + 2], 16) for i in (1, 3, 5)]
    (columns,) = np.nonzero(np.abs(row - accent).max(axis=1) < 40)
    return round(x) + columns.mean() + 0.5


def test_a_stroke_on_the_canvas_draws_points(engine, site):
    opened(engine, f"{site}/canvas", ".tools input")
    before = found(engine, ".count", "element.innerText")
    found(engine, ".tools input[value=outliers]", "element.click()")
    dragged(engine, ".tools + canvas", (0.2, 0.2), (0.5, 0.3), (0.8, 0.2))
    assert found(engine, ".count", "element.innerText") != before
    assert is_nothing_selected(engine)


@pytest.mark.parametrize(
    ("page", "selector", "to", "told"),
    [
        ("compare?benchmark=plane-blobs&part=Brush", ".histogram svg", (0.8, 0.6), ".count"),
        ("outlier-exposure", ".curve", (0.2, 1.1), "[data-n=p]"),
        ("csi", ".circle .point[data-i='0']", (-5, 8), ".sliders output"),
    ],
)
def test_a_drag_over_a_picture_selects_no_text(engine, site, page, selector, to, told):
    opened(engine, f"{site}/{page}", selector)
    before = found(engine, told, "element.innerText")
    dragged(engine, selector, (0.5, 0.5), to)
    assert found(engine, told, "element.innerText") != before
    assert is_nothing_selected(engine)


def test_a_drag_over_a_chart_selects_no_text(engine, site):
    opened(engine, f"{site}/compare?benchmark=plane-blobs&part=Curves", ".js-plotly-plot .main-svg")
    dragged(engine, ".st-key-kept-roc-and-pr .js-plotly-plot", (0.5, 0.5), (0.9, 1.15))
    assert is_nothing_selected(engine)
