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


def test_growing_changes_start_from_nothing_and_keep_what_they_are_given():
    x = np.random.default_rng(0).integers(0, 256, (2, 3, 32, 32), dtype=np.uint8)
    before = x.copy()
    for change in shifts.GROWING.values():
        assert np.array_equal(change.apply(x, change.levels[0]), x)
        for level in change.levels[1:]:
            changed = change.apply(x, level)
            assert changed.shape == x.shape and changed.dtype == np.uint8
            assert not np.array_equal(changed, x)
    assert np.array_equal(x, before)


def test_growing_changes_do_what_they_say():
    x = np.random.default_rng(0).integers(0, 256, (2, 1, 28, 28), dtype=np.uint8)
    quarter = shifts.turn(x, 90).astype(int)
    assert np.abs(quarter - np.rot90(x, axes=(2, 3))).max() <= 1
    assert np.abs(shifts.turn(x, 180).astype(int) - x[:, :, ::-1, ::-1]).max() <= 1
    assert np.abs(shifts.brighten(x, 0.2).astype(int) - np.minimum(x + 51.0, 255)).max() <= 1
    mean = x.mean((1, 2, 3))
    assert np.abs(shifts.flatten(x, 1) - mean[:, None, None, None]).max() <= 1
    flat = np.full((1, 1, 100, 100), 128, np.uint8)
    assert abs(shifts.noisy(flat, 0.1).std() / 255 - 0.1) < 0.005


def test_scrambled_pieces_are_the_old_ones_in_other_places():
    x = np.arange(2 * 29 * 29, dtype=np.uint16).reshape(2, 1, 29, 29)  # every pixel is known
    changed = shifts.scramble(x, 4)
    cut = [x[:, 0, i : i + 7, j : j + 7] for i in range(0, 28, 7) for j in range(0, 28, 7)]
    for i in range(0, 28, 7):
        for j in range(0, 28, 7):
            piece = changed[:, 0, i : i + 7, j : j + 7]
            assert sum(np.array_equal(piece, old) for old in cut) == 1
    assert np.array_equal(changed[:, :, 28:], x[:, :, 28:])  # what is left over stays
    assert np.array_equal(np.sort(changed.ravel()), np.sort(x.ravel()))
