"""ODIN: ask the network again about each input, moved a little where it would be surer.

    x' = x - epsilon * sign(grad_x -log p_k(x; T)),  k = argmax_k z_k(x),  p(.; T) = softmax(z / T)
    s(x) = -max_k p_k(x'; T)

Liang, Li & Srikant, "Enhancing the Reliability of Out-of-distribution Image Detection in Neural
Networks", ICLR 2018, equations 1 and 2, negated. The move helps ID inputs more than OOD ones. It
takes two forward passes and one backward pass, so it is no part of the one pass (imports torch).
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ood_core.evaluation.forward import CHUNK
from ood_core.networks import as_tensor, device_of
from ood_core.scores.logits import MaxSoftmax

TEMPERATURE = 1000.0  # the paper's
EPSILON = 0.0014  # the paper's for DenseNet on CIFAR-10, where OOD data chose it; here it is fixed


def moved(model: nn.Module, x: Tensor, epsilon: float, temperature: float) -> Tensor:
    """The inputs `x (N, ...)` after the step of equation 2, in their own units."""
    x = x.detach().requires_grad_()
    with torch.enable_grad():
        logits = model(x) / temperature
        loss = F.cross_entropy(logits, logits.argmax(dim=1), reduction="sum")
        (gradient,) = torch.autograd.grad(loss, x)
    return x.detach() - epsilon * gradient.sign()


def odin(
    model: nn.Module, x: np.ndarray, epsilon: float = EPSILON, temperature: float = TEMPERATURE
) -> np.ndarray:
    """ODIN's score of each input of `x (N, ...)`: `(N,)` in double precision, higher = more OOD."""
    model.eval()
    stored = torch.from_numpy(np.ascontiguousarray(x)).to(device_of(model))
    parts = [
        _logits(model, moved(model, as_tensor(part), epsilon, temperature))
        for part in stored.split(CHUNK)
    ]
    return MaxSoftmax().score({"logits": np.concatenate(parts).astype(np.float64) / temperature})


@torch.no_grad()
def _logits(model: nn.Module, x: Tensor) -> np.ndarray:
    return model(x).cpu().numpy()
