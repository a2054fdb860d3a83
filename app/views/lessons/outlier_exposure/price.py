"""What Outlier Exposure costs: finding one's own mistakes."""

import streamlit as st

from app.blocks import layout, lesson
from app.data import loading
from app.figures import exposure
from app.text import declared, papers, say, say_each
from app.text.format import percent, points
from app.views.lessons.outlier_exposure import measurements, words
from ood_core import benchmarks
from ood_core.runs.run import Run


def price() -> None:
    """Wrong answers on ID, found by confidence, before and after."""
    st.header(say(words.PRICE))
    guess = lesson.predict("oe-price", say(words.PRICE_QUESTION), say_each(words.PRICE_GUESSES))
    if guess is None:
        return
    st.markdown(say(words.PRICE_REVEAL, guess=guess, **_of_paper()))
    lesson.show(_world)
    st.markdown(say(words.PRICE_WHY))


def _of_paper() -> dict[str, str]:
    """Before and after fine-tuning, in percent."""
    return {name: "{:.2f} → {:.2f}".format(*pair) for name, pair in papers.OE_MISTAKES.items()}


def _world() -> None:
    name = layout.choice(
        say(words.PRICE_WORLD),
        list(words.PRICE_OURS),
        "oe-price-world",
        format_func=lambda name: say(declared.title(benchmarks.get(name))),
    )
    runs = [loading.committed(f"{name}/{method}") for method in ("baseline", "outlier-exposure")]
    before, after = (measurements.mistakes(run) for run in runs)
    picture, text = layout.picture_and_words("price")
    with picture:
        curves = {
            say(stage): (side.recall, side.precision)
            for stage, side in zip(words.PRICE_COLUMNS[1:], (before, after), strict=True)
        }
        bases = [side.n / side.total for side in (before, after)]
        figure = exposure.precision_recall(
            curves, bases, say_each(words.PRICE_FIGURE), layout.mode()
        )
        alt = say(words.PRICE_ALT, before=percent(before.aupr), after=percent(after.aupr))
        layout.chart(figure, alt, f"oe-price:{name}")
        st.caption(say(words.PRICE_NOTE))
    with text:
        _table(before, after)
    st.markdown(_said(name, runs, before, after))
    st.markdown(_accuracy(*runs))


def _table(before: measurements.Mistakes, after: measurements.Mistakes) -> None:
    sides = (before, after)
    rows = {
        "n": [say(words.PRICE_COUNT, n=side.n, total=side.total) for side in sides],
        "aupr": [percent(side.aupr) for side in sides],
        "base": [percent(side.n / side.total) for side in sides],
        "auroc": [percent(side.auroc) for side in sides],
        "fpr95": [percent(side.fpr95) for side in sides],
    }
    named = say_each(words.PRICE_ROWS)
    written = [(named[key], *values) for key, values in rows.items()]
    layout.table(written, say_each(words.PRICE_COLUMNS))


def _said(
    name: str, runs: list[Run], before: measurements.Mistakes, after: measurements.Mistakes
) -> str:
    low, high = measurements.aupr_change(*runs)
    difference, got_worse = after.aupr - before.aupr, after.fpr95 > before.fpr95
    fpr95 = {"before": percent(before.fpr95), "after": percent(after.fpr95)}
    fell = words.PRICE_FELL if high < 0 else words.PRICE_OPEN
    return say(
        words.PRICE_OURS[name],
        before=percent(before.aupr, 2),
        after=percent(after.aupr, 2),
        difference=points(100 * difference, 2),
        low=points(100 * low),
        high=points(100 * high),
        verdict=words.PRICE_ROSE if difference > 0 else fell,
        auroc_before=percent(before.auroc),
        auroc_after=percent(after.auroc),
        n_before=before.n,
        n_after=after.n,
        total=f"{before.total:,}",
        fpr95=say(words.PRICE_FPR95[got_worse], **fpr95),
    )


def _accuracy(before: Run, after: Run) -> str:
    was, now = (run.metrics["accuracy"] for run in (before, after))
    paper = (f"{100 - error:.2f}%" for error in papers.OE_ERROR)
    return say(
        words.PRICE_ACCURACY,
        before=percent(was),
        after=percent(now),
        change=points(100 * (now - was)),
        **dict(zip(("paper_before", "paper_after"), paper, strict=True)),
    )
