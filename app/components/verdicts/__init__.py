"""Pictures to choose from, and each method's verdict on the chosen one.

All verdicts are sent at once: choosing another picture is answered in the browser, and told to the
page after that.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from app.components import widget
from app.figures import theme
from app.figures.theme import Mode

BINS = 48
CLOSEST = 1e-7  # MSP saturates: what is nearer to -1 stands at the axis' end


class Method(NamedTuple):
    """A method, and how its score is spread over the ID test images."""

    title: str
    score: str  # the score's title; "" where the method is called by it
    on_id: np.ndarray  # (M,)
    threshold: float
    saturates: bool = False  # whether nearly all scores lie within a hair of -1


class Row(NamedTuple):
    """One method's verdict on one picture."""

    answer: str
    confidence: float
    score: float
    id_percentile: float
    is_ood: bool


class Card(NamedTuple):
    """One picture: as it came and as the networks see it, data URIs; `rows` may be empty.

    What came from beside the widget, as a drawing does, is not `given` once more.
    """

    name: str
    given: str
    seen: str
    about: str
    rows: Sequence[Row]


class Axis(NamedTuple):
    """Where scores stand in a histogram, 0 to 1."""

    low: float
    high: float
    saturated: bool

    @classmethod
    def of(cls, method: Method) -> "Axis":
        """ID test images fill the left, beyond the threshold there is as much room again."""
        saturated = method.saturates
        u = _spread(np.append(method.on_id, method.threshold), saturated)
        low, threshold = np.quantile(u[:-1], 0.005), u[-1]
        high = 0.0 if saturated else threshold + (threshold - low)
        return cls(float(low), float(max(high, low + 1e-9)), saturated)

    def place(self, scores: np.ndarray) -> np.ndarray:
        """0 to 1; what lies beyond the ends stands at them."""
        u = _spread(np.asarray(scores, float), self.saturated)
        return np.clip((u - self.low) / (self.high - self.low), 0, 1)


def _spread(scores: np.ndarray, saturated: bool) -> np.ndarray:
    """Confidences near 1 are spread out: 0.9, 0.99, 0.999, ... at equal distances."""
    return np.log10(np.maximum(1 + scores, CLOSEST)) if saturated else scores


def content(
    cards: Sequence[Card], methods: Sequence[Method], words: dict[str, str], chosen: int, mode: Mode
) -> dict[str, Any]:
    axes = [Axis.of(method) for method in methods]
    return {
        "words": words,
        "chosen": chosen,
        "colours": {"id": theme.colour("id", mode), "ood": theme.colour("far", mode)},
        "accent": theme.ACCENT[mode],
        "methods": [_method(*pair) for pair in zip(methods, axes, strict=True)],
        "pictures": [
            card._asdict() | {"rows": [_row(*pair) for pair in zip(card.rows, axes, strict=False)]}
            for card in cards
        ],
    }


def _method(method: Method, axis: Axis) -> dict[str, Any]:
    counts = np.histogram(axis.place(method.on_id), BINS, (0, 1))[0]
    return {
        "title": method.title,
        "score": method.score,
        "bars": (counts / max(counts.max(), 1)).round(3).tolist(),
        "cut": float(axis.place(np.array(method.threshold))),
        "threshold": method.threshold,
    }


def _row(row: Row, axis: Axis) -> dict[str, Any]:
    return row._asdict() | {"at": float(axis.place(np.array(row.score)))}


def chosen_of(key: str, count: int) -> int:
    """The picture that is chosen in the widget of that key, of `count`; the first to begin with."""
    state = st.session_state.get(key) or {}
    return min(int(state.get("chosen") or 0), count - 1)


def verdicts(data: dict[str, Any], key: str) -> None:
    """Draw the widget with what `content` gave; `chosen_of` tells what is chosen in it."""
    widget("verdicts")(data=data, key=key, on_chosen_change=lambda: None, height="content")
