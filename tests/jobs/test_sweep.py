"""Sweeps: what is trained, what stays, how they end, and what their table says."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from ood_core.errors import UserError
from ood_core.jobs import sweep as sweeps
from ood_core.jobs import worker
from ood_core.paths import ROOT
from ood_core.runs.run import Run, can_resume, partial_path

SWEEP = ["sweep", "--benchmark", "plane-blobs", "--method", "baseline"]
SHORT = ["--set", "steps=20", "--set", "snapshots=2"]


class Here:
    """A worker in this process, which needs no time to begin."""

    made: ClassVar[list[str]] = []
    diverging = ""  # a part of the names of trainings that do

    def carry_out(self, order):
        Here.made.append(order.out.name)
        if Here.diverging and Here.diverging in order.out.name:
            return UserError("error.test", "The training diverged.")
        try:
            worker.carry_out(order)
        except UserError as error:
            return error
        return None


@pytest.fixture
def call(call, monkeypatch):
    """Its trainings are in this process, too."""
    monkeypatch.setattr(sweeps, "Worker", Here)
    monkeypatch.setattr(Here, "made", [])
    return call


def test_a_grid_is_trained_once_and_its_table_is_of_its_cards(call, tmp_path):
    grid = [*SWEEP, *SHORT, "--out", tmp_path / "all", "--seeds", "0-1"]
    assert call(*grid, "--set", "lr=0.01")[0] == 0
    first = {f"lr=0.01,snapshots=2,steps=20,seed={seed}" for seed in range(2)}
    assert {*Here.made} == first
    code, told, _ = call(*grid, "--set", "lr=0.01,0.1", "--json")
    assert code == 0 and len(Here.made) == 4 and len({*Here.made}) == 4  # what was there stayed
    answer = json.loads(told)
    assert list(answer["combinations"]) == [f"lr={lr},snapshots=2,steps=20" for lr in (0.01, 0.1)]
    means = {}
    for name, row in answer["combinations"].items():
        runs = [Run.load(path) for path in row["runs"]]
        assert [run.seed for run in runs] == [0, 1]
        far = [
            statistics.mean(run.metrics["ood"][test]["msp"]["fpr95"] for test in ("box", "ring"))
            for run in runs
        ]
        found = row["means"]["mean of far"]["fpr95"]
        assert found["mean"] == pytest.approx(statistics.mean(far))
        assert found["sd"] == pytest.approx(statistics.stdev(far))
        held = [auroc(run) for run in runs]
        assert row["validation"]["mean"] == pytest.approx(statistics.mean(held), abs=1e-6)
        means[name] = statistics.mean(held)
    assert answer["chosen"] == max(means, key=means.get)
    text = call(*grid, "--set", "lr=0.01,0.1")[1]
    assert f"lr=0.01   2      {100 * answer_of(answer, 0.01)['mean']:.1f} \u00b1 " in text
    assert text.count("steps=20") == 0  # what all have in common is not said of each


def auroc(run):
    """Of ID test against validation OOD by the baseline's score, by scikit-learn."""
    sides = [run.evidence[name]["logits"].astype(float) for name in ("id_test", "validation")]
    odds = [np.exp(z - z.max(axis=1, keepdims=True)) for z in sides]
    score = np.concatenate([-(1 / p.sum(axis=1)) for p in odds])
    return roc_auc_score(np.repeat([0, 1], [len(side) for side in sides]), score)


def answer_of(answer, lr):
    return answer["combinations"][f"lr={lr},snapshots=2,steps=20"]["accuracy"]


def test_a_combination_that_fails_is_told_and_not_chosen_and_the_others_stay(
    call, tmp_path, monkeypatch
):
    monkeypatch.setattr(Here, "diverging", "lr=1.0,snapshots=2,steps=20,seed=1")
    words = [*SWEEP, *SHORT, "--seeds", "0-1", "--set", "lr=1,0.01", "--out", tmp_path / "all"]
    code, told, _ = call(*words, "--json")
    answer = json.loads(told)
    assert code == 2 and answer["status"] == "failed"
    assert [Path(path).name for path in answer["failed"]] == [Here.diverging]
    assert [row["n"] for row in answer["combinations"].values()] == [1, 2]
    assert answer["chosen"] == "lr=0.01,snapshots=2,steps=20"
    monkeypatch.setattr(Here, "made", [])
    code, text, _ = call(*words)
    assert code == 2 and "seed=1. The training diverged." in text
    assert Here.made == [Here.diverging]  # it is tried again, alone


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "weight=1"], "no setting of baseline called 'weight'"),
        (["--set", "lr=0.1,quick"], "lr needs a number from 1e-06 to 10, not 'quick'"),
        (["--set", "lr=0.1,"], "lr needs a number from 1e-06 to 10, not ''"),
        (["--set", "lr=0.1,0.10"], "lr=0.1 is there twice. Give every value once."),
        (["--set", "lr=0.1", "--set", "lr=1"], "Give its values with commas: --set lr=VALUE,VALUE"),
        (["--set", "steps=" + ",".join(map(str, range(1, 400)))], "at most 1000 trainings"),
        (["--set", "lr"], "--set needs NAME=VALUE"),
        (["--seeds", "3-1"], "seeds are A-B"),
        (["--jobs", "0"], "processes from 1 to 64"),
    ],
)
def test_what_cannot_be_swept_is_one_sentence_before_anything_is_trained(
    words, said, call, tmp_path
):
    code, _, error = call(*SWEEP, *words, "--out", tmp_path / "all")
    assert code == 2 and said in error.replace("\n", " ")
    assert not (tmp_path / "all").exists() and not Here.made


def test_a_folder_with_other_runs_is_refused_and_they_stay(call, tmp_path):
    out = ["--out", tmp_path, "--seeds", "0"]
    assert call(*SWEEP, *SHORT, *out)[0] == 0
    card = (tmp_path / "snapshots=2,steps=20,seed=0" / "card.json").read_bytes()
    other = ["sweep", "--benchmark", "plane-moons", "--method", "baseline"]
    code, _, error = call(*other, *SHORT, *out)
    assert code == 2 and "holds another run" in error
    assert (tmp_path / "snapshots=2,steps=20,seed=0" / "card.json").read_bytes() == card


def test_one_interrupted_before_it_wrote_anything_down_is_trained(call, tmp_path):
    place = partial_path(tmp_path / "snapshots=2,steps=20,seed=0")
    place.mkdir()
    (place / "lock").touch()
    assert call(*SWEEP, *SHORT, "--out", tmp_path, "--seeds", "0")[0] == 0
    assert Run.load(tmp_path / "snapshots=2,steps=20,seed=0").card["status"] == "complete"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_keeps_what_is_under_way_and_the_same_command_resumes_it(call, tmp_path):
    long = ["--set", "steps=1500", "--set", "snapshots=50", "--out", tmp_path]
    command = [sys.executable, "-m", "ood_core", *SWEEP, *long, "--seeds", "0-2", "--jobs", "2"]
    outs = [tmp_path / f"snapshots=50,steps=1500,seed={seed}" for seed in range(3)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        # a shell's background job, in which these tests may run, ignores it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        end = time.monotonic() + 60
        while not all(map(can_resume, outs[:2])):
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "interrupted; the same command resumes it.\n"
    assert process.returncode == 130
    assert [Run.load(out).card["status"] for out in outs[:2]] == ["interrupted"] * 2
    assert not outs[2].exists() and not partial_path(outs[2]).exists()
    stood = [Run.load(out).card["step"] for out in outs[:2]]
    assert call(*SWEEP, *long, "--seeds", "0-1")[0] == 0
    for out, step in zip(outs[:2], stood, strict=True):
        run = Run.load(out)
        steps = [line["step"] for line in run.log]
        assert run.card["status"] == "complete" and step in steps
        assert steps == sorted({*steps}) and steps[-1] == 1500
