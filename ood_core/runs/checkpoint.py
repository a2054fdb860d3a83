"""Checkpoints on disk: one safetensors file, so that nothing is ever unpickled (imports torch).

The tensors are the file's own; everything else (steps, rates, the tree they hang in) is JSON in
its header. A checkpoint is only good for the settings, seed and machine that it was taken with.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from ood_core.errors import UserError
from ood_core.files import write_atomically
from ood_core.methods import Checkpoint, Snapshot
from ood_core.runs.run import CHECKPOINT


def write(folder: Path, snapshot: Snapshot) -> None:
    """The snapshot's state to `folder`, in place of the checkpoint that is there."""
    tensors: dict[str, torch.Tensor] = {}
    states = {name: part.state_dict() for name, part in snapshot.parts.items()}
    tree = {"step": snapshot.step, "gauges": snapshot.monitored, "states": _packed(states, tensors)}
    write_atomically(folder / CHECKPOINT, save(tensors, {"tree": json.dumps(tree)}))


def read(folder: Path) -> Checkpoint:
    """The checkpoint in `folder`. Raises UserError where it is missing or damaged."""
    try:
        with safe_open(folder / CHECKPOINT, "pt") as stored:
            tree = json.loads(stored.metadata()["tree"])
            tensors = {name: stored.get_tensor(name).clone() for name in stored.keys()}  # noqa: SIM118
        return Checkpoint(tree["step"], tree["gauges"], _unpacked(tree["states"], tensors))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UserError(
            "error.runs.checkpoint_damaged",
            "{file} is missing or damaged, so this training cannot go on. Remove {folder} and "
            "train again.",
            file=folder / CHECKPOINT,
            folder=folder,
        ) from error


def _packed(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    """As JSON; a tensor goes to `tensors`, its place holds its name and strides.

    Strides matter: sums over another memory order are rounded differently. Keys may be whole
    numbers (an optimiser's parameters), so a dictionary becomes pairs.
    """
    if isinstance(value, torch.Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().clone(memory_format=torch.contiguous_format)
        return {"tensor": name, "strides": value.stride()}
    if isinstance(value, dict):
        return {"pairs": [[key, _packed(item, tensors)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [_packed(item, tensors) for item in value]
    return value


def _unpacked(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    if isinstance(value, list):
        return [_unpacked(item, tensors) for item in value]
    if not isinstance(value, dict):
        return value
    if "pairs" in value:
        return {key: _unpacked(item, tensors) for key, item in value["pairs"]}
    stored = tensors[value["tensor"]]
    return torch.empty_strided(stored.shape, value["strides"], dtype=stored.dtype).copy_(stored)
