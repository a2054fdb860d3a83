"""Panel: a training under way, polled from its log and frames."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from app.blocks import layout
from app.blocks.training import jobs, replay
from app.blocks.training import words as text
from app.figures.samples import as_png, montage
from app.server import turns, visitor
from app.text import declared, names, say
from ood_core import benchmarks, methods
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.files import Arrays, read_arrays
from ood_core.jobs.job import Job, last_line
from ood_core.jobs.orders import BundleImport, RunOrder
from ood_core.methods import METHODS
from ood_core.runs.run import can_resume, partial_path, read_log

EVERY = 0.4  # seconds between looks
WAITING = 1.0  # while there is only a place to see
BEAT = 0.02  # while the first picture is about to come
AWAITED = "training:awaited"  # in the session: the job that was given its moment


def show(job: Job) -> None:
    """The job; when it ends, the page is drawn again with the fresh run selected."""
    if job.state == "failed":
        _failed(job)
        return
    _await_first(job)
    look, every = (_place, WAITING) if job.state == "waiting" else (_look, _pace(job))
    st.fragment(look, run_every=every)(job)


def _await_first(job: Job) -> None:
    """Give a worker that is free a moment, once: it begins in less than the time of two looks."""
    if not isinstance(job.order, RunOrder):  # a bundle has no frames
        return
    if st.session_state.get(AWAITED) == job.id or jobs.position(job) > 1:
        return
    st.session_state[AWAITED] = job.id
    until = time.monotonic() + layout.MOMENT
    with turns.aside():
        while time.monotonic() < until and not job.is_over and not _last_frame(job):
            time.sleep(BEAT)


def stands(job: Job) -> None:
    """How far the job is, in a few words, where its pictures are not shown."""
    st.fragment(_stands, run_every=WAITING)(job)


def _stands(job: Job) -> None:
    job = jobs.now(job)
    if job.state == "failed":
        _failed(job)
        return
    if job.is_over or _has_left(job):
        _ended(job)
        st.rerun()
    if place := jobs.position(job):
        st.caption(say(text.PLACE, what=jobs.name(job), place=place))
        return
    last = last_line(_folder(job))
    st.caption(say(text.STANDS, share=last["step"] / last["steps"] if last else 0))


def mine(followed: Job | None) -> None:
    """This browser's other trainings: where they stand, a way to them, and a way out."""
    others = [job for job in jobs.mine() if followed is None or job.id != followed.id]
    if not others:
        return
    with st.container(border=True):
        st.markdown(say(text.MINE))
        for job in others:
            place = jobs.position(job)
            line = text.PLACE if place else text.RUNNING
            with _line(say(line, what=jobs.name(job), place=place)):
                st.button(say(text.SHOW), key=f"show:{job.id}", on_click=jobs.show, args=[job])
                st.button(say(text.CANCEL), key=f"leave:{job.id}", on_click=jobs.leave, args=[job])


def interrupted(world: Benchmark, method: methods.Method, followed: Job | None) -> None:
    """Trainings that a crash ended: go on with them, or be rid of them."""
    for out, request in jobs.interrupted(world, method).items():
        last = last_line(partial_path(out))
        if last is None or (followed and followed.out == out):
            continue
        about = say(text.INTERRUPTED, seed=request["seed"], **last)
        with st.container(border=True), _line(about):
            st.button(say(text.RESUME), key=f"on:{out.name}", on_click=jobs.resume, args=[out])
            st.button(say(text.REMOVE), key=f"away:{out.name}", on_click=jobs.remove, args=[out])


def _line(about: str) -> Any:
    """A line of words, and a place at its end for buttons."""
    words, buttons = _words_and_buttons(2)
    words.markdown(about)
    return buttons


def _words_and_buttons(width: int) -> tuple[Any, Any]:
    """Two places in a row; the words are so many times as wide."""
    words, buttons = st.columns([width, 1], vertical_alignment="center")
    return words, buttons.container(horizontal=True, horizontal_alignment="right")


def _failed(job: Job) -> None:
    st.error(say(job.error))
    with st.container(horizontal=True):
        if can_resume(job.out):
            st.button(say(text.RESUME), key="go-on", on_click=jobs.resume, args=[job.out])
        st.button(say(text.CLOSE), on_click=jobs.forget, args=[job], key="close")


def _pace(job: Job) -> float:
    """Seconds between looks: the more people look on, the longer."""
    return max(EVERY, 0.1 * len(job.sessions))


def _place(job: Job) -> None:
    """Its place in the queue."""
    job = jobs.now(job)
    if job.state != "waiting" or _has_left(job):
        _ended(job)
        st.rerun()
    wait = jobs.wait(job)
    stands = say(text.WAITING, what=jobs.name(job), place=jobs.position(job))
    words, buttons = _words_and_buttons(5)
    if missing := jobs.missing():
        stands = f"{stands} {say(missing)}"
    elif wait is None:
        stands = say(text.UNTIMED, stands=stands)
    else:
        stands = say(text.STARTS, stands=stands, about=text.about(wait))
    words.markdown(stands)
    _cancel(job, buttons)
    _sharers(job)


def _look(job: Job) -> None:
    job = jobs.now(job)
    if job.is_over or _has_left(job):
        _ended(job)
        st.rerun()
    log = []
    with suppress(UserError):  # damaged: its worker says so at the end
        log = read_log(_folder(job))
    picture, words = layout.picture_and_words("training")
    with picture:
        _pictures(job, log)
    with words:
        _progress(job, log)
        _sharers(job)


def _has_left(job: Job) -> bool:
    return st.query_params.get("job") != job.id


def _ended(job: Job) -> None:
    """Say how it ended, and have its run selected."""
    if not job.is_over or job.state == "failed" or _has_left(job):
        return
    jobs.forget(job)
    if job.error:
        st.toast(say(job.error), icon=":material/timer_off:", duration="long")
    if job.out.exists():
        st.session_state[jobs.fresh(job.order.benchmark, job.order.method)] = job.out.name
    elif job.started:
        st.toast(say(text.SET_ASIDE) if can_resume(job.out) else say(text.NOTHING_KEPT))


def _folder(job: Job) -> Path:
    """Where the run is: being made, or moved to its place a moment ago."""
    return job.out if job.out.exists() else partial_path(job.out)


def _progress(job: Job, log: list[dict]) -> None:
    share = log[-1]["step"] / log[-1]["steps"] if log else 0.0
    st.progress(share, f"**{jobs.name(job)}**")
    _cancel(job, st)
    stands = _so_far(job, log)
    st.caption(stands[0].upper() + stands[1:])


def _so_far(job: Job, log: list[dict]) -> str:
    if isinstance(job.order, BundleImport):
        return say(text.IMPORTING)
    if not log:
        return say(text.STOPPING) if job.stopping else say(text.STARTING)
    last = log[-1]
    over = job.stopping or last["step"] == last["steps"]
    phase = text.SAVING if over else declared.phase(last["phase"])
    stands = say(text.AT_STEP, **last | {"phase": phase})
    if over or not last["step"]:
        return stands
    left = last["seconds"] * (last["steps"] / last["step"] - 1)
    return say(text.LEFT, stands=stands, about=text.about(left))


def _cancel(job: Job, place: Any) -> None:
    """For those who asked for it, not for those who look on."""
    if visitor.browser() in job.sessions or job.stopping:
        others = len(job.sessions) > 1
        place.button(
            say(text.STOPPING) if job.stopping else say(text.CANCEL),
            on_click=jobs.leave,
            args=[job],
            disabled=job.stopping,
            key="cancel",
            help=say(text.LEAVE_HELP) if others else say(text.STOP_HELP),
        )


def _sharers(job: Job) -> None:
    others = len(job.sessions) - 1
    if others > 0 and visitor.browser() in job.sessions:
        st.caption(say(text.SHARED_WITH_ONE) if others == 1 else say(text.SHARED, n=others))


def _pictures(job: Job, log: list[dict]) -> None:
    """The last frame, drawn as the replay of the whole training will be drawn in its place."""
    world, method = benchmarks.get(job.order.benchmark), METHODS[job.order.method]
    frames = _last_frame(job)
    if not frames or not log:
        return
    replay.draw(world, method, job.out, frames, log)
    made = [name for name in names.GENERATORS if f"samples:{name}" in frames]
    if world.is_image and made:
        for column, name in zip(st.columns(2), made, strict=True):
            sheet = as_png(montage(frames[f"samples:{name}"][0]))
            column.image(sheet, say(names.GENERATORS[name]), width="stretch")


def _last_frame(job: Job) -> Arrays:
    """As a film of one frame; nothing where there is none that can be read."""
    for folder in (partial_path(job.out), job.out):  # a run moves to its place at the end
        with suppress(FileNotFoundError, UserError):  # none yet, or damaged
            arrays = read_arrays(folder / "frames.npz")
            return {name: array[-1:] for name, array in arrays.items()}
    return {}
