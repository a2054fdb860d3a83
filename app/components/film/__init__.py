"""A training as a film: pictures over its steps, with a slider and a play button.

All frames are sent once, compactly; every movement is answered in the browser, by mouse or key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from app.components import packed, widget
from app.components.film.words import FILM
from app.figures import theme
from app.figures.maps import Layer
from app.figures.samples import as_png, montage
from app.figures.theme import Mode
from app.figures.training import confidence_shares, loss_terms
from app.text import names, say, say_each
from ood_core.benchmarks import plane

Panel = dict[str, Any]
MARKER = 3.5  # half the width of a point's marker, in pixels


@dataclass(frozen=True)
class Shades:
    """A value over the plane from frame to frame, as colour.

    `bytes (F, n, n)`, row 0 is the lowest; byte 0 is the value `span[0]`, byte 255 is `span[1]`.
    The colours run from the value `low` up to `span[1]`; `is_score` takes the palette of scores.
    """

    bytes: np.ndarray
    span: tuple[float, float]
    low: float
    label: str
    is_score: bool = False

    @classmethod
    def of_confidence(cls, confidence: np.ndarray, low: float) -> "Shades":
        """Confidence as it is kept, 255 = certain, coloured from `low` up."""
        return cls(confidence, (0, 1), low, say(FILM["confidence"]))

    @classmethod
    def of_score(cls, score: np.ndarray, label: str) -> "Shades":
        """A score `(F, n, n)`, on one scale for all frames: blue where inputs look like ID."""
        low, high = float(score.min()), float(score.max())
        parts = (score.astype(np.float64) - low) / max(high - low, 1e-12)
        return cls(np.round(255 * parts).astype(np.uint8), (low, high), low, label, is_score=True)


def map_panel(
    title: str,
    layers: list[Layer],
    frame: float,
    mode: Mode,
    confidence: np.ndarray | None = None,
    low: float = 0.0,
    moving: np.ndarray | None = None,
    shades: Shades | None = None,
    outliers: Sequence[np.ndarray] | None = None,
    window: float | None = None,
) -> Panel:
    """The plane [-frame, frame]^2 with points that stay, and what changes from frame to frame.

    Args:
        confidence: `(F, n, n)` bytes, 255 = certain; row 0 is the lowest. Coloured from `low` up.
        moving: generated points `(F, m, 2)`.
        shades: any other value as colour, in place of the confidence.
        outliers: training outliers of each frame `(m, 2)`; m may differ.
        window: half the side of a square to outline, where another panel shows that part.
    """
    panel = _square(title, layers, (0, 0), frame, ("x₁", "x₂"), mode)
    panel |= {"window": window, "size": MARKER if frame < 2 * plane.FRAME else MARKER / 2}
    if confidence is not None:
        shades = Shades.of_confidence(confidence, low)
    if shades is not None:
        panel["map"] = _shaded(shades, mode)
    if moving is not None:
        made = Layer(say(names.KINDS["generated"]), "generated", moving[0])
        thousandths = np.clip(moving.astype(np.float64) * 1000, -32768, 32767)
        panel["moving"] = _marks(made, mode) | {"bytes": packed(thousandths.astype("<i2"))}
    if outliers is not None:
        exposed = Layer(say(names.KINDS["outliers"]), "outliers", outliers[0])
        panel["outliers"] = _marks(exposed, mode) | {"xy": [_flat(xy) for xy in outliers]}
    return panel


def space_panel(title: str, layers: list[Layer], axes: tuple[str, str], mode: Mode) -> Panel:
    """Places in a feature space, on a square that holds them all."""
    every = np.concatenate([layer.xy for layer in layers]).astype(np.float64)
    low, high = every.min(axis=0), every.max(axis=0)
    centre, half = (low + high) / 2, max(float((high - low).max()), 1e-6) / 2
    return _square(title, layers, centre.tolist(), 1.05 * half, axes, mode)


def _square(
    title: str,
    layers: list[Layer],
    centre: Sequence[float],
    half: float,
    axes: tuple[str, str],
    mode: Mode,
) -> Panel:
    """Points on the square of side `2 * half` around `centre`."""
    points = [_marks(layer, mode) | {"xy": _flat(layer.xy)} for layer in layers]
    panel = {"kind": "map", "title": title, "points": points, "size": MARKER}
    return panel | {"axes": list(axes), "centre": list(centre), "frame": half}


def _shaded(shades: Shades, mode: Mode) -> dict[str, Any]:
    palette = theme.STRANGENESS if shades.is_score else theme.CERTAINTY
    return {
        "side": shades.bytes.shape[1],
        "span": list(shades.span),
        "low": shades.low,
        "label": shades.label,
        "colours": [colour for _, colour in palette[mode]],
        "bytes": packed(shades.bytes),
    }


def _marks(layer: Layer, mode: Mode) -> dict[str, str]:
    symbol = layer.symbol or theme.SYMBOLS[layer.kind]
    look = theme.marker(layer.kind, mode, of_class=layer.of_class)
    return {"name": layer.name, "colour": look["color"], "symbol": symbol}


def _flat(xy: np.ndarray) -> list[float]:
    return np.round(xy.astype(np.float64), 3).ravel().tolist()


def histogram_panel(title: str, by_kind: dict[str, np.ndarray], mode: Mode) -> Panel:
    """Shares of inputs by confidence; `by_kind[kind] (F, n)` as bytes, 255 = certain."""
    lines = [
        {
            "kind": kind,
            "name": say(names.KINDS[kind]),
            "colour": theme.colour(kind, mode),
            "shares": [np.round(confidence_shares(c), 4).tolist() for c in confidence],
        }
        for kind, confidence in by_kind.items()
    ]
    return {"kind": "histogram", "title": title, "lines": lines}


def losses_panel(log: list[dict[str, Any]], at: Sequence[int], mode: Mode) -> Panel:
    """Each loss term over the steps; a log scale where the terms span over two decades.

    Args:
        log: the lines of a run's log, one at least.
        at: the training step of each frame of the film.
    """
    lines = [
        {
            "kind": ("id", "near", "far", "shift")[i % 4],  # it is drawn with the line of that kind
            "name": names.loss(name),
            "colour": theme.LINE_CYCLE[mode][i % len(theme.LINE_CYCLE[mode])],
            "x": list(values),
            "y": list(values.values()),
        }
        for i, (name, values) in enumerate(loss_terms(log).items())
    ]
    every = [value for line in lines for value in line["y"]]
    is_log = bool(every) and min(every) > 0 and max(every) > 100 * min(every)
    panel = {"kind": "losses", "title": "", "lines": lines, "log": is_log}
    return panel | {"steps": log[-1]["steps"], "at": list(at)}


def curve_panel(
    title: str,
    x: np.ndarray,
    y: np.ndarray,
    label: str,
    layers: list[Layer],
    frame: float,
    mode: Mode,
) -> Panel:
    """A value along the line x2 = 0 of the plane, from frame to frame, on axes that stay.

    Args:
        x, y: places `(n,)` in [-frame, frame] and the values there, `(F, n)`.
        layers: points that lie on the line; each is drawn on the curve, at its first coordinate.
    """
    points = [
        _marks(at, mode) | {"x": np.round(at.xy[:, 0].astype(float), 3).tolist()} for at in layers
    ]
    return {
        "kind": "curve",
        "title": title,
        "frame": frame,
        "label": label,
        "x": np.round(x.astype(np.float64), 3).tolist(),
        "y": np.round(y.astype(np.float64), 2).tolist(),
        "points": points,
    }


def sheet_panel(title: str, images: np.ndarray) -> Panel:
    """Contact sheets of generated images `(F, n, C, H, W)` bytes."""
    return {"kind": "sheet", "title": title, "sheets": [as_png(montage(x)) for x in images]}


class Gauge(NamedTuple):
    """A bar with its value in each frame; `shares` of the bar's length in [0, 1]."""

    name: str
    about: str  # a line below the bar
    colour: str
    shares: list[float]
    texts: list[str]  # the values as they are written
    heading: str = ""  # above the first of a group


def gauges_panel(title: str, gauges: list[Gauge]) -> Panel:
    return {"kind": "gauges", "title": title, "gauges": [gauge._asdict() for gauge in gauges]}


def still(panels: list[Panel], alt: str, version: str, mode: Mode) -> None:
    """Draw the only frame of the panels, side by side; nothing moves it."""
    _draw(panels, "", [""], [], alt, version, mode, 0)


def film(
    panels: list[Panel],
    steps: list[int],
    alt: str,
    version: str,
    mode: Mode,
    at: int = 0,
    highlighted: str | None = None,
) -> None:
    """Draw the panels side by side at frame `at`; frame i was taken at training step `steps[i]`.

    Args:
        version: changes when the frames do; the same film keeps its place when redrawn.
        highlighted: title of the panel that stands out; all alike if None.
    """
    labels = [say(FILM["step"], step=step, last=steps[-1]) for step in steps]
    _draw(panels, say(FILM["slider"]), labels, [], alt, version, mode, at, highlighted)


def series(
    panels: list[Panel],
    name: str,
    stops: dict[str, str],
    alt: str,
    version: str,
    mode: Mode,
    at: int = 0,
) -> None:
    """The same for frames that have names, such as the values of a setting.

    Args:
        name: of the slider.
        stops: what stands at each place of the slider (one or two lines) -> a sentence about it.
    """
    _draw(panels, name, list(stops.values()), list(stops), alt, version, mode, at)


def _draw(
    panels: list[Panel],
    name: str,
    labels: list[str],
    stops: list[str],
    alt: str,
    version: str,
    mode: Mode,
    at: int,
    highlighted: str | None = None,
) -> None:
    data = {
        "panels": panels,
        "name": name,
        "labels": labels,
        "stops": stops,
        "words": say_each(FILM),
        "alt": alt,
        "version": version,
        "at": at % len(labels),
        "highlighted": highlighted,
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("film")(data=data, key=f"film:{version}", height="content")
