"""The words of the logit tug-of-war."""

TITLE = "Tug-of-war"
LEDE = (
    "A loss changes a network through its logits. Here are the logits of one input: see how "
    "each term of each paper's loss pulls at them, and take steps."
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
    "The logits of the plain digit classifier (the pretrained baseline). From each OOD "
    "test: the input with the highest confidence. From the digits: those with the lowest."
)
IMAGE_TEXT = "The logits of **{name}**, from the page Your images."
NETWORK = "Network"
NO_POINT = "Click a point of a map on the canvas first."
TO_CANVAS = "To the canvas"
START = (2.0, 0.5, -1.0)
CLASSES = ("A", "B", "C")
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

- The gradients of cross entropy, Outlier Exposure and the KL term **sum to zero** over the classes:
  they move probability from class to class. The energy changes only as a side effect.
- The energy terms pull **every logit in the same direction**, the largest hardest. To add a
  constant to all logits is such a move: the softmax does not change, the energy does. Try slider c.
- Outlier Exposure and the KL term are **the same pull**, with different weights: the two losses
  differ by the constant ln K.
- Once the energy is beyond its margin, the pull of its hinge is zero.
"""
MISREAD = [
    "**A real step moves weights, not logits.** The logits of all other inputs change with "
    "them, most of all those of inputs with similar features. That is how training outliers "
    "change the output on unseen ones.",
    "**The arrows are for one input.** In training each term is a mean over a batch.",
]
