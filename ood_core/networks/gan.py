"""Generators and discriminators: a perceptron for vectors, a small DCGAN for images.

DCGAN: Radford, Metz & Chintala, ICLR 2016 (strided convolutions, leaky ReLU in the discriminator).
Both are small so that they train in seconds (plane) and in a minute or two (digits) on a CPU.
"""

from copy import deepcopy

import torch
from torch import Tensor, nn

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.benchmarks.plane import SPREAD
from ood_core.networks import build_classifier, device_of


class VectorGenerator(nn.Module):
    """Latents `(N, latent) -> vectors (N, D)`, or points of the plane.

    He initialisation keeps the latents' spread, so the first samples already cover the data: from
    a clump in the middle the generator would not reach behind a class.
    """

    def __init__(self, shape: tuple[int], latent: int, width: int = 64):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
        )
        self.to_point = nn.Linear(width, shape[0])
        for weight in (p for p in self.parameters() if p.ndim == 2):
            nn.init.kaiming_normal_(weight)

    def forward(self, z: Tensor) -> Tensor:
        return SPREAD * self.to_point(self.body(z))


class VectorDiscriminator(nn.Module):
    """Vectors `(N, D) -> (N,)`, the log odds of being real."""

    def __init__(self, shape: tuple[int], width: int = 64):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(shape[0], width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, width),
            nn.LeakyReLU(0.2),
        )
        self.to_logit = nn.Linear(width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.to_logit(self.body(x / SPREAD)).squeeze(1)


class ImageGenerator(nn.Module):
    """Latents `(N, latent) -> images (N, C, H, W)` in [0, 1]; H and W are multiples of 4."""

    def __init__(self, shape: tuple[int, int, int], latent: int, width: int = 32):
        super().__init__()
        self.start = (2 * width, shape[1] // 4, shape[2] // 4)
        cells = self.start[0] * self.start[1] * self.start[2]
        self.dense = nn.Sequential(nn.Linear(latent, cells), nn.BatchNorm1d(cells), nn.ReLU())
        self.body = nn.Sequential(
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, shape[0], 4, stride=2, padding=1),
            nn.Sigmoid(),
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.body(self.dense(z).unflatten(1, self.start))  # (N, 2 width, H/4, W/4) -> image


class ImageDiscriminator(nn.Module):
    """Images `(N, C, H, W)` in [0, 1] `-> (N,)`, the log odds of being real."""

    def __init__(self, shape: tuple[int, int, int], width: int = 32):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(shape[0], width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.to_logit = nn.Linear(2 * width * (shape[1] // 4) * (shape[2] // 4), 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.to_logit(self.body(2 * x - 1)).squeeze(1)


class FeatureGenerator(nn.Module):
    """Latents `(N, latent) -> features (N, 4, D)`, not negative, the same for every turn.

    A classifier looks at the upright ones alone.
    """

    def __init__(self, shape: tuple[int, int], latent: int, width: int = 256):
        super().__init__()
        self.turns = shape[0]
        self.body = nn.Sequential(
            nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, shape[1]), nn.ReLU()
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.body(z)[:, None].expand(-1, self.turns, -1)


class FeatureDiscriminator(nn.Module):
    """Features `(N, 4, D) -> (N,)`, the log odds that the upright ones are a photograph's."""

    def __init__(self, shape: tuple[int, int], width: int = 256):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(shape[1], width), nn.LeakyReLU(0.2), nn.Linear(width, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x[:, 0]).squeeze(1)


def build_generator(shape: tuple[int, ...], latent: int) -> nn.Module:
    """A generator of inputs of that shape, with fresh weights."""
    match len(shape):
        case 1:
            return VectorGenerator(shape, latent)
        case 2:
            return FeatureGenerator(shape, latent)
        case _:
            return ImageGenerator(shape, latent)


def build_discriminator(shape: tuple[int, ...]) -> nn.Module:
    """A discriminator of inputs of that shape, with fresh weights."""
    match len(shape):
        case 1:
            return VectorDiscriminator(shape)
        case 2:
            return FeatureDiscriminator(shape)
        case _:
            return ImageDiscriminator(shape)


class ConfidentGan(nn.Module):
    """A classifier, the generator it trains with, and the generator of an ordinary GAN.

    Both generators start from the same weights.
    """

    def __init__(self, benchmark: Benchmark, latent: int, precision: str = ""):
        super().__init__()
        self.latent = latent
        self.classifier = build_classifier(benchmark, precision)
        self.generator = build_generator(benchmark.shape, latent)
        self.ordinary_generator = deepcopy(self.generator)

    @property
    def head(self) -> nn.Linear:
        return self.classifier.head

    def features(self, x: Tensor) -> Tensor:
        return self.classifier.features(x)

    def forward(self, x: Tensor) -> Tensor:
        """The classifier's logits `(N, K)`."""
        return self.classifier(x)

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator, plain: bool = False) -> Tensor:
        """`n` generated inputs `(n, ...)`, of the ordinary GAN if `plain`."""
        network = self.ordinary_generator if plain else self.generator
        mode = network.training
        z = torch.randn(n, self.latent, generator=generator).to(device_of(self))
        samples = network.eval()(z)
        network.train(mode)
        return samples
