"""Panel: a benchmark of one's own: what was done to make it, and what the network sees of it."""

import numpy as np
import pandas as pd
import streamlit as st

from app.blocks import layout, yours
from app.blocks.navigation import script
from app.blocks.training import form
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
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom import worlds
from ood_core.benchmarks.custom.sets import how_many
from ood_core.benchmarks.custom.store import About
from ood_core.errors import Sentence, UserError
from ood_core.evaluation.report import LEAST
from ood_core.methods import METHODS

SHEET = 9  # images of each set
POINTS = 400  # of each set
NOT_USED = (
    "own:left-out"  # in the session: the benchmark it made last, and what of its files is not used
)
EVERY = 3  # pixels of a photograph
FEW = 20  # test photographs of a class below which a page says what few mean


def show(about: About) -> None:
    report = (say(line) if isinstance(line, Sentence) else Literal(line) for line in about.report)
    st.markdown("\n".join(f"- {line}" for line in report))
    name, mine = st.session_state.get(NOT_USED, ("", []))
    if left_out := mine if name == about.name else about.left_out:
        with st.expander(say(text.LEFT_OUT, n=how_many(left_out)), key=f"own:left:{about.name}"):
            each = [say_plain(w) if isinstance(w, Sentence) else w for w in left_out]
            lines = {say(text.WHY_LEFT_OUT): each}
            st.dataframe(pd.DataFrame(lines), hide_index=True)
    world = benchmarks.get(about.name)
    if about.is_outputs:
        _to_lab(about.name)
        return
    if world.picture_shape:
        _sheets(world)
    elif world.is_plane:
        figure = maps.point_map(_layers(world), plane.FRAME, layout.mode())
        sets = ", ".join(f"{total:,} {label}" for label, _, _, total in _sets(world))
        alt = say(names.POINTS_ALT, world=world.title, sets=sets)
        layout.chart(figure, alt, f"points:{world.name}")
    _alike(about)
    _few(world)
    _train_all(world)
    _to_lab(about.name)


def _to_lab(name: str) -> None:
    """On to the Lab; and for who made it, a way to delete it."""
    if st.button(say(text.TO_LAB), key=f"lab:{name}", icon=":material/science:"):
        st.session_state["benchmark"] = name
        st.switch_page(script("lab"))
    if ownership.is_mine("benchmark", name):
        yours.delete("benchmark", name)


def _alike(about: About) -> None:
    """Near-duplicates, side by side."""
    if about.alike:
        pairs = np.concatenate([*worlds.alike(about.name).swapaxes(0, 1)], axis=-1)
        alt = say(text.ALIKE_ALT, n=about.alike)
        with st.container(width=400):
            st.image(as_png(montage(pairs)), width="stretch", alt=alt)
            st.caption(say(text.ALIKE, n=about.alike))


def _few(world: Benchmark) -> None:
    """What few photographs mean."""
    if world.backbone:
        counts = custom.found()[world.name].counts
        n = counts["id_test"] // len(world.classes)
        if n < FEW:
            st.caption(say(text.FEW, n=n, least=LEAST))


def _train_all(world: Benchmark) -> None:
    """A button that orders a training of every method that this benchmark has the data for."""
    counts = custom.found()[world.name].counts
    todo = [
        method
        for method in METHODS.values()
        if (method.outliers != "real" or counts["outliers"])
        and (len(world.classes) > 1 or not method.needs_classes)
    ]
    label = say(text.TRAIN_ALL, n=len(todo))
    if st.button(label, key=f"all:{world.name}", type="primary", icon=":material/play_arrow:"):
        try:
            form.train_all(world, todo)
        except UserError as error:
            st.error(say(error))
            return
        st.session_state.update(benchmark=world.name, method=todo[0].name)
        st.switch_page(script("lab"))


def _sets(world: Benchmark) -> list[tuple[str, str, str, int]]:
    """What a set is called, its kind, its population, and how many inputs it has; ID first."""
    counts = custom.found()[world.name].counts
    sets = [(say(names.ID_TEST), "id", "id_test", counts["id_test"])]
    for name, test in world.ood_tests.items():
        label = names.population_label(f"ood/{name}", test.kind)
        sets.append((label, test.kind, f"ood/{name}", counts[f"ood_{name}"]))
    if counts["outliers"]:
        outliers = say(names.KINDS["outliers"]), "outliers", "outliers", counts["outliers"]
        sets.append(outliers)
    return sets


def _first(world: Benchmark, population: str, n: int) -> np.ndarray:
    """What a person sees of a set's first inputs: points `(n, 2)`, or images."""
    if world.backbone:
        return np.stack([world.picture(population, i)[:, ::EVERY, ::EVERY] for i in range(n)])
    x = world.outliers if population == "outliers" else world.populations[population]()
    return x[:n]


def _sheets(world: Benchmark) -> None:
    with st.container(horizontal=True, gap="medium"):
        for label, _, population, total in _sets(world):
            with st.container(width=200):
                x = _first(world, population, n := min(SHEET, total))
                alt = say(names.SHEET_ALT, n=n, label=label, **look(x))
                st.image(as_png(montage(x)), width="stretch", alt=alt)
                st.caption(say(text.SHEET, set=label, n=n, total=total))


def _layers(world: Benchmark) -> list[Layer]:
    others = [
        Layer(label, kind, _first(world, population, POINTS))
        for label, kind, population, _ in _sets(world)[1:]
    ]
    return [*others, *class_layers(world)]
