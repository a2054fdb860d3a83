"""Panel: the training again, frame by frame."""

import numpy as np
import streamlit as st

from app import page
from app.figures import replay, training
from app.lessons import lesson
from app.panels.confidence import plane_layers
from ood_core.benchmarks import plane
from ood_core.runs.run import Run


def show(run: Run) -> None:
    picture, text = page.picture_and_words()
    frames, steps = run.frames, run.frames["step"].tolist()
    with picture:
        if run.benchmark.is_image:
            figure = replay.image_replay(by_kind(frames, run.benchmark), steps, page.mode())
        else:
            layers = plane_layers(run)[: len(run.benchmark.classes)]
            k = len(run.benchmark.classes)
            grid = frames["confidence:grid"]
            figure = replay.plane_replay(grid, steps, layers, plane.FRAME, k, page.mode())
        alt = f"Confidence of {run.method.title} over {steps[-1]} training steps, with a slider."
        page.chart(figure, alt, f"replay:{run.path}")
        st.subheader("Losses")
        alt = "Each loss term over the training steps."
        page.chart(training.losses(run.log, page.mode()), alt, f"losses:{run.path}")
    with text:
        st.markdown(lesson("replay"))


def by_kind(frames: dict[str, np.ndarray], world) -> dict[str, np.ndarray]:
    """Watched confidences `(F, n)` or `(n,)` as bytes, pooled into id, near and far."""
    pooled: dict[str, list[np.ndarray]] = {}
    for name, values in frames.items():
        group, _, population = name.partition(":")
        known = population == "id_test" or population.removeprefix("ood/") in world.ood_tests
        if group == "confidence" and known:
            pooled.setdefault(world.kind(population), []).append(values)
    return {kind: np.concatenate(values, axis=-1) for kind, values in pooled.items()}
