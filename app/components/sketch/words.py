"""The words in the widget. `{names}` in braces are filled in."""

from app.text import message

SKETCH = {  # see sketch.html and sketch.js
    "tools": message("widget.sketch.sketch.tools", "Draw"),
    "plane": message(
        "widget.sketch.sketch.plane",
        "The plane: draw by mouse, or move the cursor by arrow keys and place points by Space",
    ),
    "outliers": message("widget.sketch.sketch.outliers", "outliers"),
    "eraser": message("widget.sketch.sketch.eraser", "eraser"),
    "clear": message("widget.sketch.sketch.clear", "Clear"),
    "outlier_count": message("widget.sketch.sketch.outlier_count", "{n} drawn outliers"),
    "full": message("widget.sketch.sketch.full", "{name}: full, erase some to add others"),
    "how": message(
        "widget.sketch.sketch.how",
        "Drag to spray points. By keys: arrows move the cursor (Shift: faster), Space places.",
    ),
}
