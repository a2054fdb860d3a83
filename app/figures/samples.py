"""Contact sheets and thumbnails of images."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from app.figures import theme
from app.figures.theme import Mode

SHOWN = 36  # images in a montage
SMALL = 96  # pixels of a thumbnail
LARGE = 64  # pixels of a side from which a picture is a photograph


def montage(images: np.ndarray) -> np.ndarray:
    """`(n, C, H, W)` bytes as one picture of square shape, two pixels apart, `(h, w, C)`."""
    images = images[:SHOWN]
    side = int(np.ceil(np.sqrt(len(images))))
    _, channels, height, width = images.shape
    canvas = np.full((side * (height + 2), side * (width + 2), channels), 128, np.uint8)
    for i, image in enumerate(images):
        top, left = (i // side) * (height + 2), (i % side) * (width + 2)
        canvas[top : top + height, left : left + width] = image.transpose(1, 2, 0)
    return canvas[:-2, :-2]


def look(images: np.ndarray) -> dict[str, float]:
    """What one sees of a sheet of `(n, C, H, W)` bytes: its brightness, and how much is at an end.

    Each as a fraction: `mean` of the full brightness, `black` and `white` of the pixels.
    """
    grey = images.mean(axis=1)  # over the colours
    black, white = (grey < 26).mean(), (grey > 229).mean()  # a tenth from the end
    return {"mean": float(grey.mean()) / 255, "black": float(black), "white": float(white)}


def as_png(pixels: np.ndarray) -> str:
    """`(h, w, C)` bytes as a data URI."""
    return _data_uri(pixels, "PNG")


def as_uri(pixels: np.ndarray) -> str:
    """A network's picture `(h, w, C)` bytes as a data URI, every pixel exact if they are few."""
    return as_jpeg(pixels) if max(pixels.shape[:2]) > LARGE else as_png(pixels)


def as_jpeg(pixels: np.ndarray) -> str:
    """`(h, w, C)` bytes as a data URI, for photographs: a tenth of the size."""
    return _data_uri(pixels, "JPEG", quality=92, subsampling=0)


def thumbnail(uri: str) -> bytes:
    """A picture of these, PNG or JPEG; a large one no larger than SMALL pixels."""
    data = base64.b64decode(uri.partition(",")[2])
    image = Image.open(io.BytesIO(data))
    if max(image.size) <= LARGE:
        return data
    image.thumbnail((SMALL, SMALL))
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def plane_points(classes: Sequence[np.ndarray], half: float, mode: Mode) -> str:
    """Points `(N, 2)` of each class on the plane [-half, half]^2, small, as a data URI."""
    pixels = np.empty((SMALL, SMALL, 3), np.uint8)
    pixels[:] = theme.rgb(theme.PAPER[mode])
    for k, points in enumerate(classes):
        cells = np.clip((points + half) / (2 * half) * (SMALL - 1), 0, SMALL - 2).astype(int)
        for right, down in ((0, 0), (0, 1), (1, 0), (1, 1)):
            places = SMALL - 2 - cells[:, 1] + down, cells[:, 0] + right
            pixels[places] = theme.rgb(theme.CLASSES[mode][k])
    return as_png(pixels)


def _data_uri(pixels: np.ndarray, format: str, **options: int) -> str:
    buffer = io.BytesIO()
    image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    image.save(buffer, format, **options)
    return f"data:image/{format.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"
