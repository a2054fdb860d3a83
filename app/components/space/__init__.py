"""A feature space in two dimensions: points of populations, to point at and to pick."""

from collections.abc import Callable
from typing import Any

import numpy as np

from app.components import packed, widget
from app.figures import theme
from app.figures.maps import Layer, told_apart
from app.figures.theme import Mode
from app.text import names, say

MARGIN = 1.06  # of what all points need


def space(
    layers: list[Layer],
    axes: tuple[str, str],
    alt: str,
    mode: Mode,
    key: str,
    ringed: tuple[int, int] | None = None,
    pick: Callable[[], None] | None = None,
) -> None:
    """Draw the points, the last layer on top; both axes have the same scale.

    Args:
        axes: their titles.
        ringed: (layer, row) of a point to ring.
        pick: called before the rerun after a click on a point; `picked` tells which.
    """
    every = np.concatenate([layer.xy for layer in layers]).astype(np.float64)
    low, high = every.min(axis=0), every.max(axis=0)
    data = {
        "version": key,
        "layers": [_points(layer, mode) for layer in told_apart(layers)],
        "centre": ((low + high) / 2).tolist(),
        "span": (MARGIN * np.maximum(high - low, 1e-6)).tolist(),
        "axes": axes,
        "alt": alt,
        "ringed": ringed,
        "selected": say(names.SELECTED),
        "pickable": pick is not None,
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("space")(data=data, key=key, height="content", on_picked_change=pick or _nothing)


def picked(told: object, sizes: list[int]) -> tuple[int, int] | None:
    """(layer, row) of the click that `pick` was called for, as the browser `told` it.

    None where the map, whose layers have `sizes` points, has no such point.
    """
    match told:
        case {"picked": [int(layer), int(row)]} if 0 <= layer < len(sizes):
            return (layer, row) if 0 <= row < sizes[layer] else None
    return None


def _points(layer: Layer, mode: Mode) -> dict[str, Any]:
    look = theme.marker(layer.kind, mode, 7, layer.symbol, layer.of_class, layer.place)
    return {
        "name": layer.name,
        "colour": look["color"],
        "symbol": look["symbol"].removesuffix("-open"),
        "isHollow": look["symbol"].endswith("-open"),
        "xy": packed(layer.xy.astype("<f4")),
    }


def _nothing() -> None:
    pass
