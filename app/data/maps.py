"""What is drawn of a run on the plane: confidence, a score, the data."""

import numpy as np

from app.components.film import Panel, map_panel
from app.data import scoring
from app.figures import maps
from app.figures.maps import Field, Layer
from app.figures.theme import CLASS_SYMBOLS, Mode
from app.text import declared, names, say
from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.files import Arrays
from ood_core.runs.run import Run

SURE = 0.95
AXES = ("x₁", "x₂")


def plane_field(run: Run, score: str | None) -> Field:
    """Confidence, or a score, over the plane's picture."""
    grid = run.evidence["grid"]
    side = round(len(grid["logits"]) ** 0.5)
    axis = maps.pixel_axis(side, plane.FRAME)
    if score is None:
        z = scoring.confidence(run, "grid").reshape(side, side)
        return Field(z, axis, axis, say(names.CONFIDENCE), 1 / len(run.benchmark.classes), 1)
    z = scoring.fitted(run, score)[0].score(grid).reshape(side, side)
    title = say(names.SCORE, score=names.SCORES[score].title)
    return Field(z, axis, axis, title, float(z.min()), float(z.max()), is_score=True)


def confidence_panel(run: Run, title: str, layers: list[Layer], mode: Mode) -> Panel:
    """The network's confidence over the plane as a film's panel of one frame."""
    field = plane_field(run, None)
    confidence = np.round(255 * field.z).astype(np.uint8)[None]
    return map_panel(title, layers, plane.FRAME, mode, confidence, field.low)


def share_sure(confidence: np.ndarray) -> float:
    """The share above SURE."""
    return float(np.mean(confidence > SURE))


def class_layers(world: Benchmark) -> list[Layer]:
    """The ID test points, class by class."""
    x, y = world.id_test
    return [
        Layer(
            say(names.ID_CLASS, name=name),
            "id",
            x[y == k],
            CLASS_SYMBOLS[k % len(CLASS_SYMBOLS)],
            of_class=k,
        )
        for k, name in enumerate(declared.classes(world))
    ]


def by_kind(frames: Arrays, world: Benchmark) -> dict[str, np.ndarray]:
    """Watched confidences `(F, n)` or `(n,)` as bytes, pooled into id, near and far."""
    pooled: dict[str, list[np.ndarray]] = {}
    for name, values in frames.items():
        group, _, population = name.partition(":")
        known = population == "id_test" or population.removeprefix("ood/") in world.ood_tests
        if group == "confidence" and known:
            pooled.setdefault(world.kind(population), []).append(values)
    return {kind: np.concatenate(values, axis=-1) for kind, values in pooled.items()}
