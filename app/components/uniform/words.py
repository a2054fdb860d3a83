"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

UNIFORM = {
    "classes": message("widget.uniform.classes", "Classes K"),
    "curve": message("widget.uniform.curve", "Loss of this outlier"),
    "slider": message("widget.uniform.slider", "Probability of the raised class"),
    "axis": message("widget.uniform.axis", "probability p of the raised class"),
    "at_least": message("widget.uniform.at_least", "ln {k} = {least}: the minimum, at uniform"),
    "curve_alt": message(
        "widget.uniform.curve_alt",
        "Loss over probability for {k} classes, least {least} at uniform. Point at {said}.",
    ),
    "said": message("widget.uniform.said", "probability {p}%, loss {loss}, gradient {top}"),
    "bars": message("widget.uniform.bars", "Its probabilities, and the push on each logit"),
    "few": message("widget.uniform.few", "classes"),
    "many": message("widget.uniform.many", "classes (the others' arrows are too short to draw)"),
    "bars_alt": message(
        "widget.uniform.bars_alt",
        "{k} probabilities; gradient {top} on the raised logit, {rest} on each other.",
    ),
    "p": message("widget.uniform.p", "probability of the raised class"),
    "loss": message("widget.uniform.loss", "loss H(u; p)"),
    "least": message("widget.uniform.least", "its minimum, ln K"),
    "top": message("widget.uniform.top", "gradient on its logit, {lambda} (p − 1/K)"),  # noqa: RUF001
    "rest": message("widget.uniform.rest", "gradient on each other logit"),
    "lambda": message("widget.uniform.lambda", "λ, the weight of the term"),
    "uniform": message("widget.uniform.uniform", "Go to uniform"),
}
