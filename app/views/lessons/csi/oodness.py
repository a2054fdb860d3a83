"""How OOD-like is each transformation? AUROC of inputs against transformed ones, under SimCLR."""

import json
from collections.abc import Sequence

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.shadow import Cloud, shadow
from app.data import loading, seeds
from app.figures import csi as figures
from app.figures.csi import Measure
from app.figures.dots import Dot, Rows
from app.figures.samples import as_png
from app.text import names, say, say_each
from app.views.lessons.csi import words
from app.views.lessons.csi.shifted import choose_digit
from app.views.lessons.csi.spaces import ON_PHOTOGRAPHS, RUNS, separation
from ood_core import benchmarks, paths
from ood_core.evaluation import metrics
from ood_core.experiments.measurements import oodness, oodness_aurocs
from ood_core.experiments.places import OODNESS
from ood_core.runs.run import Run

SIMCLR = {"digits": RUNS["SimCLR"], "cifar10": ON_PHOTOGRAPHS["SimCLR"]}  # world -> run
RESAMPLES = 300  # of the intervals
PAPER = {  # shift -> AUROC in % of SimCLR's score on CIFAR-10 (Tack et al., ablation of shifts)
    "rotate": 85.2,
    "cut_permute": 83.8,
    "cutout": 79.5,
    "blur": 76.0,
    "noise": 74.4,
    "sobel": 69.2,
}


@loading.cached(4)
def measured(run: Run) -> dict[str, list[float]]:
    """Shift -> AUROC of the three rows of `oodness`."""
    return oodness_aurocs(run.evidence)


@loading.cached(4)
def uncertainty(run: Run) -> dict[str, list[float]]:
    """Shift -> 95% interval of the paper's score, the first of those `measured`."""
    return {
        shift: metrics.intervals(ours[0], theirs[0], RESAMPLES)["auroc"]
        for shift, (ours, theirs) in oodness(run.evidence).items()
    }


def ranking() -> None:
    st.header(say(words.OODNESS))
    st.markdown(say(words.OODNESS_TEXT))
    run = loading.committed(SIMCLR["digits"])
    guess = lesson.predict("csi:oodness", say(words.MOST_OOD), say_each(words.MOST_OOD_OPTIONS))
    if not guess:
        return
    found = measured(run)
    lesson.show(_shadow)
    picture, text = layout.picture_and_words("ranking")
    with picture:
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            row = choose_digit("csi:oodness-digit")
            apart = layout.switch(say(words.TAKE_APART), "csi:apart")
        _chart(found, uncertainty(run), row, apart)
    text.markdown(say(words.OODNESS_REVEAL, guess=guess, **_said(found)))
    over_seeds = _over_seeds()
    text.markdown(say(words.ROTATION_HERE, turned=over_seeds["turned"], **on_letters()))
    behind = [say(one, **over_seeds) for one in (words.OODNESS_SEEDS, words.OODNESS_SEEDS_MORE)]
    lesson.more("oodness", say(words.OODNESS_MORE, **_said(found)), *behind)
    lesson.show(_photographs)
    lesson.slip(say(words.OODNESS_SLIP))


def on_letters() -> dict[str, str]:
    """AUROC on letters: of each network's own score, and of the distance of SimCLR's features."""
    found = {}
    for name, path in RUNS.items():
        run = loading.committed(path)
        found[name.lower()] = run.metrics["ood"]["letters"][run.method.score]["auroc"]
    found["by_distance"], _ = separation(loading.committed(RUNS["SimCLR"]), "ood/letters")
    return {name: f"{auroc:.2f}" for name, auroc in found.items()}


def _shadow() -> None:
    """Each input by the two factors of its score."""
    st.markdown(say(words.SHADOW_TEXT))
    world = layout.choice(
        say(words.SHADOW_WORLD),
        list(words.SHADOW_WORLDS),
        "csi:shadow",
        format_func=lambda name: say(words.SHADOW_WORLDS[name]),
    )
    run = loading.committed(SIMCLR[world])
    found = measured(run)
    clouds = [
        _cloud(run, f"shift/{shift}", say(words.SHIFT_NAMES[shift]), aurocs)
        for shift, aurocs in ((shift, found[shift]) for shift in words.SHIFT_NAMES)
    ]
    turned = dict(zip(("score", "cosine", "length"), found["rotate"], strict=True))
    alt = say(words.SHADOW_ALT, **{name: f"{auroc:.2f}" for name, auroc in turned.items()})
    on_id = _cloud(run, "id_test", say(names.ID_TEST))
    shadow(on_id, clouds, alt, f"csi:{loading.version(run)}", layout.mode())


def _cloud(run: Run, population: str, label: str, aurocs: Sequence[float] = ()) -> Cloud:
    cosines, lengths = (run.evidence[population][name][0] for name in ("cosines", "lengths"))
    return Cloud(label, run.kinds[population], cosines, lengths, aurocs)


def _over_seeds() -> dict[str, str | int]:
    """How far the AUROC of a shift moves from seed to seed. Raises UserError."""
    path = paths.PRETRAINED / OODNESS
    with loading.whole(path):
        found = {k: np.array(v) for k, v in json.loads(path.read_text("utf-8"))["auroc"].items()}
        spread = {shift: np.ptp(aurocs, axis=0) for shift, aurocs in found.items()}
        shift = max(spread, key=lambda name: spread[name][0])
        paper = found[shift][:, 0]
        turned = seeds.span(found["rotate"][:, 0], ".2f")
        tops = [max(found, key=lambda name: found[name][seed, 0]) for seed in range(len(paper))]
    ends = {"low": paper.min(), "high": paper.max(), "widest": spread[shift][0]}
    ends["widest_cosine"] = max(both[1] for both in spread.values())
    written = {name: f"{value:.2f}" for name, value in ends.items()}
    written["tops"] = ", ".join(say(words.SHIFT_NAMES[top]) for top in tops)
    about = {"n": len(paper), "shift": say(words.SHIFT_NAMES[shift]), "turned": turned}
    return written | about


def ranked() -> Rows:
    """AUROC of each of the paper's shifts: the paper's on photographs, ours on them, on digits."""
    runs = [loading.committed(SIMCLR[world]) for world in ("cifar10", "digits")]
    paper, *ours = say_each(words.RANKED)
    return {
        say(words.SHIFT_NAMES[shift]): {paper: Dot(auroc)}
        | {name: _dot(run, shift) for name, run in zip(ours, runs, strict=True)}
        for shift, auroc in PAPER.items()
    }


def _dot(run: Run, shift: str) -> Dot:
    low, high = uncertainty(run)[shift]
    return Dot(100 * measured(run)[shift][0], (100 * low, 100 * high))


def _photographs() -> None:
    """The paper's AUROCs on CIFAR-10 beside ours."""
    layout.folded(say(words.PHOTOGRAPHS), _on_photographs, "csi:photographs")


def _on_photographs() -> None:
    run = loading.committed(SIMCLR["cifar10"])
    found = measured(run)
    rows = [
        (
            say(words.SHIFT_NAMES[shift]),
            f"{paper:.1f}",
            *(f"{100 * auroc:.1f}" for auroc in found[shift]),
        )
        for shift, paper in PAPER.items()
    ]
    order = sorted(PAPER, key=lambda shift: -found[shift][0])
    place = {"place": order.index("rotate") + 1, "n": len(order)}
    top_auroc, turned = (f"{100 * found[shift][0]:.1f}" for shift in (order[0], "rotate"))
    said = {"top": say(words.SHIFT_NAMES[order[0]]), "top_auroc": top_auroc, "turned": turned}
    bank = len(run.evidence["id_train"]["logits"])
    st.markdown(say(words.PHOTOGRAPHS_TEXT))
    lesson.dotted(ranked(), say(words.RANKED_AXIS), "csi:ranked")
    st.markdown(say(words.PHOTOGRAPHS_READ, **place, **said))
    layout.table(rows, say_each(words.PHOTOGRAPHS_COLUMNS))
    st.caption(say(words.PHOTOGRAPHS_CAPTION, bank=bank))


def _chart(
    found: dict[str, list[float]], ends: dict[str, list[float]], row: int, apart: bool
) -> None:
    digits = benchmarks.get("digits")
    one = digits.id_test.x[row : row + 1]
    pictures = [as_png(digits.shifts[shift].apply(one)[0].transpose(1, 2, 0)) for shift in found]
    aurocs = np.array([*found.values()])  # (shifts, 3)
    score, cosine, length = say_each(words.MEASURES)
    measures = [Measure(score, aurocs[:, 0], np.array([ends[shift] for shift in found]))]
    if apart:
        measures += [Measure(cosine, aurocs[:, 1]), Measure(length, aurocs[:, 2])]
    shifts = [say(words.SHIFT_NAMES[shift]) for shift in found]
    said = ", ".join(f"{n} {a:.2f}" for n, a in zip(shifts, aurocs[:, 0], strict=True))
    alt = say(words.OODNESS_ALT, aurocs=said)
    figure = figures.oodness(shifts, pictures, measures, say(words.OODNESS_AXIS), layout.mode())
    layout.chart(figure, alt, "csi:oodness-chart")


def _said(found: dict[str, list[float]]) -> dict[str, str]:
    """The numbers that the words quote."""
    top, by_cosine = (max(found, key=lambda shift: found[shift][i]) for i in (0, 1))
    return {
        "top": say(words.SHIFT_NAMES[top]),
        "by_cosine": say(words.SHIFT_NAMES[by_cosine]),
        "top_auroc": f"{found[top][0]:.2f}",
        **{
            f"{shift}_{measure}": f"{found[shift][i]:.2f}"
            for shift in found
            for i, measure in enumerate(("product", "cosine", "length"))
        },
    }
