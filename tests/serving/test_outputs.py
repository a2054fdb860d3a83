"""Outputs that are uploaded: what the process of their own makes and refuses."""

import io
import time

import numpy as np
import pytest

from ood_core import benchmarks, paths
from ood_core.errors import UserError
from ood_core.runs.run import Run
from ood_core.serving import outputs
from ood_core.serving.helper import Helper
from tests.runs.test_import_outputs import arrays


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    helper = Helper("ood_core.serving.outputs", outputs.SECONDS)  # one with this environment
    monkeypatch.setattr(outputs, "_importer", helper)
    benchmarks.clear()
    yield
    helper.end()
    benchmarks.clear()


def saved(**changed) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays(**changed))
    return buffer.getvalue()


def test_an_upload_becomes_a_run_and_a_bad_one_a_sentence(tmp_path):
    wrong = np.full((40, 4), np.nan, np.float32)
    for data, told in ((saved(far_sea_logits=wrong), "NaN"), (b"no zip", r"no readable \.npz")):
        with pytest.raises(UserError, match=told):
            outputs.import_outputs("theirs.npz", data, "mine", "")
    assert not list(tmp_path.rglob("*.json"))
    outputs.import_outputs("theirs.npz", saved(), "mine", "")
    run = Run.load(tmp_path / "runs" / "mine")
    assert run.card["outputs"] == "theirs.npz" and run.benchmark.name == "mine"


@pytest.mark.parametrize("name", ["../mine", "", "a/b", "digits"])
def test_no_name_leads_elsewhere(name, tmp_path):
    with pytest.raises(UserError):
        outputs.import_outputs("theirs.npz", saved(), name, "")
    assert not list(tmp_path.iterdir())


def test_what_is_too_large_or_too_slow_is_said(monkeypatch):
    monkeypatch.setattr(outputs, "MOST", 1000)
    with pytest.raises(UserError, match="larger than 0 MB"):
        outputs.import_outputs("theirs.npz", saved(), "mine", "")
    monkeypatch.setattr(outputs, "MOST", 10**6)
    monkeypatch.setattr(outputs._importer, "_seconds", 0.001)
    start = time.monotonic()
    with pytest.raises(UserError, match="takes too long"):
        outputs.import_outputs("theirs.npz", saved(), "mine", "")
    assert time.monotonic() - start < 60
