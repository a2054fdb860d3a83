"""Retention: the oldest of your own runs go when there are too many, or they take too much disk.

Only what lies directly in that folder and is a run, or the beginning of one, can go: never
`pretrained/`, never one under way, never a link, never anything else.
"""

import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ood_core.errors import UserError
from ood_core.runs.run import is_under_way, partial_path, unfinished

GIGABYTE = 10**9
FREE = 0.2  # gigabytes that a disk must have left for a training to begin


@dataclass(frozen=True)
class Limits:
    runs: int = 200
    gigabytes: float = 5.0

    @classmethod
    def wanted(cls) -> "Limits":
        """Those of the environment: `OODLAB_RUNS` and `OODLAB_GIGABYTES`."""
        runs, gigabytes = wanted("OODLAB_RUNS", cls.runs), wanted("OODLAB_GIGABYTES", cls.gigabytes)
        return cls(int(runs), gigabytes)


@dataclass(frozen=True)
class Bounds:
    """What a visitor is told of a queue's limits."""

    runs: int  # that are kept
    gigabytes: float  # that they may take
    minutes: float  # that a training may take


def wanted(variable: str, default: float) -> float:
    """A positive number of the environment. Raises UserError where it is something else."""
    text = os.environ.get(variable) or str(default)
    try:
        if (number := float(text)) > 0:
            return number
    except ValueError:
        pass
    raise UserError(
        "error.jobs.not_a_number",
        "{variable} must be a number above 0, not {value!r}.",
        variable=variable,
        value=text,
    )


@dataclass(frozen=True)
class Kept:
    """A run, finished or interrupted, and what it takes."""

    out: Path
    place: Path  # where it lies now
    bytes: int
    changed: float

    @classmethod
    def at(cls, out: Path, place: Path) -> "Kept":
        files = [path.stat() for path in place.rglob("*") if path.is_file()]
        changed = max((s.st_mtime for s in files), default=place.stat().st_mtime)
        return cls(out, place, sum(s.st_size for s in files), changed)


def kept(folder: Path) -> list[Kept]:
    """Every run in `folder`, the oldest first."""
    seen = [path for path in folder.glob("*") if not path.name.startswith(".")]
    whole = [(path, path) for path in seen if (path / "card.json").is_file()]
    begun = [(out, partial_path(out)) for out in unfinished(folder)]
    found = []
    for out, place in whole + begun:
        try:
            if place.is_dir() and not place.is_symlink():
                found.append(Kept.at(out, place))
        except OSError:
            continue  # it has just moved or gone
    return sorted(found, key=lambda run: run.changed)


def evict(
    folder: Path,
    coming: Collection[Path],
    limits: Limits,
    after: Callable[[str], Any] = lambda name: 0,
) -> list[str]:
    """Remove runs until those that are coming fit, too; the names of the removed.

    Args:
        coming: places of runs that are being made or waited for. One that is in `folder` already
            counts once, as any run does; none of them is removed.
        after: of a run's name; those with the lowest go first, and of equal ones the oldest.
    """
    there = sorted(kept(folder), key=lambda run: after(run.out.name))
    count = len({run.out for run in there} | set(coming))
    size, removed = sum(run.bytes for run in there), []
    for run in there:
        if count <= limits.runs and size <= limits.gigabytes * GIGABYTE:
            break
        if run.out in coming or is_under_way(run.out):
            continue
        remove(run.place)
        removed.append(run.out.name)
        count, size = count - 1, size - run.bytes
    return removed


def check_disk(folder: Path) -> None:
    """Raises UserError where the disk is full."""
    if shutil.disk_usage(folder).free < FREE * GIGABYTE:
        raise UserError(
            "error.jobs.disk_full",
            "The disk that holds {folder} is full: a training needs {least:g} GB free. Remove "
            "something, and train again.",
            folder=folder,
            least=FREE,
        )


def remove(place: Path) -> None:
    """Remove the directory; under a hidden name first, so that nobody sees half of it."""
    gone = place.with_name(f".{place.name.removeprefix('.')}.removed")
    place.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
