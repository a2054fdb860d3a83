"""One anchor on the unit circle, its positive and its negatives, to drag; loss and forces.

Everything is computed in the browser: the NT-Xent term of the anchor, its arithmetic, and minus
its derivative with respect to each angle.
"""

from app.components import widget
from app.figures import csi as figures
from app.figures import theme
from app.figures.theme import Mode

NAMES = ("anchor", "positive", "negative 1", "negative 2", "negative 3")
DEGREES = (90.0, 40.0, 120.0, 200.0, 300.0)  # where they start, counter-clockwise from the right
TEMPERATURE = 0.5  # the paper's


def circle(caption: str, mode: Mode, revealed: bool, strong: str | None = None) -> None:
    """Draw the points; once `revealed`, the forces on them and the arithmetic of the loss.

    Args:
        strong: the cells of the table that stand out: the "positive" pair's cosine, or the "sum"
            and its addends; all alike if None.
    """
    positive, negative = figures.pair_colours(mode)
    data = {
        "names": NAMES,
        "degrees": DEGREES,
        "temperature": TEMPERATURE,
        "revealed": revealed,
        "strong": strong,
        "caption": caption,
        "colours": [theme.ACCENT[mode], positive, *[negative] * (len(NAMES) - 2)],
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("circle")(data=data, key="circle", height="content")
