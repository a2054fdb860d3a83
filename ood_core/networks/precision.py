"""Whether this CPU computes convolutions faster in bfloat16 (it does with AMX, and only then)."""

import time
from functools import cache

import torch
from torch import nn


@cache
def bfloat16_is_faster() -> bool:
    """Measured once, on a convolution of the size that trainings are made of."""
    convolution = nn.Conv2d(32, 32, 3, padding=1).to(memory_format=torch.channels_last)
    x = torch.zeros(128, 32, 32, 32).contiguous(memory_format=torch.channels_last)
    return _seconds(convolution, x, half=True) < 0.8 * _seconds(convolution, x, half=False)


def _seconds(module: nn.Module, x: torch.Tensor, half: bool) -> float:
    """The fastest of four passes forth and back."""
    taken = []
    for _ in range(4):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            module(x).sum().backward()
        taken.append(time.perf_counter() - start)
    return min(taken)
