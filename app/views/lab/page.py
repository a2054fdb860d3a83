"""The Lab: choose or train a run, then look at it from every side."""

import streamlit as st

from app.blocks import choices, layout, yours
from app.blocks.training import form, jobs, live, replay
from app.blocks.training import words as text
from app.data import loading
from app.text import declared, glossary, names, passage, say
from app.views.lab import (
    bundles,
    confidence_map,
    conventions,
    feature_space,
    generated,
    numbers,
    threshold,
    words,
)
from ood_core import methods
from ood_core.errors import UserError
from ood_core.jobs.job import last_line
from ood_core.runs.run import can_resume

MINE = 48  # pixels for what may be done with a run of one's own
LIVE = "training-replay"  # the panel that also shows a training under way
PANELS = {
    "threshold": threshold.show,
    "confidence-map": confidence_map.show,
    "feature-space": feature_space.show,
    "generated-samples": generated.show,
    LIVE: replay.show,
    "numbers": numbers.show,
    "conventions": conventions.show,
}

st.title(say(words.TITLE))
labels = {name: say(words.PANELS[name]) for name in PANELS}
benchmark, method = choices.world()
job = jobs.followed(benchmark.name, method.name)
if job and st.session_state.get("lab:job") != job.id:  # one begins: open its panel, close the form
    st.session_state.update({"lab:job": job.id, "lab:train": False})
    choices.to_tab("panel", labels[LIVE])
about, chosen = st.columns([1.4, 1], gap="large", vertical_alignment="top")
idea, world = say(declared.idea(method)), say(declared.about(benchmark))
about.markdown(f"**{idea}** {method.paper}.  \n{world}")
with chosen:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        run = choices.run(benchmark, method)
        if not benchmark.is_frozen:
            with st.popover(
                say(text.TRAIN),
                icon=":material/model_training:",
                key="lab:train",
                on_change="rerun",
            ):
                if form.form(benchmark, method, loading.pretrained(benchmark.name, method.name)):
                    st.rerun()
    with st.container(height=MINE, border=False):  # always there: nothing below it moves
        yours.manage(benchmark, run)
        yours.undo("run")
        yours.undo("benchmark")
    if job and choices.open_tab("panel", labels) != LIVE:
        live.stands(job)
live.mine(job)
live.interrupted(benchmark, method, job)


def look(name: str) -> None:
    """What that panel shows."""
    if job and name == LIVE:
        live.show(job)
    elif run is None and benchmark.is_frozen:
        comes = methods.get("baseline").title
        st.info(say(text.NO_METHOD, method=comes, benchmark=declared.title(benchmark)))
    elif run is None:
        st.info(say(text.NO_RUN, method=method.title, benchmark=declared.title(benchmark)))
    else:
        PANELS[name](run)


for name, tab in choices.tabs("panel", labels).items():
    if tab.open:
        with tab:
            try:
                look(name)
            except UserError as error:
                st.error(say(error))

if run is not None and run.card["status"] != "complete":
    last = last_line(run.path)
    phase = last["phase"] if last else "training"
    st.warning(say(text.STOPPED, phase=say(declared.phase(phase)), **run.card))
    if can_resume(run.path) and job is None and jobs.may_change(run.path):
        st.button(say(text.RESUME), on_click=jobs.resume, args=[run.path], key="go-on-run")
if run is not None and (note := words.NOTES.get((benchmark.name, method.name))):
    st.info(say(note), icon=":material/lightbulb:")
about = passage(__file__, method.name, declared.idea(method))
layout.folded(
    say(words.FORMULAS), lambda: st.markdown(about), "lab:formulas", ":material/function:"
)
with st.expander(say(text.TAKE), icon=":material/inventory_2:", key="lab:take"):
    bundles.show(run)
terms = f"{names.populations(benchmark)}\n\n{glossary()}"
layout.folded(say(words.GLOSSARY), lambda: st.markdown(terms), "glossary", ":material/menu_book:")
