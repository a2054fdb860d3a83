"""Part: two runs, or two scores of one, on the same inputs, one by one."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from app.blocks import gallery, layout
from app.data import inputs, loading, scoring
from app.figures import pairs
from app.text import declared, say, say_each
from app.text import names as text_names
from app.text.format import percent, points
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.errors import UserError
from ood_core.evaluation import metrics
from ood_core.runs.run import Run

RESAMPLES = 300  # of the intervals, which are made while one waits
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2)


class Side(NamedTuple):
    """One of the two: a run and a score, and what is written for them."""

    run: Run
    score: str
    title: str


def show(runs: dict[str, Run]) -> None:
    st.markdown(say(text.TWO))
    names = list(runs)
    left, right = st.columns(2, gap="large")
    with left:
        first = _side(runs, "first", 0)
    with right:
        second = _side(runs, "second", min(1, len(names) - 1))
    if (first.run.path, first.score) == (second.run.path, second.score):
        st.info(say(text.TWO_RUNS))
        return
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        test = choices.test({first.title: first.run, second.title: second.run}, "two")
        share = layout.choice(
            say(text.SHARE),
            list(SHARES),
            "compare:two:share",
            0.05,
            format_func=lambda s: f"{s:.0%}",
        )
    check_same_inputs(first, second, test)
    scored = [
        choices.scores(side.title, side.run, side.score, ["id_test", test])
        for side in (first, second)
    ]
    a, b = (p_values(found["id_test"], found[test]) for found in scored)
    groups = say_each(text.GROUPS)
    found = pairs.groups(a, b, share)
    counts = np.bincount(found, minlength=4)
    counted = "; ".join(f"{name} {n}" for name, n in zip(groups, counts, strict=True))
    picture, beside = st.columns([1.5, 1], gap="large")
    with picture:
        axes = tuple(say(text.P_VALUE, run=side.title) for side in (first, second))
        figure = pairs.agreement(a, b, share, axes, groups, say(text.POINT), layout.mode())
        layout.kept_chart(figure, say(text.AGREEMENT_ALT, groups=counted), "two-runs")
        if (every := pairs.every(len(found))) > 1:
            st.caption(say(text.SOME_DRAWN, every=every))
    with beside:
        st.markdown(say(text.AGREEMENT, share=percent(share, 0)))
        st.table(_table(first, second, test))
        st.caption(say(text.PAIRED, n=RESAMPLES))
    is_plane = first.run.benchmark.is_plane
    if is_plane:
        _plane(first.run, test, found, groups, counted)
    st.caption(say(text.ANSWERS))
    if not is_plane and inputs.picture(first.run, test, 0) is None:
        st.caption(say(text.NOT_HERE))
    for group in (pairs.FIRST, pairs.SECOND, pairs.NEITHER):
        _gallery(first.run, test, found, group, (a, b))


def _side(runs: dict[str, Run], key: str, index: int) -> Side:
    name = choices.run(runs, f"two:{key}", text.SIDES[key], index)
    score = choices.score(runs[name], f"two:{key}")
    return Side(runs[name], score, choices.named(name, score))


def check_same_inputs(first: Side, second: Side, test: str) -> None:
    """Raises UserError where the two were tested on different inputs."""
    for name in ("id_test", test):
        prints = {side.run.card["data"][name]["sha256"] for side in (first, second)}
        if len(prints) > 1:
            raise _other_inputs(first.title, second.title, name)


def _other_inputs(a: str, b: str, population: str) -> UserError:
    if population == "id_test":
        return UserError(
            "error.compare.other_id_test",
            "{a} and {b} were tested on different ID test inputs: input by input they cannot be "
            "compared. Train one of them again.",
            a=a,
            b=b,
        )
    return UserError(
        "error.compare.other_test",
        "{a} and {b} were tested on different {test}: input by input they cannot be compared. "
        "Choose another OOD test, or train one of them again.",
        a=a,
        b=b,
        test=say(declared.population(population)),
    )


def p_values(id_scores: np.ndarray, ood_scores: np.ndarray) -> np.ndarray:
    """Of each OOD input, `(1 + number of ID inputs that score as high) / (1 + ID inputs)`: `(M,)`.

    Conformal p-values: flagging those at or below a share flags at most that share of new ID
    inputs (Bates et al., "Testing for Outliers with Conformal p-values", 2023, equation 1).
    """
    higher = len(id_scores) - np.searchsorted(np.sort(id_scores), ood_scores, side="left")
    return (1 + higher) / (1 + len(id_scores))


def _table(first: Side, second: Side, test: str) -> pd.DataFrame:
    """Both sides' numbers and what the second has more, in percent."""
    values, difference = paired(first.run, first.score, second.run, second.score, test)
    rows = {}
    for i, (metric, title) in enumerate(text_names.METRICS.items()):
        low, high = difference[metric]
        one, two = (100 * v for v in values[:, i])
        change = f"{points(two - one)} [{points(100 * low)}, {points(100 * high)}]"
        rows[title] = {
            say(text.SIDES["first"]): f"{one:.1f}",
            say(text.SIDES["second"]): f"{two:.1f}",
        }
        rows[title][say(text.CHANGE)] = change
    return pd.DataFrame(rows).T.rename_axis(say(text.METRIC))


@loading.cached(32)
def paired(
    first: Run, first_score: str, second: Run, second_score: str, test: str
) -> tuple[np.ndarray, dict[str, list[float]]]:
    """The metrics of both `(2, 4)`, and the 95% interval of second minus first.

    Both are read on the same draws of the inputs, so what an easy draw gives both cancels.
    """
    values, draws = [], []
    for run, score in ((first, first_score), (second, second_score)):
        scored = scoring.scored(run, score)
        values.append(list(metrics.evaluate(scored["id_test"], scored[test]).values()))
        draws.append(metrics.resampled(scored["id_test"], scored[test], RESAMPLES))
    return np.array(values), metrics.percentiles(draws[1] - draws[0])


def _share(p: float) -> str:
    return percent(p, 1 if p >= 0.01 else 2)


def _plane(run: Run, test: str, found: np.ndarray, groups: tuple[str, ...], counted: str) -> None:
    xy = inputs.inputs(str(run.path), test)
    if xy is not None:
        figure = pairs.on_the_plane(xy, found, groups, layout.mode())
        layout.kept_chart(figure, say(text.PLANE_ALT, groups=counted), "two-runs-plane")


def _gallery(
    run: Run, test: str, found: np.ndarray, group: int, p: tuple[np.ndarray, np.ndarray]
) -> None:
    """The inputs of a group on which the two differ most; where both miss, the most ordinary."""
    rows = np.flatnonzero(found == group)
    if not len(rows):
        return
    st.header(say(text.OF_GROUP[group], n=len(rows), all=len(found)))
    apart = np.abs(np.log(p[0][rows] / p[1][rows]))
    order = np.argsort(-(apart if group != pairs.NEITHER else p[0][rows] + p[1][rows]))
    rows = rows[order[: gallery.SHOWN]]
    notes = [say(text.P_VALUES, first=_share(p[0][i]), second=_share(p[1][i])) for i in rows]
    gallery.show(gallery.items(run, test, rows, notes))
