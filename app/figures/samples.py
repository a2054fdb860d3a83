"""Generated samples: the ordinary GAN's beside the proposed one's, over training time."""

import base64
import io

import numpy as np
import plotly.graph_objects as go
from PIL import Image
from plotly.subplots import make_subplots

from app.figures import theme
from app.figures.film import add_film
from app.figures.maps import Layer, pixel_axis, points, square
from app.figures.theme import Mode

TITLES = {"ordinary": "Ordinary GAN", "proposed": "Proposed: boundary GAN"}
SHOWN = 36  # images in a montage


def _pair(mode: Mode, height: int) -> go.Figure:
    fig = make_subplots(1, 2, subplot_titles=list(TITLES.values()), horizontal_spacing=0.08)
    house = theme.figure(mode, height)
    fig.update_layout(house.layout)
    for note in fig.layout.annotations:
        note.font = {"size": theme.SIZES["title"], "color": theme.TEXT[mode]}
    return fig


def plane_film(
    samples: dict[str, np.ndarray], steps: list[int], data: list[Layer], frame: float, mode: Mode
) -> go.Figure:
    """Points over time; `samples[name] (F, n, 2)`, `data` the classes they should surround."""
    fig = _pair(mode, 560)
    fig.update_layout(margin={"t": 76}, legend={"y": 1.1})
    axis, moving = pixel_axis(64, frame), []
    for col, name in enumerate(TITLES, start=1):
        for layer in data:
            fig.add_trace(points(layer, mode).update(showlegend=col == 1, opacity=0.5), 1, col)
        moving.append(len(fig.data))
        last = Layer(theme.KINDS["generated"], "generated", samples[name][-1])
        fig.add_trace(points(last, mode).update(showlegend=col == 1), 1, col)
        square(fig, axis, axis, ("x₁", "x₂"), row=1, col=col)
    frames = [[_moved(samples[name][i]) for name in TITLES] for i in range(len(steps))]
    return add_film(fig, frames, moving, steps, mode)


def _moved(xy: np.ndarray) -> go.Scatter:
    rounded = np.round(xy.astype(np.float64), 2)
    return go.Scatter(x=rounded[:, 0].tolist(), y=rounded[:, 1].tolist())


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


def as_png(pixels: np.ndarray) -> str:
    """`(h, w, C)` bytes as a data URI."""
    buffer = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def image_film(samples: dict[str, np.ndarray], steps: list[int], mode: Mode) -> go.Figure:
    """Montages over time; `samples[name] (F, n, C, H, W)` bytes."""
    fig = _pair(mode, 560)
    sheets = [
        [go.Image(source=as_png(montage(samples[name][i])), hoverinfo="skip") for name in TITLES]
        for i in range(len(steps))
    ]
    for col, sheet in enumerate(sheets[-1], start=1):
        fig.add_trace(sheet, 1, col)
    fig.update_xaxes(visible=False)
    fig.update_yaxes(visible=False)
    return add_film(fig, sheets, [0, 1], steps, mode)
