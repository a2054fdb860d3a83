"""The whole training again: how confidence moved, frame by frame."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures import maps, training
from app.figures.film import add_film
from app.figures.maps import Field, Layer
from app.figures.theme import Mode


def plane_replay(
    confidence: np.ndarray, steps: list[int], layers: list[Layer], frame: float, k: int, mode: Mode
) -> go.Figure:
    """`confidence (F, n, n)` as bytes over [-frame, frame]^2; k classes, so chance is 1/k."""
    axis = maps.pixel_axis(confidence.shape[1], frame)
    field = Field(confidence[-1] / 255, axis, axis, "max softmax probability", 1 / k, 1)
    fig = maps.field_map(field, layers, mode, height=800)
    frames = [[_pixels(c)] for c in confidence]
    fig.update_layout(margin={"b": maps.COLOURBAR + 80})
    return add_film(fig, frames, [0], steps, mode)


def _pixels(confidence: np.ndarray) -> go.Heatmap:
    return go.Heatmap(z=np.round(confidence / 255, 3).tolist())


def image_replay(
    by_kind: dict[str, np.ndarray], steps: list[int], mode: Mode, **options: Any
) -> go.Figure:
    """`by_kind[kind] (F, n)` as bytes: the confidence histogram over time."""
    fig = training.confidence_histogram({k: c[-1] for k, c in by_kind.items()}, mode, 520)
    frames = [
        [
            go.Scatter(x=t.x.tolist(), y=t.y.tolist())
            for t in training.confidence_traces({k: c[i] for k, c in by_kind.items()}, mode)
        ]
        for i in range(len(steps))
    ]
    return add_film(fig, frames, list(range(len(by_kind))), steps, mode)
