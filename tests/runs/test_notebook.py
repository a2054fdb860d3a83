"""The notebook of a run, its cells run as they stand."""

import json
from pathlib import Path

import numpy as np
import pytest

from ood_core import benchmarks, methods
from ood_core.paths import PRETRAINED
from ood_core.runs.config import configure
from ood_core.runs.import_outputs import import_outputs
from ood_core.runs.notebook import notebook
from ood_core.runs.record import record
from ood_core.runs.run import Run
from tests.runs.test_import_outputs import arrays


def run_cells(run: Run) -> dict:
    """What the cells leave behind."""
    found = json.loads(notebook(run))
    assert found["nbformat"] == 4 and {c["cell_type"] for c in found["cells"]} == {
        "code",
        "markdown",
    }
    namespace: dict = {}
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], namespace)
    return namespace


def test_it_trains_the_run_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    world, method = benchmarks.get("plane-blobs"), methods.get("baseline")
    config = configure(method, world, {"steps": "20", "snapshots": "2"})
    list(record(world, method, config, 3, Path("runs/mine")))
    run = Run.load("runs/mine")
    left = run_cells(run)
    assert left["again"].config == run.config and left["again"].seed == 3
    assert left["found"] == pytest.approx(left["before"], abs=1e-6)
    assert "box" in capsys.readouterr().out


def as_folder(name: str, brought: dict) -> None:
    Path(name).mkdir()
    for what, array in brought.items():
        np.save(f"{name}/{what}.npy", array)


@pytest.mark.parametrize(
    ("name", "save"),
    [("theirs.npz", lambda name, brought: np.savez(name, **brought)), ("theirs", as_folder)],
)
def test_it_scores_outputs_again(name, save, tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    monkeypatch.chdir(tmp_path)
    save(name, arrays())
    import_outputs(Path(name), tmp_path / "runs" / "theirs")
    left = run_cells(Run.load(tmp_path / "runs" / "theirs"))
    assert left["found"] == pytest.approx(left["before"], rel=1e-9)


@pytest.mark.parametrize("method", methods.METHODS)
def test_every_committed_run_has_one_that_compiles(method):
    cells = json.loads(notebook(Run.load(PRETRAINED / "digits" / method)))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            compile(cell["source"], method, "exec")
