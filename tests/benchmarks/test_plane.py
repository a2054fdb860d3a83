import numpy as np
import pytest

from ood_core import benchmarks
from ood_core.benchmarks import plane

PLANES = [name for name in benchmarks.names() if name.startswith("plane")]


def nearest(points: np.ndarray, data: np.ndarray) -> np.ndarray:
    """Distance of every point to the nearest of `data`, without a tree."""
    return np.linalg.norm(points[:, None] - data[None], axis=2).min(axis=1)


@pytest.mark.parametrize("name", PLANES)
def test_outliers_and_ood_tests_lie_in_nested_regions(name):
    world = benchmarks.get(name)
    data = world.id_train.x
    shell, band, box = (
        nearest(x, data) for x in (world.outliers, world.ood("band"), world.ood("box"))
    )
    assert shell.min() > 0.7  # the outliers do not touch the data
    assert shell.max() <= band.min() and band.max() <= box.min()
    assert np.abs(world.outliers).max() <= plane.FRAME
    assert len(world.outliers) == plane.OUTLIERS and len(world.ood("box")) == plane.OOD


@pytest.mark.parametrize(("within", "n"), [((1.0, 2.0), 60), ((0.0, 0.01), 60), ((9, np.inf), 3)])
def test_points_at_a_distance_are_the_first_of_one_long_draw(within, n):
    """Of 200 n: so do the committed runs know them, however few are needed to find enough."""
    data = np.random.default_rng(0).normal(0, 3, (50, 2))
    drawn = np.random.default_rng(7).uniform(-plane.FRAME, plane.FRAME, (200 * n, 2))
    drawn = drawn.astype(np.float32)
    away = nearest(drawn, data) / 0.5
    expected = drawn[(within[0] <= away) & (away < within[1])][:n]
    assert len(expected) > 0 and (len(expected) == n) == (within[1] != 0.01)
    assert np.array_equal(plane.at_distance(data, 0.5, within, 7, n), expected)


def test_blobs_are_unit_gaussians_four_from_the_middle():
    x, y = benchmarks.get("plane-blobs").id_train
    for label, mean in enumerate([(-4, 0), (4, 0)]):
        assert np.allclose(x[y == label].mean(0), mean, atol=0.2)
        assert np.allclose(np.cov(x[y == label].T), np.eye(2), atol=0.2)


def test_rings_have_their_radii():
    x, y = benchmarks.get("plane-rings").id_train
    radius = np.linalg.norm(x, axis=1)
    assert np.allclose([radius[y == 0].mean(), radius[y == 1].mean()], [2, 5], atol=0.1)


def test_rotation_turns_counter_clockwise():
    turned = plane.rotate(np.array([[1.0, 0.0], [0.0, 1.0]]), 90)
    assert np.allclose(turned, [[0, 1], [-1, 0]], atol=1e-6)


def test_train_and_test_points_differ():
    world = benchmarks.get("plane-three")
    assert nearest(world.id_test.x, world.id_train.x).min() > 0


def test_the_far_box_is_large_and_leaves_the_data_alone():
    far = benchmarks.get("plane-blobs+far-box")
    assert 45 < np.abs(far.outliers).max() <= plane.FAR_BOX
    assert nearest(far.outliers, far.id_train.x).min() >= plane.BEYOND[0]
    assert np.mean(np.abs(far.outliers).max(axis=1) < plane.FRAME) < 0.1  # few are in the picture
