"""Panel: a training under way, polled from its log and frames."""

import zipfile
from pathlib import Path

import numpy as np
import streamlit as st

from app import page, training
from app.figures import maps
from app.figures import training as figures
from app.figures.maps import Field, Layer
from app.figures.samples import TITLES, as_png, montage
from app.panels.confidence import class_layers
from app.panels.replay import by_kind
from ood_core import benchmarks, methods
from ood_core.benchmarks import plane
from ood_core.runs.queue import Job
from ood_core.runs.run import partial_path, read_arrays, read_log

EVERY = 0.4  # seconds between looks


def show(job: Job) -> None:
    """The running job; when it ends, the page is drawn again with the fresh run selected."""
    if job.state == "failed":
        st.error(job.error)
        st.button("Close", on_click=training.forget, key="close")
        return
    with st.container(border=True):
        st.fragment(_look, run_every=EVERY)(job)


def _look(job: Job) -> None:
    if job.state in training.OVER:
        if job.state != "failed":
            st.session_state["fresh_run"] = job.out.name
            training.forget()
        st.rerun()
    if job.state == "waiting":
        st.markdown(f"**Waiting.** {job.position} before this one.")
        st.button("Cancel", on_click=job.cancel, key="cancel")
        return
    log = read_log(_folder(job))
    _progress(job, log)
    if log:
        _pictures(job, log)


def _folder(job: Job) -> Path:
    """Where the run is: being made, or moved to its place a moment ago."""
    return job.out if job.out.exists() else partial_path(job.out)


def _progress(job: Job, log: list[dict]) -> None:
    order = job.order
    method, world = methods.method(order["method"]), benchmarks.benchmark(order["benchmark"])
    last = log[-1] if log else {"step": 0, "steps": 1, "phase": "starting", "seconds": 0}
    so_far = f", step {last['step']} of {last['steps']}, {last['seconds']:.0f} s" if log else "…"
    text, button = st.columns([5, 1], vertical_alignment="center")
    over = job.cancelled or last["step"] == last["steps"]
    text.progress(
        last["step"] / last["steps"],
        f"**{method.title}** on {world.title}, seed {order['seed']}: "
        f"{'saving the run' if over else last['phase']}{so_far}",
    )
    label = "Stopping…" if job.cancelled else "Cancel"
    options = {"disabled": job.cancelled, "key": "cancel", "help": "Keeps the run so far."}
    button.button(label, on_click=job.cancel, **options)


def _pictures(job: Job, log: list[dict]) -> None:
    frames = _frames(job)
    left, right = st.columns(2, gap="medium")
    if frames:
        with left, st.container(key="live-picture"):
            _watched(job, frames)
    if not log[-1]["losses"]:
        return  # nothing has been learned yet
    with right:
        page.chart(figures.losses(log, page.mode(), 420), "Loss terms so far")


def _frames(job: Job) -> dict[str, np.ndarray]:
    try:
        frames = read_arrays(_folder(job) / "frames.npz")
    except (OSError, ValueError, zipfile.BadZipFile):
        return {}  # none yet, or the run has just moved to its place
    return {name: array[-1] for name, array in frames.items()}


def _watched(job: Job, frames: dict[str, np.ndarray]) -> None:
    """The last frame: the confidence map with samples, or a histogram and sample sheets."""
    world = benchmarks.benchmark(job.order["benchmark"])
    alt = "Confidence at this moment of the training"
    if not world.is_image:
        page.chart(live_map(world, frames), alt)
        return
    page.chart(figures.confidence_histogram(by_kind(frames, world), page.mode(), 420), alt)
    made = [name for name in TITLES if f"samples:{name}" in frames]
    for column, name in zip(st.columns(2), made, strict=False):
        column.image(as_png(montage(frames[f"samples:{name}"])), TITLES[name], width="stretch")


def live_map(world: benchmarks.Benchmark, frames: dict[str, np.ndarray]):
    """The confidence map of the last frame, ID points and what the generators make."""
    confidence = frames["confidence:grid"] / 255
    axis = maps.pixel_axis(len(confidence), plane.FRAME)
    low = 1 / len(world.classes)
    field = Field(confidence, axis, axis, "max softmax probability", low, 1)
    layers = class_layers(world)
    if "samples:proposed" in frames:
        layers.append(Layer("generated", "generated", frames["samples:proposed"][:200]))
    return maps.field_map(field, layers, page.mode(), height=420)
