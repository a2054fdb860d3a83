"""Trainings that a page asks for: the queue seen from the browser."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from app.blocks import room
from app.blocks.training import words as text
from app.server import ownership
from app.server.visitor import browser
from app.text import declared, say
from ood_core import benchmarks, paths
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.jobs import queue, retention
from ood_core.jobs.job import Job
from ood_core.jobs.orders import Resumption, RunOrder
from ood_core.methods import METHODS, Method
from ood_core.runs import run as runs
from ood_core.runs.run import partial_path


def followed(benchmark: str, method: str) -> Job | None:
    """The training of that benchmark and method that the page shows.

    It is the one named in the link, so a reload finds it again, or else the last one that this
    visitor followed: a training is shown on the pages of its benchmark and method alone.
    """
    for job in (_linked(), _known(st.session_state.get(_place(benchmark, method)))):
        if job and (job.order.benchmark, job.order.method) == (benchmark, method):
            follow(job)
            return job
    return None


def _linked() -> Job | None:
    name = st.query_params.get("job")
    try:
        job = queue.here().job(name) if name else None
    except UserError:  # it cannot be asked now, and the link keeps the name
        return None
    if name and job is None:
        st.toast(say(text.UNKNOWN), icon=":material/link:")
        st.query_params.pop("job")
    return job if job and isinstance(job.order, RunOrder) else None


def _known(name: str | None) -> Job | None:
    try:
        return queue.here().job(name) if name else None
    except UserError:
        return None


def _place(benchmark: str, method: str) -> str:
    """Where the session keeps the training of them that it follows."""
    return f"followed:{benchmark}:{method}"


def fresh(benchmark: str, method: str) -> str:
    """Where the session keeps the name of the run of them that a training just made."""
    return f"fresh:{benchmark}:{method}"


def follow(job: Job) -> None:
    benchmark, method = job.order.benchmark, job.order.method
    st.query_params["job"] = st.session_state[_place(benchmark, method)] = job.id
    st.session_state.pop(fresh(benchmark, method), None)


def show(job: Job) -> None:
    """Follow it in the Lab, on the page of its method and world."""
    follow(job)
    st.query_params.update(benchmark=job.order.benchmark, method=job.order.method)


def forget(job: Job) -> None:
    st.query_params.pop("job", None)
    st.session_state.pop(_place(job.order.benchmark, job.order.method), None)


def mine() -> list[Job]:
    """This browser's trainings that are not over."""
    found = [job for job in active() if browser() in job.sessions]
    return [job for job in found if isinstance(job.order, RunOrder)]


def active() -> list[Job]:
    """All jobs that are not over; none where the queue cannot be asked, as the form says."""
    try:
        return queue.here().active()
    except UserError:
        return []


def now(job: Job) -> Job:
    """As it stands now: a page has a copy where another process keeps the queue."""
    try:
        return queue.here().job(job.id) or job
    except UserError:
        return job


def position(job: Job) -> int:
    """See `Queue.position`; 0 where the queue cannot be asked."""
    try:
        return queue.here().position(job)
    except UserError:
        return 0


def wait(job: Job) -> float | None:
    """See `Queue.wait`; None where the queue cannot be asked."""
    try:
        return queue.here().wait(job)
    except UserError:
        return None


def missing() -> UserError | None:
    """Why nothing can be trained now: no machine is there, or no queue."""
    try:
        return queue.here().missing()
    except UserError as error:
        return error


def leave(job: Job) -> None:
    """Cancel: it ends when nobody else wants it."""
    try:
        queue.here().leave(job, browser())
    except UserError as error:
        st.toast(say(error), icon=":material/error:")
        return
    job = now(job)
    ownership.hand_on(job)
    if job.sessions:
        st.toast(say(text.LEFT_TO_OTHERS))
        if st.query_params.get("job") == job.id:
            forget(job)


def name(job: Job) -> str:
    """Method, world and seed."""
    order, world = job.order, job.order.benchmark
    with suppress(UserError):  # one's own, and gone meanwhile
        world = say(declared.title(benchmarks.get(world)))
    return say(text.NAME, method=METHODS[order.method].title, world=world, seed=order.seed)


def interrupted(world: Benchmark, method: Method) -> dict[Path, dict[str, Any]]:
    """Trainings of that method that a crash ended and that can go on: place -> what was asked."""
    busy, found = {job.out for job in active()}, {}
    for out in runs.unfinished(paths.RUNS):
        if out in busy or not runs.can_resume(out) or runs.is_under_way(out):
            continue
        try:
            asked = runs.read_request(out)
        except UserError:
            continue  # damaged: it goes when room is needed
        if (asked["benchmark"], asked["method"]) == (world.name, method.name) and may_change(out):
            found[out] = asked
    return found


def may_change(out: Path) -> bool:
    """Whether this visitor may go on with a run or remove it: it is theirs, or nobody's."""
    return ownership.mark("run", out.name).whose != "others"


def resume(out: Path) -> None:
    """Go on with a training that was broken off or stopped."""
    try:
        room.check("training")
        ownership.check("run", out.name, "yours", "here")
        follow(queue.submit(Resumption.of(out), browser()))
    except UserError as error:
        st.error(say(error))


def remove(out: Path) -> None:
    """Remove a training that was broken off, if nobody has gone on with it meanwhile."""
    is_busy = out in {job.out for job in active()} or runs.is_under_way(out)
    if not is_busy and may_change(out):
        with suppress(OSError):  # somebody else removed it
            retention.remove(partial_path(out))
