from dataclasses import replace

import numpy as np
import pytest

from ood_core import benchmarks
from ood_core.benchmarks.benchmark import OodTest, fingerprint
from ood_core.errors import UserError


def test_unknown_name_lists_the_valid_ones():
    with pytest.raises(UserError, match=r"nope.*plane-blobs.*digits"):
        benchmarks.get("nope")


def test_an_outlier_among_the_ood_tests_is_refused():
    world = benchmarks.get("plane-blobs")
    leak = OodTest("near", lambda: np.concatenate([world.ood("band"), world.outliers[7:8]]), "")
    with pytest.raises(UserError, match="'leak', tested on with plane-blobs, shares"):
        replace(world, ood_tests={"band": world.ood_tests["band"], "leak": leak}).check_disjoint()


def test_populations_are_named_by_group_and_have_a_kind():
    world = benchmarks.get("plane-blobs")
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
    prints = [fingerprint(a) for a in (x, x + 1, x.reshape(2, 3), x.astype(np.float64))]
    assert len(set(prints)) == 4 and prints[0] == fingerprint(x.copy())


def test_a_world_with_other_outliers_differs_in_them_alone():
    world, other = (benchmarks.get(n) for n in ("plane-blobs", "plane-blobs+far-box"))
    assert other.name == "plane-blobs+far-box" and other.world == "plane-blobs" == world.world
    assert np.array_equal(other.id_train.x, world.id_train.x)
    assert not np.array_equal(other.outliers, world.outliers)
    assert world.seen == () and other.seen == ("box", "ring")
    with pytest.raises(UserError, match=r"outlier set of plane-blobs called 'nope'.*far-box"):
        benchmarks.get("plane-blobs+nope")


@pytest.mark.parametrize("name", [n for n in benchmarks.names() if benchmarks.get(n).is_embedded])
def test_every_class_is_among_the_first_test_inputs_as_in_all(name):
    """Of them maps are drawn and shifts are made."""
    world = benchmarks.get(name)
    y = world.id_test.y
    share = np.bincount(y) / len(y)
    for n in (200, world.shifted_count):
        first = np.bincount(y[:n], minlength=len(share))
        assert (first > 0).all()
        assert (np.abs(first / n - share) < 3 * np.sqrt(share * (1 - share) / n)).all()


@pytest.mark.parametrize("name", [n for n in benchmarks.names() if benchmarks.get(n).is_embedded])
def test_every_other_outlier_set_is_disjoint_from_the_ood_tests(name):
    world = benchmarks.get(name)
    for outliers in world.other_outliers:
        exposed = world.exposed_to(outliers)
        exposed.check_disjoint()
        assert set(exposed.seen) <= set(world.ood_tests)
        assert exposed.outliers.shape[1:] == world.shape
