"""Confidence before and after fine-tuning, one OOD test at a time; and the loss that did it."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.uniform import uniform
from app.components.uniform import words as uniform_words
from app.data import loading, scoring
from app.figures import exposure
from app.text import names, say, say_each
from app.text.format import certainty, percent
from app.views.lessons.outlier_exposure import measurements, words
from app.views.lessons.outlier_exposure.changes import label
from ood_core.runs.run import Run

BEFORE, AFTER = "digits/baseline", "digits/outlier-exposure"
ASKED = "gaussian"


def surprise() -> None:
    """Noise, which the network has never seen: guess, then look at every test."""
    before, after = loading.committed(BEFORE), loading.committed(AFTER)
    st.header(say(words.BEFORE_AFTER))
    sure = (scoring.confidence(before, f"ood/{ASKED}") > 0.99).mean()
    question = say(words.NOISE_QUESTION, share=percent(sure, 0))
    guess = lesson.predict("oe-noise", question, say_each(words.NOISE_GUESSES))
    if guess is None:
        return
    medians = [_median(run, ASKED) for run in (before, after)]
    st.markdown(say(words.NOISE_REVEAL, guess=guess, before=medians[0], after=medians[1]))
    lesson.show(_histograms)


def _median(run: Run, test: str) -> str:
    return certainty(float(np.median(scoring.confidence(run, f"ood/{test}"))))


def _histograms() -> None:
    before, after = loading.committed(BEFORE), loading.committed(AFTER)
    tests = measurements.tests_of(before, after)
    test = layout.choice(
        say(words.TEST),
        tests,
        "oe-test",
        ASKED if ASKED in tests else None,
        wrap=True,
        format_func=label,
    )
    kind = before.metrics["ood"][test]["kind"]
    stages = {
        title: {
            "id": scoring.confidence(run, "id_test"),
            kind: scoring.confidence(run, f"ood/{test}"),
        }
        for title, run in zip(say_each(words.STAGES), (before, after), strict=True)
    }
    limits = [measurements.caught_below(run, test) for run in (before, after)]
    values = [percent(measurements.metric(run, test, "fpr95")) for run in (before, after)]
    alt = say(words.HISTOGRAM_ALT, test=label(test), before=values[0], after=values[1])
    said = say_each(names.KINDS), say_each(words.HISTOGRAM)
    figure = exposure.before_after(stages, limits, *said, layout.mode())
    layout.chart(figure, alt, "oe-histogram")
    _metrics(before, after, test)
    st.caption(say(words.HISTOGRAM_NOTE))
    if kind == "near":
        st.markdown(say(words.LETTERS_NOTE))


def _metrics(before: Run, after: Run, test: str) -> None:
    """FPR95 and AUROC of the chosen test, after, and by how many points they moved."""
    with st.container(horizontal=True, gap="large"):
        for name, good in (("fpr95", "inverse"), ("auroc", "normal")):
            old, new = (measurements.metric(run, test, name) for run in (before, after))
            metric = names.METRICS[name]
            st.metric(say(words.METRIC_BEFORE, metric=metric), percent(old), width="content")
            st.metric(
                say(words.METRIC_AFTER, metric=metric),
                percent(new),
                say(words.POINTS, change=100 * (new - old)),
                delta_color=good,
                width="content",
            )


def curve() -> None:
    """The outlier term, as a function of one outlier's probabilities."""
    st.header(say(words.TERM))
    push = lesson.formula("oe-loss", words.FORMULA)
    st.markdown(say(words.TERM_EXPLAIN))
    lesson.slip(say(words.SLIP))
    lesson.slip(say(words.SPLIT))
    st.markdown(say(words.CURVE))
    uniform(say_each(uniform_words.UNIFORM), "oe-uniform", layout.mode(), push)
    st.markdown(say(words.CURVE_NOTE))
    with st.expander(say(words.ONE_BATCH_TITLE), key="oe-one-batch"):
        st.markdown(say(words.ONE_BATCH))
