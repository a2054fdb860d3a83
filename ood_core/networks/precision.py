"""Whether convolutions are faster in bfloat16, as they are on a CPU with AMX and on new GPUs."""

import time
from functools import cache

import torch
from torch.nn import functional as F

ROUNDS = 8  # the two take turns, so that what else the machine does slows both
HOPELESS = 3  # times the other: bfloat16 is emulated, at a tenth of the speed; two turns will do


@cache
def bfloat16_is_faster(device: str) -> bool:
    """Measured once for each device, on a convolution of the size that trainings are made of.

    With CUDA the hardware's word is taken: one convolution takes a GPU less time than to start it,
    so its time says nothing. (Alone on an H100 a step of CSI on CIFAR-10 takes 15.8 ms, and in
    float32 23.7.)

    Args:
        device: its kind, `"cpu"` or `"cuda"`, say.
    """
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    shapes = (128, 32, 32, 32), (32, 32, 3, 3)
    x, weight = (
        torch.zeros(s, device=device).to(memory_format=torch.channels_last) for s in shapes
    )
    pair = x.requires_grad_(), weight.requires_grad_()
    taken = {False: [], True: []}
    for _ in range(ROUNDS):
        for half, seconds in taken.items():
            seconds.append(_seconds(*pair, half))
        if len(taken[True]) > 1 and min(taken[True]) > HOPELESS * min(taken[False]):
            return False
    return min(taken[True]) < 0.8 * min(taken[False])


def _seconds(x: torch.Tensor, weight: torch.Tensor, half: bool) -> float:
    """One pass forth and back; asking for a number waits until it is done."""
    start = time.perf_counter()
    with torch.autocast(x.device.type, torch.bfloat16, enabled=half):
        F.conv2d(x, weight, padding=1).sum().backward()
    weight.grad.sum().item()
    return time.perf_counter() - start
