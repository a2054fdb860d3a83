"""Numbers side by side as dots on one axis: a paper's beside ours, with intervals."""

import textwrap
from collections.abc import Mapping
from typing import NamedTuple

import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

TRACK, LINE, GAP = 22, 15, 12  # pixels: a dot's line, one of a name, and between the rows
NAME_WIDTH = 28  # letters of a row's name in one line
LOOKS = (("MUTED", "diamond"), ("TEXT", "circle"), ("TEXT", "square"))  # of the series, in order
Ends = tuple[float, float] | None  # of an interval


class Dot(NamedTuple):
    """A number, and where there is one, its interval and the number before it with its own."""

    value: float
    ends: Ends = None
    before: float | None = None
    before_ends: Ends = None


Rows = Mapping[str, Mapping[str, Dot]]  # row -> series -> its number; a series may lack some


def dots(rows: Rows, axis: str, words: Mapping[str, str], mode: Mode) -> go.Figure:
    """A row for each name, in it a line for each series; before is hollow, after is filled.

    Args:
        words: "before", in the legend, and "interval", where a dot is pointed at.
    """
    series = list(dict.fromkeys(name for of in rows.values() for name in of))
    fig, places, y = theme.figure(mode), [], 0.0
    names = ["<br>".join(textwrap.wrap(name, NAME_WIDTH)) for name in rows]
    found: dict[str, list[tuple[float, Dot]]] = {name: [] for name in series}
    for row, of in zip(names, rows.values(), strict=True):
        tracks = [name for name in series if name in of]
        height = max(len(tracks) * TRACK, LINE * (1 + row.count("<br>")))
        places.append(y + height / 2)
        for i, name in enumerate(tracks):
            found[name].append((y + height / 2 + (i - (len(tracks) - 1) / 2) * TRACK, of[name]))
        y += height + GAP
    for name, (ink, symbol) in zip(series, LOOKS, strict=False):
        colour = getattr(theme, ink)[mode]
        for trace in _series(name, found[name], colour, symbol, words):
            fig.add_trace(trace)
    look = {"showgrid": False, "tickfont_color": theme.TEXT[mode]}
    fig.update_yaxes(tickvals=places, ticktext=names, range=[y, -GAP], **look)
    fig.update_xaxes(title_text=axis)
    return fig.update_layout(height=int(y + GAP + 110))


def _series(
    name: str, found: list[tuple[float, Dot]], colour: str, symbol: str, words: Mapping[str, str]
) -> list[go.Scatter]:
    """The numbers, and before them their intervals and the hollow ones with their way to these."""
    before = [(y, dot) for y, dot in found if dot.before is not None]
    ends = [(y, dot.ends) for y, dot in found if dot.ends]
    ends += [(y, dot.before_ends) for y, dot in before if dot.before_ends]
    traces = [
        _lines([(y, (dot.before, dot.value)) for y, dot in before], colour, 1, "dot"),
        _lines(ends, colour, 4, "solid"),
    ]
    if before:
        values = [(y, dot.before, dot.before_ends) for y, dot in before]
        label = words["before"].format(name=name)
        traces.append(_points(label, values, colour, f"{symbol}-open", words))
    values = [(y, dot.value, dot.ends) for y, dot in found]
    return [*traces, _points(name, values, colour, symbol, words)]


def _lines(found: list, colour: str, width: int, dash: str) -> go.Scatter:
    """From one end to the other, each at its height."""
    return go.Scatter(
        x=[x for _, ends in found for x in (*ends, None)],
        y=[height for y, _ in found for height in (y, y, None)],
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        opacity=0.45,
        hoverinfo="skip",
        showlegend=False,
    )


def _points(
    name: str, found: list, colour: str, symbol: str, words: Mapping[str, str]
) -> go.Scatter:
    told = [
        f"{value:.1f}" + (words["interval"].format(low=ends[0], high=ends[1]) if ends else "")
        for _, value, ends in found
    ]
    line = {"width": 2, "color": colour}
    return go.Scatter(
        x=[value for _, value, _ in found],
        y=[y for y, _, _ in found],
        name=name,
        mode="markers",
        marker={"color": colour, "size": 10, "symbol": symbol, "line": line},
        cliponaxis=False,
        customdata=told,
        hovertemplate="%{customdata}<extra>%{fullData.name}</extra>",
    )
