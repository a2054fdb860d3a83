"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

CLOCKS = {  # see clocks.html and clocks.js
    "of": message("widget.clocks.of", "Show one of"),
    "slider": message("widget.clocks.slider", "Input, from the lowest score to the highest"),
    "con": message("widget.clocks.con", "con"),
    "cls": message("widget.clocks.cls", "cls"),
    "z": message("widget.clocks.z", "z, upright: {angle}° from the nearest, length {length}"),
    "cut": message("widget.clocks.cut", "5% of ID test lie below"),
    "score": message("widget.clocks.score", "con + cls"),
    "below": message("widget.clocks.below", "of {label} below the line"),
    "by_con": message("widget.clocks.by_con", "AUROC by con alone"),
    "by_cls": message("widget.clocks.by_cls", "AUROC by cls alone"),
    "by_score": message("widget.clocks.by_score", "AUROC by con + cls"),
    "shaded": message("widget.clocks.shaded", "Shaded: the middle 90% of ID test."),
    "told": message(  # the chosen input in a sentence, for who does not see it
        "widget.clocks.told", "{label}, input {i} of {n}: con {con}, cls {cls}, sum {score}."
    ),
}
