"""A score's histogram and a map of the features, linked: what is brushed in one shows in the other,
and as pictures.

Everything is sent once; every movement is answered in the browser, by mouse or key.
"""

from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.brush.words import BRUSH
from app.figures import theme
from app.figures.theme import Mode
from app.text import names, say, say_each


class Points(NamedTuple):
    """Inputs of one population.

    `scores (n,)`, `xy (n, 2)` on the map, `answers (n,)` class indices, `labels (n,)` likewise or
    None where there is no truth, `sheet` their pictures in rows of COLUMNS as a data URI, or None.
    """

    label: str
    kind: str
    scores: np.ndarray
    xy: np.ndarray
    answers: np.ndarray
    labels: np.ndarray | None = None
    sheet: str | None = None


COLUMNS = 20  # pictures in a row of a sheet


def sheet(images: np.ndarray) -> np.ndarray:
    """`(n, C, H, W)` bytes as one picture of COLUMNS per row, nothing between: `(h, w, C)`."""
    n, channels, height, width = images.shape
    rows = -(-n // COLUMNS)
    padded = np.zeros((rows * COLUMNS, channels, height, width), np.uint8)
    padded[:n] = images
    grid = padded.reshape(rows, COLUMNS, channels, height, width).transpose(0, 3, 1, 4, 2)
    return grid.reshape(rows * height, COLUMNS * width, channels)


def content(
    groups: list[Points],
    title: str,
    axes: tuple[str, str],
    classes: tuple[str, ...],
    version: str,
    mode: Mode,
    saturates: bool = False,
) -> dict[str, Any]:
    """What the browser gets; `version` changes when scores or places do. Scores keep every digit.

    Args:
        title: of the score.
        axes: names of the map's two directions.
        saturates: whether nearly all scores lie within a hair of -1.
    """
    kinds = list(dict.fromkeys(group.kind for group in groups))
    sent = []
    for group, i in zip(groups, theme.places([group.kind for group in groups]), strict=True):
        colour, is_hollow = theme.member(group.kind, i, mode)
        sent.append(_sent(group) | {"colour": colour, "isHollow": is_hollow})
    return {
        "version": version,
        "title": title,
        "saturated": saturates,
        "axes": axes,
        "classes": classes,
        "words": say_each(BRUSH),
        "columns": COLUMNS,
        "groups": sent,
        "kinds": {
            kind: {
                "name": say(names.KINDS[kind]),
                **theme.look(kind, mode),
            }
            for kind in kinds
        },
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }


def _sent(group: Points) -> dict[str, Any]:
    return {
        "label": group.label,
        "kind": group.kind,
        "scores": packed(group.scores.astype("<f8")),
        "xy": packed(group.xy.astype("<f4")),
        "answers": group.answers.tolist(),
        "labels": None if group.labels is None else group.labels.tolist(),
        "sheet": group.sheet,
    }


def brush(data: dict[str, Any], key: str) -> None:
    """Draw the widget with what `content` gave."""
    widget("brush")(data=data, key=key, height="content")
