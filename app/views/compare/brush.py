"""Part: a score's histogram, a map of the features and the pictures, linked by a brush."""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.components.brush import Points, brush, content, sheet
from app.data import loading
from app.data.feature_maps import by_pca
from app.data.inputs import inputs, picture
from app.data.maps import AXES
from app.figures.samples import as_png, as_uri
from app.server import view
from app.text import declared, names, say, say_each
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.errors import UserError
from ood_core.evidence import SHOWN
from ood_core.runs.run import Run
from ood_core.scores import saturates

PCA, UMAP, PLANE = "pca", "umap", "plane"
EVERY = 5  # pixels of a photograph
MAP_AXES = {PCA: names.PCA_AXES, UMAP: names.UMAP_AXES, PLANE: AXES}


def show(runs: dict[str, Run]) -> None:
    st.markdown(say(text.BRUSH))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = choices.run(runs, "linked")
        run = runs[name]
        score = choices.score(run, "linked")
        by = layout.listed(
            say(text.MAP),
            _maps(run),
            f"compare:linked:map:{run.benchmark.is_plane}",
            format_func=lambda name: say(text.MAPS[name]),
        )
    kinds = run.kinds
    key = f"compare:linked:populations:{run.benchmark.world}"
    usual = [name for name, kind in kinds.items() if kind != "shift"]
    chosen = st.pills(
        say(text.POPULATIONS),
        list(kinds),
        selection_mode="multi",
        default=view.begin(key, usual, view.some_of(kinds)),
        format_func=lambda n: names.population_label(n, kinds[n]),
        key=key,
        persist_state="session",
    )
    if not chosen:
        st.info(say(text.NO_POPULATION))
        return
    populations = [n for n in kinds if n in chosen]
    scores = choices.scores(name, run, score, populations)
    placed = places(run, by)
    with st.spinner(say(text.LOADING)):
        groups = [_points(run, n, kinds[n], scores[n], placed[n]) for n in populations]
    version = f"{loading.version(run)}:{score}:{by}:{','.join(populations)}"
    title = names.SCORES[score].title
    classes = say_each(declared.classes(run.benchmark))
    axes = say_each(MAP_AXES[by])
    data = content(groups, title, axes, classes, version, layout.mode(), saturates(score))
    brush(data, "brush")
    st.caption(say(text.BRUSH_SHOWN, n=SHOWN))
    if run.benchmark.is_plane:
        st.caption(say(text.PLANE_PICTURES))
    elif not all(group.sheet for group in groups):
        st.caption(say(text.NO_PICTURES))


def _maps(run: Run) -> list[str]:
    """The maps that this run has, the one to begin with first."""
    umap = [UMAP] if run.umap is not None else []
    return [PLANE, *umap, PCA] if run.benchmark.is_plane else [*umap, PCA]


def places(run: Run, by: str) -> dict[str, np.ndarray]:
    """Population -> places on the map `(<= SHOWN, 2)`.

    Raises:
        UserError: a place is not a finite number, or the points are others than the run's.
    """
    if by == PLANE:
        at = {name: inputs(str(run.path), name) for name in run.benchmark.populations}
        if any(points is None for points in at.values()):
            raise UserError(
                "error.compare.other_points",
                "The points of this benchmark are not those that this run was measured on: choose "
                "another map, or train it again.",
            )
        placed = {name: points[:SHOWN] for name, points in at.items()}
    else:
        placed = by_pca(run) if by == PCA else run.umap
    if not all(np.isfinite(xy).all() for xy in placed.values()):
        raise UserError(
            "error.compare.map_not_finite",
            "The map by {map} has places that are not finite: choose another map.",
            map=say(text.MAPS[by]),
        )
    return placed


def _points(run: Run, name: str, kind: str, scores: np.ndarray, xy: np.ndarray) -> Points:
    arrays, n = run.evidence[name], len(xy)
    return Points(
        names.population_label(name, kind),
        kind,
        scores[:n],
        xy,
        arrays["logits"][:n].argmax(axis=1),
        arrays["labels"][:n] if "labels" in arrays else None,
        None if run.benchmark.is_plane else _sheet(run, name, n),
    )


@loading.cached(64)
def _sheet(run: Run, name: str, n: int) -> str | None:
    """The pictures of the first `n` inputs, or None where they are not at hand."""
    if run.benchmark.load_photograph is not None:
        return _thumbnails(run, name, n)
    x = inputs(str(run.path), name)
    return None if x is None else as_png(sheet(x[:n]))


def _thumbnails(run: Run, name: str, n: int) -> str | None:
    """Of photographs, every so many pixels; what was brought as thumbnails is small already."""
    every = EVERY if run.benchmark.backbone else 1
    pictures = [picture(run, name, row) for row in range(n)]
    if any(one is None for one in pictures):
        return None
    return as_uri(sheet(np.stack([one[::every, ::every].transpose(2, 0, 1) for one in pictures])))
