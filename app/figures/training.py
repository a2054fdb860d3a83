"""Training under way, or over: losses, and confidence on images."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

BINS = 20


def loss_terms(log: list[dict[str, Any]]) -> dict[str, dict[int, float]]:
    """Name of each loss term -> training step -> its value, from the lines of a run's log.

    Terms of the ordinary GAN are left out: it trains beside the method, for comparison.
    """
    terms: dict[str, dict[int, float]] = {}
    for line in log:
        for name, value in line["losses"].items():
            if not name.startswith("ordinary"):
                terms.setdefault(name, {})[line["step"]] = value
    return {name: values for name, values in terms.items() if any(values.values())}


def confidence_shares(confidence: np.ndarray) -> np.ndarray:
    """Share of inputs in each of `BINS` bins of [0, 1]; confidence as bytes, 255 = certain."""
    counts, _ = np.histogram(confidence / 255, bins=BINS, range=(0, 1))
    return counts / max(1, len(confidence))


def confidence_traces(
    by_kind: Mapping[str, np.ndarray], names: Mapping[str, str], near: str, mode: Mode
) -> list[go.Scatter]:
    """One stepped line for each kind of population.

    Args:
        names: of the kinds, for the legend.
        near: what is read where the pointer is, with the places `{share}` and `{confidence}`.
    """
    edges = np.linspace(0, 1, BINS + 1)
    hover = near.format(share="%{y:.0%}", confidence="%{x:.2f}")
    return [
        go.Scatter(
            x=edges,
            y=np.append(shares := confidence_shares(c), shares[-1]),
            name=names[kind],
            mode="lines",
            line={
                "shape": "hv",
                "color": theme.colour(kind, mode),
                "dash": theme.DASHES[kind],
                "width": 2.5,
            },
            fill="tozeroy" if kind == "id" else None,
            hovertemplate=hover + "<extra>%{fullData.name}</extra>",
        )
        for kind, c in by_kind.items()
    ]
