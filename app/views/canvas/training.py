"""The canvas's training, as the page sees it: its button, its progress, its frames as they come."""

import time
from typing import Any

import streamlit as st

from app.blocks import room
from app.blocks.training import jobs
from app.blocks.training.words import LEFT, STARTS, about
from app.components.frames import frames
from app.data.canvas_frames import canvas_frame
from app.server import visitor
from app.text import say
from app.views.canvas import words
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.jobs.job import Job
from ood_core.jobs.orders import CanvasPainting

FIRST, LATER = 0.3, 1.0  # seconds between looks: for the first frame, for the ones after it
FOLLOWED = "canvas:followed"  # seconds between this page's looks; None: it has no timer
ASKED = "canvas:asked"  # Train was pressed


def show(canvas: Canvas | None, problem: str) -> None:
    """How its training stands, and the button for it; the frames there are go to the browser.

    Args:
        canvas: None where there is none to train.
        problem: a sentence on what is wrong with it, "" where nothing is.
    """
    if canvas is not None and st.session_state.pop(ASKED, False):
        _submit(canvas)
    st.session_state[FOLLOWED] = every = None if canvas is None else _every(canvas)
    st.fragment(_look, run_every=every)(canvas, problem)


def _state(said: str, share: float | None = None) -> Any:
    """One place of one height, see style.css, for a sentence or a bar, and a button."""
    place = st.container(key="canvas-state", gap="small")
    if share is None:
        place.markdown(said)
    else:
        place.progress(share, said)
    return place


def _job(canvas: Canvas) -> Job | None:
    try:
        return queue.latest(CanvasPainting.of(canvas))
    except UserError:  # another server keeps the queue; Train says so
        return None


def _is_live(job: Job | None) -> bool:
    return job is not None and not job.is_over


def _every(canvas: Canvas) -> float | None:
    """Seconds between looks at its training; None where none is under way."""
    try:
        job = queue.latest(CanvasPainting.of(canvas))
    except UserError:  # it cannot be asked now: looked at as before
        return st.session_state.get(FOLLOWED)
    if not _is_live(job):
        return None
    is_seen = runs.done(runs.place(canvas)) > 1  # not at once: a full run would hold up the first
    return LATER if is_seen else FIRST


def _look(canvas: Canvas | None, problem: str) -> None:
    if st.session_state.get(ASKED):
        st.rerun()  # the whole page knows what was drawn last; this fragment may not yet
    if canvas is None:  # in the fragment, too: a place that moves in the page jumps in the browser
        with _state(problem):
            train(None, "canvas:train")
        return
    folder, job = runs.place(canvas), _job(canvas)
    ready = runs.done(folder)
    if _is_live(job):
        _progress(job, ready)
    else:
        with _state(problem or _stands(canvas, job, ready)):
            train(canvas, "canvas:train")
    frames([canvas_frame(str(runs.path(folder, i))) for i in range(ready)], canvas.name)
    if st.session_state.get(FOLLOWED) != _every(canvas):
        st.rerun()  # with another timer


def _stands(canvas: Canvas, job: Job | None, ready: int) -> str:
    """What is to be said of a canvas that nobody trains now."""
    if ready == runs.FRAMES:
        return say(words.IS_TRAINED)
    if job is not None and job.state == "failed":
        return say(words.FAILED, error=job.error)
    seconds = _expected(canvas)
    if seconds is None:
        return say(words.UNTRAINED)
    return say(words.UNTRAINED_TAKES, about=about(seconds))


def _expected(canvas: Canvas) -> float | None:
    try:
        return queue.expected_seconds(CanvasPainting.of(canvas))
    except UserError:  # another server keeps the queue; Train says so
        return None


def is_whole(canvas: Canvas) -> bool:
    """Whether every frame of it is there."""
    return runs.done(runs.place(canvas)) == runs.FRAMES


def train(canvas: Canvas | None, key: str) -> None:
    """The button that trains all five, where they are not trained yet."""
    ready = canvas is not None and is_whole(canvas)
    label, icon = (say(words.TRAINED), "check") if ready else (say(words.TRAIN), "play_arrow")
    disabled = canvas is None or ready or _is_live(_job(canvas))
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
        room.check("training")
        queue.submit(CanvasPainting.of(canvas), visitor.browser())
    except UserError as error:
        st.toast(say(error), icon=":material/error:")


def _progress(job: Job, ready: int) -> None:
    if job.state == "waiting":
        ready = 0  # what an earlier training left is painted again
        said, seconds, when = words.WAITING, jobs.wait(job), STARTS
    else:
        said = words.PROGRESS if ready else words.STARTING
        seconds, when = _left(job, ready), LEFT
    facts = {"position": jobs.position(job), "frame": ready - 1, "last": runs.FRAMES - 1}
    told = say(said, **facts)
    if missing := jobs.missing():
        told = f"{told} {say(missing)}"
    elif seconds is not None:
        told = say(when, stands=told, about=about(seconds))
    with _state(told, ready / runs.FRAMES):
        st.button(say(words.CANCEL), on_click=jobs.leave, args=(job,), key="canvas:stop")


def _left(job: Job, ready: int) -> float | None:
    """Seconds that a running job still takes: by its own pace, before that by what was measured."""
    took = time.time() - job.started
    if ready > 1:
        return took * (runs.FRAMES - ready) / (ready - 1)
    return None if job.seconds is None else max(0.0, job.seconds - took)
