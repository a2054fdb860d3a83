"""A plane to draw on: up to four classes and outliers, by mouse, touch or key."""

import json
from collections.abc import Sequence
from typing import Any

from app.components import widget
from app.components.sketch.words import SKETCH
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each
from ood_core.canvas import canvas as canvases


def sketch(
    classes: Sequence[str], outliers: str, mode: Mode, key: str, on_points_change: Any
) -> None:
    """Draw it with these points, see `canvases.drawn_points`.

    Its state has `points`: `classes`, the texts of the classes that were drawn or None where they
    are as they came, `outliers`, and when it was drawn, `at`.
    """
    data = {
        "classes": list(classes),
        "outliers": outliers,
        "text": json.dumps([list(classes), outliers], separators=(",", ":")),
        "most": canvases.MOST,
        "most_outliers": canvases.OUTLIERS,
        "words": say_each(SKETCH),
        "symbols": theme.DRAWN_CLASSES,
        "class_colours": theme.CLASSES[mode],
        "colours": theme.COLOURS[mode],
        "paper": theme.PAPER[mode],
        "lines": theme.LINES[mode],
        "text_colour": theme.TEXT[mode],
        "muted": theme.MUTED[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("sketch")(data=data, key=key, height="content", on_points_change=on_points_change)
