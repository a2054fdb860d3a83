"""A committed run, and the same training with other seeds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ood_core.benchmarks import benchmark
from ood_core.methods import method
from ood_core.runs.record import record
from ood_core.runs.run import PRETRAINED, Run

SEEDS = (0, 1, 2)  # the first is the committed run's


def over_seeds(path: str) -> Iterator[Run]:
    """The run `pretrained/<path>`, then one of the same settings for each other seed.

    They are recorded as `train` does it, and gone when the next one is asked for.
    """
    committed = Run.load(PRETRAINED / path)
    yield committed
    world, how = benchmark(committed.benchmark.name), method(committed.method.name)
    config = replace(how.module.defaults(world), **committed.card["config"])
    for seed in SEEDS[1:]:
        with TemporaryDirectory() as folder:
            out = Path(folder) / "run"
            for _ in record(world, how, config, seed, out):
                pass
            yield Run.load(out)
