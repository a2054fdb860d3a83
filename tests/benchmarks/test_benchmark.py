from dataclasses import replace

import numpy as np
import pytest

from ood_core import benchmarks
from ood_core.benchmarks import OodTest
from ood_core.errors import UserError


def test_unknown_name_lists_the_valid_ones():
    with pytest.raises(UserError, match=r"nope.*plane-blobs.*digits"):
        benchmarks.benchmark("nope")


def test_an_outlier_among_the_ood_tests_is_refused():
    world = benchmarks.benchmark("plane-blobs")
    leak = OodTest("near", lambda: np.concatenate([world.ood("band"), world.outliers[7:8]]), "")
    with pytest.raises(UserError, match="'leak' of plane-blobs shares"):
        replace(world, ood_tests={"band": world.ood_tests["band"], "leak": leak}).check_disjoint()


def test_populations_are_named_by_group_and_have_a_kind():
    world = benchmarks.benchmark("plane-blobs")
    kinds = {name: world.kind(name) for name in world.populations}
    assert kinds == {
        "id_train": "id",
        "id_test": "id",
        "ood/band": "near",
        "ood/box": "far",
        "ood/ring": "far",
        "shift/rotate": "shift",
        "shift/stretch": "shift",
        "shift/translate": "shift",
    }


def test_fingerprint_sees_values_shape_and_type():
    x = np.arange(6, dtype=np.float32)
    prints = [benchmarks.fingerprint(a) for a in (x, x + 1, x.reshape(2, 3), x.astype(np.float64))]
    assert len(set(prints)) == 4 and prints[0] == benchmarks.fingerprint(x.copy())
