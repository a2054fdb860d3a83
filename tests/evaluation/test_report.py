"""Means over OOD tests: near, far and noise apart, and never over the mix."""

import pytest

from ood_core import benchmarks
from ood_core.benchmarks.benchmark import GROUPS, OodTest
from ood_core.evaluation.report import by_group, means


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
