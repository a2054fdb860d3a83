"""What a person sees of a training under way: one frame for each snapshot (imports torch)."""

import numpy as np

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evaluation.forward import GRID, forward, grid_points
from ood_core.files import Arrays
from ood_core.methods import Snapshot
from ood_core.scores.logits import Energy, MaxSoftmax

WATCHED = 100  # inputs of each population whose confidence is followed


class Camera:
    """Takes frames of one benchmark; the inputs it looks at stay the same throughout."""

    def __init__(self, benchmark: Benchmark):
        self.is_image, self.is_plane = benchmark.is_image, benchmark.is_plane
        if not self.is_plane:
            loaded = {
                name: load()[:WATCHED]
                for name, load in benchmark.populations.items()
                if name == "id_test" or name.startswith("ood/")
            }
        else:
            loaded = {"grid": grid_points()}
        self.names = list(loaded)
        self.inputs = np.concatenate(list(loaded.values()))
        self.ends = np.cumsum([len(x) for x in loaded.values()])[:-1]

    def frame(self, snapshot: Snapshot) -> Arrays:
        """Max softmax as bytes (255 = certain), energies to a tenth, and generated samples.

        `confidence:grid (GRID, GRID)` and `energy:grid (GRID, GRID) float16` on the plane,
        `confidence:<population> (WATCHED,)` elsewhere; `samples:<name> (n, ...)`, points as
        float16, pixels as bytes.
        """
        logits = np.nan_to_num(forward(snapshot.model, self.inputs)["logits"])  # if it diverged
        confidence = -MaxSoftmax().score({"logits": logits})
        split = np.split((confidence * 255 + 0.5).astype(np.uint8), self.ends)
        arrays = {f"confidence:{n}": c for n, c in zip(self.names, split, strict=True)}
        if self.is_plane:
            arrays["confidence:grid"] = arrays["confidence:grid"].reshape(GRID, GRID)
            energy = Energy().score({"logits": logits}).reshape(GRID, GRID)
            arrays["energy:grid"] = energy.round(1).clip(-65504, 65504).astype(np.float16)
        # generated features are no picture
        pictures = snapshot.samples if self.is_image or self.is_plane else {}
        for name, x in pictures.items():
            stored = (x * 255 + 0.5).astype(np.uint8) if self.is_image else x.astype(np.float16)
            arrays[f"samples:{name}"] = stored
        return arrays
