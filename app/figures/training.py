"""Training under way, or over: losses, and confidence on images."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode
from app.lessons import words
from app.written import signed

BINS = 20


def said(figure: go.Figure) -> str:
    """What `losses` shows, in words: where each term begins and ends."""
    terms = [
        words.LOSS_ALT.format(name=t.name, first=signed(t.y[0], 3), last=signed(t.y[-1], 3))
        for t in figure.data
    ]
    return words.LOSSES_ALT.format(terms=", ".join(terms))


def losses(log: list[dict[str, Any]], mode: Mode, height: int = 360) -> go.Figure:
    """Each loss term over the steps; a log scale where the terms span over two decades.

    Terms of the ordinary GAN are left out: it trains beside the method, for comparison.
    """
    names = dict.fromkeys(
        name
        for line in log
        for name, value in line["losses"].items()
        if value and not name.startswith("ordinary")
    )
    fig = theme.figure(mode, height)
    values = []
    for i, name in enumerate(names):
        seen = [(line["step"], line["losses"][name]) for line in log if name in line["losses"]]
        steps, value = zip(*seen, strict=True)
        values += value
        dash = ("solid", "dash", "dot", "dashdot")[i % 4]
        fig.add_trace(
            go.Scatter(
                x=steps,
                y=value,
                name=name.replace("_", " "),
                mode="lines+markers" if len(steps) < 4 else "lines",
                line={"dash": dash, "width": 2, "color": theme.LINE_CYCLE[mode][i % 7]},
            )
        )
    log_scale = bool(values) and min(values) > 0 and max(values) > 100 * min(values)
    steps = log[-1]["steps"] if log else 1
    fig.update_xaxes(title_text="training step", range=[0, steps])
    if log_scale:
        fig.update_yaxes(title_text="loss (log scale)", type="log", exponentformat="power")
    else:
        fig.update_yaxes(title_text="loss")
    return fig


def confidence_shares(confidence: np.ndarray) -> np.ndarray:
    """Share of inputs in each of `BINS` bins of [0, 1]; confidence as bytes, 255 = certain."""
    counts, _ = np.histogram(confidence / 255, bins=BINS, range=(0, 1))
    return counts / max(1, len(confidence))


def confidence_traces(by_kind: dict[str, np.ndarray], mode: Mode) -> list[go.Scatter]:
    """One stepped line for each kind of population."""
    edges = np.linspace(0, 1, BINS + 1)
    return [
        go.Scatter(
            x=edges,
            y=np.append(shares := confidence_shares(c), shares[-1]),
            name=theme.KINDS[kind],
            mode="lines",
            line={
                "shape": "hv",
                "color": theme.colour(kind, mode),
                "dash": theme.DASHES[kind],
                "width": 2.5,
            },
            fill="tozeroy" if kind == "id" else None,
            hovertemplate="%{y:.0%} near confidence %{x:.2f}<extra>%{fullData.name}</extra>",
        )
        for kind, c in by_kind.items()
    ]


def confidence_histogram(
    by_kind: dict[str, np.ndarray], mode: Mode, height: int = 360
) -> go.Figure:
    """How sure the network is, by kind of population; confidence as bytes `(N,)`."""
    fig = theme.figure(mode, height)
    fig.add_traces(confidence_traces(by_kind, mode))
    fig.update_xaxes(title_text="max softmax probability", range=[0, 1])
    fig.update_yaxes(title_text="share of inputs", range=[0, 1.02], tickformat=".0%")
    return fig
