"""Histogram of a score with a threshold to drag; its counts, its ROC point, its metrics.

The scores are sent once; every movement is answered in the browser.
"""

from typing import Any, NamedTuple

import numpy as np

from app.components import widget
from app.components.threshold.words import THRESHOLD
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each


class Group(NamedTuple):
    """One population beside ID: its scores `(N,)`, its kind (near, far or shift), a word on it."""

    name: str
    label: str
    kind: str
    about: str
    scores: np.ndarray


def content(
    id_scores: np.ndarray,
    groups: list[Group],
    title: str,
    version: str,
    mode: Mode,
    rule: str = "",
    saturates: bool = False,
) -> dict[str, Any]:
    """What the browser gets; `version` changes when the scores do. Scores keep every digit.

    Args:
        rule: the decision in words, shown with the threshold for {t} and its negative for {-t}.
        saturates: whether nearly all scores lie within a hair of -1.
    """
    colours, kinds = theme.COLOURS[mode], [g.kind for g in groups]
    members = [
        theme.member(kind, i, mode) for kind, i in zip(kinds, theme.places(kinds), strict=True)
    ]
    looks = [{"colour": colour, "isHollow": is_hollow} for colour, is_hollow in members]
    return {
        "version": version,
        "title": title,
        "rule": rule,
        "saturated": saturates,
        "id": np.sort(id_scores.astype(np.float64)).tolist(),
        "groups": [
            g._asdict() | {"scores": np.sort(g.scores.astype(np.float64)).tolist()} | look
            for g, look in zip(groups, looks, strict=True)
        ],
        "colours": {kind: colours[kind] for kind in ("id", "near", "far", "shift")},
        "words": say_each(THRESHOLD),
        "accent": theme.ACCENT[mode],
    }


def threshold(data: dict[str, Any], key: str) -> None:
    """Draw the widget with what `content` gave."""
    widget("threshold")(data=data, key=key, height="content")
