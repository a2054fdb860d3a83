"""A committed run, and the same training with other seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ood_core import benchmarks, methods
from ood_core.paths import PRETRAINED
from ood_core.runs.record import record
from ood_core.runs.run import Run

SEEDS = (0, 1, 2)  # the first is the committed run's


def over_seeds(path: str) -> Iterator[Run]:
    """The run `pretrained/<path>`, then one of the same settings for each other seed."""
    committed = Run.load(PRETRAINED / path)
    yield committed
    yield from trained(committed.benchmark.name, committed.method.name, SEEDS[1:], committed.config)


def trained(world: str, how: str, seeds: Sequence[int], settings: dict[str, Any]) -> Iterator[Run]:
    """One run for each seed, recorded as `train` does it; it is gone when the next is asked for."""
    known, by = benchmarks.get(world), methods.get(how)
    config = replace(by.module.defaults(known), **settings)
    for seed in seeds:
        with TemporaryDirectory() as folder:
            out = Path(folder) / "run"
            for _ in record(known, by, config, seed, out):
                pass
            yield Run.load(out)
