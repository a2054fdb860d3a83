"""What training with one outlier set did to the detection of others."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

ROW = 44  # pixels
KINDS = ("outliers", "far")  # of a test set that was trained on, and of one that was not


class Change(Protocol):
    """A test set, its value in percent before and after, and whether it was trained on."""

    test: str
    tnr: tuple[float, float]

    @property
    def seen(self) -> bool: ...


def transfer(
    groups: Mapping[str, Sequence[Change]],
    names: tuple[str, str, str],
    axis: str,
    mode: Mode,
) -> go.Figure:
    """One line for each test set, from a ring (before) to a marker (after), by group.

    Args:
        groups: title -> its rows.
        names: in the legend, of the value before, and after on sets seen and unseen in training.
        axis: what the values are; they run from 0 to 100.
    """
    before, seen, unseen = names
    places, titles, at = [], {}, 0.0
    for title, rows in groups.items():
        titles[title] = at
        places += [(at + 1 + i, row) for i, row in enumerate(rows)]
        at += len(rows) + 1.4
    fig = theme.figure(mode, round(120 + ROW * at), margin={"t": 56})
    ring = {"symbol": "circle", "size": 11, "color": theme.PAPER[mode]}
    ring["line"] = {"color": theme.MUTED[mode], "width": 2}
    fig.add_traces([_change(y, row, mode) for y, row in places])
    fig.add_trace(_ends(places, 0, ring, before))
    for kind, name in zip(KINDS, (seen, unseen), strict=True):
        chosen = [(y, row) for y, row in places if _kind(row) == kind]
        fig.add_trace(_ends(chosen, 1, theme.marker(kind, mode, 13), name))
    for y, row in places:
        _write(fig, max(row.tnr), y, "{:.1f} → {:.1f}".format(*row.tnr), mode)
    for title, y in titles.items():
        _write(fig, 0, y, f"<b>{title}</b>", mode)
    fig.update_xaxes(title_text=axis, range=[-3, 150], tickvals=[0, 25, 50, 75, 100])
    ticks = {"tickvals": [y for y, _ in places], "ticktext": [row.test for _, row in places]}
    fig.update_yaxes(range=[at - 0.7, -0.8], showgrid=False, **ticks)
    fig.update_yaxes(tickfont={"color": theme.TEXT[mode], "size": theme.SIZES["body"]})
    return fig


def _kind(row: Change) -> str:
    return KINDS[not row.seen]


def _change(y: float, row: Change, mode: Mode) -> go.Scatter:
    kind = _kind(row)
    line = {"color": theme.colour(kind, mode), "width": 3, "dash": theme.DASHES[kind]}
    options = {"mode": "lines", "line": line, "showlegend": False, "hoverinfo": "skip"}
    return go.Scatter(x=row.tnr, y=[y, y], **options)


def _ends(rows: list[tuple[float, Change]], end: int, marker: dict, name: str) -> go.Scatter:
    """The values before (`end` 0) or after (1)."""
    return go.Scatter(
        x=[row.tnr[end] for _, row in rows],
        y=[y for y, _ in rows],
        name=name,
        mode="markers",
        marker=marker,
        hovertemplate="%{x}%<extra>%{fullData.name}</extra>",
    )


def _write(fig: go.Figure, x: float, y: float, text: str, mode: Mode) -> None:
    look = {
        "showarrow": False,
        "xanchor": "left",
        "xshift": 10,
        "font": {"color": theme.TEXT[mode]},
    }
    fig.add_annotation(x=x, y=y, text=text, **look)
