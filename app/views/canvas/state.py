"""What the canvas page shows: kept in its widgets, in the session and in the link."""

from typing import Any

import streamlit as st

from app.blocks.training import form
from app.blocks.training.settings import CONTROLS, Control
from app.data import loading
from app.views.canvas import training, words
from ood_core.canvas import canvas as canvases
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError

LINK, POINTS, PRESET = "canvas:link", "canvas:points", "canvas:preset"
FIRST_VIEW = "canvas:view"
SKETCH, MAPS = "canvas:sketch", "canvas:maps"
SEEN = "canvas:seen"  # what was set when the link was read, or the page was drawn to its end
PROBLEM = "canvas:problem"  # a sentence on the link that was asked for, until something is changed
EXPOSED, SEED, WIDTH, SHIFTS = "canvas:exposed", "canvas:seed", "canvas:width", "canvas:shifts"
CHOSEN = "csi", "shifts"  # the one setting that is no number


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
            st.session_state[PROBLEM] = str(error)
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
    settings = [_key(method, key) for method, keys in canvases.SETTINGS.items() for key in keys]
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
    for method, keys in canvases.SETTINGS.items():
        told = canvas.settings.get(method, {})
        for key in keys:
            value = told.get(key, defaults(method).get(key))
            if (method, key) == CHOSEN:
                _put(SHIFTS, value if value in words.SHIFT_SETS else "rotation")
            else:
                _put(_key(method, key), _within(control(method, key), value))


def _put(key: str, value: Any) -> None:
    """Into a widget, unless it is there: what is put overrides a choice made meanwhile."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _within(control: Control, value: Any) -> float | None:
    """As the widget takes it; a link's author may have written anything."""
    try:
        return None if value is None else min(control.highest, max(control.lowest, float(value)))
    except ValueError:
        return None


def defaults(method: str) -> dict[str, Any]:
    """The method's settings on the plane, as its pretrained run has them: pages import no torch."""
    run = loading.pretrained("plane-blobs", method)
    return {"shifts": next(iter(words.SHIFT_SETS))} | (run.config if run else {})


def control(method: str, key: str) -> Control:
    return next(c for c in CONTROLS[method] if c.key == key)


def _key(method: str, key: str) -> str:
    return SHIFTS if (method, key) == CHOSEN else f"canvas:{method}:{key}"


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
    if points["classes"] is None:
        points = points | {"classes": st.session_state[POINTS]["classes"]}
    else:
        st.session_state[PRESET] = None
    st.session_state[POINTS] = points


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
    for method, keys in canvases.SETTINGS.items():
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
    return st.session_state.get(PROBLEM, "")


def controls() -> None:
    """The settings, by what they belong to."""
    tabs = dict(zip(words.TABS, st.tabs(list(words.TABS.values())), strict=True))
    with tabs["world"]:
        look = {"persist_state": "session", "width": 150}
        st.selectbox(
            words.EXPOSED,
            list(canvases.SETS),
            format_func=words.SETS.get,
            key=EXPOSED,
            help=words.EXPOSED_HELP,
            disabled=bool(st.session_state[POINTS]["outliers"]),
            persist_state="session",
        )
        fields = st.container(horizontal=True, gap="medium")
        look |= {"step": 1}
        fields.number_input(words.SEED, 0, 2**31, key=SEED, help=words.SEED_HELP, **look)
        low, high = canvases.WIDTHS
        fields.number_input(words.WIDTH, low, high, key=WIDTH, help=words.WIDTH_HELP, **look)
    for method, keys in canvases.SETTINGS.items():
        with tabs[method]:
            _settings(method, keys)


def _settings(method: str, keys: tuple[str, ...]) -> None:
    fields = st.container(horizontal=True, gap="medium")
    for key in keys:
        if (method, key) == CHOSEN:
            fields.selectbox(
                words.SHIFTS,
                list(words.SHIFT_SETS),
                format_func=words.SHIFT_SETS.get,
                key=SHIFTS,
                help=words.SHIFTS_HELP,
                persist_state="session",
                width=170,
            )
        else:
            form.number(fields, control(method, key), None, _key(method, key))
    st.caption(words.METHOD_NOTES[method])
