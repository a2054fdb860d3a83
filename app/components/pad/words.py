"""The words of the drawing pad."""

PAD = {  # see pad.html and pad.js
    "square": "The square to draw on: arrow keys move the pen, Space puts it down and lifts it",
    "undo": "Undo",
    "clear": "Clear",
    "down": "Pen down",
    "up": "Pen up",
    "how": "Draw a digit, or anything else: large and in the middle, as in MNIST. By keys: arrows "
    "move the pen (Shift: faster), Space puts it down and lifts it.",
}
