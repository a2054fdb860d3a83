"""Heads on the features that a frozen network has of photographs."""

from torch import Tensor, nn


class FeatureHead(nn.Module):
    """One hidden ReLU layer on the features of the upright photograph.

    Args:
        shape: of one input, `(4, D)`: features of its quarter turns, the upright one first.
        classes: K.
        width: of the hidden layer.
    """

    def __init__(self, shape: tuple[int, ...], classes: int, width: int = 256):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(shape[1], width), nn.ReLU())
        self.head = nn.Linear(width, classes)

    def features(self, x: Tensor) -> Tensor:
        """`(N, 4, D) -> (N, width)`."""
        return self.body(x[:, 0])

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, K)`."""
        return self.head(self.features(x))


class LinearHead(nn.Module):
    """One linear layer on the features of the upright photograph: a backbone's own last layer."""

    def __init__(self, shape: tuple[int, ...], classes: int):
        super().__init__()
        self.head = nn.Linear(shape[1], classes)

    def features(self, x: Tensor) -> Tensor:
        """`(N, 4, D) -> (N, D)`."""
        return x[:, 0]

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, K)`."""
        return self.head(self.features(x))
