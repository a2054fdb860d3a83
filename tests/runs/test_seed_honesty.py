"""Seed honesty: the same seed, settings and machine give the same numbers in two processes."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from ood_core import benchmarks, methods
from ood_core.paths import ROOT
from ood_core.runs.config import configure
from ood_core.runs.record import record
from ood_core.runs.run import Run

SHORT = {"steps": 12, "base_steps": 6, "batch": 16, "snapshots": 2}
AGAIN = """
import pathlib, sys
from tests.runs.test_seed_honesty import train
train(pathlib.Path(sys.argv[1]), 3)
"""


def train(folder: Path, *seeds: int) -> None:
    """Every method, for a few steps, with each of these seeds."""
    world = benchmarks.get("plane-moons")
    for name, method in methods.METHODS.items():
        known = {f.name for f in fields(method.module.Config)}
        config = configure(method, world, {k: str(v) for k, v in SHORT.items() if k in known})
        for seed in seeds:
            list(record(world, method, config, seed, folder / f"{name}-{seed}"))


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Every method with seeds 3 and 4 in this process, and with seed 3 in another one."""
    first, again = (tmp_path_factory.mktemp(name) for name in ("first", "again"))
    train(first, 3, 4)
    subprocess.run([sys.executable, "-c", AGAIN, str(again)], cwd=ROOT, check=True)
    return first, again


@pytest.mark.parametrize("name", methods.METHODS)
def test_the_same_seed_gives_the_same_metrics_and_another_seed_others(name, twice):
    first, again = (Run.load(folder / f"{name}-3") for folder in twice)
    other = Run.load(twice[0] / f"{name}-4")
    assert first.metrics == again.metrics != other.metrics
    assert [line["losses"] for line in first.log] == [line["losses"] for line in again.log]
