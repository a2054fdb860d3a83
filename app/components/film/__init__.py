"""A training as a film: pictures over its steps, with a slider and a play button.

All frames are sent once, compactly; every movement is answered in the browser, by mouse or key.
"""

import base64
from typing import Any

import numpy as np

from app.components import widget
from app.figures import theme
from app.figures.maps import Layer
from app.figures.samples import as_png, montage
from app.figures.theme import Mode
from app.figures.training import confidence_shares

Panel = dict[str, Any]


def map_panel(
    title: str,
    layers: list[Layer],
    frame: float,
    mode: Mode,
    confidence: np.ndarray | None = None,
    low: float = 0.0,
    moving: np.ndarray | None = None,
) -> Panel:
    """The plane [-frame, frame]^2 with points that stay, and what changes from frame to frame.

    Args:
        confidence: `(F, n, n)` bytes, 255 = certain; row 0 is the lowest. Coloured from `low` up.
        moving: generated points `(F, m, 2)`.
    """
    panel: Panel = {"kind": "map", "title": title, "frame": frame}
    panel["points"] = [_marks(layer, mode) | {"xy": _flat(layer.xy)} for layer in layers]
    if confidence is not None:
        colours = [colour for _, colour in theme.CERTAINTY[mode]]
        panel["map"] = {"side": confidence.shape[1], "low": low, "colours": colours}
        panel["map"]["bytes"] = _base64(confidence)
    if moving is not None:
        made = Layer(theme.KINDS["generated"], "generated", moving[0])
        thousandths = np.clip(moving.astype(np.float64) * 1000, -32768, 32767)
        panel["moving"] = _marks(made, mode) | {"bytes": _base64(thousandths.astype("<i2"))}
    return panel


def _marks(layer: Layer, mode: Mode) -> dict[str, str]:
    symbol = layer.symbol or theme.SYMBOLS[layer.kind]
    return {"name": layer.name, "colour": theme.colour(layer.kind, mode), "symbol": symbol}


def _flat(xy: np.ndarray) -> list[float]:
    return np.round(xy.astype(np.float64), 3).ravel().tolist()


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def histogram_panel(title: str, by_kind: dict[str, np.ndarray], mode: Mode) -> Panel:
    """Shares of inputs by confidence; `by_kind[kind] (F, n)` as bytes, 255 = certain."""
    lines = [
        {
            "kind": kind,
            "name": theme.KINDS[kind],
            "colour": theme.colour(kind, mode),
            "shares": [np.round(confidence_shares(c), 4).tolist() for c in confidence],
        }
        for kind, confidence in by_kind.items()
    ]
    return {"kind": "histogram", "title": title, "lines": lines}


def sheet_panel(title: str, images: np.ndarray) -> Panel:
    """Contact sheets of generated images `(F, n, C, H, W)` bytes."""
    return {"kind": "sheet", "title": title, "sheets": [as_png(montage(x)) for x in images]}


def film(
    panels: list[Panel], steps: list[int], alt: str, version: str, mode: Mode, at: int = 0
) -> None:
    """Draw the panels side by side at frame `at`; frame i was taken at training step `steps[i]`.

    Args:
        version: changes when the frames do; the same film keeps its place when redrawn.
    """
    data = {
        "panels": panels,
        "steps": steps,
        "alt": alt,
        "version": version,
        "at": at % len(steps),
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("film")(data=data, key=f"film:{version}", height="content")
