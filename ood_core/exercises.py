"""Exercises: what the link that is handed in has to show, and whether it does (imports no torch).

A link opens a trained canvas, or a run of the Lab. What is wanted of it are bounds of numbers that
are there already: of a canvas in its last frame, of a run in its card.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np

from ood_core import benchmarks, paths
from ood_core.canvas import canvas as canvases
from ood_core.canvas import painting
from ood_core.canvas.canvas import Canvas
from ood_core.canvas.packed import LOGIT, unpack
from ood_core.errors import UserError
from ood_core.evaluation.metrics import evaluate
from ood_core.files import Arrays
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores.logits import MaxSoftmax

LONGEST = 8_000  # characters of a link: the largest canvas takes 6,000
TRAINED = {"pretrained", ""}  # names, in a link, of the run that comes with the app
ASKED = {"canvas": "c", "lab": "benchmark"}  # without which no link is that page's

Page = Literal["canvas", "lab"]


class Want(NamedTuple):
    """A number with its bounds, both allowed."""

    measure: str  # of MEASURES
    of: str = ""  # the method whose number it is
    least: float = -math.inf
    most: float = math.inf

    def holds(self, value: float) -> bool:
        return self.least <= value <= self.most


class Exercise(NamedTuple):
    lesson: str  # of which method
    page: Page  # whose link is handed in
    wants: tuple[Want, ...]


UNCHANGED = Want("changed", least=0, most=0)
EXERCISES = {
    "threshold": Exercise(
        "confident-gan",
        "canvas",
        (
            Want("caught", "confident-gan", least=0.95),
            Want("flagged", "confident-gan", most=0.05),
            Want("caught", "baseline", most=0.1),
        ),
    ),
    "gap": Exercise(
        "confident-gan",
        "canvas",
        (
            UNCHANGED,
            Want("auroc", "confident-gan", most=0.8),
            Want("accuracy", "confident-gan", least=0.95),
            Want("auroc", "outlier-exposure", least=0.95),
        ),
    ),
    "one-side": Exercise(
        "outlier-exposure",
        "canvas",
        (
            UNCHANGED,
            Want("outliers", least=100),
            Want("auroc", "outlier-exposure", most=0.7),
            Want("accuracy", "outlier-exposure", least=0.95),
        ),
    ),
    "few": Exercise(
        "outlier-exposure",
        "canvas",
        (
            UNCHANGED,
            Want("outliers", least=1, most=30),
            Want("auroc", "outlier-exposure", least=0.95),
            Want("accuracy", "outlier-exposure", least=0.95),
        ),
    ),
    "unseen-by-softmax": Exercise(
        "energy",
        "canvas",
        (
            UNCHANGED,
            Want("auroc", "energy", least=0.99),
            Want("softmax_auroc", "energy", most=0.5),
        ),
    ),
    "behind": Exercise("energy", "lab", (Want("behind", least=0.1),)),
    "blind": Exercise(
        "csi",
        "canvas",
        (
            UNCHANGED,
            Want("drawn", least=3),
            Want("auroc", "csi", most=0.6),
            Want("accuracy", "csi", least=0.95),
            Want("auroc", "outlier-exposure", least=0.95),
        ),
    ),
    "sees": Exercise(
        "csi",
        "canvas",
        (
            UNCHANGED,
            Want("drawn", least=3),
            Want("auroc", "csi", least=0.8),
            Want("accuracy", "csi", least=0.95),
        ),
    ),
}


@dataclass(frozen=True)
class Shown:
    """What a link opens."""

    query: dict[str, str]  # what counts of the link, which opens the same

    @property
    def link(self) -> str:
        """As it stands behind the page's address."""
        return urlencode(self.query)


@dataclass(frozen=True)
class ShownCanvas(Shown):
    canvas: Canvas
    header: dict[str, Any]  # of its last frame, see `canvas.packed`
    arrays: Arrays

    def confidence(self, method: str, points: str) -> np.ndarray:
        """The score MSP of the test points `id` or `ring`, as the browser has it."""
        logits = self.arrays[f"{method}/{points}"].astype(np.float32) / LOGIT
        return MaxSoftmax().score({"logits": logits})


@dataclass(frozen=True)
class ShownRun(Shown):
    run: Run


class Found(NamedTuple):
    want: Want
    value: float

    @property
    def holds(self) -> bool:
        return self.want.holds(self.value)


class Checked(NamedTuple):
    shown: Shown
    found: tuple[Found, ...]

    @property
    def is_right(self) -> bool:
        return all(one.holds for one in self.found)


def check(exercise: str, link: str) -> Checked:
    """Measure what one of EXERCISES wants of that link: an address, or what stands behind its `?`.

    Raises:
        UserError: it opens no such page, is damaged, or its canvas is not trained here.
    """
    _, page, wants = EXERCISES[exercise]
    shown = OPENED[page](_query(link, page))
    return Checked(shown, tuple(Found(w, MEASURES[w.measure](shown, w.of)) for w in wants))


def _query(link: str, page: Page) -> dict[str, str]:
    link = link.strip()
    if len(link) > LONGEST:
        raise UserError(
            "error.exercises.long",
            "This link has {n} characters; {most} are the most that one has.",
            n=len(link),
            most=LONGEST,
        )
    try:
        asked = parse_qs(urlsplit(link).query or link, max_num_fields=50)
    except ValueError:
        asked = {}
    found = {name: values[0] for name, values in asked.items()}
    if ASKED[page] not in found:
        raise _none(page)
    return found


def _none(page: Page) -> UserError:
    if page == "lab":
        return UserError(
            "error.exercises.no_run",
            "This is no link to a run that comes with the app. Choose a benchmark, a method and "
            "the pretrained run in the Lab, then copy the address of the page.",
        )
    return UserError(
        "error.exercises.no_canvas",
        "This is no link to a canvas, or it is damaged. Open the canvas, then copy the whole "
        "address of the page.",
    )


def _opened_canvas(query: dict[str, str]) -> ShownCanvas:
    try:
        canvas = canvases.opened(query["c"])
    except UserError as error:
        raise _none("canvas") from error
    try:
        file = painting.path(painting.place(canvas), painting.FRAMES - 1).read_bytes()
    except OSError as error:
        raise UserError(
            "error.exercises.untrained",
            "This canvas is not trained here. Open it, press “Train all methods”, wait until it is "
            "trained, then hand in the link.",
        ) from error
    kept = {"c": canvas.link} | ({"view": query["view"][:200]} if "view" in query else {})
    return ShownCanvas(kept, canvas, *unpack(file))


def _opened_run(query: dict[str, str]) -> ShownRun:
    benchmark, method = query["benchmark"], query.get("method", "")
    is_known = benchmark in benchmarks.BUILT_IN and method in METHODS
    if not is_known or query.get("run", "") not in TRAINED:
        raise _none("lab")
    try:
        run = Run.load(paths.PRETRAINED / benchmark / method)
    except UserError as error:
        raise _none("lab") from error
    return ShownRun({"benchmark": benchmark, "method": method}, run)


OPENED: dict[Page, Callable[[dict[str, str]], Shown]] = {
    "canvas": _opened_canvas,
    "lab": _opened_run,
}


# What is measured: of what is shown, by a method.


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


def _changed(shown: ShownCanvas, _: str) -> int:
    """How many settings of the methods are not the usual ones, the networks' width included."""
    canvas = shown.canvas
    return sum(map(len, canvas.settings.values())) + (canvas.width != canvases.DEFAULT_WIDTH)


def _behind(shown: ShownRun, _: str) -> float:
    """By how much the energy score's AUROC is below MSP's, on the OOD test where it is furthest."""
    tests = shown.run.metrics["ood"].values()
    return max(row["msp"]["auroc"] - row["energy"]["auroc"] for row in tests)


MEASURES: dict[str, Callable[[Any, str], float]] = {
    "accuracy": _number("accuracy"),
    "auroc": _number("auroc"),
    "softmax_auroc": _softmax_auroc,
    "caught": _beyond("ring"),
    "flagged": _beyond("id"),
    "drawn": lambda shown, _: len(shown.canvas.drawn),
    "outliers": lambda shown, _: len(canvases.drawn_points(shown.canvas.outliers)),
    "changed": _changed,
    "behind": _behind,
}
