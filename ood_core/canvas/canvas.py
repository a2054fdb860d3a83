"""Canvases: worlds of the plane that a visitor chooses or draws, small enough to stand in a link.

A `Canvas` is everything that its pictures depend on. `Canvas.link` is it as text, `opened` the way
back; the same link makes the same benchmark, and with it the same trainings.
"""

import base64
import binascii
import hashlib
import json
import math
import zlib
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, ClassVar

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest
from ood_core.benchmarks.plane import BAND, BEYOND, FAR_BOX, FRAME, SHELL
from ood_core.canvas import budget
from ood_core.canvas.presets import PRESETS
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.setting import Setting

VERSION = 2  # of the code that turns a link into pictures; `_cache_key` has the numbers it reads
TRAIN, TEST, OUTLIERS, RING = 250, 120, 600, 240  # points per class, per class, and in all
CLASSES, LEAST, MOST = (2, 4), 8, 350  # how many classes, and points of each, one may draw
ROOM = 40  # held-out points that must find a place
DRAWN_SPREAD = 0.6  # of drawn classes, see plane.py
APART = 0.5  # that drawn outliers keep from the held-out ring
WIDTHS = (4, 512)
CELL = 2 * FRAME / 256  # drawn points are kept as two bytes
DEFAULT_WIDTH = 128

SETS = {  # training outliers: within which distance of the classes, half the side of their box
    "shell": (SHELL, FRAME),
    "far-box": (BEYOND, FAR_BOX),
}
Settings = dict[str, dict[str, str]]  # method -> key -> value, as `--set` takes them


def settings() -> dict[str, dict[str, Setting]]:
    """What of each method may be set on a canvas, by key; the budget of steps is fixed."""
    offered = {
        name: {key: s for key, s in method.settings.items() if s.canvas}
        for name, method in METHODS.items()
    }
    return {name: found for name, found in offered.items() if found}


@dataclass(frozen=True)
class Canvas:
    """Everything that a canvas's pictures depend on."""

    preset: str = "blobs"  # of PRESETS; does not count where `drawn` is given
    drawn: tuple[str, ...] = ()  # points of each class, see `drawn_text`
    outliers: str = ""  # drawn outliers, likewise
    exposed: str = "shell"  # of SETS; does not count where `outliers` is given
    seed: int = 0
    width: int = DEFAULT_WIDTH  # of the networks' two hidden layers: this, and half of it
    settings: Settings = field(default_factory=dict)  # that differ from the methods' defaults

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}

    def __post_init__(self) -> None:
        """Raises UserError where no benchmark can be made of it.

        A name that there is not comes from a link, whose author's words are not to be repeated.
        """
        offered = settings()
        known = all(
            key in offered.get(method, ()) and len(value) < 30
            for method, values in self.settings.items()
            for key, value in values.items()
        )
        if not (known and self.preset in PRESETS and self.exposed in SETS):
            raise _damaged()
        if not (0 <= self.seed <= 2**31 and WIDTHS[0] <= self.width <= WIDTHS[1]):
            low, high = WIDTHS
            raise UserError(
                "error.canvas.seed_or_width",
                "A seed is at least 0, and a width from {low} to {high}.",
                low=low,
                high=high,
            )
        if self.drawn and not CLASSES[0] <= len(self.drawn) <= CLASSES[1]:
            raise UserError("error.canvas.class_count", "Draw two, three or four classes.")
        for text in self.drawn:
            if not LEAST <= len(drawn_points(text)) <= MOST:
                raise UserError(
                    "error.canvas.point_count",
                    "Every class needs {least} to {most} points: draw some more.",
                    least=LEAST,
                    most=MOST,
                )
        if len(drawn_points(self.outliers)) > OUTLIERS:
            raise UserError(
                "error.canvas.too_many_outliers",
                "At most {most} outliers can be drawn: erase some.",
                most=OUTLIERS,
            )

    @property
    def link(self) -> str:
        """What differs from the default, as text for a link: base64url of packed JSON."""
        usual = Canvas()
        changed = {k: v for k, v in asdict(self).items() if v != getattr(usual, k)}
        packed = zlib.compress(_json(changed).encode(), 9)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @property
    def name(self) -> str:
        """The same for the same pictures: a hash of everything they depend on."""
        return hashlib.sha256(_json(_cache_key(self)).encode()).hexdigest()[:16]

    @property
    def is_far(self) -> bool:
        """Whether it trains on outliers from the far box."""
        return self.exposed == "far-box" and not self.outliers


def _cache_key(canvas: Canvas) -> dict[str, Any]:
    """Every number that a canvas's pictures depend on: its own, ours, and the methods' settings."""
    return {
        "version": VERSION,
        "canvas": asdict(canvas),
        "points": [TRAIN, TEST, OUTLIERS, RING, APART, spread(canvas)],
        "distances": [SETS, BAND, BEYOND],
        "trainings": budget.trainings(canvas.is_far),
    }


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def opened(link: str) -> Canvas:
    """The canvas of a link.

    Raises:
        UserError: it is damaged, truncated, or asks for what there is not.
    """
    from pydantic import TypeAdapter  # slow to import: the first page waits for none of it

    try:
        packed = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, 20_000)  # a longer one is none of ours
        if not unpacker.eof:
            raise _damaged()
        return TypeAdapter(Canvas).validate_json(text)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise _damaged() from error


def _damaged() -> UserError:
    return UserError(
        "error.canvas.damaged_link",
        "This link is damaged or cut short, so you see the first preset. Ask for the link again.",
    )


def drawn_points(text: str) -> np.ndarray:
    """Points `(N, 2) float32` of base64: two bytes each, the cells of a 256 x 256 raster.

    Raises:
        UserError: it is no such text.
    """
    try:
        cells = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except (binascii.Error, ValueError) as error:
        raise _damaged() from error
    if len(cells) % 2:
        raise _damaged()
    return ((cells.reshape(-1, 2) + 0.5) * CELL - FRAME).astype(np.float32)


def drawn_text(points: np.ndarray) -> str:
    """The way back, to the nearest cells: points `(N, 2)` in [-FRAME, FRAME]^2."""
    cells = np.clip(np.floor((points + FRAME) / CELL), 0, 255).astype(np.uint8)
    return base64.b64encode(cells.tobytes()).decode()


def preset_points(name: str) -> list[str]:
    """The training points of a preset, as `drawn_text`, to go on drawing from."""
    x, y = _load_id(Canvas(preset=name), "train")
    return [drawn_text(x[y == k]) for k in range(y.max() + 1)]


def _load_id(canvas: Canvas, split: str) -> Labelled:
    """Of drawn classes every fourth point is kept for the test."""
    if not canvas.drawn:
        seed, n = (0, TRAIN) if split == "train" else (1, TEST)
        return plane.labelled(PRESETS[canvas.preset].sampler, seed, n)
    classes = [drawn_points(text) for text in canvas.drawn]
    chosen = [x[np.arange(len(x)) % 4 == 3] for x in classes]
    if split == "train":
        chosen = [x[np.arange(len(x)) % 4 != 3] for x in classes]
    y = np.repeat(np.arange(len(chosen)), [len(x) for x in chosen])
    return Labelled(np.concatenate(chosen), y)


def spread(canvas: Canvas) -> float:
    """The width of a class's edge, the unit of distances, see plane.py."""
    return DRAWN_SPREAD if canvas.drawn else PRESETS[canvas.preset].spread


def _load_outliers(canvas: Canvas) -> np.ndarray:
    if canvas.outliers:
        return drawn_points(canvas.outliers)
    within, frame = SETS[canvas.exposed]
    data = _load_id(canvas, "train").x
    return plane.at_distance(data, spread(canvas), within, 2, OUTLIERS, frame)


def _load_ring(canvas: Canvas) -> np.ndarray:
    """Points just beyond the shell, and not where outliers were drawn."""
    data = _load_id(canvas, "train").x
    points = plane.at_distance(data, spread(canvas), BAND, 3, 4 * RING)
    if canvas.outliers:
        away = scipy.spatial.cKDTree(drawn_points(canvas.outliers)).query(points)[0]
        points = points[away > APART]
    if len(points) < ROOM:
        raise UserError(
            "error.canvas.no_room",
            "There is no room for held-out OOD points around the classes. Leave some of the plane "
            "near them free of points and outliers.",
        )
    return points[:RING]


def world(canvas: Canvas) -> Benchmark:
    """The canvas as a benchmark that every method can be trained on."""
    classes = len(canvas.drawn) or len(np.unique(_load_id(canvas, "test").y))
    return Benchmark(
        name="canvas",
        title="Canvas",
        about="Drawn." if canvas.drawn else PRESETS[canvas.preset].about,
        classes=tuple("ABCD"[:classes]),
        shape=(2,),
        network="mlp",
        augment="jitter",
        load_id=partial(_load_id, canvas),
        load_outliers=partial(_load_outliers, canvas),
        outliers_about="drawn" if canvas.outliers else canvas.exposed,
        ood_tests={
            "ring": OodTest("near", partial(_load_ring, canvas), "just beyond the outlier shell")
        },
        shifts={},
        spread=spread(canvas),
        network_options={"widths": (canvas.width, math.ceil(canvas.width / 2))},
    )
