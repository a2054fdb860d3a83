"""What a link that is handed in opens: a trained canvas, or a run that comes with the app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np

from ood_core import benchmarks, paths
from ood_core.canvas import canvas as canvases
from ood_core.canvas import painting
from ood_core.canvas.canvas import Canvas
from ood_core.canvas.packed import LOGIT, unpack
from ood_core.errors import UserError
from ood_core.files import Arrays
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores.logits import MaxSoftmax

LONGEST = 8_000  # characters of a link: the largest canvas takes 6,000
ASKED = {"canvas": "c", "lab": "benchmark"}  # without which no link is that page's

Page = Literal["canvas", "lab"]


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


def opened(link: str, page: Page) -> Shown:
    """What an address, or what stands behind its `?`, opens on that page.

    Raises:
        UserError: it opens no such page, is damaged, or its canvas is not trained here.
    """
    return OPENED[page](_query(link, page))


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
    query = {name: values[0] for name, values in asked.items()}
    if ASKED[page] not in query:
        raise _none(page)
    return query


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
    kept = {"c": canvas.link}
    if "view" in query:
        kept["view"] = _at_the_end(query["view"][:200])
    return ShownCanvas(kept, canvas, *unpack(file))


def _at_the_end(view: str) -> str:
    """The view in a canvas's link without its frame: it opens with the last, which is measured."""
    layer, *rest = view.split("_")
    return "_".join([layer, *([""] if rest else []), *rest[1:]])


def _opened_run(query: dict[str, str]) -> ShownRun:
    benchmark, method = query["benchmark"], query.get("method", "")
    is_known = benchmark in benchmarks.BUILT_IN and method in METHODS
    if not is_known or query.get("run", paths.COMMITTED) != paths.COMMITTED:
        raise _none("lab")
    try:
        run = Run.load(paths.PRETRAINED / benchmark / method)
    except UserError as error:
        raise _none("lab") from error
    return ShownRun({"benchmark": benchmark, "method": method, "run": paths.COMMITTED}, run)


OPENED: dict[Page, Callable[[dict[str, str]], Shown]] = {
    "canvas": _opened_canvas,
    "lab": _opened_run,
}
