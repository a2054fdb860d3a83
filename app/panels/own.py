"""Panel: a benchmark of one's own: what was done to make it, and what the network sees of it."""

import pandas as pd
import streamlit as st

from app import page
from app.figures import maps
from app.figures.maps import Layer
from app.figures.samples import as_png, look, montage
from app.lessons import own as text
from app.lessons import words
from app.panels import mine
from app.panels.confidence import class_layers
from app.server import ownership
from ood_core.benchmarks import Benchmark, benchmark, plane
from ood_core.benchmarks.own import About

SHEET = 9  # images of each set
POINTS = 400  # of each set


def show(about: About) -> None:
    st.markdown("\n".join(f"- {line}" for line in about.report))
    if about.left_out:
        with st.expander(text.LEFT_OUT.format(n=len(about.left_out))):
            st.dataframe(pd.DataFrame({"file and reason": about.left_out}), hide_index=True)
    world = benchmark(about.name)
    if world.is_image:
        _sheets(world)
    else:
        figure = maps.point_map(_layers(world), plane.FRAME, page.mode())
        sets = ", ".join(f"{len(x):,} {label}" for label, _, x in _sets(world))
        alt = words.POINTS_ALT.format(world=world.title, sets=sets)
        page.chart(figure, alt, f"points:{world.name}")
    if st.button("Open in the Lab", key=f"lab:{about.name}", icon=":material/science:"):
        st.session_state["benchmark"] = about.name
        st.switch_page("views/lab.py")
    if ownership.is_mine("benchmark", about.name):
        mine.delete("benchmark", about.name)


def _sets(world: Benchmark) -> list[tuple[str, str, object]]:
    """What a set is called, its kind, and its inputs; ID first."""
    sets = [("ID test", "id", world.id_test.x)]
    for name, test in world.ood_tests.items():
        label = words.population_label(f"ood/{name}", test.kind)
        sets.append((label, test.kind, world.ood(name)))
    if len(world.outliers):
        sets.append(("training outliers", "outliers", world.outliers))
    return sets


def _sheets(world: Benchmark) -> None:
    with st.container(horizontal=True, gap="medium"):
        for label, _, x in _sets(world):
            with st.container(width=200):
                n = min(SHEET, len(x))
                alt = words.SHEET_ALT.format(n=n, label=label, **look(x[:n]))
                st.image(as_png(montage(x[:n])), width="stretch", alt=alt)
                st.caption(f"**{label}**, {text.SHEET.format(n=n, total=len(x))}")


def _layers(world: Benchmark) -> list[Layer]:
    others = [Layer(label, kind, x[:POINTS]) for label, kind, x in _sets(world)[1:]]
    return [*others, *class_layers(world)]
