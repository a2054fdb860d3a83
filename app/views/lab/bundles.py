"""Panel: a run as one file to take along, and a way to bring one in."""

from collections.abc import Callable

import streamlit as st

from app.blocks import layout, room
from app.blocks.training import jobs
from app.blocks.training import words as text
from app.server import ownership, visitor
from app.text import declared, language, names, say, say_each, say_plain
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.runs import bundle
from ood_core.runs.notebook import WORDS as OF_NOTEBOOK
from ood_core.runs.notebook import notebook
from ood_core.runs.report import report
from ood_core.runs.report.words import WORDS as OF_REPORT
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
    layout.download(say(text.REPORT), _report(run), f"{file}.html", "text/html", "report")
    if run.is_outputs or is_made_here:
        st.markdown(say(text.NOTEBOOK_ABOUT))
        label, kind = say(text.NOTEBOOK), "application/x-ipynb+json"
        layout.download(label, _notebook(run), f"{file}.ipynb", kind, "notebook")
    if run.is_outputs:
        st.markdown(say(text.BUNDLE_OF_OUTPUTS))
    elif is_made_here:
        st.markdown(say(text.BUNDLE_ABOUT))
        file = f"{name}-{run.card['method']}-seed-{run.seed}.zip"
        label, kind = say(text.BUNDLE), "application/zip"
        layout.download(label, lambda: bundle.pack(run), file, kind, "bundle")


def _report(run: Run) -> Callable[[], bytes]:
    """Makes the report in the visitor's language; when it is asked for, nothing can be said."""
    about = {run.benchmark.name: say_plain(declared.about(run.benchmark))}
    populations = (*run.metrics["ood"], *names.MEANS, *run.benchmark.populations)
    called = {name: names.test(name) for name in populations}
    called |= say_each(names.KINDS | names.SHORT_KINDS | {"id_test": names.ID_TEST})
    words, spoken = say_each(OF_REPORT), language()
    return lambda: report([run], words, called, about, spoken)


def _notebook(run: Run) -> Callable[[], bytes]:
    """Likewise; its code stays as it is in every language."""
    about = say_plain(declared.about(run.benchmark))
    title, words = say(declared.title(run.benchmark)), say_each(OF_NOTEBOOK)
    return lambda: notebook(run, words, title, about)


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
