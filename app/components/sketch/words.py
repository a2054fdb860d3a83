"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

SKETCH = {  # see sketch.html and sketch.js
    "tools": message("widget.sketch.tools", "Draw"),
    "plane": message(
        "widget.sketch.plane",
        "The plane: draw by mouse, or move the cursor by arrow keys and place points by Space",
    ),
    "outliers": message("widget.sketch.outliers", "outliers"),
    "eraser": message("widget.sketch.eraser", "eraser"),
    "move": message("widget.sketch.move", "move"),
    "clear": message("widget.sketch.clear", "Clear"),
    "outlier_count": message("widget.sketch.outlier_count", "{n} drawn outliers"),
    "full": message("widget.sketch.full", "{name}: full, erase some to add others"),
    "how": message(
        "widget.sketch.how",
        "Drag to spray, erase or move points. By keys: arrows move the cursor (Shift: faster), "
        "Space places points, or takes them up and puts them down.",
    ),
}
