"""Where the picture lands among the others: feature maps, distances, nearest training images."""

import numpy as np
import streamlit as st

from app.blocks import gallery, layout
from app.blocks.gallery import Item
from app.components.space import space
from app.data import inputs
from app.data.feature_maps import DRAWN, by_pca, pca_of
from app.data.verdicts import Judged
from app.figures.maps import Layer
from app.figures.samples import as_uri
from app.text import declared, names, say, say_each
from app.views.images import words
from app.views.images.sources import Batch
from ood_core.evaluation.projection import shown
from ood_core.files import Arrays
from ood_core.runs.run import Run
from ood_core.scores.features import squared_distances

NEAREST = 6  # training images
AMONG = 5  # mapped inputs that say where a picture belongs on a UMAP


def show(batch: Batch, found: Judged, chosen: int) -> None:
    method = layout.choice(
        say(words.METHOD),
        list(found.answers),
        "images:method",
        format_func=lambda name: found.answers[name].title,
        wrap=True,
    )
    run, features = found.answers[method].run, found.answers[method].arrays["features"]
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("PCA")
        axes = say_each(names.PCA_AXES)
        _map(run, by_pca(run), pca_of(run).project(features), chosen, axes, "pca")
        st.caption(say(words.PCA_CAPTION))
    with right:
        st.subheader("UMAP")
        known = run.umap
        if known is None:
            st.info(say(words.NO_UMAP))
        else:
            places = on_umap(run, known, features)
            _map(run, known, places, chosen, say_each(names.UMAP_AXES), "umap")
            st.caption(say(words.UMAP_CAPTION, n=AMONG))
    _neighbours(run, features[chosen])


def on_umap(run: Run, known: Arrays, features: np.ndarray) -> np.ndarray:
    """Places `(N, 2)`: the middle of the nearest mapped inputs, by their features `(N, D)`."""
    mapped = shown(run.evidence)
    pairs = [(mapped[name][: len(xy)], xy) for name, xy in known.items() if name in mapped]
    bank, places = (np.concatenate(part).astype(np.float32) for part in zip(*pairs, strict=True))
    squares = squared_distances(features.astype(np.float32), bank)
    return places[np.argsort(squares, axis=1)[:, :AMONG]].mean(axis=1)


def _map(
    run: Run,
    placed: dict[str, np.ndarray],
    yours: np.ndarray,
    chosen: int,
    axes: tuple[str, str],
    name: str,
) -> None:
    kinds = run.kinds
    populations = sorted((n for n in kinds if n in placed), key=lambda n: DRAWN.index(kinds[n]))
    layers = [Layer(names.population_label(n, kinds[n]), kinds[n], placed[n]) for n in populations]
    apart = [np.linalg.norm(layer.xy - yours[chosen], axis=1).min() for layer in layers]
    nearest = layers[int(np.argmin(apart))].name
    layers.append(Layer(say(words.YOURS), "generated", yours))
    ringed = (len(layers) - 1, chosen)
    alt = say(words.MAP_ALT, method=run.method.title, map=name.upper(), nearest=nearest)
    space(layers, axes, alt, layout.mode(), f"images:{name}", ringed)


def _neighbours(run: Run, one: np.ndarray) -> None:
    """The training images whose features are nearest, and how near that is."""
    train = run.evidence["id_train"]
    distances = np.sqrt(squared_distances(one[None].astype(np.float32), _bank(run))[0])
    rows = np.argsort(distances)[:NEAREST]
    near = {"nearest": distances[rows[0]], "usual": inputs.usual(run)}
    told = {name: f"{value:.2f}" for name, value in near.items()}
    st.markdown(say(words.DISTANCE, n=f"{len(distances):,}", **told))
    pictures = [inputs.picture(run, "id_train", int(m)) for m in rows]
    if any(pixels is None for pixels in pictures):
        st.caption(say(words.NO_TRAIN, world=declared.title(run.benchmark)))
    classes = declared.classes(run.benchmark)
    items = [
        Item(
            say(classes[k]),
            None if pixels is None else as_uri(pixels),
            (say(words.AT, distance=f"{distances[m]:.2f}"),),
        )
        for m, k, pixels in zip(rows, train["labels"][rows], pictures, strict=True)
    ]
    gallery.show(items)


def _bank(run: Run) -> np.ndarray:
    return run.evidence["id_train"]["features"].astype(np.float32)
