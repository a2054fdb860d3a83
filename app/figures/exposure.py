"""Pictures of Outlier Exposure: before and after, what transfers, what it costs."""

import textwrap
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.figures import theme
from app.figures.standing import NAME_WIDTH
from app.figures.theme import Mode
from app.figures.training import confidence_traces
from app.text.format import points

BETTER = {"light": "#1d7c8c", "dark": "#1f7483"}
WORSE = {"light": "#c9683a", "dark": "#a8502a"}
MOST = 60  # points of FPR95 at which the colour is full
HIDDEN = "?"
NOTE = 10  # pixels, of what stands below a number
QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def before_after(
    stages: dict[str, dict[str, np.ndarray]],
    limits: list[float],
    names: Mapping[str, str],
    words: Mapping[str, str],
    mode: Mode,
) -> go.Figure:
    """Confidence of ID and of one OOD test, one stage of training above the other.

    Args:
        stages: title -> population kind -> max softmax probabilities `(N,)`.
        limits: of each stage, the confidence below or at which 95% of the OOD test lie.
        names: of the population kinds, for the legend.
        words: `share` and `confidence`, of the axes; `near`, see `confidence_traces`.
    """
    fig = make_subplots(
        len(stages),
        1,
        shared_xaxes=True,
        vertical_spacing=0.16,
        subplot_titles=list(stages),
        figure=theme.figure(mode, 470, margin={"t": 70, "r": 24}),
    )
    for row, (by_kind, limit) in enumerate(zip(stages.values(), limits, strict=True), 1):
        as_bytes = {kind: 255 * confidence for kind, confidence in by_kind.items()}
        for trace in confidence_traces(as_bytes, names, words["near"], mode):
            fig.add_trace(trace.update(showlegend=row == 1), row, 1)
        line = {"color": theme.TEXT[mode], "dash": "dash", "width": 1.5}
        fig.add_vline(limit, line=line, row=row, col=1)
    for title in fig.layout.annotations:
        title.update(x=0, xanchor="left", font={"size": theme.SIZES["body"]})
    fig.update_yaxes(title_text=words["share"], range=[0, 1.03], tickformat=".0%", nticks=3)
    fig.update_xaxes(range=[0, 1.005], tickvals=QUARTERS, tickformat=".0%")
    fig.update_xaxes(title_text=words["confidence"], row=len(stages), col=1)
    return fig.update_layout(legend={"y": 1.13})


def change_table(
    change: np.ndarray,
    rows: list[str],
    columns: list[str],
    notes: list[list[str]],
    hover: str,
    mode: Mode,
) -> go.Figure:
    """Change of FPR95 by outlier set and OOD test, in points, as numbers on colour.

    Args:
        change: `(rows, columns)`; NaN where nobody has bet yet.
        notes: of each cell, words below its number, or "".
        hover: what is read where the pointer is, with the places `{outliers}`, `{test}` and
            `{change}`.
    """
    hover = hover.format(outliers="%{y}", test="%{x}", change="%{z:+.1f}")
    rows = [textwrap.fill(name, NAME_WIDTH).replace("\n", "<br>") for name in rows]
    fig = theme.figure(mode, 96 + 60 * len(rows), margin={"t": 8, "b": 8})
    scale = [[0, BETTER[mode]], [0.5, theme.PAPER[mode]], [1, WORSE[mode]]]
    fig.add_trace(
        go.Heatmap(
            z=change,
            x=columns,
            y=rows,
            zmin=-MOST,
            zmax=MOST,
            colorscale=scale,
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate=f"{hover}<extra></extra>",
        )
    )
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            fig.add_annotation(
                x=column,
                y=row,
                text=cell(change[i, j], notes[i][j]),
                showarrow=False,
                font={"color": _ink(change[i, j], mode), "size": theme.SIZES["small"]},
            )
    fig.update_xaxes(side="top", showgrid=False, tickfont_color=theme.TEXT[mode])
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.TEXT[mode])
    return fig


def cell(change: float, note: str = "") -> str:
    """The words in a cell: signed points, and a note in small print."""
    if np.isnan(change):
        return HIDDEN
    return (
        f"<b>{points(change)}</b><br><span style='font-size:{NOTE}px'>{note}</span>"
        if note
        else points(change)
    )


def _ink(change: float, mode: Mode) -> str:
    """Text that can be read on its cell."""
    if np.isnan(change):
        return theme.MUTED[mode]
    return theme.PAPER["light"] if abs(change) > 0.6 * MOST else theme.TEXT[mode]


def precision_recall(
    curves: dict[str, tuple[np.ndarray, np.ndarray]],
    bases: list[float],
    words: Mapping[str, str],
    mode: Mode,
) -> go.Figure:
    """Precision over recall, one line for each name; dotted, what guessing gets.

    Args:
        curves: name -> recall `(U,)` and precision `(U,)`, fractions.
        bases: of each curve, the positives' share of all inputs.
        words: `recall` and `precision`, of the axes; `hover`, what is read where the pointer is,
            with the places `{recall}` and `{precision}`.
    """
    hover = words["hover"].format(recall="%{x:.0%}", precision="%{y:.0%}")
    fig = theme.figure(mode, 380, margin={"r": 24})
    looks = ((theme.MUTED[mode], "dash"), (theme.ACCENT[mode], "solid"))
    for (name, (recall, precision)), (colour, dash) in zip(curves.items(), looks, strict=True):
        fig.add_trace(
            go.Scatter(
                x=recall,
                y=precision,
                name=name,
                line={"color": colour, "dash": dash, "width": 2.5, "shape": "vh"},
                hovertemplate=f"{hover}<extra>%{{fullData.name}}</extra>",
            )
        )
    for base, (colour, _) in zip(bases, looks, strict=True):
        fig.add_hline(base, line={"color": colour, "dash": "dot", "width": 1.5})
    recall = {"title_text": words["recall"], "range": [0, 1], "tickvals": QUARTERS}
    fig.update_xaxes(tickformat=".0%", **recall)
    fig.update_yaxes(title_text=words["precision"], range=[0, 1.02], tickformat=".0%")
    return fig
