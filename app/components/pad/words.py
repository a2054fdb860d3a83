"""The words of the drawing pad."""

from app.text import message

PAD = {  # see pad.html and pad.js
    "square": message(
        "widget.pad.square",
        "The square to draw on: arrow keys move the pen, Space puts it down and lifts it",
    ),
    "undo": message("widget.pad.undo", "Undo"),
    "clear": message("widget.pad.clear", "Clear"),
    "down": message("widget.pad.down", "Pen down"),
    "up": message("widget.pad.up", "Pen up"),
    "how": message(
        "widget.pad.how",
        "Draw a digit, or anything else: large and in the middle, as in MNIST. By keys: arrows "
        "move the pen (Shift: faster), Space puts it down and lifts it.",
    ),
}
