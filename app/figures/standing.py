"""How much a few pictures stand out from ID, by method."""

import textwrap

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode

NAME_WIDTH = 20  # letters of a method's name in one line, so that a phone has room for the cells


def standing(
    shares: np.ndarray, rows: list[str], columns: list[str], lower: str, mode: Mode
) -> go.Figure:
    """`shares (rows, columns)` in [0, 1] as numbers on colour; blue passes for ID.

    Args:
        lower: what is read where the pointer is, with the places `{method}` and `{share}`.
    """
    rows = [textwrap.fill(name, NAME_WIDTH).replace("\n", "<br>") for name in rows]
    hover = lower.format(method="%{y}", share="%{customdata}")
    fig = theme.figure(mode, 90 + 46 * len(rows), margin={"t": 8})
    fig.add_trace(
        go.Heatmap(
            z=1 - shares,
            x=columns,
            y=rows,
            zmin=0,
            zmax=1,
            colorscale=theme.PASSES[mode],
            showscale=False,
            xgap=3,
            ygap=3,
            customdata=[[_percent(share) for share in row] for row in shares],
            hovertemplate=hover + "<extra>%{x}</extra>",
        )
    )
    for row, name in enumerate(rows):
        for column, share in zip(columns, shares[row], strict=True):
            ink = theme.PAPER[mode] if mode == "light" and share < 0.12 else theme.TEXT[mode]
            fig.add_annotation(
                x=column,
                y=name,
                text=_percent(share),
                showarrow=False,
                font={"color": ink, "size": theme.SIZES["small"]},
            )
    fig.update_xaxes(side="top", showgrid=False, tickfont_color=theme.TEXT[mode])
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.TEXT[mode])
    return fig


def _percent(share: float) -> str:
    """Whole percents; 100% only where it is all of them."""
    return "100%" if share == 1 else f"{min(99, round(100 * share))}%"
