"""Pictures over training time: a slider and a play button that work inside the browser."""

import plotly.graph_objects as go

from app.figures import theme
from app.figures.theme import Mode


def add_film(
    fig: go.Figure, frames: list[list], traces: list[int], steps: list[int], mode: Mode
) -> go.Figure:
    """Let a slider replace `traces` of the figure by `frames[i]`, the picture at `steps[i]`.

    The figure itself is left at the last frame.
    """
    names = [str(step) for step in steps]
    fig.frames = [
        go.Frame(data=data, traces=traces, name=name)
        for data, name in zip(frames, names, strict=True)
    ]
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    still["transition"] = {"duration": 0}
    moving = {"mode": "immediate", "frame": {"duration": 120, "redraw": True}, "fromcurrent": True}
    moving["transition"] = {"duration": 0}
    slider = {
        "active": len(names) - 1,
        "steps": [{"label": name, "method": "animate", "args": [[name], still]} for name in names],
        "currentvalue": {"prefix": "training step ", "font": {"size": theme.SIZES["body"]}},
        "pad": {"t": 44, "l": 84},
        "len": 1.0,
        "bgcolor": theme.LINES[mode],
        "activebgcolor": theme.ACCENT[mode],
        "bordercolor": theme.MUTED[mode],
        "borderwidth": 1,
        "tickcolor": "rgba(0,0,0,0)",
        "font": {"color": "rgba(0,0,0,0)"},  # forty step numbers would overlap
    }
    slider["currentvalue"]["font"]["color"] = theme.TEXT[mode]
    buttons = [
        {"label": "▶", "method": "animate", "args": [None, moving]},
        {"label": "❚❚", "method": "animate", "args": [[None], still]},
    ]
    menu = {
        "type": "buttons",
        "direction": "left",
        "buttons": buttons,
        "showactive": False,
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 58, "l": -4},
        "bgcolor": theme.PAPER[mode],
        "bordercolor": theme.LINES[mode],
        "font": {"color": theme.TEXT[mode]},
    }
    return fig.update_layout(sliders=[slider], updatemenus=[menu])
