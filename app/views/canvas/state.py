"""What the canvas page shows: kept in its widgets, in the session and in the link."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import streamlit as st

from app.blocks.training import form
from app.text import declared, say
from app.views.canvas import training, words
from ood_core import benchmarks
from ood_core.canvas import canvas as canvases
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.setting import Setting

LINK, POINTS, PRESET = "canvas:link", "canvas:points", "canvas:preset"
FIRST_VIEW = "canvas:view"
SKETCH, MAPS = "canvas:sketch", "canvas:maps"
SEEN = "canvas:seen"  # what was set when the link was read, or the page was drawn to its end
PROBLEM = "canvas:problem"  # with the link that was asked for, until something is changed
EXPOSED, SEED, WIDTH = "canvas:exposed", "canvas:seed", "canvas:width"


def from_link() -> None:
    """Put what the link asks for into the widgets; without one, what was there last.

    A fresh link, or the browser's Back, comes alone. What comes with something that was set just
    now may be the address from before an answer on its way: it would take a choice back.
    """
    asked, written = st.query_params.get("c"), st.session_state.get(LINK)
    if asked and asked != written and not _was_set():
        try:
            fill(canvases.opened(asked))
        except UserError as error:
            st.session_state[PROBLEM] = error
            fill(Canvas())
        seen()
    elif SEED not in st.session_state:
        fill(canvases.opened(written) if written else Canvas())
        seen()


def _was_set() -> bool:
    """Whether a hand set something since `seen`; what another page does not keep is not set."""
    seen = st.session_state.get(SEEN)
    return seen is not None and any(seen.get(name) != now for name, now in _held().items())


def seen() -> None:
    """What is set now is known."""
    st.session_state[SEEN] = _held()


def _held() -> dict[str, str]:
    """What a hand can set on the page, by key."""
    settings = [_key(method, key) for method, keys in canvases.settings().items() for key in keys]
    names = [POINTS, PRESET, EXPOSED, SEED, WIDTH, *settings, SKETCH, MAPS, training.ASKED]
    return {name: str(st.session_state[name]) for name in names if name in st.session_state}


def first_view() -> str:
    """Layer, frame and threshold as the link had them when it was opened: the maps keep the rest.

    What they write into the link later would, sent back, only draw them again.
    """
    return st.session_state.setdefault(FIRST_VIEW, st.query_params.get("view", ""))


def fill(canvas: Canvas) -> None:
    """Show this canvas: every widget's value."""
    classes = list(canvas.drawn) or None
    st.session_state[POINTS] = {"classes": classes, "outliers": canvas.outliers}
    _put(PRESET, None if canvas.drawn else canvas.preset)
    _put(EXPOSED, canvas.exposed)
    _put(SEED, canvas.seed)
    _put(WIDTH, canvas.width)
    for method, settings in canvases.settings().items():
        told, usual = canvas.settings.get(method, {}), defaults(method)
        for key, setting in settings.items():
            _put(_key(method, key), _within(setting, told.get(key, usual[key]), usual[key]))


def _put(key: str, value: Any) -> None:
    """Into a widget, unless it is there: what is put overrides a choice made meanwhile."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _within(setting: Setting, value: Any, usual: Any) -> Any:
    """As the widget takes it; a link's author may have written anything."""
    if setting.choices:
        return value if value in setting.choices else usual
    kind = int if setting.is_whole else float
    try:
        return None if value is None else min(setting.highest, max(setting.lowest, kind(value)))
    except ValueError:
        return usual


def defaults(method: str) -> dict[str, Any]:
    """The method's settings on the plane."""
    return form.defaults(benchmarks.get("plane-blobs"), METHODS[method])


def _key(method: str, key: str) -> str:
    return f"canvas:{method}:{key}"


def chosen_preset() -> None:
    """Start from a preset: what was drawn goes, the settings that belong to the preset come."""
    name = st.session_state[PRESET]
    if name is None and st.session_state[POINTS]["classes"] is None:  # it was clicked away
        st.session_state[PRESET] = canvases.opened(st.session_state[LINK]).preset
    elif name is not None:
        now = gathered()
        changes = {"exposed": "shell", "width": canvases.DEFAULT_WIDTH}
        changes |= canvases.PRESETS[name].changes
        fill(Canvas(preset=name, seed=now.seed, settings=now.settings, **changes))


def drawn(points: dict[str, Any]) -> None:
    """Take what was drawn; classes that are as they came stay a preset."""
    classes = points["classes"]
    if classes is None:
        classes = st.session_state[POINTS]["classes"]
    else:
        st.session_state[PRESET] = None
    st.session_state[POINTS] = {"classes": classes, "outliers": points["outliers"]}


def shown_points() -> tuple[list[str], str]:
    """The points to draw on: of each class, and the outliers."""
    points, preset = st.session_state[POINTS], st.session_state[PRESET]
    if points["classes"] is not None or preset is None:
        return points["classes"] or [], points["outliers"]
    return canvases.preset_points(preset), points["outliers"]


def gathered() -> Canvas:
    """The canvas of the widgets.

    Raises:
        UserError: nothing can be trained on what is drawn.
    """
    points, state = st.session_state[POINTS], st.session_state
    told: dict[str, dict[str, str]] = {}
    for method, keys in canvases.settings().items():
        now = {k: state[_key(method, k)] for k in keys}
        if changed := form.changed(defaults(method), now):
            told[method] = changed
    preset = state[PRESET] or "blobs"
    classes = () if state[PRESET] else tuple(points["classes"] or ("",))
    exposed, seed, width = state[EXPOSED], int(state[SEED]), int(state[WIDTH])
    return Canvas(preset, classes, points["outliers"], exposed, seed, width, told)


def to_link(canvas: Canvas) -> None:
    """Put the canvas into the link."""
    st.query_params["c"] = st.session_state[LINK] = canvas.link


def problem(canvas: Canvas) -> str:
    """What was wrong with the link that was asked for; "" once something is changed."""
    if canvas != Canvas():
        st.session_state.pop(PROBLEM, None)
    error = st.session_state.get(PROBLEM)
    return say(error) if error else ""


def offered() -> dict[str, str]:
    """Every control of the page by its name in a link: its label."""
    found = {name: say(label) for name, label in words.CONTROLS.items()}
    for method, keys in canvases.settings().items():
        title = METHODS[method].title
        for key in keys:
            found[_named(method, key)] = f"{title}: {say(declared.label(METHODS[method], key))}"
    return found


def _named(method: str, key: str) -> str:
    return f"{method}.{key}"


def controls(shown: Collection[str]) -> bool:
    """The settings, by what they belong to; whether there are any.

    Args:
        shown: those of `offered` that are.
    """
    tabs: dict[str, Callable[[], None]] = {}
    general = [key for key in (EXPOSED, SEED, WIDTH) if key.removeprefix("canvas:") in shown]
    if general:
        tabs[say(words.GENERAL)] = partial(_general, general)
    for method, settings in canvases.settings().items():
        if keys := [key for key in settings if _named(method, key) in shown]:
            tabs[METHODS[method].title] = partial(_settings, method, keys)
    if not tabs:
        return False
    st.header(say(words.CHANGE_TITLE))
    with st.container(width=640):
        for tab, draw in zip(st.tabs(list(tabs)), tabs.values(), strict=True):
            with tab:
                draw()
    return True


def _general(shown: list[str]) -> None:
    if EXPOSED in shown:
        st.selectbox(
            say(words.EXPOSED),
            list(canvases.SETS),
            format_func=lambda name: say(words.SETS[name]),
            key=EXPOSED,
            help=say(words.EXPOSED_HELP),
            disabled=bool(st.session_state[POINTS]["outliers"]),
            persist_state="session",
        )
    fields = st.container(horizontal=True, gap="medium")
    for key, label, about, bounds in (
        (SEED, words.SEED, words.SEED_HELP, (0, 2**31)),
        (WIDTH, words.WIDTH, words.WIDTH_HELP, canvases.WIDTHS),
    ):
        look = {"key": key, "help": say(about), "step": 1, "width": 150}
        if key in shown:
            fields.number_input(say(label), *bounds, persist_state="session", **look)


def _settings(method: str, keys: list[str]) -> None:
    fields = st.container(horizontal=True, gap="medium")
    for key in keys:
        look = {"key": _key(method, key), "persist_state": "session"}
        form.field(fields, METHODS[method], key, None, **look)
    if method in words.METHOD_NOTES:
        st.caption(say(words.METHOD_NOTES[method]))
