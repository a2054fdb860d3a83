"""Committed results: their names, where they are made, how they come to their places (no torch)."""

import shutil
from pathlib import Path

from ood_core import paths
from ood_core.errors import UserError
from ood_core.files import move
from ood_core.runs.run import CHECKPOINT, LOCK, partial_path

# The files of `paths.PRETRAINED` that experiments write and pages read.
CONFIDENT_GAN_ABLATION = "lessons/cifar10-twin.json"
DIGITS_SEEDS = "lessons/digits-seeds.json"
OODNESS = "lessons/oodness.json"
CLAIMS = "canvas/claims.json"
PASSES = "lessons/passes.npz"
CONFIDENT_MISTAKES = "lessons/confident-mistakes.npz"
MAPS = "lessons/maps.json"


def working(name: str) -> Path:
    """Where a committed result of that name is made before it is put in its place."""
    return paths.RUNS / ".pretrained" / name


def remove(out: Path) -> None:
    """Remove the folder `out`, and that of a training that was to become it."""
    for place in (out, partial_path(out)):
        shutil.rmtree(place, ignore_errors=True)


def put(made: Path, place: Path) -> None:
    """Make the folder `place` a copy of the folder `made`.

    A reader sees the old one whole or the new one whole; killed between, `restore` brings the old
    one back.

    Raises:
        UserError: nothing can be written there.
    """
    new, old = _beside(place, "new"), _beside(place, "old")
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(made, new, ignore=shutil.ignore_patterns(LOCK, CHECKPOINT))
        if place.exists():
            move(place, old)
        move(new, place)
    except OSError as error:
        raise UserError(
            "error.experiments.unwritable",
            "{place} cannot be written: {why}. It is in {made}.",
            place=place,
            why=error.strerror,
            made=made,
        ) from error
    shutil.rmtree(old, ignore_errors=True)


def restore(folder: Path) -> None:
    """Below `folder`, undo what `put` was killed at."""
    for old in folder.rglob(".*.old"):
        place = old.with_name(old.name[1:].removesuffix(".old"))
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            move(old, place)
    for new in folder.rglob(".*.new"):
        shutil.rmtree(new, ignore_errors=True)


def _beside(place: Path, part: str) -> Path:
    """Hidden, so that nobody takes it for a run."""
    return place.with_name(f".{place.name}.{part}")
