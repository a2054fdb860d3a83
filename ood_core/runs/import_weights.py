"""The checkpoints that the authors of Outlier Exposure and of Energy published, as runs here.

`cifar10_wrn_*_epoch_*.pt` of hendrycks/outlier-exposure and wetliu/energy_ood on GitHub: the state
of their WRN-40-2 (CIFAR/models/wrn.py of both), saved with torch.save. Only tensors are read; a
file that wants to run code is refused.
"""

import re
from pathlib import Path
from pickle import UnpicklingError
from zipfile import BadZipFile

import torch
from torch import Tensor, nn

from ood_core.errors import UserError

METHODS = ("baseline", "outlier-exposure", "energy")  # whose model is the classifier alone
GROUPS = 3  # of blocks
COUNTER = "num_batches_tracked"  # of batch norm; checkpoints of before torch 0.4.1 have none
BLOCK = re.compile(r"block(\d)\.layer\.(\d+)\.(\w+)\.(\w+)")
INNER = {"bn1": "norm1", "bn2": "norm2", "convShortcut": "shortcut"}  # the others are called alike


def renamed(key: str, blocks: int) -> str:
    """The name here of one of their tensors; `blocks` in each group."""
    if found := BLOCK.fullmatch(key):
        group, block, part, kind = found.groups()
        return f"body.{1 + (int(group) - 1) * blocks + int(block)}.{INNER.get(part, part)}.{kind}"
    layer, _, kind = key.partition(".")
    outer = {"conv1": "body.0", "bn1": f"body.{1 + GROUPS * blocks}", "fc": "head"}
    return f"{outer.get(layer, layer)}.{kind}"


def read(file: Path, model: nn.Module, blocks: int) -> dict[str, Tensor]:
    """The state of `model`, a WRN of so many blocks a group, from their file.

    Raises:
        UserError: the file cannot be read, or does not hold exactly these tensors.
    """
    try:
        theirs = torch.load(file, map_location="cpu", weights_only=True)
        found = {renamed(key, blocks): tensor for key, tensor in theirs.items()}
        shapes = {key: tuple(tensor.shape) for key, tensor in found.items()}
    except (OSError, UnpicklingError, BadZipFile, RuntimeError, EOFError) as error:
        raise UserError(
            "error.import.unreadable",
            "{file} is no checkpoint of tensors alone that torch can read.",
            file=file,
        ) from error
    except (AttributeError, TypeError) as error:
        raise _others(file, "tensors by name") from error
    wanted = {key: tuple(tensor.shape) for key, tensor in model.state_dict().items()}
    counters = {key: torch.tensor(0) for key in wanted if key.endswith(COUNTER)}
    shapes = dict.fromkeys(counters, ()) | shapes
    if wrong := sorted(key for key in wanted | shapes if wanted.get(key) != shapes.get(key)):
        raise _others(file, wrong[0])
    if not all(torch.isfinite(tensor).all() for tensor in found.values()):
        raise UserError(
            "error.import.not_finite", "{file} holds weights that are not finite.", file=file
        )
    return counters | found


def _others(file: Path, first: str) -> UserError:
    return UserError(
        "error.import.other_network",
        "{file} does not hold this network's tensors: look at {first}, which is missing, too much, "
        "or of another shape.",
        file=file,
        first=first,
    )
