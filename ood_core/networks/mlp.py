"""A multi-layer perceptron for points of the plane, after Lee et al. (2018), and longer vectors."""

from torch import Tensor, nn


class Mlp(nn.Module):
    """Two hidden ReLU layers, as in section 2.2. Lee's have 500 units each; these train in seconds.

    Args:
        shape: of one input, `(D,)`.
        classes: K.
    """

    def __init__(self, shape: tuple[int, ...], classes: int, widths: tuple[int, int] = (128, 64)):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(shape[0], widths[0]), nn.ReLU(), nn.Linear(*widths), nn.ReLU()
        )
        self.head = nn.Linear(widths[1], classes)

    def features(self, x: Tensor) -> Tensor:
        """`(N, D) -> (N, 64)`."""
        return self.body(x)

    def forward(self, x: Tensor) -> Tensor:
        """Logits `(N, K)`."""
        return self.head(self.features(x))
