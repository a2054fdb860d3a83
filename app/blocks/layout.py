"""Small things every page needs: the mode, a chart in the house style, equal columns."""

import time
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.blocks import present, words
from app.figures import theme
from app.figures.theme import Mode
from app.server import place, turns, view
from app.text import language, say
from ood_core.errors import UserError

PAGE = (
    '<!doctype html><html lang="{language}">'
    '<head><meta charset="utf-8"><title>{title}</title></head>'
    '<body><div role="img" aria-label="{alt}">{figure}</div></body></html>'
)
PLOT = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}


MOMENT = 0.6  # seconds
FORMATS = {"svg": "SVG", "png": "PNG"}  # that a picture can be saved in
FORMAT = "picture-format"


def mode() -> Mode:
    return "dark" if st.context.theme.type == "dark" else "light"


def chart(figure: go.Figure, alt: str, key: str | None = None, **options: Any) -> Any:
    """A plotly chart with a text for those who cannot see it.

    A chart that changes many times a second is better off without a key: it is then redrawn in
    place instead of replaced.
    """
    if present.is_on():
        figure = theme.enlarged(figure)
    return st.plotly_chart(figure, theme=None, config=PLOT, alt=alt, key=key, **options)


def kept_chart(figure: go.Figure, alt: str, name: str) -> None:
    """A chart to take along: as SVG or PNG by its camera, or as a page that works by itself.

    On a phone it keeps the width that its labels need, and is scrolled (style.css).
    """
    figure.update_layout(paper_bgcolor=theme.PAPER[mode()])
    camera = {"format": st.session_state.get(FORMAT, "svg"), "filename": name, "scale": 2}
    config = PLOT | {
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["zoom2d", "resetScale2d", "toImage"]],
        "toImageButtonOptions": camera,
        "locale": language(),
        "locales": {language(): {"dictionary": {word.text: say(word) for word in words.PLOTLY}}},
    }
    look = {"language": language(), "title": name, "alt": escape(alt)}
    with st.container(key=f"kept-{name}"):
        st.plotly_chart(figure, theme=None, config=config, alt=alt, key=name)
    download(
        say(words.SAVE_HTML),
        lambda: PAGE.format(figure=figure.to_html(config, full_html=False), **look).encode(),
        f"{name}.html",
        "text/html",
        f"html:{name}",
        type="tertiary",
    )


def download(
    label: str,
    make: Callable[[], bytes | str],
    file: str,
    kind: str,
    key: str,
    icon: str | None = ":material/download:",
    **look: Any,
) -> None:
    """A button for a file that is made when it is pressed, as things then are; the page stays.

    What the file says to a reader is said before: then no language is known. A table's columns are
    named in English.
    """
    look |= {"help": say(words.TABLE)} if kind == "text/csv" else {}
    st.download_button(label, make, file, kind, key=key, icon=icon, on_click="ignore", **look)


def paint_first(slot: str, what: object) -> None:
    """Let the browser paint what was sent before it gets the rest, once for each `what`."""
    if st.session_state.get(slot) is not what:
        with turns.aside():
            time.sleep(MOMENT)
        st.session_state[slot] = what


def choice(label: str, options: Sequence[Any], key: str, first: Any = None, **look: Any) -> Any:
    """One of a few options, always one of them; kept for the browser.

    Args:
        first: the option to begin with, in place of the first one.
    """
    first = options[0] if first is None else first
    return st.segmented_control(
        label,
        options,
        default=place.begin(key, first, lambda kept: kept in options),
        required=True,
        **place.keeps(key),
        **look,
    )


def listed(label: str, options: Sequence[Any], key: str, first: Any = None, **look: Any) -> Any:
    """One of a list; kept for the session and in a link to the view.

    Args:
        first: the option to begin with, in place of the first one.
    """
    first = options[0] if first is None else first
    begun = view.begin(key, first, lambda asked: asked in options)
    place = options.index(begun)
    return st.selectbox(label, options, place, key=key, persist_state="session", **look)


def switch(label: str, key: str, **look: Any) -> bool:
    """On or off, off at first; kept as `listed` is."""
    begun = view.begin(key, False, lambda asked: isinstance(asked, bool))
    return st.toggle(label, begun, key=key, persist_state="session", **look)


@st.fragment
def folded(label: str, what: Callable[[], None], key: str, icon: str | None = None) -> None:
    """What is made once somebody opens it: a page does not wait for what it keeps closed."""
    fold = st.expander(label, expanded=present.is_on(), key=key, icon=icon, on_change="rerun")
    if fold.open:
        with fold:
            try:
                what()
            except UserError as error:
                st.info(say(error))


def table(rows: Sequence[Sequence[str] | Mapping[str, str]], columns: Sequence[str]) -> None:
    """A table of texts, whose first column names its rows."""
    import pandas as pd  # it takes long, and no page has a table above its first picture

    st.table(pd.DataFrame(rows, columns=columns).set_index(columns[0]))


def picture_and_words(name: str) -> Any:
    """Two columns: the picture, and the words and formulas beside it.

    The shorter one stays in view while the other scrolls by, see style.css.
    """
    with st.container(key=f"beside-{name}"):
        return st.columns([1.9, 1], gap="large")
