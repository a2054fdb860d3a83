"""Panel: the training again, frame by frame."""

import numpy as np
import streamlit as st

from app import page
from app.components.film import Panel, film, histogram_panel, map_panel
from app.figures import theme, training
from app.lessons import lesson, words
from app.panels.confidence import class_layers, share_sure
from app.written import percent
from ood_core.benchmarks import plane
from ood_core.runs.run import Run


def show(run: Run) -> None:
    picture, text = page.picture_and_words()
    frames, steps = run.frames, run.frames["step"].tolist()
    with picture:
        alt = _alt(run, frames, steps[-1])
        film([_picture(run, frames)], steps, alt, f"replay:{run.path}", page.mode())
        st.header("Losses")
        figure = training.losses(run.log, page.mode())
        page.chart(figure, training.said(figure), f"losses:{run.path}")
    with text:
        st.markdown(lesson("replay").format(method=words.REPLAY[run.method.name]))


def _alt(run: Run, frames: dict[str, np.ndarray], last: int) -> str:
    """How sure the network is when the film ends."""
    if run.benchmark.is_image:
        sure = {kind: values[-1].mean() for kind, values in by_kind(frames, run.benchmark).items()}
        means = ", ".join(f"{theme.KINDS[kind]} {mean / 255:.2f}" for kind, mean in sure.items())
        end = words.REPLAY_IMAGES.format(means=means)
    else:
        share = share_sure(frames["confidence:grid"][-1] / 255)
        end = words.REPLAY_PLANE.format(share=percent(share, 0))
    return words.REPLAY_ALT.format(method=run.method.title, last=last, end=end)


def _picture(run: Run, frames: dict[str, np.ndarray]) -> Panel:
    """The confidence map of a plane, or the histogram of confidence on images."""
    world, mode = run.benchmark, page.mode()
    if world.is_image:
        return histogram_panel("", by_kind(frames, world), mode)
    k, grid = len(world.classes), frames["confidence:grid"]
    return map_panel("", class_layers(world), plane.FRAME, mode, grid, 1 / k)


def by_kind(frames: dict[str, np.ndarray], world) -> dict[str, np.ndarray]:
    """Watched confidences `(F, n)` or `(n,)` as bytes, pooled into id, near and far."""
    pooled: dict[str, list[np.ndarray]] = {}
    for name, values in frames.items():
        group, _, population = name.partition(":")
        known = population == "id_test" or population.removeprefix("ood/") in world.ood_tests
        if group == "confidence" and known:
            pooled.setdefault(world.kind(population), []).append(values)
    return {kind: np.concatenate(values, axis=-1) for kind, values in pooled.items()}
