"""Wide residual network for 32 x 32 images: Zagoruyko & Komodakis, BMVC 2016.

WRN-40-2 has 2.2 million weights; with dropout .3 and CIFAR's pixels standardised it is the network
of the Outlier Exposure and Energy papers. WRN-16-2 has fewer blocks and 0.7 million weights.
"""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

MEAN = (125.3, 123.0, 113.9)  # of CIFAR's pixels 0..255, as both papers' code has them
STD = (63.0, 62.1, 66.7)


class Block(nn.Module):
    """Pre-activation: twice (batch norm, ReLU, 3 x 3 convolution), added to the input."""

    def __init__(self, inputs: int, outputs: int, stride: int, dropout: float):
        super().__init__()
        self.dropout = nn.Dropout(dropout) if dropout else nn.Identity()  # draws nothing without
        self.norm1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.shortcut = None
        if inputs != outputs:
            self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        active = F.relu(self.norm1(x), inplace=True)
        kept = x if self.shortcut is None else self.shortcut(active)
        return kept + self.conv2(self.dropout(F.relu(self.norm2(self.conv1(active)), inplace=True)))


class WideResNet(nn.Module):
    """WRN-`depth`-`widen`: three groups of blocks at 32, 16 and 8 pixels, then an average.

    Args:
        shape: of one image, `(C, H, W)`, pixels in [0, 1].
        classes: K.
        depth: 6 n + 4 for n blocks in each group.
        widen: factor on the widths 16, 32, 64.
        stride: of the first convolution; with 2 the groups are at 16, 8 and 4 pixels, which takes
            a quarter of the time.
        precision: "float32" or "bfloat16", in which its convolutions are trained.
        dropout: between the convolutions of a block, while it is trained.
        mean, std: of the pixels 0..255, by colour, that its inputs are standardised with.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        classes: int,
        depth: int = 16,
        widen: int = 2,
        stride: int = 1,
        precision: str = "float32",
        dropout: float = 0.0,
        mean: tuple[float, ...] = (127.5,),
        std: tuple[float, ...] = (127.5,),
    ):
        super().__init__()
        self.precision = precision
        for name, values in (("mean", mean), ("std", std)):
            self.register_buffer(name, torch.tensor(values).view(1, -1, 1, 1) / 255, False)
        blocks = (depth - 4) // 6
        layers: list[nn.Module] = [nn.Conv2d(shape[0], 16, 3, stride, padding=1, bias=False)]
        inputs = 16
        for width, first in ((16 * widen, 1), (32 * widen, 2), (64 * widen, 2)):
            for i in range(blocks):
                layers.append(Block(inputs, width, first if i == 0 else 1, dropout))
                inputs = width
        layers += [nn.BatchNorm2d(inputs), nn.ReLU(inplace=True)]
        self.body = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(inputs, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        nn.init.zeros_(self.head.bias)
        self.to(memory_format=torch.channels_last)

    def features(self, x: Tensor) -> Tensor:
        """`(N, C, H, W) -> (N, 64 widen)`; outside of training always in float32."""
        x = (x - self.mean) / self.std
        if not (self.training and self.precision == "bfloat16"):
            return self.body(x)
        with torch.autocast(x.device.type, torch.bfloat16):
            return self.body(x).float()

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, K)`."""
        return self.head(self.features(x))


OfThePapers = partial(WideResNet, depth=40, dropout=0.3, mean=MEAN, std=STD)
