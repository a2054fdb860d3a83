"""The world of ImageNet's own network: nothing is trained, and a photograph needs no connection."""

import json
import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from skimage import data as image_data
from torchvision.models import ResNet18_Weights

from ood_core import __main__ as command_line
from ood_core import benchmarks, methods
from ood_core.benchmarks import imagenet, photographs, sources
from ood_core.errors import UserError
from ood_core.paths import PRETRAINED
from ood_core.runs.record import record
from ood_core.runs.run import Run

MISSILE = 657  # ImageNet's class
needs_photographs = pytest.mark.skipif(
    not sources.has_parquet("imagenet_samples", "test"),
    reason="the photographs are not here: OODLAB_DATA names their folder",
)


def test_the_classes_are_imagenets_in_its_order():
    assert list(imagenet.CLASSES) == ResNet18_Weights.DEFAULT.meta["categories"]


@needs_photographs
def test_what_is_of_imagenets_classes_is_in_no_ood_test():
    for test, (name, ours) in imagenet.SETS.items():
        names = photographs.class_names(name, "test")
        labels = sources.load_labels(name, "test", len(names))
        kept, out = (imagenet._rows(test, is_ours) for is_ours in (False, True))
        assert {names[k] for k in labels[kept]}.isdisjoint(ours)
        assert {names[k] for k in labels[out]} == set(ours)
        assert len(kept) + len(out) == min(imagenet.OOD, len(labels))


def test_a_photograph_is_predicted_without_a_connection(monkeypatch, tmp_path, capsys):
    def refused(*_):
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path / "no-data"))
    rocket, out = Path(image_data.__file__).parent / "rocket.jpg", tmp_path / "out.npz"
    run = PRETRAINED / "imagenet" / "baseline"
    words = ["ood_core", "predict", "--json", "--run", str(run), str(rocket), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", words)
    assert command_line.main() == 0
    assert json.loads(capsys.readouterr().out)["n"] == 1
    with np.load(out) as found:
        assert found["logits"].shape == (1, 1000) and found["logits"].argmax() == MISSILE
        assert {"msp", "energy", "gradnorm"} <= set(found.files) and "knn" not in found.files


@pytest.mark.parametrize("method", methods.METHODS)
def test_nothing_is_trained(method, tmp_path):
    world, chosen = benchmarks.get("imagenet"), methods.get(method)
    with pytest.raises(UserError, match="Nothing is trained on imagenet"):
        list(record(world, chosen, chosen.defaults(world), 0, tmp_path / "run"))
    assert not list(tmp_path.iterdir())


def test_the_committed_run_has_no_score_that_reads_training_features():
    run = Run.load(PRETRAINED / "imagenet" / "baseline")
    scores = {name for row in run.metrics["ood"].values() for name in row} - {"kind", "n"}
    assert scores >= {"msp", "max_logit", "energy", "entropy", "gen", "gradnorm"}
    assert scores.isdisjoint({"knn", "vim", "mahalanobis", "react", "dice", "kl_matching"})
    assert run.groups["scenes"] == run.groups["flowers"] == "near"
    assert run.groups["noise"] == "noise" and run.groups["blood_cells"] == "far"
