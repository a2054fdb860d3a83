"""The outlier term of the loss as a curve: a point to move, its loss, its gradient."""

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode

CLASSES = (2, 10, 100)  # the plane, digits and CIFAR-10, CIFAR-100
WEIGHT = 0.5  # lambda, in front of the term


def uniform(words: dict[str, str], key: str, mode: Mode, push: str | None = None) -> None:
    """Draw it; the other classes share evenly what the raised one leaves.

    Args:
        words: texts by place, see uniform.html and uniform.js.
        push: "down" for the arrows of the log-sum-exp alone, "up" for those of the mean logit;
            None for their sum.
    """
    data = {
        "classes": CLASSES,
        "weight": WEIGHT,
        "push": push,
        "words": words,
        "accent": theme.ACCENT[mode],
        "certain": theme.CERTAIN[mode],
        "colour": theme.colour("outliers", mode),
        "paper": theme.PAPER[mode],
    }
    widget("uniform")(data=data, key=key, height="content")
