"""Panel: a run as one file to take along, and a way to bring one in."""

import streamlit as st

from app.blocks.training import jobs
from app.blocks.training import words as text
from app.server import ownership, visitor
from app.text import say
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.runs import bundle
from ood_core.runs.run import Run


def show(run: Run | None) -> None:
    take, bring = st.columns(2, gap="large")
    if run is not None and not run.benchmark.is_frozen:
        with take:
            st.markdown(say(text.BUNDLE_ABOUT))
            _download(run)
    with bring:
        st.markdown(say(text.BRING_ABOUT))
        _upload()


def _download(run: Run) -> None:
    st.download_button(
        say(text.BUNDLE),
        lambda: bundle.pack(run),
        f"{run.card['benchmark']}-{run.card['method']}-seed-{run.seed}.zip",
        "application/zip",
        key="bundle",
        icon=":material/download:",
        on_click="ignore",
    )


def _upload() -> None:
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
