"""Means over OOD tests: near, far and noise apart, and never over the mix."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from ood_core import benchmarks
from ood_core.benchmarks.benchmark import GROUPS, OodTest
from ood_core.evaluation.report import by_group, full_spectrum, means


def test_means_are_those_of_each_group_by_a_naive_loop():
    ood = {
        name: {"kind": kind, "n": 3, "msp": {"auroc": auroc, "fpr95": 1 - auroc}}
        for name, kind, auroc in [
            ("white", "far", 0.1),
            ("birds", "near", 0.6),
            ("seas", "far", 0.8),
            ("hills", "far", 0.9),
        ]
    }
    ood["seas"]["knn"] = {"auroc": 0.5}  # not measured on all tests of its group: no mean
    groups = {"white": "noise", "birds": "near", "seas": "far", "hills": "far"}
    found = means(ood, groups)
    assert list(found) == list(GROUPS)
    for group, of in found.items():
        tests = [test for test in groups if groups[test] == group]
        assert set(of) == {"msp"}
        for metric, value in of["msp"].items():
            total = 0.0
            for test in tests:
                total += ood[test]["msp"][metric]
            assert value == pytest.approx(total / len(tests))


def test_a_group_without_tests_is_not_there():
    assert by_group({"a": "far", "b": "near", "c": "far"}) == {"near": ["b"], "far": ["a", "c"]}


@pytest.mark.parametrize("world", ["digits", "cifar10"])
def test_what_a_random_generator_makes_is_declared_as_noise(world):
    noise = {n for n, test in benchmarks.get(world).ood_tests.items() if test.is_noise}
    assert noise == {"gaussian", "rademacher", "bernoulli", "blobs"}


def test_the_groups_of_a_test():
    of = [OodTest("near", list, ""), OodTest("far", list, ""), OodTest("far", list, "", True)]
    assert [test.group for test in of] == list(GROUPS)


def test_full_spectrum_counts_shifted_id_as_id():
    """By scikit-learn, with the shifted inputs on ID's side."""
    rng = np.random.default_rng(0)
    scored = {
        "id_test": rng.normal(0, 1, 50),
        "shift/blur": rng.normal(1, 1, 30),
        "shift/noise": rng.normal(2, 1, 20),
        "ood/far": rng.normal(2, 1, 40),
        "grid": rng.normal(9, 1, 10),  # no part of either side
    }
    found = full_spectrum(scored, ["far"])["far"]
    on_id = np.r_[scored["id_test"], scored["shift/blur"], scored["shift/noise"]]
    truth = np.r_[np.zeros(100), np.ones(40)]
    assert found["auroc"] == pytest.approx(roc_auc_score(truth, np.r_[on_id, scored["ood/far"]]))
    usual = full_spectrum({n: scored[n] for n in ("id_test", "ood/far")}, ["far"])["far"]["auroc"]
    assert found["auroc"] < usual


@pytest.mark.parametrize("world", ["plane-blobs", "digits"])
def test_validation_ood_is_apart_from_every_test_and_from_what_is_trained_on(world):
    known = benchmarks.get(world)
    rows = {x.tobytes() for x in known.validation}
    assert known.validation.dtype == known.id_test.x.dtype
    assert known.validation.shape == (500, *known.shape)
    for name, load in known.populations.items():
        assert rows.isdisjoint({x.tobytes() for x in load()}), name
    assert rows.isdisjoint({x.tobytes() for x in known.outliers})
    known.check_disjoint(validation=known.validation)
