"""Runs and scores against each other: metrics as a heat map, ROC and PR curves, classes."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.figures import theme
from app.figures.theme import Mode
from ood_core.evaluation import metrics

ROW, LINE = 30, 15  # pixels: a row at least, a line of its name
NAME_WIDTH = 26  # letters of a row's name in one line
ENDS = {  # of the colours, in percent: as good as guessing, and perfect
    "fpr95": (100, 0),
    "auroc": (50, 100),
    "aupr_out": (0, 100),
    "aupr_in": (0, 100),
}
GRID = 500  # places per axis that a curve is drawn with
CURVES = (0, 4, 3, 5, 6, 1, 2)  # the order in LINE_CYCLE that keeps neighbours apart
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


class Block(NamedTuple):
    """The columns of one group of OOD tests: a metric's values `(rows, columns)` in percent.

    `low` and `high` are the ends of the intervals, NaN where there are none.
    """

    kind: str
    columns: list[str]
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray


def heat(
    rows: list[str], blocks: list[Block], metric: str, words: Mapping[str, str], mode: Mode
) -> go.Figure:
    """One row for each run and score; the best number is the greyest. Bold: the best, or not told
    from it.

    Args:
        metric: its name in ood_core.evaluation.metrics.METRICS.
        words: the kinds of OOD, and `untested` for a cell without a number.
    """
    rows = ["<br>".join(textwrap.wrap(name, NAME_WIDTH)) for name in rows]
    lines = max(1 + name.count("<br>") for name in rows)  # rows are equally high
    height = 110 + len(rows) * max(ROW, LINE * lines)
    fig = make_subplots(
        1,
        len(blocks),
        shared_yaxes=True,
        column_widths=[len(block.columns) for block in blocks],
        horizontal_spacing=0.03,
        figure=theme.figure(mode, height, margin={"t": 84}),
    )
    for i, block in enumerate(blocks, 1):
        fig.add_trace(_cells(rows, block, metric, words["untested"], mode), 1, i)
        fig.add_annotation(
            text=f"<b>{words[block.kind]}</b>",
            font={"color": theme.colour("near" if block.kind == "near" else "far", mode)},
            x=0,
            xref=f"x{i if i > 1 else ''} domain",
            y=1,
            yref="paper",
            yshift=62,
            xanchor="left",
            showarrow=False,
        )
    look = {"showgrid": False, "tickfont_color": theme.TEXT[mode]}
    fig.update_xaxes(side="top", tickangle=-35, **look)
    fig.update_yaxes(autorange="reversed", **look)
    return fig


def _cells(rows: list[str], block: Block, metric: str, untested: str, mode: Mode) -> go.Heatmap:
    bad, good = ENDS[metric]
    z = np.clip((block.values - bad) / (good - bad), 0, 1)
    told = best(block, metric)
    text = [
        [_written(value, is_best) for value, is_best in zip(line, bold, strict=True)]
        for line, bold in zip(block.values, told, strict=True)
    ]
    return numbers_on_colour(
        z,
        block.columns,
        rows,
        text,
        mode,
        customdata=_intervals(block, untested),
        hovertemplate="%{y}<br>%{x}: %{customdata}<extra></extra>",
    )


def numbers_on_colour(
    z: np.ndarray,
    columns: Sequence[str],
    rows: Sequence[str],
    text: Sequence[Sequence[str]],
    mode: Mode,
    **more: Any,
) -> go.Heatmap:
    """Cells `(rows, columns)` with a text each, coloured by `z` from 0 to 1."""
    return go.Heatmap(
        z=z,
        x=columns,
        y=rows,
        zmin=0,
        zmax=1,
        colorscale=theme.QUALITY[mode],
        showscale=False,
        xgap=2,
        ygap=2,
        text=text,
        texttemplate="%{text}",
        textfont={"size": theme.SIZES["small"], "color": theme.TEXT[mode]},
        **more,
    )


def _written(value: float, is_best: bool) -> str:
    """One cell; empty where a run has not seen the test."""
    if not np.isfinite(value):
        return ""
    return f"<b>{value:.1f}</b>" if is_best else f"{value:.1f}"


def best(block: Block, metric: str) -> np.ndarray:
    """`(rows, columns)`: the best of each column, and what its interval does not tell from it."""
    bad, good = ENDS[metric]
    sign = 1 if good > bad else -1
    values, reach = sign * block.values, sign * (block.high if sign > 0 else block.low)
    top = np.nanmax(values, axis=0)
    return (values == top) | (reach >= top)  # NaN compares as False


def _intervals(block: Block, untested: str) -> list[list[str]]:
    return [
        [
            f"{v:.1f}%" + (f" [{a:.1f}, {b:.1f}]" if np.isfinite(a) else "")
            if np.isfinite(v)
            else untested
            for v, a, b in zip(*lines, strict=True)
        ]
        for lines in zip(block.values, block.low, block.high, strict=True)
    ]


class Sides(NamedTuple):
    """A curve's name and the scores of ID `(N,)` and OOD `(M,)`, higher = more OOD."""

    name: str
    id_scores: np.ndarray
    ood_scores: np.ndarray


def curves(lines: list[Sides], words: Mapping[str, str], mode: Mode) -> go.Figure:
    """ROC and PR curves side by side, OOD positive; a ring where 95% of OOD is caught.

    Args:
        words: of the axes: `fpr`, `tpr`, `recall` and `precision`; for pointing at a curve: `roc`
            with the places fpr and tpr, `pr` with recall and precision; `ring` with the place at,
            for one of these two.
    """
    rows = len(lines)
    empty = theme.figure(mode, 470 + 20 * rows, margin={"t": 24 + 22 * rows})
    fig = make_subplots(1, 2, horizontal_spacing=0.12, figure=empty)
    fig.update_layout(legend={"orientation": "v", "entrywidth": 0})
    guess = {"mode": "lines", "showlegend": False, "hoverinfo": "skip"}
    grey = {"color": theme.MUTED[mode], "dash": "dot", "width": 1}
    fig.add_trace(go.Scatter(x=[0, 100], y=[0, 100], line=grey, **guess), 1, 1)
    bases = {len(line.ood_scores) / (len(line.ood_scores) + len(line.id_scores)) for line in lines}
    for base in bases:
        fig.add_trace(go.Scatter(x=[0, 100], y=[100 * base] * 2, line=grey, **guess), 1, 2)
    for i, line in enumerate(lines):
        _add_curve(fig, line, i, words, mode)
    axis = {"range": [-2, 102], "constrain": "domain", "tickvals": [0, 25, 50, 75, 100]}
    for column, (x, y) in enumerate((("fpr", "tpr"), ("recall", "precision")), 1):
        fig.update_xaxes(title_text=words[x], col=column, **axis)
        fig.update_yaxes(title_text=words[y], col=column, **axis)
        fig.update_yaxes(scaleanchor=f"x{column if column > 1 else ''}", col=column)
    return fig


def _add_curve(fig: go.Figure, line: Sides, i: int, words: Mapping[str, str], mode: Mode) -> None:
    _, tp, fp = metrics.curve(line.ood_scores, line.id_scores)
    tpr, fpr, precision = tp / tp[-1], fp / fp[-1], tp / (tp + fp)
    at = int(np.argmax(tp >= 0.95 * tp[-1]))
    colour = theme.LINE_CYCLE[mode][CURVES[i % len(CURVES)]]
    look = {"color": colour, "dash": DASHES[i % len(DASHES)], "width": 2}
    numbers = metrics.evaluate(line.id_scores, line.ood_scores)
    shown = f"{line.name}: FPR95 {numbers['fpr95']:.1%}, AUROC {numbers['auroc']:.1%}"
    on_x, on_y = "%{x:.1f}%", "%{y:.1f}%"
    panels = (
        (np.r_[0, fpr], np.r_[0, tpr], words["roc"].format(fpr=on_x, tpr=on_y), at + 1),
        (tpr, precision, words["pr"].format(recall=on_x, precision=on_y), at),
    )
    for column, (x, y, hover, place) in enumerate(panels, 1):
        kept = thinned(x, y)
        curve = go.Scatter(
            x=100 * x[kept],
            y=100 * y[kept],
            mode="lines",
            line=look,
            name=f"{shown}, AUPR {numbers['aupr_out']:.1%}",
            legendgroup=str(i),
            showlegend=column == 1,
            hovertemplate=hover + f"<extra>{line.name}</extra>",
        )
        ring = go.Scatter(
            x=100 * x[[place]],
            y=100 * y[[place]],
            mode="markers",
            marker={
                "symbol": "circle-open",
                "size": 12,
                "line": {"width": 2.5},
                "color": look["color"],
            },
            legendgroup=str(i),
            showlegend=False,
            hovertemplate=words["ring"].format(at=hover) + f"<extra>{line.name}</extra>",
        )
        fig.add_traces([curve, ring], rows=1, cols=column)


def thinned(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices of a curve's points that a picture can tell apart, the first and the last included.

    Fractions in [0, 1]; of neighbours within one place of a grid, the first stays.
    """
    places = np.stack([np.round(GRID * x), np.round(GRID * y)])
    moves = np.r_[True, (np.diff(places, axis=1) != 0).any(axis=0)]
    moves[-1] = True
    return np.flatnonzero(moves)
