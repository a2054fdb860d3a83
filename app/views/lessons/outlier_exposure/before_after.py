"""Confidence before and after fine-tuning, one OOD test at a time; and the loss that did it."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.blocks import tuning as films
from app.components.uniform import uniform
from app.components.uniform import words as uniform_words
from app.data import loading, scoring, tuning
from app.figures import exposure
from app.text import names, say, say_each
from app.text.format import certainty, percent
from app.views.lessons.outlier_exposure import measurements, unseen, words
from app.views.lessons.outlier_exposure.changes import label
from app.views.lessons.outlier_exposure.measurements import Tested
from ood_core.runs.run import Run

BEFORE, AFTER = measurements.BEFORE, measurements.AFTER
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
    lesson.show(_film)
    lesson.show(_histograms)
    lesson.show(unseen.every_test)
    lesson.show(unseen.look_alikes)


def _median(run: Run, test: str) -> str:
    return certainty(float(np.median(scoring.confidence(run, f"ood/{test}"))))


def _film() -> None:
    """The fine-tuning, step by step."""
    st.subheader(say(words.FILM))
    st.markdown(say(words.FILM_TEXT))
    run = loading.committed(AFTER)
    found = tuning.followed(run, "msp")
    confidences = {name: -scores for name, scores in found.scores.items()}
    axis = say(words.HISTOGRAM["confidence"])
    found = found._replace(scores=confidences)
    films.film(run, found, axis, f"oe:{loading.version(run)}", asked=ASKED)


def _histograms() -> None:
    st.subheader(say(words.ALL_INPUTS))
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
    pair = [measurements.tested(run, test) for run in (before, after)]
    stages = {
        title: {"id": found.on_id, kind: found.ood}
        for title, found in zip(say_each(words.STAGES), pair, strict=True)
    }
    limits = [found.caught_below() for found in pair]
    values = [percent(found.measured("fpr95")) for found in pair]
    alt = say(words.HISTOGRAM_ALT, test=label(test), before=values[0], after=values[1])
    said = say_each(names.KINDS), say_each(words.HISTOGRAM)
    figure = exposure.before_after(stages, limits, *said, layout.mode())
    picture, text = layout.picture_and_words("before-after")
    with picture:
        layout.chart(figure, alt, "oe-histogram")
    with text:
        _metrics(*pair)
        st.caption(say(words.HISTOGRAM_NOTE))


def _metrics(before: Tested, after: Tested) -> None:
    """FPR95 and AUROC of the chosen test, after, and by how many points they moved."""
    for name, good in (("fpr95", "inverse"), ("auroc", "normal")):
        old, new = before.measured(name), after.measured(name)
        metric = names.METRICS[name]
        with st.container(horizontal=True, gap="large"):
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
    picture, text = layout.picture_and_words("term")
    with text:
        push = lesson.formula("oe-loss", words.FORMULA)
        st.markdown(say(words.TERM_EXPLAIN))
        st.markdown(say(words.CURVE_NOTE))
    with picture:
        st.markdown(say(words.CURVE))
        uniform(say_each(uniform_words.UNIFORM), "oe-uniform", layout.mode(), push)
    lesson.slip(say(words.SLIP))
    lesson.slip(say(words.SPLIT))
    one_batch = say(words.ONE_BATCH)
    layout.folded(say(words.ONE_BATCH_TITLE), lambda: st.markdown(one_batch), "oe-one-batch")
