"""Every method on inputs that are features of photographs and of their quarter turns."""

from dataclasses import replace

import numpy as np
import pytest

from ood_core import methods
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest, Shift
from ood_core.evaluation.forward import collect
from ood_core.evaluation.frames import Camera
from ood_core.evaluation.report import report
from ood_core.methods import Snapshot

D, TURNS, CLASSES = 48, 4, 3
SHORT = {"steps": 120, "base_steps": 80, "batch": 32, "outlier_batch": 32, "snapshots": 2}
CENTRES = np.random.default_rng(0).normal(size=(20, TURNS, D)) * 1.5


def photographs(kinds: list[int], n: int, seed: int) -> Labelled:
    """Not-negative features around the centres of those kinds, each of whose turns has its own."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, len(kinds), n)
    x = CENTRES[np.array(kinds)[y]] + 0.4 * rng.normal(size=(n, TURNS, D))
    return Labelled(np.maximum(x, 0).astype(np.float16), y)


def load_varied() -> np.ndarray:
    whole = photographs([0, 1, 2], 200, 1).x[:100, None].astype(np.float32)
    noise = 0.2 * np.random.default_rng(5).normal(size=(100, 2, TURNS, D))
    return np.maximum(whole + noise, 0).astype(np.float16)


@pytest.fixture(scope="module")
def world() -> Benchmark:
    return Benchmark(
        name="features",
        title="",
        about="",
        classes=("a", "b", "c"),
        shape=(TURNS, D),
        network="head",
        augment="features",
        load_id=lambda split: photographs([0, 1, 2], 200, {"train": 1, "test": 2}[split]),
        load_outliers=lambda: photographs(list(range(3, 12)), 200, 3).x,
        outliers_about="",
        ood_tests={"others": OodTest("far", lambda: photographs([12, 13, 14], 150, 4).x, "")},
        shifts={"turned": Shift(lambda x: np.roll(x, -1, axis=1), "")},
        shifted_count=20,
        load_varied=load_varied,
        backbone="made up",
    )


def trained(name: str, world: Benchmark, **settings) -> Snapshot:
    method = methods.get(name)
    known = method.settings
    chosen = {k: v for k, v in (SHORT | settings).items() if k in known}
    config = replace(method.defaults(world), **chosen)
    *_, last = method.module.train(world, config, 0)
    return last


@pytest.mark.parametrize("name", methods.METHODS)
def test_it_learns_the_classes_and_tells_other_kinds(name, world):
    last = trained(name, world)
    found = report(collect(last.model, world), {"others": "far"}, methods.get(name).score)
    assert found["accuracy"] > 0.9
    assert found["ood"]["others"][methods.get(name).score]["auroc"] > 0.8
    frame = Camera(world, methods.get(name)).frame(last)
    assert frame["confidence:ood/others"].shape == (100,)
    assert not any(what.startswith(("samples", "energy")) for what in frame)


def test_csi_reads_the_varied_copies_and_a_classifier_does_not(world):
    blank = replace(world, load_varied=lambda: 0 * load_varied(), name="blank")
    terms = {w.name: trained("csi", w, steps=40).losses for w in (world, blank)}
    assert terms["features"]["contrastive"] < terms["blank"]["contrastive"] - 0.3
    same = [trained("baseline", w, steps=3).losses for w in (world, blank)]
    assert same[0] == same[1]
