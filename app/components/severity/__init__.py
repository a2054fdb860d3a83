"""A picture changed by degrees, and how strange each degree is to each method.

All degrees are sent at once; kind and slider are answered in the browser.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode
from ood_core.evaluation.verdicts import KEPT

DASHES = ("", "7 4", "2 3", "10 3 2 3", "12 5")  # of the methods' lines: the second cue


class Kind(NamedTuple):
    """One way to change a picture: L levels, M methods."""

    title: str
    levels: list[str]  # (L) the first is no change
    pictures: list[str]  # (L) data URIs
    id_percentile: list[list[float]]  # (M, L) share of ID test images
    is_ood: list[list[bool]]  # (M, L)
    said: list[list[str]]  # (M, L) class and confidence


def content(
    kinds: Sequence[Kind], methods: Sequence[str], words: dict[str, str], mode: Mode
) -> dict[str, Any]:
    looks = zip(methods, theme.LINE_CYCLE[mode], DASHES, strict=False)
    return {
        "kinds": [kind._asdict() for kind in kinds],
        "methods": [{"title": title, "colour": c, "dash": d} for title, c, d in looks],
        "kept": KEPT,
        "words": words,
        "accent": theme.ACCENT[mode],
        "ood": theme.colour("far", mode),
    }


def severity(data: dict[str, Any], key: str) -> None:
    """Draw the widget with what `content` gave."""
    widget("severity")(data=data, key=key, height="content")
