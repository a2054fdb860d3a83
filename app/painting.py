"""The canvas's training, as the page sees it: its button, its progress, its frames as they come."""

from pathlib import Path

import streamlit as st

from app import training
from app.components.frames import frames
from app.lessons import canvas as words
from ood_core.benchmarks.canvas import Canvas
from ood_core.errors import UserError
from ood_core.runs import canvas as runs
from ood_core.runs import queue
from ood_core.runs.jobs import Job

FIRST, LATER = 0.3, 1.0  # seconds between looks: for the first frame, for the ones after it
FOLLOWED = "canvas:followed"  # seconds between this page's looks; None: it has no timer
ASKED = "canvas:asked"  # Train was pressed


def show(canvas: Canvas) -> None:
    """A button to train, or how far it is; and what there is of the frames goes to the browser."""
    if st.session_state.pop(ASKED, False):
        _submit(canvas)
    st.session_state[FOLLOWED] = every = _every(canvas)
    st.fragment(_look, run_every=every)(canvas)


def _job(canvas: Canvas) -> Job | None:
    try:
        return runs.job(canvas)
    except UserError:  # another server keeps the queue; Train says so
        return None


def _is_live(job: Job | None) -> bool:
    return job is not None and not job.is_over


def _every(canvas: Canvas) -> float | None:
    """Seconds between looks at its training; None where none is under way."""
    if not _is_live(_job(canvas)):
        return None
    is_seen = runs.done(runs.place(canvas)) > 1  # not at once: a full run would hold up the first
    return LATER if is_seen else FIRST


def _look(canvas: Canvas) -> None:
    if st.session_state.get(ASKED):
        st.rerun()  # the whole page knows what was drawn last; this fragment may not yet
    folder, job = runs.place(canvas), _job(canvas)
    ready, is_live = runs.done(folder), _is_live(job)
    if is_live:
        _progress(job, ready)
    elif ready < runs.FRAMES:
        train(canvas, "canvas:train")
        if job is not None and job.state == "failed":
            st.error(words.FAILED.format(error=job.error))
    frames([_read(str(runs.path(folder, i))) for i in range(ready)], canvas.name)
    if st.session_state.get(FOLLOWED) != _every(canvas):
        st.rerun()  # with another timer


def train(canvas: Canvas, key: str) -> None:
    """The button that trains all five, where they are not trained yet."""
    ready = runs.done(runs.place(canvas)) == runs.FRAMES
    label, icon = (words.TRAINED, "check") if ready else (words.TRAIN, "play_arrow")
    disabled = ready or _is_live(_job(canvas))
    look = {"type": "primary", "icon": f":material/{icon}:", "disabled": disabled}
    st.button(label, key=key, on_click=_ask, **look)


def _ask() -> None:
    """A callback, as it runs before anything can interrupt the run the press began."""
    st.session_state[ASKED] = True


def forget() -> None:
    """There is nothing to train: a press that came with the last stroke was of no canvas."""
    st.session_state.pop(ASKED, None)


def _submit(canvas: Canvas) -> None:
    try:
        runs.submit(canvas, training.browser())
    except UserError as error:
        st.toast(str(error), icon=":material/error:")


def _progress(job: Job, ready: int) -> None:
    said = words.STARTING
    if job.state == "waiting":
        ready = 0  # what an earlier training left is painted again
        said = words.WAITING.format(position=queue.here().position(job))
    elif ready:
        said = words.PROGRESS.format(frame=ready - 1, last=runs.FRAMES - 1)
    bar, button = st.columns([6, 1], vertical_alignment="center")
    bar.progress(ready / runs.FRAMES, said)
    button.button(words.CANCEL, on_click=training.leave, args=(job,), key="canvas:stop")


@st.cache_data(max_entries=300, show_spinner=False)
def _read(path: str) -> bytes:
    """A frame's file; whenever it is written, it is the same."""
    return Path(path).read_bytes()
