"""Panel: where the network is certain. The plane itself, or a slice of the feature space."""

import numpy as np
import streamlit as st

from app.blocks import choices, layout
from app.data import loading, scoring
from app.data.feature_maps import pca_of
from app.data.maps import AXES, class_layers, plane_field
from app.figures import maps
from app.figures.maps import Field, Layer
from app.text import declared, passage, say, say_each
from app.text import names as text_names
from app.text.format import percent, signed
from app.views.lab import words
from ood_core.evidence import SHOWN
from ood_core.runs.run import Run
from ood_core.scores import SCORES
from ood_core.scores.logits import softmax

NO_SCORE = "confidence"  # what colours the map where no score does


def show(run: Run) -> None:
    if run.is_outputs:
        st.info(say(words.NO_SLICE_OF_OUTPUTS))
        return
    if run.benchmark.is_frozen:
        st.info(say(words.NO_SLICE))
        return
    picture, text = layout.picture_and_words("confidence-map")
    is_plane, score = run.benchmark.is_plane, None
    with picture:
        if is_plane:
            score = _colour(run)
            field, layers, axes = plane_field(run, score), plane_layers(run), AXES
        else:
            field, layers, axes = slice_map(run)
        figure = maps.field_map(field, layers, layout.mode(), axes)
        layout.chart(figure, _alt(run, field), f"map:{loading.version(run)}")
    with text:
        if score:
            choices.explain(score)
            st.markdown(passage(__file__, "score-map"))
        else:
            st.markdown(passage(__file__, "confidence-plane" if is_plane else "confidence-images"))


def _alt(run: Run, field: Field) -> str:
    shown = {
        "what": field.title,
        "method": run.method.title,
        "benchmark": declared.title(run.benchmark),
    }
    if field.is_score:
        low, high = signed(field.z.min()), signed(field.z.max())
        return say(words.SCORE_ALT, low=low, high=high, **shown)
    return say(words.CONFIDENCE_ALT, share=percent(np.mean(field.z >= 0.95), 0), **shown)


def _colour(run: Run) -> str | None:
    """The score that colours the map, or None for confidence."""
    drawable = [
        n for n in scoring.score_names(run) if set(SCORES[n].needs) <= set(run.evidence["grid"])
    ]
    names = [NO_SCORE, *[n for n in drawable if n != "msp"]]
    chosen = layout.choice(
        say(words.COLOUR),
        names,
        f"map:colour:{run.card['method']}",
        "csi" if run.method.score == "csi" else NO_SCORE,
        wrap=True,
        format_func=lambda n: (
            say(text_names.CONFIDENCE)
            if n == NO_SCORE
            else say(text_names.SCORE, score=text_names.SCORES[n].title)
        ),
    )
    return None if chosen == NO_SCORE else chosen


def plane_layers(run: Run) -> list[Layer]:
    """ID by class, outliers, OOD tests and shifts; only ID is shown before one asks."""
    world = run.benchmark
    layers = class_layers(world)
    if run.method.outliers == "real":
        name = say(text_names.KINDS["outliers"])
        layers.append(Layer(name, "outliers", world.outliers[:400], shown=False))
    for name, load in world.populations.items():
        kind = world.kind(name)
        if kind != "id":
            layers.append(Layer(text_names.population_label(name, kind), kind, load(), shown=False))
    return layers


def slice_map(run: Run) -> tuple[Field, list[Layer], tuple[str, str]]:
    """The last layer's confidence over the plane of the two widest feature directions."""
    evidence = run.evidence
    pca = pca_of(run)
    layers = []
    for name, kind in run.kinds.items():
        xy = pca.project(evidence[name]["features"][:SHOWN])
        label = text_names.population_label(name, kind)
        layers.append(Layer(label, kind, xy, shown=name == "id_test" or kind == "near"))
    x, y = (_reach(np.concatenate([layer.xy[:, i] for layer in layers])) for i in range(2))
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    logits = pca.lift(points) @ evidence.head["weight"].T + evidence.head["bias"]
    z = softmax(logits).max(axis=1).reshape(len(y), len(x))
    field = Field(z, x, y, say(text_names.CONFIDENCE), 1 / logits.shape[1], 1)
    return field, layers, say_each(words.SLICE_AXES)


def _reach(values: np.ndarray, n: int = 96) -> np.ndarray:
    """`n` places from a little below the lowest to a little above the highest value."""
    low, high = values.min(), values.max()
    margin = 0.08 * (high - low)
    return np.linspace(low - margin, high + margin, n)
