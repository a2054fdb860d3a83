"""Seed honesty: the same seed, settings and machine give the same numbers in two processes."""

import json
import subprocess
import sys

import pytest

from ood_core import methods
from ood_core.paths import ROOT
from ood_core.runs.run import Run

SHORT = {"steps": 12, "base_steps": 6, "batch": 16, "snapshots": 2}
CODE = """
import json, sys
from dataclasses import fields
from pathlib import Path
from ood_core import benchmarks, methods
from ood_core.runs.config import configure
from ood_core.runs.record import record
world, short = benchmarks.get("plane-moons"), json.loads(sys.argv[2])
for name, method in methods.METHODS.items():
    known = {f.name for f in fields(method.module.Config)}
    settings = {k: str(v) for k, v in short.items() if k in known}
    for seed in map(int, sys.argv[3:]):
        config = configure(method, world, settings)
        list(record(world, method, config, seed, Path(sys.argv[1]) / f"{name}-{seed}"))
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Every method with seed 3 in two processes, and with seed 4 in one."""
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "again")]
    for folder, seeds in zip(folders, (["3", "4"], ["3"]), strict=True):
        command = [sys.executable, "-c", CODE, str(folder), json.dumps(SHORT), *seeds]
        subprocess.run(command, cwd=ROOT, check=True)
    return folders


@pytest.mark.parametrize("name", methods.METHODS)
def test_the_same_seed_gives_the_same_metrics_and_another_seed_others(name, twice):
    first, again = (Run.load(folder / f"{name}-3") for folder in twice)
    other = Run.load(twice[0] / f"{name}-4")
    assert first.metrics == again.metrics != other.metrics
    assert [line["losses"] for line in first.log] == [line["losses"] for line in again.log]
