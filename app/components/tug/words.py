"""The words in the widget. `{names}` in braces are filled in."""

POINT = "{method} at ({x:.1f}, {y:.1f}) in frame {frame}, read off the picture"
START_RATES = {"lambda_oe": 0.5, "beta": 1.0, "lambda": 0.1, "m_in": -6.0, "m_out": -2.0}
TUG = {  # see tug.html and tug.js
    "role": "Treated as",
    "id": "ID",
    "outlier": "an outlier",
    "truth": "of class",
    "logits": (
        "Logits, and where each term pulls them (black or white: all ticked terms together)"
    ),
    "softmax": "Softmax",
    "energy": "Energy",
    "low": "low: called ID",
    "high": "high: called OOD",
    "one": "One step",
    "ten": "Ten steps",
    "reset": "Start again",
    "taken": "{n} steps taken",
    "table": "Pull of each term on each logit (minus its gradient); last, the step",
    "ce": "cross entropy",
    "hinge_in": "energy hinge, λ",
    "uniform": "Outlier Exposure, λ_OE",
    "kl": "KL to uniform, β",
    "hinge_out": "energy hinge, λ",
    "sum": "step: rate × sum",  # noqa: RUF001
    "c": "+ c to all logits",
    "rate": "learning rate",
    "lambda_oe": "λ_OE",
    "beta": "β",
    "lambda": "λ of the energy",
    "m_in": "m_in",
    "m_out": "m_out",
    "logit": "logit of {name}",
    "number": "{name}, number",
    "told": "Logits {logits}; softmax {shares}; energy {energy}",
}
