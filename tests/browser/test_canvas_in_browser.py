"""The canvas in a real browser: drawn, trained, scrubbed, and opened again from its link."""

import re
from contextlib import contextmanager

import numpy as np
import pytest
from playwright.sync_api import Locator, expect
from sklearn.metrics import roc_auc_score

from app.components.canvas import words as canvas_words
from app.components.sketch import words as sketch_words
from app.components.tug.words import START_RATES, TUG
from app.text import say
from app.views.canvas import words
from app.views.tug_of_war import words as tug_words
from ood_core import paths
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import MOST, PRESETS, Canvas, drawn_points, opened, preset_points
from ood_core.canvas.packed import LOGIT, unpack
from ood_core.evaluation import logit_gradients
from ood_core.methods import METHODS
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
LAST = runs.FRAMES - 1


@pytest.fixture(scope="module")
def place(chromium, tmp_path_factory):
    """The server's folder, and its address."""
    scratch = tmp_path_factory.mktemp("canvas")
    with serving(scratch) as url:
        yield scratch, url


def text(key: str, **facts) -> str:
    return say(canvas_words.MAPS[key], **facts)


def at(page, frame: int) -> None:
    expect(page.locator(".at")).to_have_text(text("frame", frame=frame, last=LAST), timeout=400_000)


def settled(page) -> None:
    """Until the page stands, with its presets."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.get_by_text(PRESETS["lee-3"].title, exact=True).first.wait_for()
    expect(page.locator(".tools input[value=A]")).to_have_count(1)


def spray(page, tool: str, *places: tuple[float, float]) -> None:
    """Drag over these places of the plane, from 0 to 1 from the upper left."""
    settled(page)
    page.locator(f".tools input[value={tool}]").check()
    plane = page.get_by_label(say(sketch_words.SKETCH["plane"]))
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    points = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


WATCH = """() => {
    const places = {}, main = document.querySelector(".stMain");
    const note = (name, value) => {
        const [low, high] = (places[name] ??= [value, value]);
        places[name] = [Math.min(low, value), Math.max(high, value)];
    };
    const look = () => {
        const inside = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
        const all = (css) => inside.flatMap((root) => [...root.querySelectorAll(css)]);
        const planes = all(".tools ~ canvas"), maps = all(".maps canvas");
        note("planes", planes.length);
        note("maps", maps.filter((map) => map.clientHeight > 50).length);
        for (const [i, canvas] of [...planes.slice(0, 1), ...maps].entries()) {
            const box = canvas.getBoundingClientRect();
            for (const side of ["left", "right"]) note(`${side} of ${i}`, box[side]);
            const down = main.scrollTop;
            for (const side of ["top", "bottom"]) note(`${side} of ${i}`, box[side] + down);
        }
        note("scrolled", main.scrollTop);
    };
    look();
    const timer = setInterval(look, 30);
    globalThis.watched = () => { clearInterval(timer); return places; };
}"""


@contextmanager
def still(page, scrolls: bool = False):
    """Meanwhile, the one plane and the five maps stay where they are, 30 times a second.

    On the page, and in the window, too, unless the test itself `scrolls`.
    """
    page.evaluate(WATCH)
    yield
    places = page.evaluate("watched()")
    assert places.pop("planes") == [1, 1] and places.pop("maps") == [5, 5]
    if scrolls:
        del places["scrolled"]
    assert {name: at for name, at in places.items() if at[1] - at[0] > 2} == {}


def seen(page) -> tuple[str, list[str]]:
    """What the maps say and show."""
    maps = page.locator(".maps canvas")
    pictures = [maps.nth(i).evaluate("c => c.toDataURL()") for i in range(maps.count())]
    return page.locator(".told").first.inner_text(), pictures


def shares(page, number: str) -> list[float]:
    texts = page.locator(f".maps [data-n={number}]").all_inner_texts()
    return [float(t.removesuffix("%")) / 100 for t in texts]


def change(page) -> None:
    """Draw until the trained canvas, of which a point is picked, is none any more."""
    page.locator(".maps canvas").nth(2).click(position={"x": 60, "y": 40})
    pull = page.get_by_role("heading", name=say(words.PULL_TITLE))
    expect(pull).to_be_visible()
    spray(page, "A", (0.2, 0.3), (0.3, 0.7))
    expect(pull).to_have_count(0)
    expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["old"]))
    for preset in ("lee-1", "lee-3"):  # cleared twice: nothing is drawn, as it was after the first
        page.get_by_text(PRESETS[preset].title, exact=True).first.click()
        expect(page.locator(".over")).to_be_hidden()
        settled(page)
        page.get_by_role("button", name=say(sketch_words.SKETCH["clear"])).click()
        expect(page.get_by_text("two, three or four classes")).to_be_visible()
        expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["old"]))


def test_draw_train_scrub_and_send_the_link(page, place):
    scratch, address = place
    page.goto(f"{address}/canvas")
    at(page, LAST)
    settled(page)
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 40)")
    train = page.get_by_role("button", name=say(words.TRAIN)).first
    with still(page):
        change(page)
        spray(page, "A", (0.2, 0.3), (0.3, 0.7), (0.25, 0.4))
        spray(page, "outliers", (0.05, 0.05), (0.4, 0.05))
        settled(page)
        page.locator(".tools input[value=B]").check()
        plane = page.get_by_label(say(sketch_words.SKETCH["plane"]))
        plane.press("Shift+ArrowRight")
        for _ in range(6):  # by key alone
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
        expect(train).to_be_enabled()  # there are two classes
        settled(page)
        expect(plane).to_be_focused()
        page.wait_for_function("!new URL(location).searchParams.get('c').startsWith('eNqrrgUA')")
        train.click()
        expect(page.locator(".over")).to_be_hidden(timeout=60_000)  # the first frame is there
        at(page, LAST)
        trained = page.get_by_role("button", name=say(words.TRAINED)).first
        expect(trained).to_be_visible(timeout=60_000)  # the worker ends a little later

    slider = page.get_by_role("slider", name=say(canvas_words.MAPS["time"]))
    page.context.set_offline(True)  # from here on the browser is alone
    slider.press("Home")
    at(page, 0)
    start = seen(page)
    slider.press("End")
    for _ in range(4):
        slider.press("ArrowLeft")
    at(page, LAST - 4)
    assert all(a != b for a, b in zip(start[1], seen(page)[1], strict=True))
    threshold = page.get_by_role("slider", name=say(canvas_words.MAPS["threshold"]))
    before = shares(page, "fpr")
    threshold.press("Home")
    assert all(a <= b for a, b in zip(shares(page, "fpr"), before, strict=True))
    page.context.set_offline(False)
    page.get_by_role("radio", name=say(canvas_words.MAPS["own"])).check()
    threshold.press("PageUp")
    page.wait_for_url(f"**view=own_{LAST - 4}_*")

    canvas = opened(re.search(r"[?&]c=([\w-]+)", page.url).group(1))
    assert len(canvas.drawn) == 2 and canvas.outliers
    assert runs.done(scratch / "runs" / "canvas" / canvas.name) == runs.FRAMES
    other = page.context.browser.new_context(viewport=page.viewport_size).new_page()
    other.goto(page.url)
    at(other, LAST - 4)
    assert seen(other) == seen(page)
    other.context.close()


def softmax_aurocs(header, arrays) -> list[float]:
    """Of each method, whatever its own score."""
    found = []
    for method in header["methods"]:
        z = [arrays[f"{method}/{of}"] / LOGIT for of in ("id", "ring")]
        scores = [-np.exp(v.max(axis=1) - np.logaddexp.reduce(v, axis=1)) for v in z]
        truth = np.repeat([0, 1], [len(s) for s in scores])
        found.append(roc_auc_score(truth, np.concatenate(scores)))
    return found


def test_the_default_is_there_at_once_and_its_numbers_are_those_of_its_frames(page, place):
    folder = paths.PRETRAINED / "canvas" / Canvas().name
    header, arrays = unpack(runs.path(folder, LAST).read_bytes())
    page.goto(f"{place[1]}/canvas")
    playing = page.get_by_role("button", name=text("pause"))
    expect(playing).to_be_visible()  # the film of what is trained plays by itself
    at(page, LAST)
    expect(page.get_by_role("button", name=text("play"))).to_be_visible()
    for method, facts in header["methods"].items():
        shown = page.locator(".maps figure").nth(list(METHODS).index(method)).locator("[data-loss]")
        terms = {key: v for key, v in facts["losses"].items() if not key.startswith("ordinary")}
        assert shown.evaluate_all("all => all.map((o) => o.dataset.loss)") == [
            key for key, value in terms.items() if value
        ]
        for key, value in terms.items():
            if value:
                said = shown.and_(page.locator(f"[data-loss={key}]")).inner_text()
                assert float(said.replace("\N{MINUS SIGN}", "-")) == pytest.approx(
                    value, rel=5e-3, abs=6e-4
                )
    rule = text("rule_softmax", t="0.950", share="")
    expect(page.locator(".rule")).to_have_text(rule)
    for number, of in (("fpr", "id"), ("tpr", "ring")):
        flagged = []
        for method in header["methods"]:
            z = arrays[f"{method}/{of}"] / LOGIT
            p = np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None])
            flagged.append((p.max(axis=1) <= 0.95).mean())
        assert shares(page, number) == pytest.approx(flagged, abs=6e-4)
    assert shares(page, "auroc") == pytest.approx(softmax_aurocs(header, arrays), abs=6e-4)
    page.get_by_role("slider", name=say(canvas_words.MAPS["threshold"])).press("End")
    closest = text("rule_softmax", t="0.999950", share="")  # and not 1.000
    expect(page.locator(".rule")).to_have_text(closest)
    page.get_by_role("radio", name=say(canvas_words.MAPS["energy"]), exact=True).check()
    energies = [f["spans"]["energy"] for f in header["methods"].values()]
    assert page.locator(".key .high").inner_text() != "" and max(e[1] for e in energies) > 0
    page.locator(".maps canvas").nth(2).click(position={"x": 60, "y": 40})
    expect(page.get_by_role("heading", name=say(words.PULL_TITLE))).to_be_visible()
    page.locator(".pulled rect").first.wait_for()
    energies = page.get_by_role("radio", name=say(canvas_words.MAPS["energy"]), exact=True)
    energies.focus()
    page.wait_for_url("**view=energy_*")  # what is set is written, and the focus stays
    expect(energies).to_be_focused()
    settled(page)
    page.get_by_text(PRESETS["xor"].title, exact=True).first.click()
    expect(page.get_by_role("heading", name=say(words.PULL_TITLE))).to_have_count(0)
    page.wait_for_url(f"**c={Canvas(preset='xor').link}**")
    settled(page)
    page.go_back()
    expect(page.get_by_role("radio", name=PRESETS["blobs"].title, exact=True)).to_be_checked()
    settled(page)
    page.get_by_text(PRESETS["lee-3"].title, exact=True).first.click()
    expect(page.locator(".marks input[value=proposed]")).to_be_checked()
    to_and_fro = [(0.1 + 0.8 * (i % 2), 0.3 + 0.05 * i) for i in range(6)]
    spray(page, "A", *to_and_fro)  # a preset's class has some room left
    full = say(sketch_words.SKETCH["full"], name="A")
    expect(page.locator(".count").last).to_contain_text(re.compile(rf"A {MOST}\b.*{full}"))


def test_points_are_moved_and_the_maps_are_past_at_once(page, place):
    """By keys: what is under the cursor is taken, carried 2 to the right, put down."""
    page.goto(f"{place[1]}/canvas")
    at(page, LAST)
    settled(page)
    plane = page.get_by_label(say(sketch_words.SKETCH["plane"]))
    page.locator(".tools input[value=move]").check()
    plane.focus()
    for key in (*["Shift+ArrowLeft"] * 2, "Space", "Shift+ArrowRight"):
        plane.press(key)
    expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["old"]))
    plane.press("Space")  # until now the server was told nothing
    before = [drawn_points(text) for text in preset_points("blobs")]
    page.wait_for_url(lambda url: len(opened(re.search(r"c=([\w-]+)", url)[1]).drawn) == 2)
    after = [drawn_points(text) for text in opened(re.search(r"c=([\w-]+)", page.url)[1]).drawn]
    near = np.hypot(*(before[0] - (-4, 0)).T) <= 0.9
    assert near.sum() > 50
    assert after[0] - before[0] == pytest.approx(np.where(near, 2, 0)[:, None] * (1, 0), abs=0.1)
    assert np.array_equal(before[1], after[1])


def told(page) -> np.ndarray:
    said = page.locator(".told").last.inner_text().replace("\N{MINUS SIGN}", "-")
    return np.array([float(v) for v in re.findall(r"-?\d+\.\d+", said.partition(";")[0])])


def test_the_browser_pulls_as_python_does(page, place):
    page.goto(f"{place[1]}/tug-of-war")
    page.get_by_role("radio", name=say(tug_words.SOURCES["own"])).click()
    page.get_by_label(say(TUG["number"], name=say(TUG["logit"], name="A"))).wait_for()
    page.context.set_offline(True)
    m_in, m_out = (START_RATES[name] for name in ("m_in", "m_out"))
    z = np.array([2.0, 0.5, -1.0])  # what the page begins with
    assert told(page) == pytest.approx(z, abs=6e-4)
    gradients = [
        lambda v: logit_gradients.cross_entropy(v, 0),
        lambda v: logit_gradients.hinge_in(v, m_in, 0.1),
    ]
    page.get_by_role("button", name=say(TUG["one"])).click()
    z = logit_gradients.descend(z, gradients, 1.0, 1)
    assert told(page) == pytest.approx(z, abs=6e-4)
    page.get_by_role("radio", name=say(TUG["outlier"])).check()
    page.get_by_label(say(TUG["number"], name=TUG["c"])).fill("2")
    for term in ("kl", "hinge_out"):
        page.locator(f"[data-term={term}]").check()
    page.get_by_role("button", name=say(TUG["ten"])).click()
    gradients = [
        lambda v: logit_gradients.uniform(v, 0.5),
        lambda v: logit_gradients.uniform(v, 1.0),
    ]
    gradients += [lambda v: logit_gradients.hinge_out(v, m_out, 0.1)]
    assert told(page) == pytest.approx(logit_gradients.descend(z + 2, gradients, 1.0, 10), abs=1e-3)


def cancelled_by_key(page, address: str) -> tuple[Locator, Locator, Locator]:
    """A training is begun and cancelled; the box that says how it stands, and its two buttons."""
    page.goto(f"{address}/canvas?c={Canvas(width=24).link}")
    expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["empty"]))
    settled(page)
    state = page.locator(".st-key-canvas-state")
    train = state.get_by_role("button", name=say(words.TRAIN))
    stop = state.get_by_role("button", name=say(words.CANCEL))
    train.press("Enter")
    expect(stop).to_be_focused()
    stop.press("Enter")
    expect(train).to_be_focused()
    return state, train, stop


def test_the_focus_stays_with_a_training_that_is_cancelled(page, place):
    cancelled_by_key(page, place[1])


@pytest.mark.journey  # it waits for a whole training
def test_the_focus_stays_with_the_training(page, place):
    state, train, stop = cancelled_by_key(page, place[1])
    train.press("Enter")
    expect(stop).to_be_focused()
    at(page, LAST)
    expect(state.get_by_role("button", name=say(words.TRAINED))).to_be_visible(timeout=60_000)
    expect(state).to_be_focused()  # the button is there, and cannot be pressed


PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_on_a_phone_nothing_moves_either(page, place):
    page.goto(f"{place[1]}/canvas?c={Canvas(width=20).link}")
    expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["empty"]))
    settled(page)
    with still(page, scrolls=True):
        page.get_by_role("button", name=say(words.TRAIN)).first.click()
        page.get_by_role("button", name=say(words.CANCEL)).click()
        expect(page.get_by_role("button", name=say(words.TRAIN)).first).to_be_enabled()
        page.get_by_text(PRESETS["lee-3"].title, exact=True).first.click()
        at(page, LAST)
        settled(page)
        change(page)


@pytest.mark.parametrize("page", [PHONE, {}], indirect=True)
def test_the_buttons_of_the_presets_come_late_and_move_nothing(page, place):
    held = []
    page.route("**/ButtonGroup.*.js", lambda route: held.append(route))
    page.goto(f"{place[1]}/canvas?c={Canvas(width=20).link}")
    page.locator(".tools input[value=A]").wait_for()
    expect(page.locator(".over")).to_have_text(say(canvas_words.MAPS["empty"]))
    with still(page):
        held.pop().continue_()
        page.get_by_text(PRESETS["lee-3"].title, exact=True).first.wait_for()
        settled(page)


@pytest.mark.journey  # `test_narrow.py` is the witness of `-m browser`
@pytest.mark.parametrize("page", [PHONE], indirect=True)
@pytest.mark.parametrize("where", ["canvas", "tug-of-war"])
def test_the_pages_are_no_wider_than_a_phone(page, place, where):
    page.goto(f"{place[1]}/{where}")
    page.locator(".root canvas, .root svg.bars").first.wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
