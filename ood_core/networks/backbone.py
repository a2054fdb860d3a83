"""The frozen network that photographs pass once: `features(x)` and a linear `head` on ImageNet.

EfficientNet-Lite0, whose weights are installed with OOD Lab, or, named by `$OODLAB_BACKBONE`, a
classifier of torchvision ("resnet50"), whose weights torchvision downloads.
"""

import os
from functools import cache

import torch
from torch import Tensor, nn
from torchvision import models, transforms

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.networks import efficientnet_lite
from ood_core.networks.head import LinearHead
from ood_core.networks.precision import has_bfloat16

OURS = "efficientnet-lite0"


def name() -> str:
    """Which backbone: of `$OODLAB_BACKBONE`, else ours."""
    return os.environ.get("OODLAB_BACKBONE") or OURS


def precision() -> str:
    """The arithmetic in which it is computed on this machine, from its hardware."""
    return "bfloat16" if has_bfloat16("cpu") else "float32"


class TorchvisionClassifier(nn.Module):
    """A classifier of torchvision, taken apart at its last linear layer.

    Args:
        network: its weights are kept.
        prepare: what its authors do to photographs `(N, 3, H, W)` in [0, 1].
        precision: "float32" or "bfloat16", in which it is computed, the head apart.
    """

    def __init__(self, network: nn.Module, prepare: nn.Module, precision: str = "float32"):
        super().__init__()
        self.prepare, self.precision = prepare, precision
        linear = [n for n, module in network.named_modules() if isinstance(module, nn.Linear)]
        self.head = network.get_submodule(linear[-1])
        network.set_submodule(linear[-1], nn.Identity())
        self.body = network.to(memory_format=torch.channels_last)

    def features(self, x: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] `-> (N, D)`."""
        prepared = self.prepare(x).contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"):
            return self.body(prepared).float()

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, K)`."""
        return self.head(self.features(x))


def last_layer(benchmark: Benchmark) -> nn.Module:
    """The network of a frozen world: on features, its backbone's own last layer. Raises UserError.

    Its weights are where the backbone's are, so a run need not keep them.
    """
    network = LinearHead(benchmark.shape, len(benchmark.classes))
    network.head.load_state_dict(backbone(benchmark.backbone, precision()).head.state_dict())
    return network.eval()


@cache
def backbone(name: str, precision: str) -> nn.Module:
    """The network of that name in evaluation mode, shared by all who ask for it.

    Raises:
        UserError: it is unknown, or its weights cannot be had.
    """
    if name == OURS:
        return efficientnet_lite.folded(efficientnet_lite.pretrained(precision))
    if name not in models.list_models(models, exclude="squeezenet*"):
        raise UserError(
            "error.networks.unknown_backbone",
            "OODLAB_BACKBONE names {name!r}, which is no classifier of torchvision with "
            "a linear head. Choose {ours}, or a name such as resnet50.",
            name=name,
            ours=OURS,
        )
    weights = models.get_model_weights(name).DEFAULT
    try:
        network = models.get_model(name, weights=weights)
    except (OSError, RuntimeError) as error:  # of the net; of torchvision's checksum
        raise UserError(
            "error.networks.not_downloaded",
            "The weights of {name} could not be downloaded: {why}. Check the connection, or leave "
            "OODLAB_BACKBONE empty.",
            name=name,
            why=str(error),
        ) from error
    about = weights.transforms()
    prepare = nn.Sequential(
        transforms.Resize(about.resize_size, antialias=True),
        transforms.CenterCrop(about.crop_size),
        transforms.Normalize(about.mean, about.std),
    )
    return TorchvisionClassifier(network, prepare, precision).eval()
