"""Panel: where the network is certain. The plane itself, or a slice of the feature space."""

import numpy as np
import streamlit as st

from app import loading, page
from app.components.film import Panel, map_panel
from app.figures import maps
from app.figures.maps import Field, Layer
from app.figures.theme import CLASS_SYMBOLS, Mode
from app.lessons import lesson, words
from app.written import signed
from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evaluation.projection import Pca
from ood_core.evidence import SHOWN
from ood_core.runs.run import Run
from ood_core.scores import SCORES
from ood_core.scores.logits import softmax

CONFIDENCE = "max softmax probability"
SURE = 0.95
AXES = ("x₁", "x₂")
SLICE_AXES = ("1st principal direction of the features", "2nd principal direction")


def show(run: Run) -> None:
    picture, text = page.picture_and_words()
    is_image, score = run.benchmark.is_image, None
    with picture:
        if is_image:
            field, layers, axes = slice_map(run)
        else:
            score = _colour(run)
            field, layers, axes = plane_field(run, score), plane_layers(run), AXES
        figure = maps.field_map(field, layers, page.mode(), axes)
        page.chart(figure, _alt(run, field), f"map:{run.path}")
    with text:
        if score:
            st.latex(words.SCORES[score].formula)
            st.markdown(words.SCORES[score].meaning)
            st.markdown(lesson("score-map"))
        else:
            st.markdown(lesson("confidence-images" if is_image else "confidence-plane"))


def _alt(run: Run, field: Field) -> str:
    share = f" At least 0.95 on {np.mean(field.z >= 0.95):.0%} of it."
    if field.is_score:
        share = f" From {signed(field.z.min())} to {signed(field.z.max())}."
    return f"Map of {field.title} of {run.method.title} on {run.benchmark.title}.{share}"


def _colour(run: Run) -> str | None:
    """The score that colours the map, or None for confidence."""
    drawable = [
        n for n in loading.score_names(run) if set(SCORES[n].needs) <= set(run.evidence["grid"])
    ]
    names = [CONFIDENCE, *[n for n in drawable if n != "msp"]]
    chosen = page.choice(
        "Colour",
        names,
        f"map:colour:{run.card['method']}",
        "csi" if run.method.score == "csi" else CONFIDENCE,
        wrap=True,
        format_func=lambda n: n if n == CONFIDENCE else f"{words.SCORES[n].title} score",
    )
    return None if chosen == CONFIDENCE else chosen


def plane_field(run: Run, score: str | None) -> Field:
    """Confidence, or a score, over the plane's picture."""
    grid = run.evidence["grid"]
    side = round(len(grid["logits"]) ** 0.5)
    axis = maps.pixel_axis(side, plane.FRAME)
    if score is None:
        z = loading.confidence(run, "grid").reshape(side, side)
        return Field(z, axis, axis, CONFIDENCE, 1 / len(run.benchmark.classes), 1)
    z = SCORES[score]().fit(run.evidence).score(grid).reshape(side, side)
    title = f"{words.SCORES[score].title} score"
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
        Layer(f"ID, class {name}", "id", x[y == k], CLASS_SYMBOLS[k % len(CLASS_SYMBOLS)])
        for k, name in enumerate(world.classes)
    ]


def plane_layers(run: Run) -> list[Layer]:
    """ID by class, outliers, OOD tests and shifts; only ID is shown before one asks."""
    world = run.benchmark
    layers = class_layers(world)
    if run.method.outliers == "real":
        layers.append(Layer("training outliers", "outliers", world.outliers[:400], shown=False))
    for name, load in world.populations.items():
        kind = world.kind(name)
        if kind != "id":
            layers.append(Layer(words.population_label(name, kind), kind, load(), shown=False))
    return layers


def slice_map(run: Run) -> tuple[Field, list[Layer], tuple[str, str]]:
    """The last layer's confidence over the plane of the two widest feature directions."""
    evidence = run.evidence
    pca = Pca.fit(evidence["id_train"]["features"])
    layers = []
    for name, kind in loading.kinds(run).items():
        xy = pca.project(evidence[name]["features"][:SHOWN])
        label = words.population_label(name, kind)
        layers.append(Layer(label, kind, xy, shown=name == "id_test" or kind == "near"))
    x, y = (_reach(np.concatenate([layer.xy[:, i] for layer in layers])) for i in range(2))
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    logits = pca.lift(points) @ evidence.head["weight"].T + evidence.head["bias"]
    z = softmax(logits).max(axis=1).reshape(len(y), len(x))
    return Field(z, x, y, CONFIDENCE, 1 / logits.shape[1], 1), layers, SLICE_AXES


def _reach(values: np.ndarray, n: int = 96) -> np.ndarray:
    """`n` places from a little below the lowest to a little above the highest value."""
    low, high = values.min(), values.max()
    margin = 0.08 * (high - low)
    return np.linspace(low - margin, high + margin, n)
