"""Panel: the feature space, by PCA and by UMAP; select a point to see its input."""

from functools import partial

import numpy as np
import streamlit as st

from app.blocks import layout
from app.components.space import picked, space
from app.data import loading
from app.data.feature_maps import DRAWN, by_pca
from app.figures.maps import Layer
from app.server import view
from app.text import declared, passage, say, say_each
from app.text import names as text_names
from app.text.format import literal, percent
from app.views.lab import one_input, words
from ood_core.paths import short
from ood_core.runs.run import Run


def show(run: Run) -> None:
    kinds = run.kinds
    placed = by_pca(run)
    sizes = {name: len(xy) for name, xy in placed.items()}
    key = _key(run)
    st.session_state[key] = view.begin(
        key, st.session_state.get(key), lambda asked: _is_input(asked, sizes)
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.header("PCA")
        _map(run, kinds, placed, say_each(text_names.PCA_AXES), "pca")
    with right:
        st.header("UMAP")
        if run.umap is None:
            of_outputs = say(words.NO_UMAP_OF_OUTPUTS, run=literal(run.path.name))
            st.info(of_outputs if run.is_outputs else say(words.NO_UMAP))
        else:
            _map(run, kinds, run.umap, say_each(text_names.UMAP_AXES), "umap")
    inside, text = st.columns([1, 1.2], gap="large")
    with inside:
        _choose_by_name(run, kinds, sizes)
        one_input.show(run, _chosen(run, kinds))
    with text:
        st.markdown(passage(__file__, "features"))


def _map(run: Run, kinds: dict, placed: dict, axes: tuple[str, str], name: str) -> None:
    names = sorted((n for n in kinds if n in placed), key=lambda n: DRAWN.index(kinds[n]))
    layers = [
        Layer(text_names.population_label(n, kinds[n]), kinds[n], np.asarray(placed[n]))
        for n in names
    ]
    chosen = _chosen(run, kinds)
    ringed = (names.index(chosen[0]), chosen[1]) if chosen and chosen[0] in names else None
    key = f"{name}:{loading.version(run)}"
    pick = partial(_remember, run, {n: len(placed[n]) for n in names}, key)
    space(layers, axes, _alt(run, name), layout.mode(), key, ringed, pick)


def _alt(run: Run, name: str) -> str:
    """How far apart the features of ID and OOD are, in all their directions."""
    found = {test: row["knn"]["auroc"] for test, row in run.metrics["ood"].items() if "knn" in row}
    aurocs = ", ".join(
        f"{say(declared.population(test))} {percent(auroc)}" for test, auroc in found.items()
    )
    told = say(text_names.FEATURES_ALT, method=run.method.title, map=name.upper())
    return f"{told} {say(text_names.FEATURES_APART, aurocs=aurocs)}" if aurocs else told


def _remember(run: Run, sizes: dict[str, int], key: str) -> None:
    """Keep the selected point as (population, row); both maps, of `sizes` points, ring it."""
    if found := picked(st.session_state[key], list(sizes.values())):
        layer, row = found
        st.session_state[_key(run)] = list(sizes)[layer], row


def _choose_by_name(run: Run, kinds: dict, sizes: dict[str, int]) -> None:
    """The way to a point for those who do not use a mouse."""
    name, row = _chosen(run, kinds) or (None, 0)
    most = sizes[name] - 1 if name else 0
    st.session_state["choose:population"] = name
    st.session_state["choose:row"] = min(row, most)
    left, right = st.columns([2, 1])
    left.selectbox(
        say(words.POPULATION),
        list(sizes),
        placeholder=say(words.CHOOSE),
        format_func=lambda n: text_names.population_label(n, kinds[n]),
        key="choose:population",
        on_change=_take,
        args=[run],
    )
    right.number_input(say(words.ROW), 0, most, key="choose:row", on_change=_take, args=[run])


def _take(run: Run) -> None:
    name, row = st.session_state["choose:population"], st.session_state["choose:row"]
    st.session_state[_key(run)] = (name, row) if name else None


def _chosen(run: Run, kinds: dict) -> tuple[str, int] | None:
    found = st.session_state[_key(run)]
    return found if found and found[0] in kinds else None


def _key(run: Run) -> str:
    """In the session, and in a link, of the point that was chosen: population and row."""
    return f"lab:input:{run.benchmark.name}:{short(run.path)}"


def _is_input(asked: object, sizes: dict[str, int]) -> bool:
    """Whether a link asks for a point that is drawn."""
    match asked:
        case [str(name), int(row)]:
            return type(row) is int and 0 <= row < sizes.get(name, 0)
    return False
