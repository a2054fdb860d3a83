"""One anchor on the unit circle, its positive and its negatives, to drag; loss and forces.

Everything is computed in the browser: the NT-Xent term of the anchor, its arithmetic, and minus
its derivative with respect to each angle.
"""

from typing import Any

from app.components import widget
from app.figures import csi as figures
from app.figures import theme
from app.figures.theme import Mode

# Anchor, positive, negatives: where they start, counter-clockwise from the right.
DEGREES = (90.0, 40.0, 120.0, 200.0, 300.0)
TEMPERATURE = 0.5  # the paper's


def circle(
    words: dict[str, Any], mode: Mode, revealed: bool, highlighted: str | None = None
) -> None:
    """Draw the points; once `revealed`, the forces on them and the arithmetic of the loss.

    Args:
        words: texts by place, see circle.html and circle.js; "points" are the points' names, as
            they are written beside a slider and, shorter, on the circle.
        highlighted: the cells of the table that stand out: the "positive" pair's cosine, or the
            "sum" and its addends; all alike if None.
    """
    positive, negative = figures.pair_colours(mode)
    data = {
        "words": words,
        "degrees": DEGREES,
        "temperature": TEMPERATURE,
        "revealed": revealed,
        "highlighted": highlighted,
        "colours": [theme.ACCENT[mode], positive, *[negative] * (len(DEGREES) - 2)],
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("circle")(data=data, key="circle", height="content")
