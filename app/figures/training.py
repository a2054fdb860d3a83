"""Training under way, or over: losses, and confidence on images."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode
from app.text import names
from app.text.format import signed

BINS = 20


def said(log: list[dict[str, Any]]) -> str:
    """The losses in words: where each term begins and ends."""
    terms = [
        names.LOSS_ALT.format(name=name, first=signed(values[0], 3), last=signed(values[-1], 3))
        for name, found in loss_terms(log).items()
        if (values := list(found.values()))
    ]
    return names.LOSSES_ALT.format(terms=", ".join(terms)) if terms else ""


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
