"""A fine-tuning as a film: where the same inputs of three sets score, from step to step.

All frames are sent once; playing them, the unseen OOD test and the margins of the energy loss are
answered in the browser.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.tuning.words import TUNING
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each


class Lane(NamedTuple):
    """One set of inputs: its name, its kind and the scores in each frame `(F, n)`."""

    label: str
    kind: str
    scores: np.ndarray
    fpr95: Sequence[float] = ()  # in each frame, of an OOD test
    fpr95_of_all: float = 0.0  # of its test inputs, at the end


class Hinges(NamedTuple):
    """The energy loss: m_in and m_out, its weight lambda, and the cross entropy beside it."""

    trained: tuple[float, float]  # the margins of the film
    suggested: tuple[float, float]
    weight: float
    cross_entropy: Sequence[float | None]  # in each frame; None before the first step
    highlighted: str | None = None  # the hinge that stands out, "in" or "out"; both if None


def tuning(
    on_id: Lane,
    outliers: Lane | None,
    unseen: Sequence[Lane],
    steps: Sequence[int],
    start: int,
    accuracy: Sequence[float],
    accuracy_of_all: float,
    axis: str,
    alt: str,
    version: str,
    mode: Mode,
    hinges: Hinges | None = None,
) -> None:
    """Draw the film, at the frame `start` with which the fine-tuning begins.

    Args:
        outliers: None where their scores were not recorded.
        unseen: the OOD tests, one of which is chosen.
        steps: the training step of each frame.
        accuracy: on the inputs of `on_id`, in each frame.
        accuracy_of_all: on all test inputs, at the end.
        axis: the name of the score.
        alt: what the film shows, in a sentence.
        hinges: of a fine-tuning by energies; they act on `on_id` and on `outliers`.
    """
    lanes = [on_id, *([outliers] if outliers else []), *unseen]
    every = np.concatenate([lane.scores.ravel() for lane in lanes])
    data = {
        "id": _sent(on_id, mode),
        "outliers": outliers and _sent(outliers, mode),
        "unseen": [_sent(lane, mode) for lane in unseen],
        "steps": list(steps),
        "start": start,
        "accuracy": list(accuracy),
        "accuracy_of_all": accuracy_of_all,
        "axis": axis,
        "span": [float(every.min()), float(every.max())],
        "hinges": hinges and hinges._asdict(),
        "words": say_each(TUNING),
        "alt": alt,
        "version": version,
        **theme.inks(mode),
    }
    widget("tuning")(data=data, key=f"tuning:{version}", height="content")


def _sent(lane: Lane, mode: Mode) -> dict[str, Any]:
    return {
        "label": lane.label,
        **theme.look(lane.kind, mode),
        "count": lane.scores.shape[1],
        "bytes": packed(lane.scores.astype("<f4")),
        "fpr95": list(lane.fpr95),
        "fpr95_of_all": lane.fpr95_of_all,
    }
