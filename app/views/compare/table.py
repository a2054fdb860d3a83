"""Part: every score of every run on every OOD test, as a heat map and as a table to sort."""

import numpy as np
import pandas as pd
import streamlit as st

from app.blocks import layout
from app.data import metric_table, scoring
from app.figures import comparison
from app.figures.comparison import Block
from app.text import names as text_names
from app.text import say, say_each
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.report import MEAN
from ood_core.runs.run import Run

AS_CHOSEN = ""  # an order of the rows: by no test
DIGITS = 4  # behind the point of a percentage, in the file


def show(runs: dict[str, Run]) -> None:
    found = collected(runs)
    with st.container(horizontal=True, gap="medium"):
        metric = layout.choice(
            "Number", list(METRICS), "compare:metric", "fpr95", format_func=text_names.METRICS.get
        )
        which = layout.choice(
            "Scores",
            list(say_each(text.SCORES)),
            "compare:scores",
            format_func=say_each(text.SCORES).get,
        )
        order = st.selectbox(
            "Order of the rows",
            [AS_CHOSEN, *dict.fromkeys(found["test"])],
            format_func=lambda name: name.replace("_", " ") or say(text.BY_METHOD),
            key="compare:order",
            persist_state="session",
            width=200,
        )
    if which == "own":
        found = found[found["own"]]
    wide = ordered(found, metric, order)
    figure = comparison.heat(
        [choices.named(run, score) for run, score in wide.index],
        blocks(found, wide, metric),
        metric,
        layout.mode(),
    )
    layout.kept_chart(figure, _alt(wide, metric), f"{metric}-heat-map")
    st.caption(f"{say(text.DEEPER[metric])} {say(text.HEAT)}")
    written = as_written(found)
    percent = [c for c in written if c not in ("run", "score", "OOD test", "kind")]
    shown = {name: st.column_config.NumberColumn(format="%.1f%%") for name in percent}
    shown["run"] = st.column_config.Column(width="medium")
    st.dataframe(written, hide_index=True, column_config=shown, height=420)
    st.download_button(
        "Save the table (CSV)",
        lambda: written.round(DIGITS).to_csv(index=False).encode(),
        "ood-lab-comparison.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(say(text.INTERVALS))
    for name, run in runs.items():
        for caveat in scoring.caveats(run):
            st.caption(say(text.CAVEAT, run=name, caveat=caveat))
    if missing := [name for name, run in runs.items() if lacks_intervals(run)]:
        st.info(say(text.NO_INTERVALS, runs=", ".join(missing)))


def lacks_intervals(run: Run) -> bool:
    """Whether one of its scores has none on any test, as one that was added later."""
    made = [set(found) for found in (run.intervals or {}).values()]
    return run.intervals is None or not set(scoring.score_names(run)) <= set().union(*made)


def collected(runs: dict[str, Run]) -> pd.DataFrame:
    """`tables.metrics` of all runs, with `run`, `accuracy` (percent) and `own`: its own score."""
    parts = [
        metric_table.metrics(run).assign(
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
    """Near and far apart, each with its mean at the end; the rows are those of `wide`."""
    made = []
    for kind in ("near", "far"):
        tests = list(dict.fromkeys(found["test"][found["kind"] == kind]))
        if len(tests) == 2:  # one test: it is its own mean
            tests = tests[:1]
        sides = [
            found.pivot(index=["run", "score"], columns="test", values=f"{metric} {side}")
            .reindex(index=wide.index, columns=tests)
            .to_numpy(dtype=float)
            for side in ("low", "high")
        ]
        names = ["mean" if t == MEAN.format(kind) else t.replace("_", " ") for t in tests]
        if tests:
            made.append(Block(kind, names, wide[tests].to_numpy(), *sides))
    return made


def as_written(found: pd.DataFrame) -> pd.DataFrame:
    """The table in the words of the page, in percent, with the ends of the intervals."""
    table = found[["run"]].copy()
    table["score"] = [text_names.SCORES[name].title for name in found["score"]]
    table["OOD test"] = found["test"].str.replace("_", " ")
    table["kind"] = found["kind"]
    for metric, title in text_names.METRICS.items():
        for part in ("", " low", " high"):
            table[title + part] = found[metric + part].astype(float)
    return table.assign(**{"base rate": found["base rate"], "accuracy": found["accuracy"]})


def _alt(wide: pd.DataFrame, metric: str) -> str:
    bad, good = comparison.ENDS[metric]
    said = []
    for kind in ("near", "far"):
        if (column := MEAN.format(kind)) in wide:
            values = wide[column]
            run, score = values.idxmin() if good < bad else values.idxmax()
            value = np.nanmin(values) if good < bad else np.nanmax(values)
            said.append(f"{kind} OOD {run} with {text_names.SCORES[score].title}, {value:.1f}%")
    shown = text_names.METRICS[metric]
    return f"Heat map of {shown} by run, score and OOD test. Best: {'; '.join(said)}."
