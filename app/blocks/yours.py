"""Panel: what a visitor may do with what they made: rename, delete, undo."""

import streamlit as st

from app.server import ownership
from app.server.store import Kind
from app.text import ownership as text
from app.text import say
from ood_core import paths
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.runs import run as runs
from ood_core.runs.run import Run

RESTORED = "mine:restored"  # something has just come back: the whole page is to know
EVERY = 1.0  # seconds between looks at what can still be brought back


def manage(benchmark: Benchmark, run: Run | None) -> None:
    """Rename or delete a run, or delete a benchmark, for who made it."""
    has_made = ownership.is_mine("benchmark", benchmark.world)
    has_trained = (
        run is not None
        and run.path.parent == paths.RUNS
        and ownership.is_mine("run", run.path.name)
    )
    if not has_made and not has_trained:
        return
    with st.popover(say(text.MANAGE) if has_trained else say(text.DELETE), icon=":material/edit:"):
        if has_trained:
            _name(run.path.name)
            delete("run", run.path.name)
        if has_made:
            delete("benchmark", benchmark.world)


def _name(run: str) -> None:
    st.text_input(
        say(text.NAME),
        ownership.mark("run", run).title,
        ownership.LONGEST,
        key=f"title:{run}",
        help=say(text.NAME_HELP),
        on_change=_rename,
        args=(run,),
    )


def delete(kind: Kind, name: str) -> None:
    """A button that deletes it, once a question is answered in its place."""
    asked = f"delete:{kind}:{name}"
    if not st.session_state.get(asked):
        st.button(
            say(text.DELETE_WHAT[kind]),
            key=f"{asked}:ask",
            icon=":material/delete:",
            on_click=_ask,
            args=(asked, True),
        )
        return
    st.markdown(say(text.DELETE_RUN) if kind == "run" else _question(name))
    with st.container(horizontal=True):
        yes, no = (asked, kind, name), (asked, False)
        st.button(
            say(text.DELETE_IT), key=f"{asked}:yes", type="primary", on_click=_delete, args=yes
        )
        st.button(say(text.KEEP_IT), key=f"{asked}:no", on_click=_ask, args=no)


def _question(benchmark: str) -> str:
    """Whether to delete it, and what becomes of the runs on it."""
    on_it = runs.runs_on(paths.RUNS, benchmark)
    others = sum(not ownership.is_mine("run", path.name) for path in on_it)
    return say(text.DELETE_BENCHMARK, name=benchmark, runs=text.runs(len(on_it), others))


def undo(kind: Kind) -> None:
    """What this visitor has just deleted, and a way to bring it back."""
    if ownership.deleted(kind):
        st.fragment(_undo, run_every=EVERY)(kind)


def _undo(kind: Kind) -> None:
    found = ownership.deleted(kind)
    if not found or st.session_state.pop(RESTORED, False):
        st.rerun()
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            nameless = say(text.THE_RUN) if kind == "run" else one.name
            title = ownership.mark(kind, one.name).title or nameless
            st.markdown(say(text.DELETED, name=title), width="content")
            key = f"undo:{kind}:{one.name}"
            st.button(say(text.UNDO), key=key, on_click=_restore, args=(kind, one.name))


def _rename(name: str) -> None:
    try:
        ownership.rename(name, st.session_state[f"title:{name}"])
        st.session_state["lab:run"] = name  # chosen again, under its new name
    except UserError as error:
        st.toast(say(error), icon=":material/error:")


def _ask(asked: str, is_asked: bool) -> None:
    st.session_state[asked] = is_asked


def _delete(asked: str, kind: Kind, name: str) -> None:
    st.session_state.pop(asked, None)
    try:
        ownership.delete(kind, name)
    except UserError as error:
        st.toast(say(error), icon=":material/error:")
        return
    if st.query_params.get(kind) == name:  # the link asks for it no more
        del st.query_params[kind]


def _restore(kind: Kind, name: str) -> None:
    try:
        ownership.undo(kind, name)
    except UserError as error:
        st.toast(say(error), icon=":material/error:")
        return
    st.session_state[RESTORED] = True
    if kind in st.query_params:
        st.query_params[kind] = name
