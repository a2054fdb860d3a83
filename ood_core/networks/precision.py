"""Whether this CPU computes convolutions faster in bfloat16 (it does with AMX, and only then)."""

import time
from functools import cache

import torch
from torch.nn import functional as F

ROUNDS = 8  # the two take turns, so that what else the machine does slows both


@cache
def bfloat16_is_faster() -> bool:
    """Measured once, on a convolution of the size that trainings are made of."""
    shapes = (128, 32, 32, 32), (32, 32, 3, 3)
    x, weight = (torch.zeros(s).to(memory_format=torch.channels_last) for s in shapes)
    pair = x.requires_grad_(), weight.requires_grad_()
    taken = [[_seconds(*pair, half) for half in (False, True)] for _ in range(ROUNDS)]
    full, half = map(min, zip(*taken, strict=True))
    return half < 0.8 * full


def _seconds(x: torch.Tensor, weight: torch.Tensor, half: bool) -> float:
    """One pass forth and back."""
    start = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        F.conv2d(x, weight, padding=1).sum().backward()
    return time.perf_counter() - start
