"""What a person sees of a training under way: one frame for each snapshot (imports torch)."""

import numpy as np
import torch

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evaluation.forward import GRID, forward, grid_points
from ood_core.files import Arrays
from ood_core.methods import Method, Snapshot
from ood_core.networks import as_tensor
from ood_core.scores.logits import Energy, MaxSoftmax

WATCHED = 100  # inputs of each population that are followed


class Camera:
    """Takes frames of one training; the inputs it looks at stay the same throughout."""

    def __init__(self, benchmark: Benchmark, method: Method):
        self.is_image, self.is_plane = benchmark.is_image, benchmark.is_plane
        self.follows_logits = method.outliers == "real"
        self.inputs: Arrays = {}
        if not self.is_plane or self.follows_logits:
            watched = {
                name: load
                for name, load in benchmark.populations.items()
                if name == "id_test" or name.startswith("ood/")
            }
            self.inputs = {name: load()[:WATCHED] for name, load in watched.items()}
        if self.follows_logits:
            self.inputs["outliers"] = benchmark.outliers[:WATCHED]
        if self.is_plane:
            self.inputs["grid"] = grid_points()

    def frame(self, snapshot: Snapshot) -> Arrays:
        """What is drawn of a training, small: most as bytes.

        On the plane the max softmax `confidence:grid (GRID, GRID)` (255 = certain), the energy to
        a tenth, `energy:grid (GRID, GRID) float16`, and of a GAN `discriminator:grid (GRID, GRID)`
        (255 = real) and its loss's gradients at the proposed samples, `gradients:<term> (n, 2)
        float16`. Elsewhere `confidence:<population> (WATCHED,)`. Of what is fine-tuned on outliers
        `logits:<population> (WATCHED, K) float16`, `logits:outliers` among them. `samples:<name>
        (n, ...)`: points as float16, pixels as bytes; generated features are no picture.
        """
        found = self._logits(snapshot)
        arrays = {}
        if self.is_plane:
            on_grid = found.pop("grid")
            energy = Energy().score({"logits": on_grid}).round(1)
            arrays["confidence:grid"] = as_bytes(_confidence(on_grid)).reshape(GRID, GRID)
            arrays["energy:grid"] = half(energy).reshape(GRID, GRID)
            arrays |= {f"gradients:{n}": half(g) for n, g in snapshot.gradients.items()}
            if snapshot.discriminator is not None:
                arrays["discriminator:grid"] = self._discriminated(snapshot.discriminator)
        else:
            confident = {n: z for n, z in found.items() if n != "outliers"}
            arrays = {f"confidence:{n}": as_bytes(_confidence(z)) for n, z in confident.items()}
        if self.follows_logits:
            arrays |= {f"logits:{name}": half(z) for name, z in found.items()}
        pictures = snapshot.samples if self.is_image or self.is_plane else {}
        stored = as_bytes if self.is_image else half
        return arrays | {f"samples:{n}": stored(x) for n, x in pictures.items()}

    def _logits(self, snapshot: Snapshot) -> Arrays:
        """Name -> logits `(n, K)` of the inputs; numbers even where the training diverged."""
        logits = forward(snapshot.model, np.concatenate([*self.inputs.values()]))["logits"]
        ends = np.cumsum([len(x) for x in self.inputs.values()])[:-1]
        return dict(zip(self.inputs, np.split(np.nan_to_num(logits), ends), strict=True))

    @torch.no_grad()
    def _discriminated(self, discriminator: torch.nn.Module) -> np.ndarray:
        real = discriminator(as_tensor(self.inputs["grid"])).sigmoid().nan_to_num()
        return as_bytes(real.numpy()).reshape(GRID, GRID)


def _confidence(logits: np.ndarray) -> np.ndarray:
    return -MaxSoftmax().score({"logits": logits})


def as_bytes(x: np.ndarray) -> np.ndarray:
    """Numbers from 0 to 1 as 0..255."""
    return (x * 255 + 0.5).astype(np.uint8)


def half(x: np.ndarray) -> np.ndarray:
    """Half precision; what is no number, or beyond its range, becomes one in it."""
    return np.nan_to_num(x).clip(-65504, 65504).astype(np.float16)
