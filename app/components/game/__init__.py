"""The game of D and G on the plane, as trained with several weights beta: what each learns, apart.

Samples lie on D's surface or on the classifier's confidence, each with the two pushes of the
generator's loss. All frames are sent once; steps, betas and layers are answered in the browser.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.game.words import GAME
from app.figures import theme
from app.figures.maps import Layer
from app.figures.theme import Mode
from app.text import say_each

LONGEST = 30.0  # of a push that is sent; arrows are far shorter
TERMS = ("adversarial", "generator_kl")  # of the generator's loss


class Training(NamedTuple):
    """One training in F frames of m samples."""

    beta: str
    name: str  # of its picture, a word or two
    about: str  # a sentence
    discriminator: np.ndarray  # (F, n, n) bytes, 255 = real; row 0 is the lowest
    confidence: np.ndarray  # (F, k, k) bytes, 255 = certain
    samples: np.ndarray  # (F, m, 2)
    pushes: tuple[np.ndarray, np.ndarray]  # minus the gradient of each term: (F, m, 2)
    terms: tuple[Sequence[float | None], Sequence[float | None]]  # KL without beta; None: unknown


def game(
    trainings: Sequence[Training],
    classes: Sequence[Layer],
    steps: Sequence[int],
    means: Sequence[tuple[float, float]],
    near: float,
    frame: float,
    alt: str,
    version: str,
    mode: Mode,
    at: int = 0,
) -> None:
    """Draw it, at the last frame of training number `at`.

    Args:
        classes: their points.
        means: of the classes; a sample nearer than `near` to one of them lies on the data.
        frame: half the side of the plane that is shown.
        alt: what is seen, in a sentence.
    """
    data = {
        "trainings": [_sent(one) for one in trainings],
        "classes": [_points(layer, mode) for layer in classes],
        "steps": list(steps),
        "means": [list(mean) for mean in means],
        "near": near,
        "frame": frame,
        "at": at,
        "words": say_each(GAME),
        "alt": alt,
        "version": version,
        "surfaces": {
            "discriminator": [colour for _, colour in theme.PASSES[mode]],
            "confidence": [colour for _, colour in theme.CERTAINTY[mode]],
        },
        "terms": theme.LINE_CYCLE[mode][4:6],
        "generated": theme.colour("generated", mode),
        "symbol": theme.SYMBOLS["generated"],
        **theme.inks(mode),
    }
    widget("game")(data=data, key=f"game:{version}", height="content")


def _sent(one: Training) -> dict[str, Any]:
    pushes = np.stack(one.pushes, axis=1).astype(np.float64)  # (F, 2, m, 2)
    length = np.linalg.norm(pushes, axis=-1, keepdims=True)
    pushes *= np.minimum(1, LONGEST / np.maximum(length, 1e-9))
    return {
        "beta": one.beta,
        "name": one.name,
        "about": one.about,
        "discriminator": _surface(one.discriminator),
        "confidence": _surface(one.confidence),
        "samples": _thousandths(one.samples),
        "pushes": _thousandths(pushes),
        "terms": [list(term) for term in one.terms],
    }


def _surface(values: np.ndarray) -> dict[str, Any]:
    return {"side": values.shape[1], "bytes": packed(values)}


def _points(layer: Layer, mode: Mode) -> dict[str, Any]:
    look = theme.marker(layer.kind, mode, of_class=layer.of_class)
    xy = np.round(layer.xy.astype(np.float64), 2).tolist()
    return {"xy": xy, "colour": look["color"], "symbol": layer.symbol, "name": layer.name}


def _thousandths(values: np.ndarray) -> str:
    return packed(np.clip(np.round(values.astype(np.float64) * 1000), -32768, 32767).astype("<i2"))
