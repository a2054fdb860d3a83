"""Energy: score by the free energy of the logits, and fine-tune to open a gap in it.

Liu, Wang, Owens & Li, "Energy-based Out-of-distribution Detection", NeurIPS 2020.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Checkpoint, Snapshot
from ood_core.methods.config.energy import Config
from ood_core.methods.finetuning import finetune, is_tuned, start
from ood_core.networks import as_tensor, build_classifier, device_of

__all__ = ["Config", "build", "train"]


def build(benchmark: Benchmark, config: Config) -> nn.Module:
    return build_classifier(benchmark, config.precision)


def free_energy(logits: Tensor) -> Tensor:
    """`E(x) = -logsumexp_k z_k`, equation 4 at T = 1: `(N, K) -> (N,)`. Low means ID."""
    return -torch.logsumexp(logits, dim=1)


def energy_hinge(energy_in: Tensor, energy_out: Tensor, m_in: float, m_out: float) -> Tensor:
    """`mean relu(E_in - m_in)^2 + mean relu(m_out - E_out)^2`, equation 7.

    ID energy is pushed below m_in and outlier energy above m_out. (The lecture's sentence says
    that OOD energy is lowered; its formula, this one, raises it.)

    Args:
        energy_in, energy_out: free energies `(N_in,)`, `(N_out,)`.
    """
    return F.relu(energy_in - m_in).square().mean() + F.relu(m_out - energy_out).square().mean()


@torch.no_grad()
def suggest_margins(model: nn.Module, benchmark: Benchmark) -> tuple[float, float]:
    """Mean energies of ID training data and outliers (5,000 each) under the trained classifier.

    Where the outliers' energy is not the higher one (a ReLU network far from its data), there is
    no gap to widen: m_out is then -ln K, the energy of a network whose logits are all zero.
    """
    device = device_of(model.eval())

    def mean_energy(x: np.ndarray) -> float:
        parts = torch.from_numpy(x).to(device).split(512)
        return torch.cat([free_energy(model(as_tensor(part))) for part in parts]).mean().item()

    m_in, m_out = (mean_energy(x[:5000]) for x in (benchmark.id_train.x, benchmark.outliers))
    return m_in, m_out if m_out > m_in else -math.log(len(benchmark.classes))


def margins_for(model: nn.Module, benchmark: Benchmark, config: Config) -> dict[str, float]:
    """The config's margins, or those that the trained classifier suggests.

    Raises:
        UserError: m_in is not below m_out.
    """
    suggested = suggest_margins(model, benchmark)
    m_in = suggested[0] if config.m_in is None else config.m_in
    m_out = suggested[1] if config.m_out is None else config.m_out
    if None not in (config.m_in, config.m_out) and m_in > m_out:
        raise UserError(
            "error.methods.margins_swapped",
            "m_in ({m_in:.3g}) must be below m_out ({m_out:.3g}): energy rises to OOD. One print "
            "of the paper has the two names exchanged: exchange the numbers.",
            m_in=m_in,
            m_out=m_out,
        )
    if m_in >= m_out:
        raise UserError(
            "error.methods.margins",
            "m_in ({m_in:.3g}) must be below m_out ({m_out:.3g}): energy rises to OOD. Set both.",
            m_in=m_in,
            m_out=m_out,
        )
    return {"m_in": m_in, "m_out": m_out}


def train(
    benchmark: Benchmark, config: Config, seed: int, saved: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Minimise CE(x_in, y) + weight * L_energy (equation 6), from a classifier on."""
    for base in start(benchmark, config, seed, saved):
        yield base
    tuned = is_tuned(config, saved)
    margins = saved.monitored if tuned else margins_for(base.model, benchmark, config)

    def loss_terms(logits_in: Tensor, y: Tensor, logits_out: Tensor) -> dict[str, Tensor]:
        hinge = energy_hinge(free_energy(logits_in), free_energy(logits_out), **margins)
        return {"cross_entropy": F.cross_entropy(logits_in, y), "energy": config.weight * hinge}

    for snapshot in finetune(benchmark, config, seed, base, loss_terms, saved):
        yield replace(snapshot, monitored=margins)
