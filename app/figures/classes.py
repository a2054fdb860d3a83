"""Class by class: accuracies as dots, answers as a heat map."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.comparison import CURVES, numbers_on_colour
from app.figures.theme import Mode

MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "x")
SPREAD = 0.5  # of the way to the next class, over which a class's runs are laid out


def accuracy(
    rates: Mapping[str, np.ndarray], classes: Sequence[str], axes: tuple[str, str], mode: Mode
) -> go.Figure:
    """One dot with its interval for each run and class.

    Args:
        rates: run -> share, low and high of each class `(K, 3)`.
        axes: their titles.
    """
    fig = theme.figure(mode, 440, margin={"t": 56})
    offsets = np.linspace(-SPREAD / 2, SPREAD / 2, len(rates)) if len(rates) > 1 else [0.0]
    for i, (name, found) in enumerate(rates.items()):
        value, low, high = 100 * found.T
        colour = theme.LINE_CYCLE[mode][CURVES[i % len(CURVES)]]
        fig.add_trace(
            go.Scatter(
                x=np.arange(len(classes)) + offsets[i],
                y=value,
                name=name,
                mode="markers",
                marker={"color": colour, "size": 9, "symbol": MARKERS[i % len(MARKERS)]},
                error_y={
                    "array": high - value,
                    "arrayminus": value - low,
                    "thickness": 1.2,
                    "width": 0,
                },
                customdata=np.stack([low, high], axis=1),
                text=list(classes),
                hovertemplate="%{text}: %{y:.1f}% [%{customdata[0]:.1f}, %{customdata[1]:.1f}]",
            )
        )
    fig.update_xaxes(tickvals=list(range(len(classes))), ticktext=list(classes), showgrid=False)
    fig.update_xaxes(title_text=axes[0])
    return fig.update_yaxes(title_text=axes[1])


def shares(
    values: np.ndarray,
    rows: Sequence[str],
    classes: Sequence[str],
    words: Mapping[str, str],
    mode: Mode,
) -> go.Figure:
    """Shares `(rows, K)` that add up to 1 in each row, as numbers on colour.

    Args:
        words: `axis`, above the columns, and `cell`, with the places row, answer and share.
    """
    fig = theme.figure(mode, 110 + 30 * len(rows), margin={"t": 48})
    text = [[f"{100 * v:.0f}" if v >= 0.005 else "" for v in line] for line in values]
    hover = words["cell"].format(row="%{y}", answer="%{x}", share="%{z:.1%}") + "<extra></extra>"
    fig.add_trace(
        numbers_on_colour(values, list(classes), list(rows), text, mode, hovertemplate=hover)
    )
    look = {"showgrid": False, "tickfont_color": theme.TEXT[mode], "type": "category"}
    fig.update_xaxes(side="top", title_text=words["axis"], **look)
    return fig.update_yaxes(autorange="reversed", **look)
