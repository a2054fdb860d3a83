"""Panel: a benchmark of one's own: what was done to make it, and what the network sees of it."""

import pandas as pd
import streamlit as st

from app.blocks import layout, yours
from app.blocks.navigation import script
from app.data.maps import class_layers
from app.figures import maps
from app.figures.maps import Layer
from app.figures.samples import as_png, look, montage
from app.server import ownership
from app.text import names, say, say_plain
from app.text.format import Literal
from app.views.your_data import words as text
from ood_core import benchmarks
from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.benchmarks.custom.store import About
from ood_core.errors import Sentence

SHEET = 9  # images of each set
POINTS = 400  # of each set
NOT_USED = (
    "own:left-out"  # in the session: the benchmark it made last, and what of its files is not used
)


def show(about: About) -> None:
    report = (say(line) if isinstance(line, Sentence) else Literal(line) for line in about.report)
    st.markdown("\n".join(f"- {line}" for line in report))
    name, mine = st.session_state.get(NOT_USED, ("", []))
    if left_out := mine if name == about.name else about.left_out:
        with st.expander(say(text.LEFT_OUT, n=len(left_out)), key=f"own:left:{about.name}"):
            each = [say_plain(w) if isinstance(w, Sentence) else w for w in left_out]
            lines = {say(text.WHY_LEFT_OUT): each}
            st.dataframe(pd.DataFrame(lines), hide_index=True)
    world = benchmarks.get(about.name)
    if world.is_image:
        _sheets(world)
    else:
        figure = maps.point_map(_layers(world), plane.FRAME, layout.mode())
        sets = ", ".join(f"{len(x):,} {label}" for label, _, x in _sets(world))
        alt = say(names.POINTS_ALT, world=world.title, sets=sets)
        layout.chart(figure, alt, f"points:{world.name}")
    if st.button(say(text.TO_LAB), key=f"lab:{about.name}", icon=":material/science:"):
        st.session_state["benchmark"] = about.name
        st.switch_page(script("lab"))
    if ownership.is_mine("benchmark", about.name):
        yours.delete("benchmark", about.name)


def _sets(world: Benchmark) -> list[tuple[str, str, object]]:
    """What a set is called, its kind, and its inputs; ID first."""
    sets = [(say(names.ID_TEST), "id", world.id_test.x)]
    for name, test in world.ood_tests.items():
        label = names.population_label(f"ood/{name}", test.kind)
        sets.append((label, test.kind, world.ood(name)))
    if len(world.outliers):
        sets.append((say(names.KINDS["outliers"]), "outliers", world.outliers))
    return sets


def _sheets(world: Benchmark) -> None:
    with st.container(horizontal=True, gap="medium"):
        for label, _, x in _sets(world):
            with st.container(width=200):
                n = min(SHEET, len(x))
                alt = say(names.SHEET_ALT, n=n, label=label, **look(x[:n]))
                st.image(as_png(montage(x[:n])), width="stretch", alt=alt)
                st.caption(say(text.SHEET, set=label, n=n, total=len(x)))


def _layers(world: Benchmark) -> list[Layer]:
    others = [Layer(label, kind, x[:POINTS]) for label, kind, x in _sets(world)[1:]]
    return [*others, *class_layers(world)]
