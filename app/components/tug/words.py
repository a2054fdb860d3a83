"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

START_RATES = {"lambda_oe": 0.5, "beta": 1.0, "lambda": 0.1, "m_in": -6.0, "m_out": -2.0}
TUG = {  # see tug.html and tug.js
    "role": message("widget.tug.role", "Treated as"),
    "id": message("widget.tug.id", "ID"),
    "outlier": message("widget.tug.outlier", "an outlier"),
    "truth": message("widget.tug.truth", "of class"),
    "logits": message(
        "widget.tug.logits",
        "Logits, and where each term pulls them (black or white: all ticked terms together)",
    ),
    "softmax": message("widget.tug.softmax", "Softmax"),
    "energy": message("widget.tug.energy", "Energy"),
    "low": message("widget.tug.low", "low: called ID"),
    "high": message("widget.tug.high", "high: called OOD"),
    "one": message("widget.tug.one", "One step"),
    "ten": message("widget.tug.ten", "Ten steps"),
    "reset": message("widget.tug.reset", "Start again"),
    "taken": message("widget.tug.taken", "{n} steps taken"),
    "table": message(
        "widget.tug.table",
        "Pull of each term on each logit (minus its gradient); the last row is the step",
    ),
    "ce": message("widget.tug.ce", "cross entropy"),
    "hinge_in": message("widget.tug.hinge_in", "energy hinge, λ"),
    "uniform": message("widget.tug.uniform", "Outlier Exposure, λ_OE"),
    "kl": message("widget.tug.kl", "KL to uniform, β"),
    "hinge_out": message("widget.tug.hinge_out", "energy hinge, λ"),
    "sum": message("widget.tug.sum", "step: rate × sum"),  # noqa: RUF001
    "c": message("widget.tug.c", "+ c to all logits"),
    "rate": message("widget.tug.rate", "learning rate"),
    "lambda_oe": "λ_OE",
    "beta": "β",
    "lambda": message("widget.tug.lambda", "λ of the energy"),
    "m_in": "m_in",
    "m_out": "m_out",
    "logit": message("widget.tug.logit", "logit of {name}"),
    "number": message("widget.tug.number", "{name}, number"),
    "told": message("widget.tug.told", "Logits {logits}; softmax {shares}; energy {energy}"),
}
