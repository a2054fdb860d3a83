"""Which digits' rotations are hard to recognise?"""

import numpy as np
import streamlit as st

from app.blocks import csi_waterfall_words, layout, lesson
from app.data import loading, scoring
from app.figures import csi as figures
from app.figures.csi import Recognition
from app.text import declared, say, say_each
from app.views.lessons.csi import words
from ood_core.evaluation import metrics
from ood_core.runs.run import Run

OOD = "ood/letters"


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
    run = loading.committed("digits/csi")
    guess = lesson.predict("csi:turns", say(words.HARD), say_each(words.HARD_OPTIONS))
    if not guess:
        return
    found = by_class(run)
    order = np.argsort(found.logits.mean(axis=1))
    ranked = ", ".join(f"{found.classes[i]} ({found.logits[i].mean():.1f})" for i in order)
    alt = say(words.HARD_ALT, ranked=ranked)
    figure = figures.recognition(found, say_each(words.RECOGNITION), layout.mode())
    layout.chart(figure, alt, "csi:recognition")
    first, second = sorted(order[:2])
    st.markdown(
        say(
            words.HARD_REVEAL,
            guess=guess,
            ranked=ranked,
            first=found.classes[first],
            second=found.classes[second],
            place=1 + int(np.flatnonzero(order == found.classes.index("8"))[0]),
            lowest=f"{found.auroc[order[0]]:.2f}",
            highest=f"{found.auroc[order[-1]]:.2f}",
        )
    )
