"""The words of the logit tug-of-war."""

from app.text import message

TITLE = message("tug_of_war.title", "Tug-of-war")
LEDE = message(
    "tug_of_war.lede",
    "A loss changes a network through its logits. Here are the logits of one input: see how "
    "each term of each paper's loss pulls at them, and take steps.",
)
SOURCE = message("tug_of_war.source", "Whose logits?")
SOURCES = {
    "pictures": message("tug_of_war.sources.pictures", "A digit, or no digit"),
    "point": message("tug_of_war.sources.point", "A point of the canvas"),
    "image": message("tug_of_war.sources.image", "Your image"),
    "own": message("tug_of_war.sources.own", "Your own numbers"),
}
PICTURE = message("tug_of_war.picture", "Input")
PICTURES_TEXT = message(
    "tug_of_war.pictures_text",
    "The logits of the plain digit classifier (the pretrained baseline). From each OOD "
    "test: the input with the highest confidence. From the digits: those with the lowest.",
)
IMAGE_TEXT = message(
    "tug_of_war.image_text", "The logits of **{name}**, from the page Your images."
)
NETWORK = message("tug_of_war.network", "Network")
NO_POINT = message("tug_of_war.no_point", "Click a point of a map on the canvas first.")
TO_CANVAS = message("tug_of_war.to_canvas", "To the canvas")
DIGIT = message("tug_of_war.digit", "a digit, {label} (ID test {row})")
OOD = message("tug_of_war.ood", "{name}: called “{answer}”, {confidence}")
ALT = message("tug_of_war.alt", "The input: {name}")
FORMULAS = message(
    "tug_of_war.formulas",
    r"""
| term | for | gradient at $z_k$ |
|---|---|---|
| cross entropy | ID | $p_k - [k = y]$ |
| energy hinge (Liu et al., eq. 7) | ID | $-2\lambda \max(0, E - m_{in}) \, p_k$ |
| Outlier Exposure (Hendrycks et al.) | outliers | $0.5 \, (p_k - 1/K)$ |
| KL to uniform (Lee et al., eq. 1) | outliers | $\beta \, (p_k - 1/K)$ |
| energy hinge | outliers | $2\lambda \max(0, m_{out} - E) \, p_k$ |
""",
)
EXPLAIN = message(
    "tug_of_war.explain",
    """
**What to look for.**

- The gradients of cross entropy, Outlier Exposure and the KL term **sum to zero** over the classes:
  they move probability from class to class. The energy changes only as a side effect.
- The energy terms pull **every logit in the same direction**, the largest hardest. To add a
  constant to all logits is such a move: the softmax does not change, the energy does. Try slider c.
- Outlier Exposure and the KL term are **the same pull**, with different weights: the two losses
  differ by the constant ln K.
- Once the energy is beyond its margin, the pull of its hinge is zero.
""",
)
MISREAD = [
    message(
        "tug_of_war.misread.1",
        "**A real step moves weights, not logits.** The logits of all other inputs change with "
        "them, most of all those of inputs with similar features. That is how training outliers "
        "change the output on unseen ones.",
    ),
    message(
        "tug_of_war.misread.2",
        "**The arrows are for one input.** In training each term is a mean over a batch.",
    ),
]
