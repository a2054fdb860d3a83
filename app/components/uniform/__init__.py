"""The outlier term of the loss as a curve: a point to move, its loss, its gradient."""

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode

CLASSES = (2, 10, 100)  # the plane, digits and CIFAR-10, CIFAR-100
WEIGHT = 0.5  # lambda, in front of the term


def uniform(key: str, mode: Mode) -> None:
    """Draw it; the other classes share evenly what the raised one leaves."""
    data = {
        "classes": CLASSES,
        "weight": WEIGHT,
        "accent": theme.ACCENT[mode],
        "colour": theme.colour("outliers", mode),
        "paper": theme.PAPER[mode],
    }
    widget("uniform")(data=data, key=key, height="content")
