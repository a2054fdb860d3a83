"""Whether this CPU computes convolutions faster in bfloat16 (it does with AMX, and only then)."""

import time
from functools import cache

import torch
from torch import nn

ROUNDS = 8  # the two take turns, so that what else the machine does slows both


@cache
def bfloat16_is_faster() -> bool:
    """Measured once, on a convolution of the size that trainings are made of."""
    convolution = nn.Conv2d(32, 32, 3, padding=1).to(memory_format=torch.channels_last)
    x = torch.zeros(128, 32, 32, 32).contiguous(memory_format=torch.channels_last)
    taken = [[_seconds(convolution, x, half) for half in (False, True)] for _ in range(ROUNDS)]
    full, half = map(min, zip(*taken, strict=True))
    return half < 0.8 * full


def _seconds(module: nn.Module, x: torch.Tensor, half: bool) -> float:
    """One pass forth and back."""
    start = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        module(x).sum().backward()
    return time.perf_counter() - start
