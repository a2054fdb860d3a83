"""Three logits, a temperature and a constant to edit: their softmax and their energy, worked out.

Everything is computed in the browser; the constant freezes the softmax and moves the energy.
"""

from collections.abc import Sequence

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode


def logits(
    classes: Sequence[str],
    start: Sequence[float],
    constant: float,
    words: dict[str, str],
    mode: Mode,
    key: str,
    highlighted: str | None = None,
) -> None:
    """Draw the worked sample.

    Args:
        classes, start: the classes' names and the logits to begin with, three of each.
        constant: that is added to them at first.
        words: texts by place, see logits.js.
        highlighted: the inputs that stand out, "logits" or "temperature"; all alike if None.
    """
    data = {
        "version": key,
        "classes": list(classes),
        "start": list(start),
        "constant": constant,
        "words": words,
        "highlighted": highlighted,
        "accent": theme.ACCENT[mode],
        "certain": theme.CERTAIN[mode],
        "muted": theme.MUTED[mode],
    }
    widget("logits")(data=data, key=key, height="content")
