"""Part of the numbers: what another seed of the training changes, where it was measured."""

from itertools import groupby

import streamlit as st

from app.blocks import layout
from app.data import seeds
from app.text import names as text_names
from app.text import say, say_each
from app.text.format import percent
from app.views.compare import words as text
from ood_core.evaluation.report import means, spread
from ood_core.runs.run import Run, apart_from_seed


def show(runs: dict[str, Run], metric: str) -> None:
    """A table, or one sentence where nothing was measured over seeds."""
    st.header(say(text.SEEDS))
    found = rows(runs, metric)
    if not found:
        st.caption(say(text.NO_SEEDS))
        return
    st.markdown(say(text.SEEDS_TEXT, metric=text_names.METRICS[metric]))
    layout.table(found, say_each(text.SEEDS_COLUMNS))


def rows(runs: dict[str, Run], metric: str) -> list[tuple[str, ...]]:
    """Of committed runs that were measured, and of chosen ones that differ in the seed alone."""
    found = []
    for name, run in runs.items():
        here = means(run.metrics["ood"], run.groups)
        for group, values in seeds.by_group(run, metric).items():
            shown = percent(here[group][run.method.score][metric])
            found.append(_row(name, group, shown, values))
    for family in families(runs):
        name = say(text.CHOSEN_SEEDS, method=family[0].method.title)
        for group in means(family[0].metrics["ood"], family[0].groups):
            values = [
                means(run.metrics["ood"], run.groups)[group][run.method.score][metric]
                for run in family
            ]
            found.append(_row(name, group, "", values))
    return found


def families(runs: dict[str, Run]) -> list[list[Run]]:
    """The chosen runs that differ in the seed alone, two or more each."""
    ordered = sorted(runs.values(), key=apart_from_seed)
    found = (list(family) for _, family in groupby(ordered, apart_from_seed))
    return [family for family in found if len({run.seed for run in family}) > 1]


def _row(name: str, group: str, here: str, values: list[float]) -> tuple[str, ...]:
    over = spread(values)
    return (
        name,
        say(text_names.SHORT_KINDS[group]),
        here,
        f"{percent(over.mean)} ± {100 * over.sd:.1f}",
        say(text_names.SPAN, low=percent(over.low), high=percent(over.high)),
        str(over.n),
    )
