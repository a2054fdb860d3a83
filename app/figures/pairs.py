"""Two runs on the same inputs: which of them catches what."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

BOTH, FIRST, SECOND, NEITHER = range(4)
DRAWN = 1000  # points: more would be drawn slowly, and lie on top of each other
SYMBOLS = ("circle", "triangle-right", "triangle-up", "x")
CYCLE = (1, 0, 4, 5)  # of LINE_CYCLE: ink, brown, teal, red


def groups(first: np.ndarray, second: np.ndarray, share: float) -> np.ndarray:
    """BOTH, FIRST, SECOND or NEITHER for each input `(N,)`, from its p-values under two runs."""
    return np.where(first <= share, 0, 2) + np.where(second <= share, 0, 1)


def _marks(found: np.ndarray, names: Sequence[str], mode: Mode):
    """Each group that has inputs: the rows to draw, its name with the number of all, its look."""
    for group, name in enumerate(names):
        rows = np.flatnonzero(found == group)
        look = {
            "symbol": SYMBOLS[group],
            "size": 8,
            "opacity": 0.55 if group == BOTH else 0.85,
            "color": theme.LINE_CYCLE[mode][CYCLE[group]],
        }
        if len(rows):
            yield rows[:: every(len(found))], f"{name}: {len(rows)}", look


def every(n: int) -> int:
    """Of `n` inputs every so many-th of a group is drawn, so that there are about DRAWN."""
    return -(-n // DRAWN)


def agreement(
    first: np.ndarray,
    second: np.ndarray,
    share: float,
    axes: tuple[str, str],
    names: Sequence[str],
    point: str,
    mode: Mode,
) -> go.Figure:
    """Each OOD input by its p-value under both runs; right and up is more OOD.

    Args:
        first, second: p-values `(N,)` in (0, 1].
        share: of ID inputs that may be flagged; an input at or below it is caught.
        axes: their titles, with the names of the runs.
        names: of the four groups.
        point: for pointing at one, with the places row, first and second.
    """
    fig = theme.figure(mode, 560, margin={"t": 64})
    hover = point.format(row="%{customdata}", first="%{x:.2%}", second="%{y:.2%}")
    for rows, name, look in _marks(groups(first, second, share), names, mode):
        fig.add_trace(
            go.Scatter(
                x=first[rows],
                y=second[rows],
                customdata=rows,
                mode="markers",
                name=name,
                marker=look,
                hovertemplate=f"{hover}<extra></extra>",
            )
        )
    lowest = np.log10(min(first.min(), second.min())) - 0.15
    ticks = {"tickvals": [1, 0.1, 0.01, 0.001, 0.0001], "tickformat": "~%"}
    for update, add, title in (
        (fig.update_xaxes, fig.add_vline, axes[0]),
        (fig.update_yaxes, fig.add_hline, axes[1]),
    ):
        update(type="log", range=[0.08, lowest], title_text=title, **ticks)
        add(share, line={"color": theme.MUTED[mode], "dash": "dash", "width": 1.5})
    return fig


def on_the_plane(xy: np.ndarray, found: np.ndarray, names: Sequence[str], mode: Mode) -> go.Figure:
    """The same groups where the inputs `xy (N, 2)` lie; equal aspect."""
    fig = theme.figure(mode, 560, margin={"t": 64})
    for rows, name, look in _marks(found, names, mode):
        x, y = xy[rows].astype(np.float64).T
        fig.add_trace(go.Scatter(x=x, y=y, mode="markers", name=name, marker=look))
    fig.update_xaxes(title_text="x₁")
    fig.update_yaxes(title_text="x₂", scaleanchor="x")
    return fig
