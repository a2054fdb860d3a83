"""Whether the processor computes in bfloat16 itself, as a CPU with AMX and a new GPU do.

There convolutions take a quarter to a half of the time; elsewhere bfloat16 is emulated, many times
slower. Asked of the hardware, never of a stopwatch, and once for each run, whose settings then say
it: the same training has the same arithmetic however busy the machine is, and wherever it resumes.
"""

from functools import cache

import torch

CPU = "amx_bf16", "avx512_bf16"  # instructions that multiply bfloat16; on ARM none is used


@cache
def has_bfloat16(device: str) -> bool:
    """Whether it is at hand on this machine's device of that kind, `"cpu"` or `"cuda"`, say."""
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    ask = getattr(torch.cpu, "get_capabilities", dict)  # older ones cannot tell: so none is used
    found = ask() if device == "cpu" else {}
    return any(found.get(name, False) for name in CPU)
