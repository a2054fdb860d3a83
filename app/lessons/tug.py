"""The words of the logit tug-of-war."""

TITLE = "Tug-of-war"
LEDE = (
    "A loss changes a network through the logits. Here they are for one input: see what each term "
    "of each paper pulls at them, and let it pull."
)
SOURCE = "Whose logits?"
SOURCES = {
    "pictures": "A digit, or no digit",
    "point": "A point of the canvas",
    "image": "Your image",
    "own": "Your own numbers",
}
PICTURE = "Input"
PICTURES_TEXT = (
    "The logits of the plain digit classifier (the pretrained baseline), as kept. Of each OOD "
    "test it is the input the classifier is surest about; of the digits, the ones it is least sure "
    "about."
)
IMAGE_TEXT = "The logits of **{name}**, as you looked at it on the page Your images."
NETWORK = "Network"
NO_POINT = "Click a point of a map on the canvas first."
TO_CANVAS = "To the canvas"
START = (2.0, 0.5, -1.0)
CLASSES = ("A", "B", "C")
START_RATES = {"lambda_oe": 0.5, "beta": 1.0, "lambda": 0.1, "m_in": -6.0, "m_out": -2.0}
DIGIT = "a digit, {label} (ID test {row})"
OOD = "{name}: called “{answer}”, {confidence}"
ALT = "The input: {name}"
FORMULAS = r"""
| term | for | gradient at $z_k$ |
|---|---|---|
| cross entropy | ID | $p_k - [k = y]$ |
| energy hinge (Liu et al., eq. 7) | ID | $-2\lambda \max(0, E - m_{in}) \, p_k$ |
| Outlier Exposure (Hendrycks et al.) | outliers | $0.5 \, (p_k - 1/K)$ |
| KL to uniform (Lee et al., eq. 1) | outliers | $\beta \, (p_k - 1/K)$ |
| energy hinge | outliers | $2\lambda \max(0, m_{out} - E) \, p_k$ |
"""
EXPLAIN = """
**What to look for.**

- Cross entropy, Outlier Exposure and the KL term **sum to zero** over the classes: they move
  probability from class to class, and the energy only by the way.
- The energy terms pull **every logit the same way**, the largest hardest. Adding a constant to all
  logits is just such a move: softmax does not see it, the energy does. Slide c.
- Outlier Exposure and the KL term are **one and the same pull**, with another weight: the two
  losses differ by the constant ln K.
- Once the energy is beyond its margin, its hinge lets go.
"""
MISREAD = [
    "**A real step moves weights, not logits.** The logits of all other inputs move along, and "
    "those that share features with this one move most. That is how outliers in training change "
    "what is said of unseen ones.",
    "**The arrows are of one input.** In training each term is a mean over a batch.",
]
TUG = {  # see tug.html and tug.js
    "role": "Taken for",
    "id": "ID",
    "outlier": "an outlier",
    "truth": "of class",
    "logits": "Logits, and where each term pulls them (black or white: all that are ticked)",
    "softmax": "Softmax",
    "energy": "Energy",
    "low": "low: looks like ID",
    "high": "high: looks like OOD",
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
