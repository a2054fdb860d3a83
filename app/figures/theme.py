"""The one palette, type scale and plotly template, light and dark.

Each population kind has one colour everywhere, and a marker and a dash as the second cue. The
hues are Okabe & Ito's, which stay apart under the common kinds of colour blindness; those for
dark pages are lightened. Violet means one thing, "the network is certain"; what is selected or can
be moved is drawn in the ink of the text.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Literal

import plotly.graph_objects as go

Mode = Literal["light", "dark"]

COLOURS: dict[Mode, dict[str, str]] = {
    "light": {
        "id": "#0072b2",
        "near": "#d99000",
        "far": "#c8460b",
        "shift": "#00876a",
        "outliers": "#b85a90",
        "generated": "#3d3b45",
    },
    "dark": {
        "id": "#5cb8ee",
        "near": "#f2b632",
        "far": "#ff7f4d",
        "shift": "#33cfa0",
        "outliers": "#ea9cca",
        "generated": "#eceaf2",
    },
}
SYMBOLS = {
    "id": "circle",
    "near": "diamond",
    "far": "x",
    "shift": "triangle-up",
    "outliers": "cross",
    "generated": "star",
}
CLASS_SYMBOLS = (
    "circle",
    "square",
    "pentagon",
    "hexagram",
    "triangle-down",
)  # of a plane's classes, all ID
DRAWN_CLASSES = ("circle", "square", "pentagon", "triangle-down")  # the same in our own widgets
# One colour for each of a plane's classes; its symbol is the second cue. The first is that of ID.
CLASSES = {
    "light": ("#0072b2", "#621400", "#9d8962", "#003b62", "#894e4e"),
    "dark": ("#5cb8ee", "#9d4e00", "#ebd8b1", "#277676", "#b18976"),
}
DASHES = {
    "id": "solid",
    "near": "dash",
    "far": "dot",
    "shift": "dashdot",
    "outliers": "longdash",
    "generated": "longdashdot",
}
SHADES = (0, 0.5, -0.4, 0.8)  # of populations of a kind: toward the text's ink, or the paper (-)
TEXT = {"light": "#23212b", "dark": "#e9e7ef"}
MUTED = {"light": "#6c6878", "dark": "#a5a1b3"}
LINES = {"light": "#e4e0d8", "dark": "#33333d"}
PAPER = {"light": "#fdfcfa", "dark": "#16161c"}
ACCENT = TEXT  # of what is selected, or can be moved
CERTAIN = {"light": "#5a46b2", "dark": "#a99bf5"}  # a probability as a bar or a line
CERTAINTY = {  # paper where the network has no idea, violet where it is sure
    "light": [[0, "#fffdf6"], [0.5, "#d5cdf0"], [1, "#7565c4"]],
    "dark": [[0, "#1b1b22"], [0.5, "#40386f"], [1, "#8272d6"]],
}
PASSES = {  # paper where an input stands out from the ID data, their blue where it passes for one
    "light": [[0, "#fdfcfa"], [1, "#7fb7dc"]],
    "dark": [[0, "#1b1b22"], [1, "#27668f"]],
}
QUALITY = {  # paper for the worst number of a table, grey for the best
    "light": [[0, "#fdfcfa"], [1, "#b4afa5"]],
    "dark": [[0, "#1b1b22"], [1, "#63616d"]],
}
STRANGENESS = {  # a score: blue where it is low, as ID data are, paper where it is high
    mode: [[1 - at, colour] for at, colour in reversed(scale)] for mode, scale in PASSES.items()
}
LINE_CYCLE = {  # for things that are not populations, such as loss terms
    "light": ["#7a4a2b", "#23212b", "#8a8598", "#b08f26", "#1d7c8c", "#a3325f", "#5e7d1f"],
    "dark": ["#d9a583", "#e9e7ef", "#8f8aa0", "#d9bb55", "#5cc3d4", "#e57fa7", "#a6c95c"],
}
FONT = '"Source Sans", "Source Sans 3", "Noto Sans KR", system-ui, sans-serif'
SIZES = {"small": 12, "body": 14, "title": 16}
PROJECTED, TALL = 28, 600  # pixels of the type and of a chart on a projector


def colour(kind: str, mode: Mode) -> str:
    return COLOURS[mode][kind]


def look(kind: str, mode: Mode) -> dict[str, str]:
    """What a widget draws the inputs of a kind with."""
    return {"colour": colour(kind, mode), "symbol": SYMBOLS[kind]}


def inks(mode: Mode) -> dict[str, str]:
    """What a widget draws all else with."""
    return {"ink": TEXT[mode], "paper": PAPER[mode], "accent": ACCENT[mode]}


def class_colour(k: int, mode: Mode) -> str:
    """Of class k of a plane."""
    return CLASSES[mode][k % len(CLASSES[mode])]


def places(kinds: Sequence[str]) -> list[int]:
    """Of each population its place among those of its kind, by which `member` tells them apart."""
    seen: Counter[str] = Counter()
    found = []
    for kind in kinds:
        found.append(seen[kind])
        seen[kind] += 1
    return found


def member(kind: str, i: int, mode: Mode) -> tuple[str, bool]:
    """The colour of the i-th population of a kind, and whether its marker is hollow.

    All have the kind's hue and shape; after `2 * len(SHADES)` of them the looks begin again.
    """
    toward = SHADES[i // 2 % len(SHADES)]
    other = TEXT[mode] if toward > 0 else PAPER[mode]
    pairs = zip(rgb(colour(kind, mode)), rgb(other), strict=True)
    mixed = [round(own + abs(toward) * (to - own)) for own, to in pairs]
    return "#{:02x}{:02x}{:02x}".format(*mixed), i % 2 == 1


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def figure(mode: Mode, height: int = 420, **layout) -> go.Figure:
    """An empty figure in the house style: no frame, faint grid, legend above the picture.

    Dragging it does nothing, unless `layout` says so: a finger on it scrolls the page.
    """
    return go.Figure(layout={"template": _template(mode), "height": height, **layout})


@cache
def _template(mode: Mode) -> go.layout.Template:
    axis = {
        "gridcolor": LINES[mode],
        "linecolor": LINES[mode],
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": SIZES["small"], "color": MUTED[mode]},
        "title": {"font": {"size": SIZES["body"]}, "standoff": 8},
        "automargin": True,
        "ticklabeloverflow": "allow",  # to look for such takes a third of the drawing
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": SIZES["body"], "color": TEXT[mode]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": LINE_CYCLE[mode],
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONT}},
            "legend": {
                "orientation": "h",
                "yanchor": "bottom",
                "y": 1.02,
                "x": 0,
                "font": {"size": SIZES["small"]},
                "itemsizing": "constant",
            },
            "margin": {"l": 8, "r": 8, "t": 40, "b": 8},
        }
    )


def enlarged(figure: go.Figure) -> go.Figure:
    """The figure for a projector: its type PROJECTED pixels high, itself TALL ones or more."""
    font = {"size": PROJECTED}
    height = max(TALL, 1.5 * (figure.layout.height or TALL))
    figure.update_layout(height=height, font=font, legend_font=font, hoverlabel_font=font)
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(tickfont=font, title_font=font)
    figure.update_annotations(font=font)
    bar = {"tickfont": font, "title": {"font": font}}
    figure.update_traces(colorbar=bar, textfont=font, selector={"type": "heatmap"})
    return figure


def marker(
    kind: str,
    mode: Mode,
    size: int = 7,
    symbol: str | None = None,
    of_class: int | None = None,
    i: int = 0,
) -> dict:
    """A marker of that kind, its i-th population, or of a class, to be seen on any map."""
    symbol = symbol or SYMBOLS[kind]
    ink, is_hollow = member(kind, i, mode)
    if of_class is None and is_hollow:
        return {"color": ink, "symbol": f"{symbol}-open", "size": size, "line": {"width": 1.6}}
    return {
        "color": ink if of_class is None else class_colour(of_class, mode),
        "symbol": symbol,
        "size": size,
        "line": {"color": PAPER[mode], "width": 0.8},
    }
