"""Classifiers: `features(x)`, a linear `head`, and `forward(x) = head(features(x))`."""

import numpy as np
import torch
from torch import Tensor, nn

from ood_core.benchmarks import Benchmark
from ood_core.networks.convnet import ConvNet
from ood_core.networks.mlp import Mlp
from ood_core.networks.wide_resnet import WideResNet

NETWORKS = {"mlp": Mlp, "convnet": ConvNet, "wrn-16-2": WideResNet}


def build_classifier(benchmark: Benchmark) -> nn.Module:
    """The benchmark's default classifier, with fresh weights from torch's global generator."""
    network = NETWORKS[benchmark.network]
    return network(benchmark.shape, len(benchmark.classes), **benchmark.network_options)


def as_tensor(x: np.ndarray | Tensor) -> Tensor:
    """Inputs as a network takes them: float32, and pixels 0..255 brought to [0, 1]."""
    tensor = torch.as_tensor(np.ascontiguousarray(x) if isinstance(x, np.ndarray) else x)
    return tensor.float() / 255 if tensor.dtype == torch.uint8 else tensor.float()
