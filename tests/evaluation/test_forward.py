from dataclasses import replace

import numpy as np
import torch

from ood_core import benchmarks
from ood_core.evaluation import forward as module
from ood_core.evaluation.projection import shown
from ood_core.evaluation.report import report
from ood_core.evidence import VALIDATION, Evidence
from ood_core.networks import as_tensor, build_classifier


def test_chunks_are_joined_in_order_and_batchnorm_does_not_learn():
    world = benchmarks.get("digits")
    model = build_classifier(world)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    x = world.id_test.x[: module.CHUNK + 40]
    logits = module.forward(model.train(), x)["logits"]
    with torch.no_grad():
        expected = model.eval()(as_tensor(x))
    assert np.allclose(logits, expected, atol=1e-4)
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())


def test_features_beyond_half_precision_stay_finite():
    assert module.half(torch.tensor([1e6, -1e6, 0.1])).tolist() == [65504, -65504, np.float16(0.1)]


def test_grid_covers_the_picture_row_by_row_from_below():
    points = module.grid_points(4)
    assert np.allclose(points[:4, 0], [-9, -3, 3, 9]) and np.allclose(points[:4, 1], -9)
    assert np.allclose(points[-1], [9, 9])


def test_look_alikes_are_looked_at_and_counted_by_nothing():
    world = benchmarks.get("plane-moons")
    taken_out = world.ood("band")[:7]
    cleaned = replace(world, look_alikes={"band": lambda: taken_out})
    model = build_classifier(world)
    evidence = module.collect(model, cleaned)
    arrays = evidence["look_alikes/band"]
    assert np.array_equal(arrays["logits"], module.forward(model, taken_out)["logits"])
    assert "features" not in arrays
    kinds = {name: test.kind for name, test in cleaned.ood_tests.items()}
    assert set(report(evidence, kinds, "msp")["ood"]) == set(world.ood_tests)
    assert set(shown(evidence)) == {*world.populations, VALIDATION} - {"id_train"}


def test_evidence_comes_back_from_disk_as_it_was(tmp_path):
    world = benchmarks.get("plane-moons")
    evidence = module.collect(build_classifier(world), world)
    evidence.save(tmp_path / "e.npz")
    loaded = Evidence.load(tmp_path / "e.npz")
    assert set(loaded) == set(evidence) == {*world.populations, VALIDATION, "grid"}
    for name, arrays in evidence.items():
        assert all(np.array_equal(loaded[name][a], v) for a, v in arrays.items())
        assert all(loaded[name][a].dtype == v.dtype for a, v in arrays.items())
    assert np.array_equal(loaded.head["weight"], evidence.head["weight"])
    assert np.array_equal(loaded["id_train"]["labels"], world.id_train.y)
