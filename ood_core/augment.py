"""Augmentations and turns of a whole batch at once: no loop over images, no DataLoader.

An augmentation is `(x, generator) -> x`: every row is changed independently, nothing in place,
and all randomness comes from the generator that is passed in. That is a CPU's, so the draws are the
same everywhere; the inputs are changed where they are.
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ood_core.benchmarks.benchmark import Benchmark

Augmentation = Callable[[Tensor, torch.Generator], Tensor]
Turn = Callable[[Tensor, int], Tensor]  # inputs `(N, ...)` and k: S_k of each

JITTER = 0.3  # standard deviation, in units of the plane


def uniform(low: float, high: float, n: int, generator: torch.Generator) -> Tensor:
    """`(n,)` uniform draws."""
    return torch.rand(n, generator=generator) * (high - low) + low


def jitter(x: Tensor, generator: torch.Generator) -> Tensor:
    """Vectors `(N, D)` moved by Gaussian noise."""
    return x + JITTER * torch.randn(x.shape, generator=generator).to(x.device)


def affine(x: Tensor, generator: torch.Generator, degrees: float, scale, shift: float) -> Tensor:
    """Images `(N, C, H, W)`, each turned by up to `degrees`, scaled and shifted at random.

    Args:
        scale: lowest and highest size of the content; > 1 is a crop, < 1 shows zeros around it.
        shift: largest translation, as a fraction of the image's side.
    """
    n = len(x)
    angle = torch.deg2rad(uniform(-degrees, degrees, n, generator))
    size = uniform(*scale, n, generator)
    cos, sin = angle.cos() / size, angle.sin() / size
    dx, dy = 2 * uniform(-shift, shift, 2 * n, generator).view(2, n)
    theta = torch.stack([cos, -sin, dx, sin, cos, dy], dim=1).view(n, 2, 3).to(x.device)
    grid = F.affine_grid(theta, x.shape, align_corners=False)  # (N, H, W, 2)
    return F.grid_sample(x, grid, align_corners=False)


def digits(x: Tensor, generator: torch.Generator) -> Tensor:
    """Grey digits `(N, 1, H, W)` in [0, 1]: turn, size, place, contrast. No flip: 2 is not S."""
    x = affine(x, generator, degrees=15, scale=(0.8, 1.3), shift=0.1)
    return x * uniform(0.6, 1.0, len(x), generator).view(-1, 1, 1, 1).to(x.device)


def crop_and_flip(x: Tensor, generator: torch.Generator) -> Tensor:
    """Photographs `(N, C, H, W)` moved by up to 4 pixels (black comes in), half of them mirrored.

    The augmentation of most papers on CIFAR-10.
    """
    n, channels, height, width = x.shape
    top, left = torch.randint(0, 9, (2, n, 1), generator=generator)
    mirrored = torch.rand(n, 1, generator=generator) < 0.5
    columns = torch.arange(width).expand(n, width)
    columns = left + torch.where(mirrored, columns.flip(1), columns)  # (N, W)
    rows = top + torch.arange(height)  # (N, H)
    image, channel = torch.arange(n).view(n, 1, 1, 1), torch.arange(channels).view(1, -1, 1, 1)
    padded = F.pad(x, (4, 4, 4, 4))
    return padded[image, channel, rows[:, None, :, None], columns[:, None, None, :]]


def photographs(x: Tensor, generator: torch.Generator) -> Tensor:
    """RGB photographs `(N, 3, H, W)` in [0, 1]: SimCLR's views, as CSI uses them, in that order.

    Colour jitter (.4, .4, .4, .1) for 80% of the images; 20% become grey; a crop. Mirroring, the
    rest of SimCLR's views, comes before the shift: BEFORE_SHIFT.
    """
    n = len(x)
    jittered = (torch.rand(n, 1, 1, 1, generator=generator) < 0.8).to(x.device)
    x = torch.where(jittered, colour_jitter(x, generator), x)
    is_grey = (torch.rand(n, 1, 1, 1, generator=generator) < 0.2).to(x.device)
    return crop(torch.where(is_grey, grey(x), x), generator)


def crop(x: Tensor, generator: torch.Generator) -> Tensor:
    """A random part of each image `(N, C, H, W)`, at the size of the whole.

    .08 to 1 of the area, its sides as 3 : 4 to 4 : 3; a side that would be too long is cut.
    """
    n = len(x)
    area = uniform(0.08, 1, n, generator)
    aspect = uniform(-math.log(4 / 3), math.log(4 / 3), n, generator).exp()
    width, height = (area * aspect).sqrt().clamp(max=1), (area / aspect).sqrt().clamp(max=1)
    dx, dy = uniform(-1, 1, 2 * n, generator).view(2, n)
    dx, dy, zero = (1 - width) * dx, (1 - height) * dy, torch.zeros(n)
    theta = torch.stack([width, zero, dx, zero, height, dy], dim=1).view(n, 2, 3).to(x.device)
    grid = F.affine_grid(theta, x.shape, align_corners=False)  # (N, H, W, 2)
    return F.grid_sample(x, grid, align_corners=False)


def mirror(x: Tensor, generator: torch.Generator) -> Tensor:
    """Images `(N, C, H, W)`, half of them mirrored left to right."""
    is_mirrored = torch.rand(len(x), 1, 1, 1, generator=generator) < 0.5
    return torch.where(is_mirrored.to(x.device), x.flip(3), x)


def grey(x: Tensor) -> Tensor:
    """Luma (ITU-R BT.601) in all three channels."""
    luma = torch.tensor([0.299, 0.587, 0.114], device=x.device)
    return torch.einsum("nchw,c->nhw", x, luma)[:, None].expand_as(x)


def colour_jitter(x: Tensor, generator: torch.Generator) -> Tensor:
    """Brightness, contrast and saturation by up to 40%, hue by up to a tenth of a turn.

    Hue is turned in the plane of the two chroma axes of YIQ, without torchvision's detour by HSV.
    """
    n = len(x)
    factors = uniform(0.6, 1.4, 3 * n, generator).view(3, n, 1, 1, 1)
    brightness, contrast, saturation = factors.to(x.device)
    x = (x * brightness).clamp(0, 1)
    x = torch.lerp(grey(x).mean((1, 2, 3), keepdim=True), x, contrast).clamp(0, 1)
    x = torch.lerp(grey(x), x, saturation).clamp(0, 1)
    angle = 2 * torch.pi * uniform(-0.1, 0.1, n, generator)
    to_yiq = torch.tensor([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    turn = torch.eye(3).repeat(n, 1, 1)
    turn[:, 1, 1], turn[:, 1, 2] = angle.cos(), -angle.sin()
    turn[:, 2, 1], turn[:, 2, 2] = angle.sin(), angle.cos()
    turn = torch.linalg.inv(to_yiq) @ turn @ to_yiq  # (N, 3, 3), on RGB
    return torch.einsum("ncd,ndhw->nchw", turn.to(x.device), x).clamp(0, 1)


def one_of(x: Tensor, generator: torch.Generator) -> Tensor:
    """One of the copies `(N, V, ...)` that each input was varied to beforehand."""
    return x[torch.arange(len(x)), torch.randint(x.shape[1], (len(x),), generator=generator)]


def unchanged(x: Tensor, generator: torch.Generator) -> Tensor:
    return x


# how a contrastive method varies its views, after the shift: to turn and then to vary gives the
# same distribution as to vary and then to turn
AUGMENTATIONS: dict[str, Augmentation] = {
    "jitter": jitter,
    "digits": digits,
    "photographs": photographs,
    "features": unchanged,
}

# ... and before the shift: what does not commute with quarter turns. A mirror image turned by 90
# degrees is the mirror image of a turn by 270, so mirroring after the turn would make the two one.
BEFORE_SHIFT: dict[str, Augmentation] = {
    "jitter": unchanged,
    "digits": unchanged,
    "photographs": mirror,
    "features": one_of,
}

# how a classifier's training inputs are varied, where they are
FOR_CLASSIFIERS: dict[str, Augmentation] = {
    "jitter": unchanged,
    "digits": lambda x, generator: affine(x, generator, degrees=8, scale=(0.9, 1.1), shift=0.07),
    "photographs": crop_and_flip,
    "features": unchanged,
}


def classifier_augmentation(benchmark: Benchmark) -> Augmentation:
    """How a classifier's training inputs are varied: images moved a little, points not at all."""
    return FOR_CLASSIFIERS[benchmark.augment]


def rotate(x: Tensor, k: int) -> Tensor:
    """`k` quarter turns, counter-clockwise as one sees it, exact: no trigonometry.

    Points `(N, 2)` turn about the origin, (x, y) -> (-y, x); images `(N, C, H, W)` about their
    centre. Features `(N, 4, D)` hold those of all turns, the upright one first: they are rolled.
    """
    if x.ndim == 3:
        return x.roll(-k, dims=1)
    if x.ndim == 4:
        return torch.rot90(x, k, dims=(2, 3))
    for _ in range(k % 4):
        x = torch.stack([-x[:, 1], x[:, 0]], dim=1)
    return x


def turn_of(shape: tuple[int, ...], seed: int) -> Turn:
    """The turns of inputs of that shape: quarter turns, or of longer vectors the maps of a seed."""
    if len(shape) != 1 or shape == (2,):
        return rotate
    return partial(mapped, seed=seed)


def mapped(x: Tensor, k: int, seed: int) -> Tensor:
    """Vectors `(N, D)` under the k-th map of that seed; 0 leaves them as they are."""
    return x @ orthogonal(x.shape[1], k, seed).to(x.device).T if k else x


@lru_cache(maxsize=16)
def orthogonal(width: int, k: int, seed: int) -> Tensor:
    """The k-th map of that seed, a random orthogonal matrix `(D, D)`; not to be changed.

    All are equally likely: Q of the QR decomposition of Gaussian numbers, each column's sign that
    of R's diagonal (Mezzadri, "How to Generate Random Matrices from the Classical Compact Groups",
    Notices of the AMS 54, 2007). It keeps lengths and angles, as a quarter turn of the plane does.
    """
    q, r = np.linalg.qr(np.random.default_rng((seed, k)).normal(size=(width, width)))
    return torch.from_numpy(q * np.sign(np.diagonal(r))).float()
