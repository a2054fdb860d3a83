"""What is measured: of what a link shows, by a method."""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np

from ood_core.canvas import canvas as canvases
from ood_core.errors import UserError
from ood_core.evaluation.metrics import evaluate
from ood_core.exercises.links import ShownCanvas, ShownRun


class Measure(NamedTuple):
    unit: Literal["count", "share", "points"]  # points are differences of shares
    of: Callable[[Any, str], float]  # what is shown, and a method, "" for none


def _number(name: str) -> Callable[[ShownCanvas, str], float]:
    """Of the last frame's own."""

    def of_method(shown: ShownCanvas, method: str) -> float:
        return shown.header["methods"][method][name]

    return of_method


def _softmax_auroc(shown: ShownCanvas, method: str) -> float:
    """Of the network by its max softmax, whichever score its method has."""
    scores = (shown.confidence(method, points) for points in ("id", "ring"))
    return evaluate(*scores)["auroc"]


def _beyond(points: str) -> Callable[[ShownCanvas, str], float]:
    """The share of the test points that the link's threshold of confidence calls OOD."""

    def of_method(shown: ShownCanvas, method: str) -> float:
        threshold = _threshold(shown.query.get("view", ""), shown.header["classes"])
        return float(np.mean(shown.confidence(method, points) >= threshold))

    return of_method


def _threshold(view: str, classes: int) -> float:
    """Of the score MSP, from the view in a canvas's link; as in canvas.js.

    Raises:
        UserError: it has none.
    """
    layer, _, place = [*view.split("_"), "", "", ""][:3]
    if layer != "softmax" or not re.fullmatch("[0-9]{1,4}", place) or int(place) > 1000:
        raise UserError(
            "error.exercises.no_threshold",
            "This link has no threshold of the confidence. Choose max softmax above the "
            "maps, move the threshold, wait a moment, then copy the address of the page.",
        )
    return (1 - 1 / classes) * 10 ** (-4 * int(place) / 1000) - 1


def _tested(shown: ShownCanvas, _: str) -> int:
    return len(canvases.world(shown.canvas).load_id("test").x)


def _changed(shown: ShownCanvas, _: str) -> int:
    """How many settings of the methods are not the usual ones, the networks' width included."""
    canvas = shown.canvas
    return sum(map(len, canvas.settings.values())) + (canvas.width != canvases.DEFAULT_WIDTH)


def _behind(shown: ShownRun, _: str) -> float:
    """By how much the energy score's AUROC is below MSP's, on the OOD test where it is furthest."""
    tests = shown.run.metrics["ood"].values()
    return max(row["msp"]["auroc"] - row["energy"]["auroc"] for row in tests)


MEASURES = {
    "accuracy": Measure("share", _number("accuracy")),
    "auroc": Measure("share", _number("auroc")),
    "softmax_auroc": Measure("share", _softmax_auroc),
    "caught": Measure("share", _beyond("ring")),
    "flagged": Measure("share", _beyond("id")),
    "tested": Measure("count", _tested),
    "drawn": Measure("count", lambda shown, _: len(shown.canvas.drawn)),
    "outliers": Measure(
        "count", lambda shown, _: len(canvases.drawn_points(shown.canvas.outliers))
    ),
    "changed": Measure("count", _changed),
    "behind": Measure("points", _behind),
}
