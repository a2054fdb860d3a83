"""Trainings that a page asks for: the queue seen from the browser."""

import logging
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import streamlit as st

from app.lessons import training as text
from app.lessons.controls import CONTROLS, Control
from app.server import ownership
from app.server.visitor import browser
from ood_core.benchmarks import Benchmark, benchmark
from ood_core.errors import UserError
from ood_core.methods import METHODS, Method
from ood_core.runs import queue, room
from ood_core.runs import run as runs
from ood_core.runs.bundle import MEGABYTE
from ood_core.runs.jobs import Job
from ood_core.runs.run import Run, partial_path, read_log

PATIENCE = 0.6  # seconds: a waiting worker has its first frame in half of that


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Once for each server: have a worker process waiting, and keep errors in a file."""
    _log_errors(runs.RUNS / ".jobs" / "errors.log")
    ownership.forget_gone()
    queue.warm()


def _log_errors(path: Path) -> None:
    """What no page shows: exceptions of the app, with their place in it, 2 MB at most."""
    with suppress(OSError):  # where nothing can be written the console still has them
        path.parent.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(path, maxBytes=MEGABYTE, backupCount=1, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logging.getLogger("streamlit.error_util").addHandler(file)


def followed(benchmark: str, method: str) -> Job | None:
    """The training of that benchmark and method that the page shows.

    It is the one named in the link, so a reload finds it again, or else the last one that this
    visitor followed: a training is shown on the pages of its benchmark and method alone.
    """
    for job in (_linked(), _known(st.session_state.get(_place(benchmark, method)))):
        if job and (job.order["benchmark"], job.order["method"]) == (benchmark, method):
            follow(job)
            return job
    return None


def _linked() -> Job | None:
    name = st.query_params.get("job")
    job = _known(name)
    if name and job is None:
        st.toast("The training in the link is not known here any more.", icon=":material/link:")
        st.query_params.pop("job")
    return job if job and job.order["do"] in queue.WITH_RUNS else None


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
    benchmark, method = job.order["benchmark"], job.order["method"]
    st.query_params["job"] = st.session_state[_place(benchmark, method)] = job.id
    st.session_state.pop(fresh(benchmark, method), None)


def show(job: Job) -> None:
    """Follow it in the Lab, on the page of its method and world."""
    follow(job)
    st.query_params.update({name: job.order[name] for name in ("benchmark", "method")})


def forget(job: Job) -> None:
    st.query_params.pop("job", None)
    st.session_state.pop(_place(job.order["benchmark"], job.order["method"]), None)


def mine() -> list[Job]:
    """This browser's trainings that are not over."""
    found = [job for job in _active() if browser() in job.sessions]
    return [job for job in found if job.order["do"] in queue.WITH_RUNS]


def _active() -> list[Job]:
    try:
        return queue.here().active()
    except UserError:  # another server keeps the queue; the form says so
        return []


def leave(job: Job) -> None:
    """Cancel: it ends when nobody else wants it."""
    queue.here().leave(job, browser())
    ownership.hand_on(job)
    if job.sessions:
        st.toast(text.LEFT_TO_OTHERS)
        if st.query_params.get("job") == job.id:
            forget(job)


def name(job: Job) -> str:
    """Method, world and seed."""
    order, world = job.order, job.order["benchmark"]
    with suppress(UserError):  # one's own, and gone meanwhile
        world = benchmark(world).title
    return f"{METHODS[order['method']].title} on {world}, seed {order['seed']}"


def broken_off(world: Benchmark, method: Method) -> list[Path]:
    """Trainings of that method that a crash ended, and that can go on."""
    active, found = {job.out for job in _active()}, []
    for out in runs.unfinished(runs.RUNS):
        if out in active or not runs.can_go_on(out) or runs.is_under_way(out):
            continue
        try:
            asked = runs.read_asked(out)
        except UserError:
            continue  # damaged: it goes when room is needed
        if (asked["benchmark"], asked["method"]) == (world.name, method.name):
            found.append(out)
    return [out for out in found if may_change(out)]


def may_change(out: Path) -> bool:
    """Whether this visitor may go on with a run or remove it: it is theirs, or nobody's."""
    return ownership.mark("run", out.name).whose != "others"


def go_on(out: Path) -> None:
    """Go on with a training that was broken off or stopped."""
    try:
        ownership.check("run", out.name, "yours", "here")
        follow(queue.submit_resumption(out, browser()))
    except UserError as error:
        st.error(str(error))


def remove(out: Path) -> None:
    """Remove a training that was broken off, if nobody has gone on with it meanwhile."""
    is_busy = out in {job.out for job in _active()} or runs.is_under_way(out)
    if not is_busy and may_change(out):
        with suppress(OSError):  # somebody else removed it
            room.remove(partial_path(out))


@st.cache_data(ttl=10, max_entries=1, show_spinner=False)
def _kept(folder: Path) -> tuple[int, float]:
    """How many runs there are, and their gigabytes."""
    found = room.kept(folder)
    return len(found), sum(run.bytes for run in found) / room.GIGABYTE


def _limits() -> str:
    try:
        here = queue.here()
    except UserError as error:
        return str(error)
    n, size = _kept(here.folder)
    return text.LIMITS.format(
        n=n,
        runs=here.limits.runs,
        size=size,
        gigabytes=here.limits.gigabytes,
        minutes=here.limit / 60,
    )


def form(
    benchmark: Benchmark, method: Method, pretrained: Run | None, is_folded: bool = False
) -> bool:
    """The method's settings and a button that starts a training; whether one was started.

    Args:
        is_folded: the settings are behind a line to click on.
    """
    config = pretrained.config if pretrained else {}
    with st.form(f"train:{benchmark.name}:{method.name}", border=False, enter_to_submit=False):
        look = {"icon": ":material/tune:"}
        place = st.expander(text.SETTINGS, **look) if is_folded else st.container()
        fields = place.container(horizontal=True, gap="medium")
        seed = fields.number_input(
            "Seed", 0, 2**31, 0, 1, key=_key(benchmark, method, "seed"), width=150
        )
        chosen = {
            c.key: number(fields, c, config.get(c.key), _key(benchmark, method, c.key))
            for c in CONTROLS[method.name]
            if not (c.key == "base_steps" and config.get("base"))
        }
        pressed = st.form_submit_button(
            f"Train {method.title}", type="primary", icon=":material/play_arrow:"
        )
    st.caption((_took(pretrained) if pretrained else "") + _limits())
    return pressed and _start(benchmark, method, int(seed), changed(config, chosen))


def _took(pretrained: Run) -> str:
    where = "" if pretrained.trained_on == "cpu" else text.ON_GPU
    return text.TOOK.format(seconds=pretrained.card["seconds"], where=where)


def _key(benchmark: Benchmark, method: Method, name: str) -> str:
    return f"set:{benchmark.name}:{method.name}:{name}"


def number(fields: Any, control: Control, default: float | None, key: str) -> float | None:
    """A control as a number to type; None where it is left to be suggested."""
    kind = int if control.is_whole else float
    return fields.number_input(
        control.label,
        kind(control.lowest),
        kind(control.highest),
        None if default is None else kind(default),
        control.step,
        key=key,
        help=control.help,
        placeholder="suggested",
        persist_state="session",
        format=None if control.is_whole else "%g",
        width=150,
    )


def changed(config: dict[str, Any], chosen: dict[str, float | None]) -> dict[str, str]:
    """The settings that differ from the defaults, as `--set` takes them."""
    return {k: str(v) for k, v in chosen.items() if v is not None and v != config.get(k)}


def _start(benchmark: Benchmark, method: Method, seed: int, settings: dict[str, str]) -> bool:
    try:
        job = queue.submit_training(benchmark.name, method.name, seed, settings, browser())
    except UserError as error:
        st.error(str(error))
        return False
    ownership.record_job(job)
    follow(job)
    if job.is_over:
        st.toast(text.ALREADY, icon=":material/history:")
    if job.removed:
        st.toast(text.REMOVED.format(names=", ".join(job.removed)), icon=":material/delete:")
    _await_first_frame(job)
    return True


def _await_first_frame(job: Job) -> None:
    """Hold the page for a moment, so that it comes back with a picture on it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not job.is_over and not read_log(partial_path(job.out)):
        if queue.here().position(job) > 1:  # no worker is free
            return
        time.sleep(0.01)
