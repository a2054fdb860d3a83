"""Trainings that a page asks for: the queue seen from the browser."""

import time
from typing import Any

import streamlit as st

from app import page
from app.figures import training as figures
from app.lessons.controls import CONTROLS, Control
from ood_core.benchmarks import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Method
from ood_core.runs import queue
from ood_core.runs.run import Run, partial_path, read_log

OVER = ("done", "cancelled", "failed")
PATIENCE = 0.6  # seconds: a waiting worker has its first frame in half of that


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Have a worker process waiting, once for each server."""
    queue.warm()


def current() -> queue.Job | None:
    """The job this page follows; it is named in the link, so a reload finds it again."""
    name = st.query_params.get("job")
    job = queue.job(name) if name else None
    if name and job is None:
        st.toast("The training in the link is not known here any more.", icon=":material/link:")
        forget()
    return job


def forget() -> None:
    st.query_params.pop("job", None)


def form(benchmark: Benchmark, method: Method, pretrained: Run | None) -> None:
    """The method's settings, a button that starts a training, and what it will look like."""
    settings, expected = st.columns(2, gap="large")
    if pretrained:
        with expected:
            _expected(pretrained)
    config = pretrained.config if pretrained else {}
    with (
        settings,
        st.form(f"train:{benchmark.name}:{method.name}", border=False, enter_to_submit=False),
    ):
        fields = st.container(horizontal=True, gap="medium")
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
    if pressed:
        _start(benchmark, method, int(seed), changed(config, chosen))


def _expected(run: Run) -> None:
    """How the same training went with the settings as they stand here."""
    st.markdown("**Loss terms of the pretrained run**")
    page.chart(figures.losses(run.log, page.mode(), 340), "Loss terms of the pretrained run")
    st.caption(f"The pretrained run took {run.card['seconds']:.0f} s on the machine that made it.")


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


def _start(benchmark: Benchmark, method: Method, seed: int, settings: dict[str, str]) -> None:
    try:
        job = queue.submit_training(benchmark.name, method.name, seed=seed, settings=settings)
    except UserError as error:
        st.error(str(error))
        return
    st.query_params["job"] = job.id
    _await_first_frame(job)


def _await_first_frame(job: queue.Job) -> None:
    """Hold the page for a moment, so that it comes back with a picture on it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and job.state not in OVER and not read_log(partial_path(job.out)):
        time.sleep(0.01)
