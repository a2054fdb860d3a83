"""What is inside the selected input."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode


def logit_bars(
    logits: np.ndarray, classes: tuple[str, ...], words: Mapping[str, str], mode: Mode
) -> go.Figure:
    """The logits `(K,)` of one input; the largest one, the answer, in the accent.

    Args:
        words: of the axes, `class` and `logit`; `bar` with the places answer and logit.
    """
    fig = theme.figure(mode, 230, margin={"t": 8})
    best = int(logits.argmax())
    colours = [theme.ACCENT[mode] if k == best else theme.MUTED[mode] for k in range(len(logits))]
    fig.add_trace(
        go.Bar(
            x=list(classes),
            y=logits.astype(np.float64),
            marker={"color": colours},
            hovertemplate=words["bar"].format(answer="%{x}", logit="%{y:.2f}") + "<extra></extra>",
        )
    )
    fig.update_xaxes(title_text=words["class"], type="category", showgrid=False)
    fig.update_yaxes(title_text=words["logit"], zeroline=True, zerolinecolor=theme.MUTED[mode])
    return fig
