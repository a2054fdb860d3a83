"""Compare: the runs of one world beside each other."""

import json

import streamlit as st

from app.blocks import choices, layout, lesson
from app.data import loading
from app.data.loading import Finished
from app.server import view
from app.text import say
from app.views.compare import brush, classes, curves, failures, table, two_runs
from app.views.compare import words as text
from app.views.compare.choices import whole
from ood_core.errors import UserError
from ood_core.paths import short
from ood_core.runs.run import Run

PARTS = {
    "numbers": table.show,
    "curves": curves.show,
    "brush": brush.show,
    "two-runs": two_runs.show,
    "classes": classes.show,
    "failures": failures.show,
}


def runs_of(world: str, finished: Finished) -> dict[str, Run]:
    """The runs that are compared."""
    offered = loading.comparable(world, finished)
    names = {short(run.path): name for name, run in offered.items()}
    main = [path for path, name in names.items() if loading.is_main(offered[name])]
    key = f"compare:runs:{world}"
    begun = view.begin(key, main or list(names)[:1], view.some_of(names))
    chosen = st.multiselect(
        say(text.RUNS),
        list(names),
        begun,
        format_func=names.get,
        key=key,
        persist_state="session",
    )
    return {names[path]: offered[names[path]] for path in chosen}


def downloads(runs: dict[str, Run]) -> None:
    """Cards of the runs, and how pictures are saved."""
    with st.expander(say(text.SAVE), icon=":material/download:", key="compare:save"):
        st.markdown(say(text.CARDS))
        with st.container(horizontal=True):
            for name, run in runs.items():
                layout.download(
                    name,
                    lambda run=run: json.dumps(run.card | {"intervals": run.intervals}, indent=1),
                    f"{run.benchmark.name}-{run.path.name}.json",
                    "application/json",
                    f"card:{loading.version(run)}",
                    icon=None,
                )
        layout.choice(
            say(text.FORMAT), list(layout.FORMATS), layout.FORMAT, format_func=layout.FORMATS.get
        )


lesson.opening(say(text.TITLE), say(text.LEDE))
finished = Finished.now()
worlds = choices.worlds_with_runs(finished)
if not worlds:
    st.info(say(text.WORLDLESS))
    st.stop()
runs = runs_of(choices.benchmark("compare", worlds, say(text.WORLD)).name, finished)
if not runs:
    st.info(say(text.NO_RUN))
    st.stop()
try:
    runs = whole(runs, "intervals")
except UserError as error:
    st.info(say(error))
    st.stop()
for name, tab in choices.tabs("part", {name: say(text.PARTS[name]) for name in PARTS}).items():
    if tab.open:
        with tab:
            lesson.show(PARTS[name], runs)
downloads(runs)
