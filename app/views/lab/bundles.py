"""Panel: a run as one file to take along, and a way to bring one in."""

from collections.abc import Callable

import streamlit as st

from app.blocks import room
from app.blocks.training import jobs
from app.blocks.training import words as text
from app.server import ownership, visitor
from app.text import Message, say
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.runs import bundle
from ood_core.runs.notebook import notebook
from ood_core.runs.report import report
from ood_core.runs.run import Run


def show(run: Run | None) -> None:
    take, bring = st.columns(2, gap="large")
    if run is not None:
        with take:
            _take(run)
    with bring:
        st.markdown(say(text.BRING_ABOUT))
        _upload()


def _take(run: Run) -> None:
    """What can be saved of it."""
    name, is_made_here = run.card["benchmark"], not run.benchmark.is_frozen
    st.markdown(say(text.REPORT_ABOUT))
    file = f"{name}-{run.path.name}"
    _download("report", text.REPORT, lambda: report([run]), f"{file}.html", "text/html")
    if run.is_outputs or is_made_here:
        st.markdown(say(text.NOTEBOOK_ABOUT))
        kind = "application/x-ipynb+json"
        _download("notebook", text.NOTEBOOK, lambda: notebook(run), f"{file}.ipynb", kind)
    if run.is_outputs:
        st.markdown(say(text.BUNDLE_OF_OUTPUTS))
    elif is_made_here:
        st.markdown(say(text.BUNDLE_ABOUT))
        file = f"{name}-{run.card['method']}-seed-{run.seed}.zip"
        _download("bundle", text.BUNDLE, lambda: bundle.pack(run), file, "application/zip")


def _download(key: str, label: Message, make: Callable[[], bytes], file: str, kind: str) -> None:
    icon = ":material/download:"
    st.download_button(say(label), make, file, kind, key=key, icon=icon, on_click="ignore")


def _upload() -> None:
    if room.says_locked("uploads"):
        return
    with st.form("bring", border=False, clear_on_submit=True):
        given = st.file_uploader(
            say(text.BRING), "zip", key="bring", max_upload_size=bundle.WHOLE // bundle.MEGABYTE
        )
        pressed = st.form_submit_button(say(text.BRING_IT), icon=":material/upload:")
    if pressed and given is not None:
        try:
            job = queue.submit_bundle(given.getvalue(), visitor.browser())
            ownership.record_job(job)
            jobs.show(job)
        except UserError as error:
            st.error(say(error))
            return
        st.rerun()
