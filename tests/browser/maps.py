"""The colours of a film's map: as the browser drew them, and as the frames ask for them."""

import numpy as np
from playwright.sync_api import Locator

GRID = 64  # pixels of a frame along each side


def drawn(canvas: Locator, row: int, column: int) -> np.ndarray:
    """Colour (3,) in the middle of a frame's pixel, rows counted from below."""
    colour = canvas.evaluate(
        """(canvas, [u, v]) => {
            const ratio = window.devicePixelRatio, side = canvas.clientWidth - 48;
            const at = [44 + u * side, (1 - v) * side].map((p) => Math.round(p * ratio));
            return [...canvas.getContext("2d").getImageData(...at, 1, 1).data].slice(0, 3);
        }""",
        [(column + 0.5) / GRID, (row + 0.5) / GRID],
    )
    return np.array(colour)


def on_scale(share: float, scale: list[tuple[float, str]]) -> np.ndarray:
    """Colour (3,) at a share of a scale of `(place, #rrggbb)`."""
    places = [place for place, _ in scale]
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for _, c in scale])
    return np.array([np.interp(share, places, stops[:, i]) for i in range(3)])
