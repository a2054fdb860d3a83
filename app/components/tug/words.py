"""The words in the widget. `{names}` in braces are filled in."""

from app.text import message

START_RATES = {"lambda_oe": 0.5, "beta": 1.0, "lambda": 0.1, "m_in": -6.0, "m_out": -2.0}
TUG = {  # see tug.html and tug.js
    "role": message("widget.tug.tug.role", "Treated as"),
    "id": message("widget.tug.tug.id", "ID"),
    "outlier": message("widget.tug.tug.outlier", "an outlier"),
    "truth": message("widget.tug.tug.truth", "of class"),
    "logits": message(
        "widget.tug.tug.logits",
        "Logits, and where each term pulls them (black or white: all ticked terms together)",
    ),
    "softmax": message("widget.tug.tug.softmax", "Softmax"),
    "energy": message("widget.tug.tug.energy", "Energy"),
    "low": message("widget.tug.tug.low", "low: called ID"),
    "high": message("widget.tug.tug.high", "high: called OOD"),
    "one": message("widget.tug.tug.one", "One step"),
    "ten": message("widget.tug.tug.ten", "Ten steps"),
    "reset": message("widget.tug.tug.reset", "Start again"),
    "taken": message("widget.tug.tug.taken", "{n} steps taken"),
    "table": message(
        "widget.tug.tug.table",
        "Pull of each term on each logit (minus its gradient); last, the step",
    ),
    "ce": message("widget.tug.tug.ce", "cross entropy"),
    "hinge_in": message("widget.tug.tug.hinge_in", "energy hinge, λ"),
    "uniform": message("widget.tug.tug.uniform", "Outlier Exposure, λ_OE"),
    "kl": message("widget.tug.tug.kl", "KL to uniform, β"),
    "hinge_out": message("widget.tug.tug.hinge_out", "energy hinge, λ"),
    "sum": message("widget.tug.tug.sum", "step: rate × sum"),  # noqa: RUF001
    "c": message("widget.tug.tug.c", "+ c to all logits"),
    "rate": message("widget.tug.tug.rate", "learning rate"),
    "lambda_oe": message("widget.tug.tug.lambda_oe", "λ_OE"),
    "beta": "β",
    "lambda": message("widget.tug.tug.lambda", "λ of the energy"),
    "m_in": message("widget.tug.tug.m_in", "m_in"),
    "m_out": message("widget.tug.tug.m_out", "m_out"),
    "logit": message("widget.tug.tug.logit", "logit of {name}"),
    "number": message("widget.tug.tug.number", "{name}, number"),
    "told": message("widget.tug.tug.told", "Logits {logits}; softmax {shares}; energy {energy}"),
}
