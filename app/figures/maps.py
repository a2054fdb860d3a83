"""Maps of a network's confidence, or of a score, with the data points on them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

COLOURBAR = 116  # pixels below a map for its axis and its colour bar


@dataclass(frozen=True)
class Layer:
    """Points of one population `xy (N, 2)`; `symbol` where its kind's own is not wanted.

    `of_class` is the class's place where they are one class of a plane: it has a colour of its own.
    """

    name: str
    kind: str
    xy: np.ndarray
    symbol: str | None = None
    shown: bool = True
    of_class: int | None = None
    place: int = 0  # among the layers of its kind, see `told_apart`


@dataclass(frozen=True)
class Field:
    """Values on a regular grid: `z (rows, columns)`, row 0 at `y[0]`."""

    z: np.ndarray
    x: np.ndarray
    y: np.ndarray
    title: str
    low: float
    high: float
    is_score: bool = False  # a score is high where an input looks OOD, confidence is low there


def pixel_axis(n: int, frame: float) -> np.ndarray:
    """The centres of `n` pixels that cover [-frame, frame]."""
    edge = frame * (1 - 1 / n)
    return np.linspace(-edge, edge, n)


def heatmap(field: Field, mode: Mode) -> go.Heatmap:
    scale = theme.STRANGENESS if field.is_score else theme.CERTAINTY
    return go.Heatmap(
        z=np.round(field.z, 4),
        x=field.x,
        y=field.y,
        zmin=field.low,
        zmax=field.high,
        colorscale=scale[mode],
        zsmooth="best",
        colorbar=_colorbar(field.title),
        hovertemplate=f"{field.title} %{{z:.3f}}<br>(%{{x:.1f}}, %{{y:.1f}})<extra></extra>",
    )


def _colorbar(title: str) -> dict:
    return {
        "title": {"text": title, "side": "bottom", "font": {"size": theme.SIZES["small"]}},
        "orientation": "h",
        "thickness": 8,
        "outlinewidth": 0,
        "len": 0.6,
        "x": 0.5,
        "nticks": 4,
        "yref": "container",
        "y": 0,
        "yanchor": "bottom",
        "tickfont": {"size": theme.SIZES["small"]},
    }


def told_apart(layers: list[Layer]) -> list[Layer]:
    """The same, each with its place among those of its kind, which has a look of its own."""
    kinds = [
        layer.kind if layer.of_class is None else "" for layer in layers
    ]  # classes have theirs
    return [replace(o, place=i) for o, i in zip(layers, theme.places(kinds), strict=True)]


def points(layer: Layer, mode: Mode) -> dict[str, Any]:
    """Markers, as SVG: a browser without WebGL would show a grey box in place of go.Scattergl.

    Plotly checks each value of a trace when it is made and when it is added: it is made once.
    """
    return {
        "type": "scatter",
        "x": layer.xy[:, 0].astype(np.float32),
        "y": layer.xy[:, 1].astype(np.float32),
        "name": layer.name,
        "mode": "markers",
        "marker": theme.marker(layer.kind, mode, 6, layer.symbol, layer.of_class, layer.place),
        "visible": True if layer.shown else "legendonly",
        "hoverinfo": "name",
    }


def field_map(
    field: Field,
    layers: list[Layer],
    mode: Mode,
    axes: tuple[str, str] = ("x₁", "x₂"),
    height: int = 700,
) -> go.Figure:
    """The field as colour with the layers' points over it; equal aspect, axes cut at the field."""
    fig = theme.figure(mode, height, margin={"l": 8, "r": 8, "t": 40, "b": COLOURBAR})
    fig.add_trace(heatmap(field, mode))
    fig.add_traces([points(layer, mode) for layer in told_apart(layers)])
    square(fig, field.x, field.y, axes)
    return fig


def point_map(layers: list[Layer], frame: float, mode: Mode, height: int = 520) -> go.Figure:
    """The layers' points alone, over [-frame, frame]^2."""
    fig = theme.figure(mode, height)
    fig.add_traces([points(layer, mode) for layer in told_apart(layers)])
    axis = pixel_axis(2, frame)
    square(fig, axis, axis, ("x₁", "x₂"))
    return fig


def square(fig: go.Figure, x: np.ndarray, y: np.ndarray, axes: tuple[str, str]) -> None:
    """Equal aspect, and axes that end where the pixels end."""
    for update, centres, title in zip(
        (fig.update_xaxes, fig.update_yaxes), (x, y), axes, strict=True
    ):
        half = (centres[1] - centres[0]) / 2
        reach = [centres[0] - half, centres[-1] + half]
        update(range=reach, title_text=title, showgrid=False, constrain="domain")
    fig.update_yaxes(scaleanchor="x")
