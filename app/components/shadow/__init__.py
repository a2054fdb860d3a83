"""CSI's score as a shadow: a projection's length, and its angle to the nearest training input's.

The horizontal axis is the direction of the nearest training input's projection, so the score,
cosine times length, is the place of z along it. A point is dragged, or one of the inputs chosen,
in the browser.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.shadow.words import SHADOW
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each

SHOWN = 300  # inputs of a population


class Cloud(NamedTuple):
    """A population: cosines and lengths `(N,)`; against ID, the AUROC of score, cosine, length."""

    label: str
    kind: str
    cosines: np.ndarray
    lengths: np.ndarray
    aurocs: Sequence[float] = ()


def shadow(on_id: Cloud, others: Sequence[Cloud], alt: str, version: str, mode: Mode) -> None:
    """Draw it; one of the `others` is chosen.

    Args:
        alt: what is seen, in a sentence.
    """
    data = {
        "id": _sent(on_id, mode),
        "others": [_sent(cloud, mode) for cloud in others],
        "scores": np.sort(on_id.cosines * on_id.lengths).astype(float).round(4).tolist(),
        "words": say_each(SHADOW),
        "alt": alt,
        "version": version,
        **theme.inks(mode),
    }
    widget("shadow")(data=data, key=f"shadow:{version}", height="content")


def _sent(cloud: Cloud, mode: Mode) -> dict[str, Any]:
    pairs = np.stack([cloud.cosines[:SHOWN], cloud.lengths[:SHOWN]], axis=1)
    return {
        "label": cloud.label,
        **theme.look(cloud.kind, mode),
        "bytes": packed(pairs.astype("<f4")),
        "aurocs": list(cloud.aurocs),
    }
