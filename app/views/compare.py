"""Compare: the runs of one world beside each other."""

import json

import streamlit as st

from app import choose, course, loading, page
from app.comparing import classes, curves, failures, linked, table, two_runs
from app.lessons import compare as text
from ood_core.runs.run import Run

SHOWS = (table.show, curves.show, linked.show, two_runs.show, classes.show, failures.show)
PARTS = dict(zip(text.PARTS, SHOWS, strict=True))


def runs_of(world: str) -> dict[str, Run]:
    """The runs that are compared."""
    offered = loading.comparable(world)
    main = [name for name, run in offered.items() if loading.is_main(run)]
    chosen = st.multiselect(
        text.RUNS,
        list(offered),
        main or list(offered)[:1],
        key=f"compare:runs:{world}",
        persist_state="session",
    )
    return {name: offered[name] for name in chosen}


def downloads(runs: dict[str, Run]) -> None:
    """Cards of the runs, and how pictures are saved."""
    with st.expander(text.SAVE, icon=":material/download:"):
        st.markdown(text.CARDS)
        with st.container(horizontal=True):
            for name, run in runs.items():
                st.download_button(
                    name,
                    lambda run=run: json.dumps(run.card | {"intervals": run.intervals}, indent=1),
                    f"{run.benchmark.name}-{run.path.name}.json",
                    "application/json",
                    key=f"card:{run.path}",
                    on_click="ignore",
                )
        page.choice(text.FORMAT, list(page.FORMATS), page.FORMAT, format_func=page.FORMATS.get)


course.opening(text.TITLE, text.LEDE)
worlds = choose.worlds_with_runs()
if not worlds:
    st.info(text.WORLDLESS)
    st.stop()
world = choose.linked(
    "benchmark",
    worlds,
    st.segmented_control,
    label=text.WORLD,
    required=True,
    format_func=choose.title,
)
runs = runs_of(world)
if not runs:
    st.info(text.NO_RUN)
    st.stop()
tabs = st.tabs(list(PARTS), key="part", on_change="rerun", bind="query-params")
for tab, part in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            course.show(part, runs)
downloads(runs)
