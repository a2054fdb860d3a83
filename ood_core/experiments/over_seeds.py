"""A committed run, and the same training with other seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ood_core import benchmarks, methods, paths
from ood_core.experiments import trainings
from ood_core.runs.run import Run

SEEDS = (0, 1, 2)  # the first is the committed run's


def over_seeds(path: str, folder: Path) -> Iterator[Run]:
    """The run `pretrained/<path>`, then one of the same settings for each other seed."""
    committed = Run.load(paths.PRETRAINED / path)
    yield committed
    world, how = committed.benchmark.name, committed.method.name
    yield from trained(world, how, SEEDS[1:], committed.config, folder / path)


def trained(
    world: str, how: str, seeds: Sequence[int], settings: dict[str, Any], folder: Path
) -> Iterator[Run]:
    """One run for each seed, recorded in `folder` as `train` does it; those there are kept."""
    known, by = benchmarks.get(world), methods.get(how)
    config = replace(by.defaults(known), **settings)
    for seed in seeds:
        yield trainings.trained(known, by, config, seed, folder / str(seed))
