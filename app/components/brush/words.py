"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

BRUSH = {  # see brush.html and brush.js
    "scores": message("widget.brush.scores", "Brush the scores"),
    "from": message("widget.brush.from", "from"),
    "lowest": message("widget.brush.lowest", "Lowest score"),
    "to": message("widget.brush.to", "to"),
    "highest": message("widget.brush.highest", "Highest score"),
    "spread": message("widget.brush.spread", "Spread out the scores near −1"),  # noqa: RUF001
    "map": message("widget.brush.map", "Brush the map"),
    "left": message("widget.brush.left", "left"),
    "left_edge": message("widget.brush.left_edge", "Left edge"),
    "right": message("widget.brush.right", "right"),
    "right_edge": message("widget.brush.right_edge", "Right edge"),
    "bottom": message("widget.brush.bottom", "bottom"),
    "bottom_edge": message("widget.brush.bottom_edge", "Bottom edge"),
    "top": message("widget.brush.top", "top"),
    "top_edge": message("widget.brush.top_edge", "Top edge"),
    "clear": message("widget.brush.clear", "Clear"),
    "axis": message("widget.brush.axis", "{score} score (higher = more OOD)"),
    "share": message("widget.brush.share", "share of each kind"),
    "one": message(
        "widget.brush.one", "{population}, input {row}: called {answer}; {score} score {value}"
    ),
    "one_of_class": message(
        "widget.brush.one_of_class",
        "{population}, input {row}: called {answer}, truly {label}; {score} score {value}",
    ),
    "none": message("widget.brush.none", "No input lies in this selection."),
    "part": message("widget.brush.part", "{population} {n} of {size}"),
    "count": message("widget.brush.count", "{n} inputs: {parts}."),
    "below": message("widget.brush.below", "Below, {shown} of them in the order of their scores."),
    "how": message(
        "widget.brush.how",
        "Drag across the histogram or over the map, or move the sliders below them.",
    ),
    "nothing": message("widget.brush.nothing", "No input is selected."),
    "histogram": message(
        "widget.brush.histogram", "Histogram of the {score} score by kind of input."
    ),
    "places": message("widget.brush.places", "Map of the inputs: {axes}."),
}
