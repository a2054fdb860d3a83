"""Contact sheets of images."""

import base64
import io

import numpy as np
from PIL import Image

SHOWN = 36  # images in a montage
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


def _data_uri(pixels: np.ndarray, format: str, **options: int) -> str:
    buffer = io.BytesIO()
    image = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    image.save(buffer, format, **options)
    return f"data:image/{format.lower()};base64,{base64.b64encode(buffer.getvalue()).decode()}"
