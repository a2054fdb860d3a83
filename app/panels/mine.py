"""Panel: what a visitor may do with what they made: rename, delete, undo."""

import streamlit as st

from app.lessons import ownership as text
from app.server import ownership
from app.server.store import Kind
from ood_core.errors import UserError
from ood_core.runs import run as runs
from ood_core.runs.run import Run

EVERY = 1.0  # seconds between looks at what can still be brought back


def manage(run: Run | None) -> None:
    """Rename or delete a run, for who made it."""
    if run is None or run.path.parent != runs.RUNS:
        return
    name = run.path.name
    found = ownership.mark("run", name)
    if found.whose != "yours":
        return
    with st.popover(text.MANAGE, icon=":material/edit:"):
        st.text_input(
            text.NAME,
            found.title,
            ownership.LONGEST,
            key=f"title:{name}",
            help=text.NAME_HELP,
            on_change=_rename,
            args=(name,),
        )
        delete("run", name, text.DELETE_RUN)


def delete(kind: Kind, name: str, question: str) -> None:
    """A button that deletes it, once a question is answered in its place."""
    asked = f"delete:{kind}:{name}"
    if not st.session_state.get(asked):
        st.button(
            text.DELETE,
            key=f"{asked}:ask",
            icon=":material/delete:",
            on_click=_ask,
            args=(asked, True),
        )
        return
    st.markdown(question)
    with st.container(horizontal=True):
        yes, no = (asked, kind, name), (asked, False)
        st.button(text.DELETE_IT, key=f"{asked}:yes", type="primary", on_click=_delete, args=yes)
        st.button(text.KEEP_IT, key=f"{asked}:no", on_click=_ask, args=no)


def undo(kind: Kind) -> None:
    """What this visitor has just deleted, and a way to bring it back."""
    if ownership.deleted(kind):
        st.fragment(_undo, run_every=EVERY)(kind)


def _undo(kind: Kind) -> None:
    found = ownership.deleted(kind)
    if not found:
        st.rerun()
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            title = ownership.mark(kind, one.name).title or one.name
            st.markdown(text.DELETED.format(name=title), width="stretch")
            key = f"undo:{kind}:{one.name}"
            st.button(text.UNDO, key=key, on_click=_restore, args=(kind, one.name))


def _rename(name: str) -> None:
    try:
        ownership.rename(name, st.session_state[f"title:{name}"])
    except UserError as error:
        st.toast(str(error), icon=":material/error:")


def _ask(asked: str, is_asked: bool) -> None:
    st.session_state[asked] = is_asked


def _delete(asked: str, kind: Kind, name: str) -> None:
    st.session_state.pop(asked, None)
    try:
        ownership.delete(kind, name)
    except UserError as error:
        st.toast(str(error), icon=":material/error:")
        return
    if st.query_params.get(kind) == name:  # the link asks for it no more
        del st.query_params[kind]


def _restore(kind: Kind, name: str) -> None:
    try:
        ownership.undo(kind, name)
    except UserError as error:
        st.toast(str(error), icon=":material/error:")
        return
    if kind in st.query_params:
        st.query_params[kind] = name
