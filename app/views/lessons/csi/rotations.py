"""Data on which rotation is a good shift, and a poor one; the digits that are hard to turn."""

import numpy as np
import streamlit as st

from app.blocks import csi_waterfall_words, layout, lesson
from app.components.clocks import Inputs, clocks
from app.data import loading, scoring
from app.figures import csi as figures
from app.figures.csi import Recognition
from app.text import declared, names, say, say_each
from app.text.format import signed
from app.views.lessons.csi import words
from ood_core.evaluation import metrics
from ood_core.runs.run import Run

OOD = "ood/letters"
WORLDS = {  # a run, and the OOD test beside its ID test
    "photographs": ("cifar10/csi", "ood/svhn"),
    "rings": ("plane-rings/csi", "ood/ring"),
}


@loading.cached(4)
def aurocs(run: Run, ood: str) -> list[float]:
    """Of that OOD test against ID test by con, by cls, by their sum."""
    ours, theirs = ([part.sum(axis=0) for part in _parts(run, n)] for n in ("id_test", ood))
    pairs = [*zip(ours, theirs, strict=True), (sum(ours), sum(theirs))]
    return [metrics.evaluate(-of_id, -of_ood)["auroc"] for of_id, of_ood in pairs]


def _parts(run: Run, population: str) -> list[np.ndarray]:
    """Con and cls `(S, N)` each, high = ID."""
    found = scoring.csi_parts(run)[population]
    return [found["con"], found["cls"]]


def _inputs(run: Run, population: str, found: list[float]) -> Inputs:
    con, cls = (part.sum(axis=0) for part in _parts(run, population))
    cosines, lengths = (run.evidence[population][part][0] for part in ("cosines", "lengths"))
    kind = run.kinds[population]
    label = names.population_label(population, kind)
    return Inputs(label, kind, con, cls, cosines, lengths, found)


def _clocks() -> None:
    st.markdown(say(words.CLOCKS_TEXT))
    world = layout.choice(
        say(words.CLOCKS_WORLD),
        list(WORLDS),
        "csi:clocks",
        format_func=lambda name: say(words.CLOCKS_WORLDS[name]),
    )
    name, ood = WORLDS[world]
    run = loading.committed(name)
    found = aurocs(run, ood)
    on_id, off = (_inputs(run, n, found) for n in ("id_test", ood))
    alt = say(words.CLOCKS_ALT, id=on_id.label, ood=off.label, both=f"{found[2]:.2f}")
    clocks(on_id, off, alt, f"csi:{loading.version(run)}", layout.mode())
    logits = {n: float(run.evidence[n]["shift_logits"].mean()) for n in ("id_train", ood)}
    written = {"logit": signed(logits["id_train"], 2), "ood_logit": signed(logits[ood], 2)}
    st.markdown(say(words.CLOCKS_WHY[world], ood=say(declared.population(ood)), **written))


def by_class(run: Run) -> Recognition:
    """Mean logit of the right shift by class and shift, and how well cls alone tells letters."""
    test, classes = run.evidence["id_test"], run.benchmark.classes
    rows = [test["labels"] == k for k in range(len(classes))]
    cls = {n: -parts["cls"].sum(axis=0) for n, parts in scoring.csi_parts(run).items()}
    return Recognition(
        classes=classes,
        logits=np.array([test["shift_logits"][:, of].mean(axis=1) for of in rows]),
        auroc=np.array([metrics.evaluate(cls["id_test"][of], cls[OOD])["auroc"] for of in rows]),
        shifts=csi_waterfall_words.DEGREES,
        ood=say(declared.population(OOD)),
        ood_logit=float(run.evidence[OOD]["shift_logits"].mean()),
    )


def hard_digits() -> None:
    st.header(say(words.ROTATIONS))
    lesson.show(layout.folded, say(words.CLOCKS), _clocks, "csi:clocks-fold")
    run = loading.committed("digits/csi")
    guess = lesson.predict("csi:turns", say(words.HARD), say_each(words.HARD_OPTIONS))
    if not guess:
        return
    found = by_class(run)
    order = np.argsort(found.logits.mean(axis=1))
    ranked = ", ".join(f"{found.classes[i]} ({found.logits[i].mean():.1f})" for i in order)
    alt = say(words.HARD_ALT, ranked=ranked)
    figure = figures.recognition(found, say_each(words.RECOGNITION), layout.mode())
    picture, text = layout.picture_and_words("recognition")
    with picture:
        layout.chart(figure, alt, "csi:recognition")
    first, second = sorted(order[:2])
    text.markdown(
        say(
            words.HARD_REVEAL,
            guess=guess,
            first=found.classes[first],
            second=found.classes[second],
            place=1 + int(np.flatnonzero(order == found.classes.index("8"))[0]),
            lowest=f"{found.auroc[order[0]]:.2f}",
            highest=f"{found.auroc[order[-1]]:.2f}",
            fold=words.CLOCKS,
        )
    )
    lesson.more("turns", say(words.HARD_MORE, ranked=ranked))
