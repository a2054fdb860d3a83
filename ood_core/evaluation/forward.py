"""The one forward pass (imports torch)."""

import numpy as np
import torch
from torch import nn

from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evidence import VALIDATION, Evidence, joined
from ood_core.files import Arrays
from ood_core.networks import as_tensor, device_of
from ood_core.scores import reduced
from ood_core.scores.csi import all_compared, compared

WIDE = 1000  # logits
CHUNK = 512  # inputs per forward pass, to bound memory
GRID = 64  # pixels per side of a plane's maps


def grid_points(resolution: int = GRID) -> np.ndarray:
    """The pixel centres of the plane's picture, row by row from below: `(resolution^2, 2)`."""
    edge = plane.FRAME * (1 - 1 / resolution)
    axis = np.linspace(-edge, edge, resolution, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


@torch.no_grad()
def forward(model: nn.Module, x: np.ndarray) -> Arrays:
    """Everything the scores read, for one population `x (N, ...)`; see Evidence."""
    model.eval()
    stored, device = torch.from_numpy(np.ascontiguousarray(x)), device_of(model)
    return joined([_arrays(model, as_tensor(part.to(device))) for part in stored.split(CHUNK)])


def half(x: torch.Tensor) -> torch.Tensor:
    """Half precision; what is beyond its range stays finite."""
    return x.clamp(-65504, 65504).half()


def _arrays(model: nn.Module, x: torch.Tensor) -> Arrays:
    features = model.features(x)
    logits = model.head(features)
    wide = logits.shape[1] >= WIDE  # rounded, as features are: half of a file
    arrays = {"logits": half(logits).float() if wide else logits, "features": half(features)}
    if hasattr(model, "shifted"):
        projections, shift_logits = model.shifted(x)
        arrays |= {"projections": half(projections), "shift_logits": shift_logits}
    return {name: array.cpu().numpy() for name, array in arrays.items()}


def look(model: nn.Module, x: np.ndarray, train: Arrays | None) -> Arrays:
    """What every score reads of inputs of one's own `x (N, ...)`.

    Args:
        train: the evidence of the run's `id_train`, that they are compared with, if there is any.

    Raises:
        UserError: the network's answers are not finite.
    """
    arrays = forward(model, x)
    Evidence({"inputs": arrays}, head={}).check()
    return arrays if train is None else compared(arrays, train)


def collect(model: nn.Module, benchmark: Benchmark) -> Evidence:
    """One pass over every population of the benchmark, its look-alikes, and a plane's picture.

    Raises:
        UserError: outliers leak into an OOD test, or the network's answers are not finite.
    """
    benchmark.check_disjoint()
    populations = {name: forward(model, load()) for name, load in benchmark.populations.items()}
    if not benchmark.is_frozen and len(benchmark.validation):  # of one class there is none
        populations[VALIDATION] = forward(model, benchmark.validation)
    others = {f"look_alikes/{test}": load() for test, load in benchmark.look_alikes.items()}
    if benchmark.is_plane:
        others["grid"] = grid_points()
    for name, x in others.items():
        populations[name] = forward(model, x)
        del populations[name]["features"]  # half of a grid's size, and no picture needs them
    if not benchmark.is_frozen:
        populations = all_compared(populations)
        populations["id_train"]["labels"] = benchmark.id_train.y[: benchmark.train_count]
    populations["id_test"]["labels"] = benchmark.id_test.y
    head = {name: value.detach().cpu().numpy() for name, value in model.head.named_parameters()}
    if benchmark.is_frozen:  # of thousand classes: no score without training features reads it
        head = {}
    return reduced(Evidence(populations, head).check())
