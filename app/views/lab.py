"""The Lab: choose or train a run, then look at it from every side."""

import streamlit as st

from app import choose, loading, training
from app.lessons import lesson, words
from app.lessons import training as text
from app.panels import (
    bundles,
    confidence,
    conventions,
    features,
    generated,
    live,
    mine,
    numbers,
    replay,
    threshold,
)
from ood_core.errors import UserError
from ood_core.runs.run import can_go_on

PANELS = {
    "Threshold": threshold.show,
    "Confidence map": confidence.show,
    "Feature space": features.show,
    "Generated samples": generated.show,
    "Training replay": replay.show,
    "Numbers": numbers.show,
    "Conventions": conventions.show,
}

st.title("Lab")
benchmark, method = choose.world()
about, select = st.columns([1.9, 1], gap="large", vertical_alignment="top")
about.markdown(f"**{method.idea}** {method.paper}.  \n{benchmark.about}")
with select:
    run = choose.run(benchmark, method)
    mine.manage(benchmark, run)
    mine.undo("run")
    mine.undo("benchmark")
with st.expander("The loss and the score", icon=":material/function:"):
    st.markdown(lesson(method.name))
with st.expander("Train your own", expanded=run is None, icon=":material/model_training:"):
    training.form(benchmark, method, loading.pretrained(benchmark.name, method.name))

job = training.current()
if job is not None:
    live.show(job)
live.mine(job)
live.broken_off(benchmark, method, job)

with st.expander(text.TAKE, icon=":material/inventory_2:"):
    bundles.show(run)
with st.expander("Words used here", icon=":material/menu_book:"):
    st.markdown(words.populations(benchmark))
    st.markdown(lesson("glossary"))

if run is None:
    st.info(
        f"There is no run of {method.title} on {benchmark.title} yet. Train your own above, or "
        f"choose another method."
    )
    st.stop()

if run.card["status"] != "complete":
    phase = run.log[-1]["phase"] if run.log else "training"
    st.warning(
        f"This training was stopped at step {run.card['step']} of {run.card['steps']} "
        f"({phase}): what follows is the network as it was then."
    )
    if can_go_on(run.path) and job is None and training.may_change(run.path):
        st.button(text.GO_ON, on_click=training.go_on, args=[run.path], key="go-on-run")
if note := words.NOTES.get((benchmark.name, method.name)):
    st.info(note, icon=":material/lightbulb:")

tabs = st.tabs(list(PANELS), key="panel", on_change=choose.clicked, bind="query-params")
for tab, panel in zip(tabs, PANELS.values(), strict=True):
    if tab.open:
        with tab:
            try:
                panel(run)
            except UserError as error:
                st.error(str(error))
