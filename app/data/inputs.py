"""The inputs behind a run's evidence, and how far one lies from the training data."""

from pathlib import Path

import numpy as np

from app.data import loading
from ood_core.benchmarks.benchmark import fingerprint
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.runs.run import Run


def inputs(path: str, name: str) -> np.ndarray | None:
    """The inputs behind the evidence, or None where they are not the ones it was made from."""
    run = loading.open_run(Path(path))
    try:
        x = run.benchmark.populations[name]()
    except (KeyError, UserError):
        return None
    return x if _are_those_seen(run, name, custom.changed(run.benchmark.world)) else None


def picture(run: Run, name: str, row: int) -> np.ndarray | None:
    """What a person sees of an input `(h, w, C) uint8`; None where that is not on this machine.

    The photograph behind features is the data set's of today: only the features can be compared.
    Of outputs that were brought there may be thumbnails.
    """
    world = run.benchmark
    if world.load_photograph is None:
        x = inputs(str(run.path), name)
        return None if x is None else x[row].transpose(1, 2, 0)
    try:
        return world.picture(name, row).transpose(1, 2, 0)
    except (KeyError, UserError):
        return None


@loading.cached(256)
def _are_those_seen(run: Run, name: str, changed: int) -> bool:
    """Only the answer is kept here: whether the inputs are, is the benchmark's matter.

    Args:
        changed: when a custom benchmark was made.
    """
    benchmark = run.benchmark
    whole = benchmark.id_train.x if name == "id_train" else benchmark.populations[name]()
    return fingerprint(whole) == run.card["data"][name]["sha256"]


def nearest(run: Run, name: str, row: int) -> tuple[float, float] | None:
    """Distance of one input to the nearest training features, and the ID test set's median.

    None where the evidence has no training features.
    """
    if "features" not in run.evidence.get("id_train", {}):
        return None
    train = run.evidence["id_train"]["features"].astype(np.float32)
    one = run.evidence[name]["features"][row].astype(np.float32)
    return float(np.linalg.norm(train - one, axis=1).min()), usual(run)


@loading.cached(64)
def usual(run: Run) -> float:
    """The median distance of ID test inputs to the nearest training features."""
    train = run.evidence["id_train"]["features"].astype(np.float32)
    some = run.evidence["id_test"]["features"][:200].astype(np.float32)
    return float(np.median([np.linalg.norm(train - one, axis=1).min() for one in some]))
