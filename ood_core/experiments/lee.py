"""What is claimed of the boundary GAN on plane-blobs, as numbers (after Lee et al., figure 3)."""

import numpy as np
import torch
from torch import Tensor, nn

from ood_core.scores.logits import softmax

MEANS = torch.tensor([[-4.0, 0.0], [4.0, 0.0]])  # of the two unit Gaussians


def far_points(n: int = 20000) -> Tensor:
    """Uniform points of [-12, 12]^2 farther than 5 sigma from both means `(<= n, 2)`."""
    points = torch.rand(n, 2, generator=torch.Generator().manual_seed(0)) * 24 - 12
    return points[torch.cdist(points, MEANS).amin(1) > 5]


@torch.no_grad()
def mean_confidence(model: nn.Module, x: Tensor) -> float:
    """Mean maximum softmax probability over inputs `(N, 2)`."""
    return float(softmax(model.eval()(x).numpy()).max(axis=1).mean())


def share_on_data(samples: Tensor) -> float:
    """Share of samples within 2.45 sigma of a mean; 95% of the data are."""
    return (torch.cdist(samples, MEANS).amin(1) <= 2.45).float().mean().item()


def share_and_sectors_around(samples: Tensor) -> tuple[float, int]:
    """Share of samples 2.45 to 6 sigma from the nearest mean, and how many of 24 sectors (12 a
    class, by the angle about its mean) hold more than .5% of all samples there."""
    distance, nearest = torch.cdist(samples, MEANS).min(1)
    around = (distance > 2.45) & (distance <= 6)
    x, y = (samples - MEANS[nearest]).T
    sector = ((torch.atan2(y, x) / (2 * np.pi) + 0.5) * 12).long().clamp_max(11) + 12 * nearest
    held = torch.bincount(sector[around], minlength=24) / len(samples)
    return around.float().mean().item(), int((held > 0.005).sum())
