"""Every OOD test of the digits at once; and one of them with ID among its inputs."""

import streamlit as st

from app.blocks import lesson
from app.data import loading, seeds
from app.figures.dots import Dot
from app.text import say
from app.text.format import percent
from app.views.lessons.outlier_exposure import measurements, transfer, words
from app.views.lessons.outlier_exposure.changes import label
from app.views.lessons.outlier_exposure.measurements import AFTER, OverSeeds, Tested
from ood_core.runs.run import Run

HARD = ("letters", "blobs")  # the tests on which most is left
TEST, LOOK_ALIKES = "letters", "look_alikes/letters"


def every_test() -> None:
    """FPR95 before and after on each test, over the seeds."""
    st.subheader(say(words.EVERY_TEST))
    found = measurements.over_seeds()[AFTER]
    series = say(words.EVERY_TEST_SERIES)
    lesson.dotted(
        {label(test): {series: _dot(fpr95)} for test, fpr95 in found.items()},
        say(words.EVERY_TEST_AXIS),
        "oe-every-test",
    )
    st.caption(say(words.EVERY_TEST_DOTS))
    easy = max(fpr95.after.max() for test, fpr95 in found.items() if test not in HARD)
    left = {test: seeds.span(found[test].after, ".0%") for test in HARD}
    little = [label(test) for test in found if transfer.is_better(found[test].change) is None]
    counts = {"tests": len(found), "seeds": len(found[TEST].after), "little": ", ".join(little)}
    st.markdown(say(words.EVERY_TEST_READ, easy=percent(easy, 0), **counts, **left))


def _dot(fpr95: OverSeeds) -> Dot:
    """Means over the seeds, in percent; the bars reach from the lowest to the highest."""
    before, after = (100 * values for values in fpr95)
    ends = [(float(values.min()), float(values.max())) for values in (after, before)]
    return Dot(float(after.mean()), ends[0], float(before.mean()), ends[1])


def look_alikes() -> None:
    """What the letters that look like digits do to FPR95, if the test holds them."""
    st.subheader(say(words.HOLDS_ID))
    st.markdown(say(words.LETTERS_NOTE))
    run = loading.committed(AFTER)
    clean, dirty = (measurements.tested(run, TEST, *others) for others in ((), (LOOK_ALIKES,)))
    st.markdown(say(words.DIRTY, **_said(run, clean, dirty)))


def _said(run: Run, clean: Tested, dirty: Tested) -> dict[str, int | str]:
    """What the look-alikes do to the test, for DIRTY."""
    n, total = len(dirty.ood) - len(clean.ood), len(dirty.ood)
    return {
        "n": n,
        "total": total,
        "share": percent(n / total, 0),
        "dirty": percent(dirty.measured("fpr95")),
        "clean": percent(clean.measured("fpr95")),
        "hardest": percent(measurements.among_the_hardest(run, TEST, LOOK_ALIKES), 0),
    }
