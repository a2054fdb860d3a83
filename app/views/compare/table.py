"""Part: every score of every run on every OOD test, as a heat map and as a table to sort."""

from collections.abc import Callable, Collection
from itertools import product

import numpy as np
import pandas as pd
import streamlit as st

from app.blocks import layout
from app.data import metric_table, scoring
from app.figures import comparison
from app.figures.comparison import Block
from app.text import names as text_names
from app.text import say, say_each
from app.views.compare import choices, full_spectrum, seeds
from app.views.compare import words as text
from ood_core.benchmarks.benchmark import GROUPS
from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.report import MEAN
from ood_core.runs.run import Run

AS_CHOSEN = ""  # an order of the rows: by no test
DIGITS = 4  # behind the point of a percentage, in the file
NUMBERS = [f"{metric}{end}" for metric in METRICS for end in ("", " low", " high")]
NUMBERS += ["base_rate", "accuracy"]
COLUMNS = ["run", "score", "test", "kind", *NUMBERS]


def show(runs: dict[str, Run]) -> None:
    found = collected(runs, _left_out(runs))
    with st.container(horizontal=True, gap="medium"):
        metric = layout.choice(
            say(text.NUMBER),
            list(METRICS),
            "compare:metric",
            "fpr95",
            format_func=text_names.METRICS.get,
        )
        which = layout.choice(
            say(text.SCORES),
            list(text.WHICH),
            "compare:scores",
            format_func=lambda name: say(text.WHICH[name]),
        )
        order = layout.listed(
            say(text.ORDER),
            [AS_CHOSEN, *dict.fromkeys(found["test"])],
            "compare:order",
            format_func=lambda name: text_names.test(name) if name else say(text.BY_METHOD),
            width=200,
        )
    if which == "own":
        found = found[found["own"]]
    wide = ordered(found, metric, order)
    figure = comparison.heat(
        [choices.named(run, score) for run, score in wide.index],
        blocks(found, wide, metric),
        metric,
        say_each(text_names.SHORT_KINDS | {"untested": text.UNTESTED}),
        layout.mode(),
    )
    layout.kept_chart(figure, _alt(wide, metric), f"{metric}-heat-map")
    st.caption(f"{say(text.DEEPER[metric])} {say(text.HEAT)}")
    full_spectrum.show(runs, metric)
    seeds.show(runs, metric)
    _show_table(found)
    layout.download(
        say(text.SAVE_TABLE),
        lambda: as_written(found).round(DIGITS).to_csv(index=False).encode(),
        "ood-lab-comparison.csv",
        "text/csv",
        "compare:csv",
    )
    st.caption(say(text.INTERVALS))
    for name, run in runs.items():
        for caveat in scoring.caveats(run):
            st.caption(say(text.CAVEAT, run=name, caveat=caveat))
    if missing := [name for name, run in runs.items() if lacks_intervals(run)]:
        st.info(say(text.NO_INTERVALS, runs=", ".join(missing)))


def seen_tests(runs: dict[str, Run]) -> list[str]:
    """OOD tests of a kind that the outliers of one of the runs show."""
    trained = [run for run in runs.values() if run.method.outliers == "real"]
    return list(dict.fromkeys(test for run in trained for test in run.benchmark.seen))


def _left_out(runs: dict[str, Run]) -> list[str]:
    """Those of them that a visitor leaves out: none, or all."""
    seen = seen_tests(runs)
    if not seen or any(set(run.metrics["ood"]) <= set(seen) for run in runs.values()):
        return []
    said = ", ".join(map(text_names.test, seen))
    asked = layout.switch(
        say(text.UNSEEN), "compare:unseen", help=say(text.UNSEEN_HELP, tests=said)
    )
    return seen if asked else []


def lacks_intervals(run: Run) -> bool:
    """Whether one of its scores has none on any test, as one that was added later."""
    made = [set(found) for found in (run.intervals or {}).values()]
    return run.intervals is None or not set(scoring.score_names(run)) <= set().union(*made)


def collected(runs: dict[str, Run], without: Collection[str] = ()) -> pd.DataFrame:
    """`metrics` of all runs, with `run`, `accuracy` (percent) and `own`: the run's own score."""
    parts = [
        metric_table.metrics(run, without).assign(
            run=name,
            accuracy=100 * run.metrics["accuracy"],
            own=lambda part, run=run: part["score"] == run.method.score,
        )
        for name, run in runs.items()
    ]
    return pd.concat(parts, ignore_index=True)


def ordered(found: pd.DataFrame, metric: str, order: str) -> pd.DataFrame:
    """One row for each run and score, one column for each OOD test; the best of `order` first."""
    rows = found[["run", "score"]].drop_duplicates()
    wide = found.pivot(index=["run", "score"], columns="test", values=metric)
    wide = wide.loc[pd.MultiIndex.from_frame(rows)]
    if order not in wide:
        return wide
    bad, good = comparison.ENDS[metric]
    return wide.sort_values(order, ascending=good < bad, kind="stable")


def blocks(found: pd.DataFrame, wide: pd.DataFrame, metric: str) -> list[Block]:
    """Near, far and noise apart, each with its mean at the end; the rows are those of `wide`."""
    made = []
    for kind in GROUPS:
        tests = list(dict.fromkeys(found["test"][found["kind"] == kind]))
        if len(tests) == 2:  # one test: it is its own mean
            tests = tests[:1]
        sides = [
            found.pivot(index=["run", "score"], columns="test", values=f"{metric} {side}")
            .reindex(index=wide.index, columns=tests)
            .to_numpy(dtype=float)
            for side in ("low", "high")
        ]
        names = [
            say(text.MEAN) if name == MEAN.format(kind) else text_names.test(name) for name in tests
        ]
        if tests:
            made.append(Block(kind, names, wide[tests].to_numpy(), *sides))
    return made


def as_written(found: pd.DataFrame) -> pd.DataFrame:
    """The table of the file: in English, for it is data, and programs look for its columns."""
    rows = found.assign(test=found["test"].str.replace("_", " "))
    return _headed(rows, lambda word, **values: word.text.format(**values))


def _show_table(found: pd.DataFrame) -> None:
    """The table of the page, to sort."""
    kinds = found["kind"].map(say_each(text_names.SHORT_KINDS))
    rows = found.assign(test=found["test"].map(text_names.test), kind=kinds)
    shown = _headed(rows, say)
    percent = st.column_config.NumberColumn(format="%.1f%%")
    looks = dict.fromkeys(shown.select_dtypes("number"), percent)
    with st.container(key="above-a-table"):  # with room for the table's tools: see style.css
        st.caption(say(text.TABLE_WIDE, n=len(shown.columns)))
    looks[shown.columns[0]] = st.column_config.Column(width="medium")
    st.dataframe(shown, hide_index=True, column_config=looks, height=420)


def _headed(rows: pd.DataFrame, read: Callable[..., str]) -> pd.DataFrame:
    """COLUMNS under their heads, in percent, with the ends of the intervals.

    Args:
        read: makes text of a message and its values.
    """
    heads = {name: read(word) for name, word in text.TABLE.items()} | text_names.METRICS
    for (metric, title), (end, word) in product(text_names.METRICS.items(), text.ENDS.items()):
        heads[f"{metric} {end}"] = read(word, metric=title)
    rows = rows.assign(score=[text_names.SCORES[name].title for name in rows["score"]])
    rows = rows[COLUMNS].astype(dict.fromkeys(NUMBERS, float))
    return rows.rename(columns=heads).reset_index(drop=True)


def _alt(wide: pd.DataFrame, metric: str) -> str:
    bad, good = comparison.ENDS[metric]
    best = []
    for kind in GROUPS:
        if (column := MEAN.format(kind)) in wide:
            values = wide[column]
            run, score = values.idxmin() if good < bad else values.idxmax()
            value = np.nanmin(values) if good < bad else np.nanmax(values)
            title = text_names.SCORES[score].title
            best.append(say(text.BEST[kind], run=run, score=title, value=f"{value:.1f}%"))
    return say(text.HEAT_ALT, metric=text_names.METRICS[metric], best="; ".join(best))
