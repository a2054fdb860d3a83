"""Pictures of the CSI lesson: how OOD-like a shift is, a score as a waterfall, shifts by class."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

TURN_SYMBOLS = ("circle", "square", "diamond", "triangle-up")  # of 0, 90, 180, 270 degrees


def pair_colours(mode: Mode) -> tuple[str, str]:
    """Of a positive and of a negative pair."""
    return theme.LINE_CYCLE[mode][4], theme.LINE_CYCLE[mode][5]


@dataclass(frozen=True)
class Measure:
    """One way to score the shifts: AUROCs `(n,)`, `intervals (n, 2)` or None."""

    name: str
    auroc: np.ndarray
    intervals: np.ndarray | None = None


def oodness(
    names: list[str], pictures: list[str], measures: list[Measure], title: str, mode: Mode
) -> go.Figure:
    """A row for each shift, the one that the first measure calls most OOD-like on top.

    Args:
        pictures: one image for each shift, as data URIs; drawn beside its row.
        title: of the axis.
    """
    order = np.argsort(measures[0].auroc)
    rows = [names[i] for i in order]
    fig = theme.figure(mode, 96 + 50 * len(rows), margin={"t": 44, "b": 52})
    looks = zip(measures, _looks(mode), strict=False)
    fig.add_traces([_dots(measure, order, rows, look) for measure, look in looks])
    for i, row in enumerate(order):
        box = {"xref": "paper", "yref": "y", "x": 1, "y": i, "sizex": 0.13, "sizey": 0.86}
        place = {"xanchor": "right", "yanchor": "middle", "sizing": "contain"}
        fig.add_layout_image(source=pictures[row], **box, **place)
    fig.add_vline(0.5, line={"color": theme.MUTED[mode], "dash": "dash", "width": 1.5})
    fig.update_xaxes(title_text=title, range=[-0.02, 1.02], domain=[0, 0.86], dtick=0.25)
    fig.update_yaxes(tickfont_color=theme.TEXT[mode], range=[-0.6, len(rows) - 0.4])
    return fig


def _looks(mode: Mode) -> list[dict]:
    cycle = theme.LINE_CYCLE[mode]
    return [
        {"color": cycle[0], "symbol": "circle", "size": 13},
        {"color": cycle[4], "symbol": "triangle-right-open", "size": 11, "line": {"width": 2}},
        {"color": cycle[5], "symbol": "triangle-left-open", "size": 11, "line": {"width": 2}},
    ]


def _dots(measure: Measure, order: np.ndarray, rows: list[str], look: dict) -> go.Scatter:
    auroc = measure.auroc[order]
    trace = go.Scatter(
        x=auroc,
        y=rows,
        name=measure.name,
        mode="markers",
        marker=look,
        hovertemplate="%{y}: AUROC %{x:.3f}<extra>" + measure.name + "</extra>",
    )
    if measure.intervals is not None:
        low, high = measure.intervals[order].T
        bars = {"type": "data", "symmetric": False, "array": high - auroc, "thickness": 2}
        trace.error_x = {**bars, "arrayminus": auroc - low, "width": 5}
    return trace


@dataclass(frozen=True)
class Usual:
    """What ID test inputs score: the median of each addend `(2S,)`, and the sum's 5% point."""

    addends: np.ndarray
    median: float
    low: float  # 95% of them lie above


def waterfall(
    names: list[str],
    addends: np.ndarray,
    usual: Usual,
    words: Mapping[str, str],
    mode: Mode,
    highlighted: str | None = None,
) -> go.Figure:
    """The addends `(2S,)` of one input's score, each starting where the last one ended.

    con comes first, then cls; `names` are theirs. The last bar is the sum. Each tick stands where
    its bar would end if it were as long as for the median ID input.

    Args:
        words: "sum" names the last bar; "low" and "median" name two lines for ID inputs; "axis";
            "hover_sum" and "hover_median" belong to that bar and to the ticks.
        highlighted: the addends that stand out, "con" or "cls"; all alike if None.
    """
    colours = (theme.LINE_CYCLE[mode][0], theme.LINE_CYCLE[mode][4])
    half, ends = len(addends) // 2, np.cumsum(addends)
    starts = ends - addends
    fig = theme.figure(mode, 100 + 34 * (len(names) + 1), margin={"t": 44, "b": 48})
    parts = {"con": slice(0, half), "cls": slice(half, None)}
    for colour, (part, rows) in zip(colours, parts.items(), strict=True):
        fig.add_trace(
            go.Bar(
                y=names[rows],
                x=addends[rows],
                base=starts[rows],
                orientation="h",
                opacity=1 if highlighted in (part, None) else 0.3,
                marker={"color": colour, "pattern": {"shape": _hatched(addends[rows])}},
                hovertemplate="%{y}: %{x:.3f}<extra></extra>",
            )
        )
    fig.add_trace(
        go.Bar(
            y=[words["sum"]],
            x=ends[-1:],
            orientation="h",
            marker={"color": theme.MUTED[mode]},
            hovertemplate=words["hover_sum"] + "<extra></extra>",
        )
    )
    tick = {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": theme.TEXT[mode]}}
    fig.add_trace(
        go.Scatter(
            x=starts + usual.addends,
            y=names,
            mode="markers",
            marker=tick,
            customdata=usual.addends,
            hovertemplate=words["hover_median"] + "<extra></extra>",
        )
    )
    _scale(fig, usual, words, mode)
    lowest, highest = min(0, ends.min()), max(usual.median, (starts + usual.addends).max())
    reach = [lowest - 0.08, max(highest, ends.max()) + 0.3]
    fig.update_xaxes(title_text=words["axis"], range=reach)
    fig.update_xaxes(zeroline=True, zerolinecolor=theme.MUTED[mode])
    categories = {"categoryorder": "array", "categoryarray": [*names, words["sum"]]}
    fig.update_yaxes(autorange="reversed", tickfont_color=theme.TEXT[mode], showgrid=False)
    fig.update_yaxes(**categories)
    return fig.update_layout(bargap=0.3, barmode="overlay", showlegend=False)


def _hatched(values: np.ndarray) -> list[str]:
    """A second cue for bars that run backwards."""
    return ["/" if value < 0 else "" for value in values]


def _scale(fig: go.Figure, usual: Usual, words: Mapping[str, str], mode: Mode) -> None:
    """Where ID test inputs end: their median, and the value that 95% of them exceed."""
    for x, dash, text, anchor in (
        (usual.low, "dash", words["low"], "right"),
        (usual.median, "solid", words["median"], "left"),
    ):
        colour = theme.colour("id", mode)
        fig.add_vline(x, line={"color": colour, "dash": dash, "width": 2})
        fig.add_annotation(
            x=x,
            y=1,
            yref="paper",
            text=text,
            showarrow=False,
            xanchor=anchor,
            xshift=4 if anchor == "left" else -4,
            yanchor="bottom",
            align=anchor,
            font={"color": colour, "size": theme.SIZES["small"]},
        )


@dataclass(frozen=True)
class Recognition:
    """How surely shifts are recognised: by class `logits (C, S)`, `auroc (C,)` of cls alone."""

    classes: tuple[str, ...]
    logits: np.ndarray
    auroc: np.ndarray
    shifts: tuple[str, ...]
    ood: str  # name of the OOD test of the AUROC
    ood_logit: float  # its mean shift logit


def recognition(found: Recognition, words: Mapping[str, str], mode: Mode) -> go.Figure:
    """Left: mean logit of the shift that was applied. Right: AUROC of cls against one OOD test.

    A row for each class, the least surely recognised on top.

    Args:
        words: titles of the axes, "logit", "auroc" (with a place for {ood}) and "digit"; "mean",
            of the shifts; "hover" and "hover_auroc".
    """
    means = found.logits.mean(axis=1)
    order = np.argsort(-means)
    rows = [found.classes[i] for i in order]
    fig = theme.figure(mode, 130 + 34 * len(rows), margin={"t": 64, "b": 56})
    accent, muted = theme.LINE_CYCLE[mode][0], theme.MUTED[mode]
    for k, shift in enumerate(found.shifts):
        mark = {"symbol": f"{TURN_SYMBOLS[k]}-open", "size": 9, "color": muted}
        fig.add_trace(_row_marks(found.logits[order, k], rows, shift, mark, words["hover"]))
    mark = {"symbol": "line-ns", "size": 18, "line": {"width": 4, "color": accent}}
    fig.add_trace(_row_marks(means[order], rows, words["mean"], mark, words["hover"]))
    mark = {"symbol": "circle", "size": 11, "color": accent}
    right = _row_marks(found.auroc[order], rows, "AUROC", mark, words["hover_auroc"])
    labels = {"mode": "markers+text", "text": rows, "textposition": "middle left"}
    fig.add_trace(right.update(xaxis="x2", showlegend=False, **labels))
    near = theme.colour("near", mode)
    line = {"color": near, "dash": theme.DASHES["near"], "width": 2}
    ends = {"x0": found.ood_logit, "x1": found.ood_logit, "y0": 0, "y1": 1}
    fig.add_shape(type="line", yref="paper", line=line, **ends)
    fig.add_annotation(
        x=found.ood_logit,
        y=0.98,
        yref="paper",
        yanchor="top",
        xanchor="left",
        text=f" {found.ood}",
        showarrow=False,
        font={"color": near, "size": theme.SIZES["small"]},
    )
    fig.update_layout(xaxis2={"anchor": "y", "domain": [0.7, 1]})
    ends = [min(0.0, found.ood_logit, found.logits.min()), found.logits.max()]
    room = 0.06 * (ends[1] - ends[0])  # so that nothing stands on the names of the rows
    fig.update_xaxes(title_text=words["logit"], range=[ends[0] - room, ends[1] + room])
    fig.layout.xaxis.domain = [0, 0.62]
    title = words["auroc"].format(ood=found.ood)
    fig.layout.xaxis2.update(title_text=title, range=[0.5, 1.02], dtick=0.25)
    fig.update_yaxes(title_text=words["digit"], type="category", tickfont_color=theme.TEXT[mode])
    return fig


def _row_marks(x: np.ndarray, rows: list[str], name: str, mark: dict, hover: str) -> go.Scatter:
    hover += "<extra></extra>"
    return go.Scatter(x=x, y=rows, name=name, mode="markers", marker=mark, hovertemplate=hover)
