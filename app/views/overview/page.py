"""The overview: ID and OOD as pictures, and a map of the methods."""

from itertools import cycle

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.blocks import lesson, network, photographs
from app.blocks.navigation import LESSONS, script
from app.data import loading, scoring, seeds
from app.figures.samples import look, montage
from app.text import declared, names, say, say_each
from app.views.overview import words
from ood_core import benchmarks, scores
from ood_core.benchmarks import letters
from ood_core.methods import METHODS, Method
from ood_core.scores.csi import Csi

WORLD = "digits"
SHOWN = 9  # pictures of each set


def pictures() -> None:
    """One sheet of each kind of input."""
    world = benchmarks.get(WORLD)
    with st.container(key="sets"):
        columns = st.columns(len(words.SETS), gap="medium")
    for column, (name, (kind, about)) in zip(columns, say_each(words.SETS).items(), strict=True):
        sheet = montage(world.populations[name]()[:SHOWN])[..., 0]
        column.image(sheet, width="stretch", alt=_alt(name, kind))
        column.markdown(f"**{kind}**")
        column.caption(about)


def _alt(name: str, kind: str) -> str:
    """Which digits or letters the sheet shows; of others, what they are."""
    world = benchmarks.get(WORLD)
    if name == "ood/letters":
        shown = letters.names("N-Z")[:SHOWN]
    elif name.startswith("ood/"):
        about = say(declared.test(world, name.removeprefix("ood/")))
        seen = look(world.populations[name]()[:SHOWN])
        return say(names.SHEET_ALT, n=SHOWN, label=f"{kind}, {about}", **seen)
    else:
        shown = [say(declared.classes(world)[k]) for k in world.id_test.y[:SHOWN]]
    return say(words.SET_ALT, n=SHOWN, kind=kind, shown=", ".join(shown))


def the_map() -> None:
    """Rows: is a network trained for it? Columns: which outliers does it need?"""
    st.caption(say(words.BRACKETS))
    st.header(say(words.POST_HOC))
    cells = _row()
    with cells["none"]:
        sides = cycle(st.columns(2, gap="small"))
        for score, about in words.POST_HOC_SCORES.items():
            with next(sides):
                card(names.SCORES[score].title, say(about), METHODS["baseline"], score)
    with cells["none"], st.container(horizontal=True, gap="small"):
        baseline = loading.pretrained(WORLD, "baseline")
        reported = scoring.score_names(baseline) if baseline else scores.SCORES
        for score in scores.SCORES:
            is_csi = issubclass(scores.SCORES[score], Csi)
            if score in reported and score not in words.POST_HOC_SCORES and not is_csi:
                title = names.SCORES[score].title
                number = seeds.in_brackets(f"{WORLD}/baseline", score)
                open_in_lab(title + number, METHODS["baseline"], score, "tertiary")
    cells["made"].markdown(say(words.POST_HOC_MADE))
    cells["real"].markdown(say(words.POST_HOC_OTHERS))
    st.header(say(words.TRAINED))
    cells = _row()
    for method in METHODS.values():
        if method.name != "baseline":
            with cells[method.outliers]:
                about = f"{say(declared.idea(method))} *{method.paper}*"
                card(method.title, about, method, method.score)


def _row() -> dict[str, DeltaGenerator]:
    """Three cells, each under its heading: the outliers needed. Most methods need none."""
    cells = dict(zip(words.COLUMNS, st.columns([2, 1, 1], gap="medium"), strict=True))
    for outliers, cell in cells.items():
        cell.markdown(f"**{say(words.COLUMNS[outliers])}**")
    return cells


def card(title: str, about: str, method: Method, score: str) -> None:
    """A method, or a score of the baseline, on the map, with the ways to its lesson and the Lab."""
    with st.container(border=True):
        st.markdown(f"**{title}**{seeds.in_brackets(f'{WORLD}/{method.name}', score)}")
        st.caption(about)
        with st.container(horizontal=True):
            if method.name in LESSONS and st.button(
                say(words.LESSON), key=f"lesson:{method.name}", icon=":material/school:"
            ):
                st.switch_page(script(method.name))
            open_in_lab(say(words.OPEN_LAB), method, score, "secondary")


def open_in_lab(label: str, method: Method, score: str, look: str) -> None:
    """A button to the method's run of the digits, its threshold on this score."""
    key = f"open:{method.name}:{score}"
    if st.button(label, key=key, icon=":material/science:", type=look):
        st.session_state["benchmark"], st.session_state["method"] = WORLD, method.name
        st.session_state[f"threshold:score:{method.name}"] = score
        st.switch_page(script("lab"))


def groups() -> None:
    """Which group does CSI belong to? Neither: the map."""
    guess = lesson.predict("box", say(words.QUESTION), say_each(words.GUESSES))
    if guess is None:
        return
    st.markdown(say(words.REVEAL, guess=guess))
    with st.container(key="map"):
        the_map()
    st.markdown(say(words.PRICE))


lesson.begin("overview", say(words.TITLE), say(words.LEDE))
lesson.show(pictures)
lesson.show(network.drawing)
lesson.show(groups)
if lesson.has_answered("box"):
    lesson.show(photographs.part, *(name for name in METHODS if name != "baseline"))
lesson.onward(next(iter(LESSONS)))
