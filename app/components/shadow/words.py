"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

SHADOW = {  # see shadow.html and shadow.js
    "beside": message("widget.shadow.beside", "Beside ID test"),
    "angle": message("widget.shadow.angle", "angle in degrees"),
    "length": message("widget.shadow.length", "length of z"),
    "number": message("widget.shadow.number", "{name}, number"),
    "axis": message(
        "widget.shadow.axis", "score: cos · length, along the nearest training input (high = ID)"
    ),
    "arc": message("widget.shadow.arc", "length {length}"),
    "cosine": message("widget.shadow.cosine", "cosine"),
    "score": message("widget.shadow.score", "score: cos · length"),
    "share": message("widget.shadow.share", "ID test inputs that score lower"),
    "auroc": message("widget.shadow.auroc", "AUROC, {label} against ID test"),
    "by_score": message("widget.shadow.by_score", "score"),
    "by_cosine": message("widget.shadow.by_cosine", "cosine alone"),
    "by_length": message("widget.shadow.by_length", "length alone"),
    "hint": message(
        "widget.shadow.hint", "Drag the ring, or click an input to put the ring on it."
    ),
    "told": message(  # the picture in a sentence, for who does not see it
        "widget.shadow.told",
        "z at {angle} degrees with length {length}: score {score}; {share} of ID test score lower.",
    ),
}
