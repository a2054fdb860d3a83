"""Classifiers: `features(x)`, a linear `head`, and `forward(x) = head(features(x))`."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.networks.convnet import ConvNet
from ood_core.networks.head import FeatureHead, LinearHead
from ood_core.networks.mlp import Mlp
from ood_core.networks.precision import has_bfloat16
from ood_core.networks.wide_resnet import OfThePapers, WideResNet

NETWORKS = {
    "mlp": Mlp,
    "convnet": ConvNet,
    "wrn-16-2": WideResNet,
    "wrn-40-2": OfThePapers,
    "head": FeatureHead,
    "linear": LinearHead,
}
LARGE = ("wrn-16-2", "wrn-40-2")  # networks that gain from an accelerator
ACCELERATORS = ("cuda", "mps")


def build_classifier(benchmark: Benchmark, precision: str = "", **options: Any) -> nn.Module:
    """The benchmark's classifier, with fresh weights from torch's global generator.

    Args:
        precision: in which a large network is trained, "" for `precision_for`; small ones are
            always trained in float32.
        options: of the network, besides those that the benchmark sets.
    """
    network, options = NETWORKS[benchmark.network], {**benchmark.network_options, **options}
    if benchmark.network in LARGE:
        options["precision"] = precision or precision_for(benchmark)
    return network(benchmark.shape, len(benchmark.classes), **options)


def precision_for(benchmark: Benchmark) -> str:
    """The arithmetic in which this machine trains the benchmark's network, from its hardware."""
    is_large = benchmark.network in LARGE
    return "bfloat16" if is_large and has_bfloat16(device_for(benchmark).type) else "float32"


def device_for(benchmark: Benchmark) -> torch.device:
    """Where its network is trained: on the accelerator (CUDA, MPS) if there is one, else the CPU.

    Small networks stay on the CPU, where they are faster, and as exact as the committed ones.
    """
    return (benchmark.network in LARGE and accelerator()) or torch.device("cpu")


def accelerator() -> torch.device | None:
    """This computer's, if it has one of a known kind."""
    found = torch.accelerator.current_accelerator(check_available=True)
    return found if found and found.type in ACCELERATORS else None


def device_of(model: nn.Module) -> torch.device:
    """Where the network's weights are."""
    return next(model.parameters()).device


def as_tensor(x: np.ndarray | Tensor) -> Tensor:
    """Inputs as a network takes them: float32, and pixels 0..255 brought to [0, 1]."""
    tensor = torch.as_tensor(np.ascontiguousarray(x) if isinstance(x, np.ndarray) else x)
    return tensor.float() / 255 if tensor.dtype == torch.uint8 else tensor.float()
