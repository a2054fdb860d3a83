"""The words in the widget. `{names}` in braces are filled in."""

from app.text import message

BRUSH = {  # see brush.html and brush.js
    "scores": message("widget.brush.brush.scores", "Brush the scores"),
    "from": message("widget.brush.brush.from", "from"),
    "lowest": message("widget.brush.brush.lowest", "Lowest score"),
    "to": message("widget.brush.brush.to", "to"),
    "highest": message("widget.brush.brush.highest", "Highest score"),
    "spread": message("widget.brush.brush.spread", "Spread out the scores near −1"),  # noqa: RUF001
    "map": message("widget.brush.brush.map", "Brush the map"),
    "left": message("widget.brush.brush.left", "left"),
    "left_edge": message("widget.brush.brush.left_edge", "Left edge"),
    "right": message("widget.brush.brush.right", "right"),
    "right_edge": message("widget.brush.brush.right_edge", "Right edge"),
    "bottom": message("widget.brush.brush.bottom", "bottom"),
    "bottom_edge": message("widget.brush.brush.bottom_edge", "Bottom edge"),
    "top": message("widget.brush.brush.top", "top"),
    "top_edge": message("widget.brush.brush.top_edge", "Top edge"),
    "clear": message("widget.brush.brush.clear", "Clear"),
    "axis": message("widget.brush.brush.axis", "{score} score (higher = more OOD)"),
    "share": message("widget.brush.brush.share", "share of each kind"),
    "one": message(
        "widget.brush.brush.one",
        "{population}, input {row}: called {answer}{truth}; {score} score {value}",
    ),
    "truth": message("widget.brush.brush.truth", ", truly {label}"),
    "none": message("widget.brush.brush.none", "No input lies in this selection."),
    "part": message("widget.brush.brush.part", "{population} {n} of {size}"),
    "count": message("widget.brush.brush.count", "{n} inputs: {parts}."),
    "below": message(
        "widget.brush.brush.below", " Below, {shown} of them in the order of their scores."
    ),
    "how": message(
        "widget.brush.brush.how",
        "Drag across the histogram or over the map, or move the sliders below them.",
    ),
    "nothing": message("widget.brush.brush.nothing", "No input is selected."),
    "histogram": message(
        "widget.brush.brush.histogram", "Histogram of the {score} score by kind of input."
    ),
    "places": message("widget.brush.brush.places", "Map of the inputs: {axes}."),
}
