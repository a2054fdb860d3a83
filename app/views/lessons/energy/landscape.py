"""The energy over the plane while a plain classifier learns, and why."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import Shades, curve_panel, film, map_panel
from app.data import loading
from app.data.maps import class_layers
from app.figures import energies, maps
from app.figures.maps import Layer
from app.text import Message, declared, say, say_each
from app.text.format import signed
from app.views.lessons.energy import words
from ood_core.benchmarks import plane
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy

PLANE = "plane-blobs"
FAR = "ring"  # its farthest OOD test
CLOSE, SHOWN = 0.4, 30  # points this close to the line x2 = 0 count as on it; so many per class


def surface() -> None:
    st.header(say(words.SURFACE_TITLE))
    guess = lesson.predict("energy:surface", say(words.SURFACE), say_each(words.SURFACE_GUESSES))
    if guess is None:
        return
    run = loading.committed(f"{PLANE}/baseline")
    mean = {n: Energy().score(run.evidence[n]).mean() for n in ("id_test", f"ood/{FAR}")}
    auroc = run.metrics["ood"][FAR]["energy"]["auroc"]
    on_id, far = (signed(value) for value in mean.values())
    facts = {"id": on_id, "far": far, "test": declared.population(FAR)}
    st.markdown(say(words.SURFACE_REVEAL, guess=guess, auroc=auroc, **facts))
    _film(run, facts)
    st.markdown(say(words.SURFACE_WHY))
    pairs = partial(_pairs, run)
    layout.folded(say(words.NLL_TITLE), pairs, "energy:why", ":material/function:")


def _film(run: Run, facts: dict[str, str | Message]) -> None:
    mode, steps, classes = layout.mode(), run.frames["step"].tolist(), class_layers(run.benchmark)
    energy = run.frames["energy:grid"].astype(np.float64)  # (F, n, n)
    x = maps.pixel_axis(energy.shape[1], plane.FRAME)
    shades = Shades.of_score(energy, say(words.SCORE))
    on_line = [_on_line(layer) for layer in classes]
    panels = [
        map_panel(say(words.MAP), classes, plane.FRAME, mode, shades=shades),
        curve_panel(
            say(words.LINE), x, middle(energy), say(words.SCORE), on_line, plane.FRAME, mode
        ),
    ]
    alt = say(words.FILM_ALT, steps=steps[-1], **facts)
    film(panels, steps, alt, f"energy:{loading.version(run)}", mode, at=-1)


def _on_line(layer: Layer) -> Layer:
    near = layer.xy[np.abs(layer.xy[:, 1]) < CLOSE][:SHOWN]
    return replace(layer, xy=near)


def middle(grid: np.ndarray) -> np.ndarray:
    """Along x2 = 0, which runs between the two middle rows: `(..., n, n) -> (..., n)`."""
    half = grid.shape[-2] // 2
    return (grid[..., half - 1, :] + grid[..., half, :]) / 2


def _pairs(run: Run) -> None:
    st.markdown(say(words.NLL_INTRO))
    highlighted = lesson.formula("energy:nll", words.NLL)
    picture, text = layout.picture_and_words("landscape")
    text.markdown(say(words.NLL_EXPLAIN))
    with picture:
        logits = run.evidence["grid"]["logits"]
        side = round(len(logits) ** 0.5)
        cut = np.moveaxis(logits.reshape(side, side, -1), -1, 0)  # (K, n, n)
        points = [_on_line(layer) for layer in class_layers(run.benchmark)]
        x = maps.pixel_axis(side, plane.FRAME)
        classes = say_each(declared.classes(run.benchmark))
        figure = energies.pairs_on_a_line(
            x, middle(cut).T, classes, points, say_each(words.PAIRS), layout.mode(), highlighted
        )
        free = [signed(value) for value in Energy().score({"logits": middle(cut).T})]
        ends = {"left": free[0], "middle": free[len(free) // 2], "right": free[-1]}
        layout.chart(figure, say(words.PAIRS_ALT, **ends), "energy:pairs")
