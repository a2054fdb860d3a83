"""Shifts of images against pictures whose shifted version is known."""

import numpy as np

from ood_core.benchmarks import shifts


def test_cutout_blackens_the_middle_quarter():
    cut = shifts.cutout(np.full((1, 3, 28, 28), 200, np.uint8))
    assert (cut[:, :, 7:21, 7:21] == 0).all()
    assert (cut == 0).mean() == 1 / 4  # and nothing else


def test_sobel_sees_edges_in_both_directions_and_nothing_in_flat_places():
    image = np.zeros((1, 1, 12, 12), np.uint8)
    image[..., 3:9, 3:9] = 100  # a square
    edges = shifts.sobel(image)[0, 0]
    assert edges.max() == 255 and (edges[:2] == 0).all() and (edges[5:7, 5:7] == 0).all()
    assert np.array_equal(edges, edges.T)  # the square's left and upper edge look alike
    assert edges[5, 2] == edges[5, 3] > 0
    assert (shifts.sobel(np.full_like(image, 7)) == 0).all()


def test_no_shift_changes_what_it_is_given():
    x = np.random.default_rng(0).integers(0, 256, (2, 1, 28, 28), dtype=np.uint8)
    before = x.copy()
    for shift in shifts.IMAGE_SHIFTS.values():
        shifted = shift.apply(x)
        assert np.array_equal(x, before)
        assert shifted.shape == x.shape and shifted.dtype == np.uint8
        assert not np.array_equal(shifted, x)
