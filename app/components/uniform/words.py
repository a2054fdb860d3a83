"""The words in the widget. `{names}` in braces are filled in."""

UNIFORM = {
    "classes": "Classes K",
    "curve": "Loss of this outlier",
    "slider": "Probability of the raised class",
    "axis": "probability p of the raised class",
    "at_least": "ln {k} = {least}: the minimum, at uniform",
    "curve_alt": "Loss over probability for {k} classes, least {least} at uniform. Point at "
    "{said}.",
    "said": "probability {p}%, loss {loss}, gradient {top}",
    "bars": "Its probabilities, and the push on each logit",
    "few": "classes",
    "many": "classes (the others' arrows are too short to draw)",
    "bars_alt": "{k} probabilities; gradient {top} on the raised logit, {rest} on each other.",
    "p": "probability of the raised class",
    "loss": "loss H(u; p)",
    "least": "its minimum, ln K",
    "top": "gradient on its logit, 0.5 (p − 1/K)",  # noqa: RUF001
    "rest": "gradient on each other logit",
    "uniform": "Go to uniform",
}
