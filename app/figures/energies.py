"""Energies: histograms of a score by population, and the energies of the pairs along a line."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.maps import Layer
from app.figures.theme import Mode
from ood_core.scores.logits import logsumexp

BINS = 48


class Scores(NamedTuple):
    """Scores `(N,)` of one population, or of several of one kind."""

    name: str
    kind: str
    values: np.ndarray


def reach(populations: list[Scores]) -> tuple[float, float]:
    """An axis for nearly all scores.

    The lowest and highest 0.5% of a population are left out: a few extremes would squeeze the
    rest. `histogram` counts them in its outermost bins.
    """
    ends = np.array([np.quantile(p.values, (0.005, 0.995)) for p in populations])
    low, high = ends[:, 0].min(), ends[:, 1].max()
    margin = 0.03 * max(high - low, 1e-9)
    return float(low - margin), float(high + margin)


def histogram(
    populations: list[Scores],
    title: str,
    span: tuple[float, float],
    words: Mapping[str, str],
    mode: Mode,
    height: int = 300,
) -> go.Figure:
    """Shares of each population in `BINS` bins of `span`; what lies outside is in the end bins.

    Args:
        title: of the score's axis.
        words: "share", of the other axis, and "hover".
    """
    fig = theme.figure(mode, height)
    edges = np.linspace(*span, BINS + 1)
    for population in populations:
        counts, _ = np.histogram(np.clip(population.values, *span), bins=edges)
        shares = counts / max(1, len(population.values))
        fig.add_trace(_steps(edges, shares, population, words["hover"], mode))
    fig.update_xaxes(title_text=title, range=span)
    fig.update_yaxes(title_text=words["share"], tickformat=".0%", rangemode="tozero")
    return fig


def _steps(
    edges: np.ndarray, shares: np.ndarray, population: Scores, hover: str, mode: Mode
) -> go.Scatter:
    kind = population.kind
    return go.Scatter(
        x=edges,
        y=np.append(shares, shares[-1]),
        name=population.name,
        mode="lines",
        line={
            "shape": "hv",
            "color": theme.colour(kind, mode),
            "dash": theme.DASHES[kind],
            "width": 2,
        },
        fill="tozeroy" if kind == "id" else None,
        hovertemplate=hover + "<extra>%{fullData.name}</extra>",
    )


def pairs_on_a_line(
    x: np.ndarray,
    logits: np.ndarray,
    classes: tuple[str, ...],
    points: list[Layer],
    words: Mapping[str, str],
    mode: Mode,
    highlighted: str | None = None,
) -> go.Figure:
    """`E(x, k) = -z_k` of two classes along a line, the free energy below both, and right pairs.

    Args:
        x, logits: places `(n,)` along x1 and the logits there `(n, 2)`.
        classes: the names of the two.
        points: of each class, points on the line; drawn on their own class's energy.
        words: names of a class's "pair", of its "right" pairs and of the "free" energy, titles of
            the axes "line" and "energy", and "hover".
        highlighted: what is drawn boldly: "pairs", "free", or everything alike (None).
    """
    fig = theme.figure(mode, 420)
    free = -logsumexp(logits)
    looks = {k: 1.0 if highlighted in (k, None) else 0.3 for k in ("pairs", "free")}
    for k, label in enumerate(classes):
        line = {"color": theme.LINE_CYCLE[mode][1], "width": 2, "dash": ("dash", "dot")[k]}
        name = words["pair"].format(name=label)
        look = {"mode": "lines", "opacity": looks["pairs"], "hoverinfo": "name"}
        fig.add_trace(go.Scatter(x=x, y=-logits[:, k], name=name, line=line, **look))
    line = {"color": theme.ACCENT[mode], "width": 4 if highlighted == "free" else 2.5}
    fig.add_trace(
        go.Scatter(
            x=x,
            y=free,
            name=words["free"],
            mode="lines",
            line=line,
            opacity=looks["free"],
            hovertemplate=words["hover"] + "<extra></extra>",
        )
    )
    for k, (label, layer) in enumerate(zip(classes, points, strict=True)):
        at = layer.xy[:, 0]
        size = 9 if highlighted == "pairs" else 7
        marker = theme.marker("id", mode, size, layer.symbol, layer.of_class)
        on = np.interp(at, x, -logits[:, k])
        name = words["right"].format(name=label)
        look = {"mode": "markers", "hoverinfo": "name", "opacity": looks["pairs"]}
        fig.add_trace(go.Scatter(x=at, y=on, name=name, marker=marker, **look))
    fig.update_xaxes(title_text=words["line"], range=[x[0], x[-1]])
    fig.update_yaxes(title_text=words["energy"], zeroline=True, zerolinecolor=theme.LINES[mode])
    return fig
