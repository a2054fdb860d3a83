"""CSI's score as two clocks, con and cls, beside the angle and the length that con is made of.

Inputs lie in a plane by the two; one is chosen by slider or pointer, in the browser.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.clocks.words import CLOCKS
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each

SHOWN = 250  # inputs of a population
MIDDLE = (5, 95)  # percentiles of ID test between which a clock is shaded


class Inputs(NamedTuple):
    """A population: parts of the score, high = ID, and of the upright copy's z cosine and length.

    All `(N,)`; `aurocs` against ID test, by con, by cls, by their sum.
    """

    label: str
    kind: str
    con: np.ndarray
    cls: np.ndarray
    cosines: np.ndarray
    lengths: np.ndarray
    aurocs: Sequence[float] = ()

    @property
    def score(self) -> np.ndarray:
        return self.con + self.cls


def clocks(on_id: Inputs, ood: Inputs, alt: str, version: str, mode: Mode) -> None:
    """Draw them with the first of the OOD inputs.

    Args:
        alt: what is seen, in a sentence.
    """
    cut = float(np.percentile(on_id.score, MIDDLE[0]))
    data = {
        "populations": [_sent(one, mode) for one in (on_id, ood)],
        "middle": [np.percentile(part, MIDDLE).tolist() for part in (on_id.con, on_id.cls)],
        "cut": cut,
        "below": float(np.mean(ood.score < cut)),
        "aurocs": list(ood.aurocs),
        "words": say_each(CLOCKS),
        "alt": alt,
        "version": version,
        **theme.inks(mode),
    }
    widget("clocks")(data=data, key=f"clocks:{version}", height="content")


def _sent(one: Inputs, mode: Mode) -> dict[str, Any]:
    """The first inputs, in the order of their score."""
    order = np.argsort(one.score[:SHOWN])
    columns = [part[:SHOWN][order] for part in (one.con, one.cls, one.cosines, one.lengths)]
    return {
        "label": one.label,
        **theme.look(one.kind, mode),
        "bytes": packed(np.stack(columns, axis=1).astype("<f4")),
    }
