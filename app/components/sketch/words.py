"""The words in the widget. `{names}` in braces are filled in."""

SKETCH = {  # see sketch.html and sketch.js
    "tools": "Draw",
    "plane": "The plane: draw by mouse, or move the cursor by arrow keys and place points by Space",
    "outliers": "outliers",
    "eraser": "eraser",
    "clear": "Clear",
    "outlier_count": "{n} drawn outliers",
    "full": "{name}: full, erase some to add others",
    "how": "Drag to spray points. By keys: arrows move the cursor (Shift: faster), Space places.",
}
