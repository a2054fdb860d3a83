"""The two hinges of the energy loss over the energies they act on, with margins to move.

The energies are sent once; every movement is answered in the browser.
"""

from typing import Any, NamedTuple

import numpy as np

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode

MOST = 2000  # energies of a group that are sent


class Group(NamedTuple):
    """One population: its energies `(N,)`, its kind, and which hinge acts on it: "in" or "out"."""

    label: str
    kind: str
    hinge: str
    energies: np.ndarray


def thinned(energies: np.ndarray) -> list[float]:
    """Sorted, to a hundredth; of many, evenly spaced ones, so that shares and means stay."""
    ordered = np.sort(energies.astype(np.float64))
    if len(ordered) > MOST:
        ordered = ordered[np.linspace(0, len(ordered) - 1, MOST).round().astype(int)]
    return np.round(ordered, 2).tolist()


def margins(
    groups: list[Group],
    suggested: tuple[float, float],
    weight: float,
    cross_entropy: float,
    words: dict[str, str],
    version: str,
    mode: Mode,
    highlighted: str | None = None,
) -> None:
    """Draw the widget.

    Args:
        suggested: m_in and m_out that the button fills in.
        weight: lambda, of the energy term.
        cross_entropy: of the network before fine-tuning, for comparison.
        words: texts by place, see margins.js.
        version: changes when the energies do; the same version keeps its margins.
        highlighted: the hinge that is drawn boldly, "in" or "out"; both alike if None.
    """
    data: dict[str, Any] = {
        "groups": [g._asdict() | {"energies": thinned(g.energies)} for g in groups],
        "suggested": [round(margin, 2) for margin in suggested],
        "weight": weight,
        "cross_entropy": cross_entropy,
        "words": words,
        "version": version,
        "highlighted": highlighted,
        "colours": {g.kind: theme.colour(g.kind, mode) for g in groups},
        "hinges": {"in": theme.colour("id", mode), "out": theme.colour("outliers", mode)},
        "accent": theme.ACCENT[mode],
    }
    widget("margins")(data=data, key=f"margins:{version}", height="content")
