"""The feature space of SimCLR beside that of CSI: ID, OOD and shifted inputs."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import space_panel, still
from app.data import loading, scoring
from app.data.feature_maps import by_pca
from app.figures.maps import Layer
from app.text import declared, names, say, say_each
from app.views.lessons.csi import words
from ood_core.errors import UserError
from ood_core.evaluation import metrics
from ood_core.evidence import SHOWN, Evidence
from ood_core.runs.run import Run
from ood_core.scores.features import squared_distances

RUNS = {"SimCLR": "lessons/simclr", "CSI": "digits/csi"}
ON_PHOTOGRAPHS = {"SimCLR": "lessons/cifar10-simclr", "CSI": "cifar10/csi"}


def feature_spaces() -> None:
    st.header(say(words.SPACES))
    runs = {title: loading.committed(name) for title, name in RUNS.items()}
    guess = lesson.predict("csi:space", say(words.SPACE), say_each(words.SPACE_OPTIONS))
    if not guess:
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        drawn = layout.choice(say(words.DRAWN_BY), ["PCA", "UMAP"], "csi:projection")
        ood = _population(say(words.OOD_TEST), "ood/", runs, "csi:ood")
        shift = _population(say(words.SHIFT), "shift/", runs, "csi:shift")
    _maps(runs, (shift, ood, "id_test"), drawn)
    st.markdown(say(words.SPACE_REVEAL, guess=guess))
    rows = _far_away(runs, (ood, shift))
    layout.table(rows, list(rows[0]))
    st.caption(say(words.SPACE_CAPTION, shown=SHOWN))
    simclr = runs["SimCLR"]
    scored = scoring.scored(simclr, "csi_con")
    by_score = metrics.evaluate(*(scored[n][:SHOWN] for n in ("id_test", "ood/letters")))["auroc"]
    by_distance, _ = separation(simclr, "ood/letters")
    said = {"by_distance": f"{by_distance:.2f}", "by_score": f"{by_score:.2f}"}
    st.markdown(say(words.SPACE_EXPLAIN, **said))


def _far_away(runs: dict[str, Run], populations: tuple[str, ...]) -> list[dict[str, str]]:
    """A row for each run: how far its populations are from the training features."""
    rows = [{say(words.SPACE_INDEX): title} for title in runs]
    for population in populations:
        name = declared.population(population)
        heads = [say(head, name=name) for head in words.SPACE_HEADS]
        for row, run in zip(rows, runs.values(), strict=True):
            auroc, ratio = separation(run, population)
            row |= {heads[0]: f"{auroc:.2f}", heads[1]: f"{ratio:.1f}"}
    return rows


def _population(label: str, group: str, runs: dict[str, Run], key: str) -> str:
    """A population that all the runs have."""
    common = set.intersection(*(set(run.evidence) for run in runs.values()))
    first = next(iter(runs.values()))
    offered = [name for name in first.evidence if name in common and name.startswith(group)]
    return layout.listed(
        label,
        offered,
        key,
        format_func=lambda name: names.population_label(name, first.kinds[name]),
        width=240,
    )


def _maps(runs: dict[str, Run], populations: tuple[str, ...], drawn: str) -> None:
    """Both spaces side by side."""
    mode, axes = layout.mode(), names.PCA_AXES if drawn == "PCA" else names.UMAP_AXES
    panels = [
        space_panel(title, _layers(run, title, populations, drawn), say_each(axes), mode)
        for title, run in runs.items()
    ]
    kinds = next(iter(runs.values())).kinds
    aurocs = [
        say(
            words.SPACE_AUROC,
            network=title,
            population=names.population_label(name, kinds[name]),
            auroc=separation(run, name)[0],
        )
        for title, run in runs.items()
        for name in populations
        if name != "id_test"
    ]
    alt = say(words.SPACE_ALT, drawn=drawn, aurocs="; ".join(aurocs))
    still(panels, alt, f"csi:{drawn}:{','.join(populations)}", mode)


def _layers(run: Run, title: str, populations: tuple[str, ...], drawn: str) -> list[Layer]:
    """The populations' places, the last on top."""
    placed, kinds = by_pca(run) if drawn == "PCA" else run.umap, run.kinds
    if placed is None:
        raise UserError(
            "error.csi.no_umap", "The run of {title} has no UMAP; choose PCA.", title=title
        )
    return [Layer(names.population_label(n, kinds[n]), kinds[n], placed[n]) for n in populations]


def distances(evidence: Evidence, population: str) -> np.ndarray:
    """From the inputs that the maps show to the nearest training features, Euclidean."""
    train, x = (evidence[n]["features"].astype(np.float32) for n in ("id_train", population))
    return np.sqrt(squared_distances(x[:SHOWN], train).min(axis=1))


@loading.cached(64)
def separation(run: Run, population: str) -> tuple[float, float]:
    """How far a population is from the training features, compared with the ID test set.

    Returns:
        The AUROC of `distances`, and their median where that of ID is 1.
    """
    ours, theirs = (distances(run.evidence, name) for name in ("id_test", population))
    return metrics.evaluate(ours, theirs)["auroc"], float(np.median(theirs) / np.median(ours))
