"""Feature spaces in two dimensions, and what is inside the selected input."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.maps import Layer, points
from app.figures.theme import Mode


def feature_map(
    layers: list[Layer],
    mode: Mode,
    axes: tuple[str, str],
    selected: str,
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """Points by population.

    Args:
        axes: their titles.
        selected: what the ringed point is called.
        chosen: (layer, row) of it.
    """
    lines = [{"title": {"text": title}, "zeroline": False} for title in axes]
    fig = theme.figure(
        mode,
        520,
        dragmode="pan",
        margin={"t": 96},
        xaxis=lines[0],
        yaxis=lines[1] | {"scaleanchor": "x"},
    )
    traces = [
        points(layer, mode, size=8)
        | {"unselected": {"marker": {"opacity": 1}}, "legendrank": 1000 - i}  # the legend: ID first
        for i, layer in enumerate(layers)
    ]
    if chosen:
        at = layers[chosen[0]].xy[chosen[1]]
        ring = {
            "size": 20,
            "symbol": "circle-open",
            "color": theme.TEXT[mode],
            "line": {"width": 3},
        }
        shown = {"mode": "markers", "name": selected, "hoverinfo": "name"}
        traces.append({"type": "scatter", "x": at[:1], "y": at[1:], "marker": ring} | shown)
    return fig.add_traces(traces)


def logit_bars(
    logits: np.ndarray, classes: tuple[str, ...], words: Mapping[str, str], mode: Mode
) -> go.Figure:
    """The logits `(K,)` of one input; the largest one, the answer, in the accent.

    Args:
        words: of the axes, `class` and `logit`; `bar` with the places answer and logit.
    """
    fig = theme.figure(mode, 230, margin={"t": 8})
    best = int(logits.argmax())
    colours = [theme.ACCENT[mode] if k == best else theme.MUTED[mode] for k in range(len(logits))]
    fig.add_trace(
        go.Bar(
            x=list(classes),
            y=logits.astype(np.float64),
            marker={"color": colours},
            hovertemplate=words["bar"].format(answer="%{x}", logit="%{y:.2f}") + "<extra></extra>",
        )
    )
    fig.update_xaxes(title_text=words["class"], type="category", showgrid=False)
    fig.update_yaxes(title_text=words["logit"], zeroline=True, zerolinecolor=theme.MUTED[mode])
    return fig
