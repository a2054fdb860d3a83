import colorsys

import numpy as np
import pytest
import torch

from ood_core import benchmarks
from ood_core.augment import (
    AUGMENTATIONS,
    BEFORE_SHIFT,
    FOR_CLASSIFIERS,
    colour_jitter,
    crop,
    crop_and_flip,
    mirror,
    rotate,
)
from ood_core.methods import METHODS
from ood_core.networks import NETWORKS


def test_quarter_turns_are_exact_and_of_order_four():
    points = torch.randn(50, 2, generator=torch.Generator().manual_seed(0))
    images = torch.rand(3, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    features = torch.rand(3, 4, 5, generator=torch.Generator().manual_seed(0))
    for x in (points, images, features):
        assert torch.equal(rotate(x, 4), x)
        assert torch.equal(rotate(rotate(x, 1), 3), x)
    assert torch.equal(rotate(points, 2), -points)
    assert torch.equal(rotate(images, 2), images.flip(2, 3))
    assert torch.equal(rotate(features, 1)[:, 0], features[:, 1])
    assert rotate(torch.tensor([[1.0, 0.0]]), 1).tolist() == [[0, 1]]
    for k in range(4):
        turned = np.rot90(images.numpy(), k, axes=(2, 3))
        assert np.array_equal(rotate(images, k).numpy(), turned)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("jitter", (64, 2)), ("digits", (64, 1, 28, 28)), ("photographs", (64, 3, 32, 32))],
)
def test_augmentations_change_every_row_repeatably_and_not_in_place(name, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    before, augment = x.clone(), AUGMENTATIONS[name]
    once, again = (augment(x, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(once, again) and torch.equal(x, before) and once.shape == x.shape
    assert (once != x).flatten(1).any(dim=1).all()
    assert not torch.equal(once[0] - x[0], once[1] - x[1])
    elsewhere = augment(x.to("meta"), torch.Generator())  # mixed devices raise on `meta`, too
    assert elsewhere.device.type == "meta" and elsewhere.shape == x.shape


def mean_after(augment, x: torch.Tensor, turns: int) -> torch.Tensor:
    """The mean of many augmentations of `x` turned, turned back."""
    many = rotate(x, turns).expand(20_000, *x.shape[1:])
    made = augment(many, torch.Generator().manual_seed(turns))
    return rotate(made.mean(0, keepdim=True), -turns % 4)


CASES = {"jitter": [[1.0, 2.0]], "digits": (1, 6, 6), "photographs": (3, 6, 6), "features": (4, 5)}


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_what_comes_after_the_shift_treats_every_turn_alike(name, turns):
    case = CASES[name]
    draw = torch.Generator().manual_seed(9)
    x = torch.tensor(case) if isinstance(case, list) else torch.rand(1, *case, generator=draw)
    augment = AUGMENTATIONS[name]
    upright, turned = mean_after(augment, x, 0), mean_after(augment, x, turns)
    assert torch.allclose(upright, turned, atol=0.012)


def test_mirroring_does_not_so_it_comes_before():
    """A mirror image turned by 90 degrees is the mirror image of a turn by 270."""
    x = torch.rand(1, 3, 6, 6, generator=torch.Generator().manual_seed(9))
    assert torch.equal(rotate(x.flip(3), 1), rotate(x, 3).flip(3))
    assert not torch.allclose(mean_after(mirror, x, 0), mean_after(mirror, x, 1), atol=0.1)
    assert BEFORE_SHIFT["photographs"] is mirror
    half = mirror(x.expand(400, 3, 6, 6), torch.Generator().manual_seed(0))
    kept, mirrored = ((half == way).all((1, 2, 3)) for way in (x, x.flip(3)))
    assert (kept ^ mirrored).all() and 150 < kept.sum() < 250


def test_each_photograph_is_one_of_its_crops_or_the_mirror_image_of_one():
    x = torch.rand(40, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    before, seen = x.clone(), set()
    varied = crop_and_flip(x, torch.Generator().manual_seed(1))
    assert torch.equal(x, before)
    for image, made in zip(x.numpy(), varied.numpy(), strict=True):
        padded = np.pad(image, ((0, 0), (4, 4), (4, 4)))
        crops = {
            (top, left, step): padded[:, top : top + 8, left : left + 8][..., ::step]
            for top in range(9)
            for left in range(9)
            for step in (1, -1)
        }
        (found,) = [place for place, crop in crops.items() if np.array_equal(crop, made)]
        seen.add(found)
    assert len(seen) > 30  # of 162: each image has a place of its own
    assert {step for *_, step in seen} == {1, -1}


def test_crops_have_the_papers_areas_and_aspects():
    """Of an image that holds its own coordinates a crop tells its sides and where it lies."""
    ramp = (torch.arange(32) + 0.5) / 32
    where = torch.stack([ramp.expand(32, 32), ramp[:, None].expand(32, 32)]).expand(4000, 2, 32, 32)
    made = crop(where, torch.Generator().manual_seed(0))
    middle = made[:, :, 8:24, 8:24]  # nothing there touches the border
    width = (middle[:, 0, 0, -1] - middle[:, 0, 0, 0]) * 32 / 15
    height = (middle[:, 1, -1, 0] - middle[:, 1, 0, 0]) * 32 / 15
    area, aspect, whole = width * height, width / height, (width > 0.999) | (height > 0.999)
    assert 0.08 <= area.min() < 0.09 and area[~whole].max() < 1.001
    assert 0.749 < aspect[~whole].min() < 0.76 and 1.32 < aspect[~whole].max() < 1.335
    assert abs(aspect.log().mean()) < 0.01  # wide and tall alike
    assert 0.5 < area.mean() < 0.54  # .54, less what is cut
    left = middle[:, 0, 0, 0] - width * 8.5 / 32
    assert left.min() > -1e-4 and (left + width).max() < 1 + 1e-4
    free = left[width < 0.5] / (1 - width[width < 0.5])
    assert np.allclose(np.quantile(free, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.04)


def test_colour_jitter_keeps_grey_grey_and_turns_hues_apart():
    """A turn of the hue leaves greys where they are; luma changes by brightness and contrast."""
    level = torch.linspace(0.2, 0.6, 16).view(16, 1, 1, 1).expand(16, 3, 4, 4)
    made = colour_jitter(level, torch.Generator().manual_seed(0))
    assert torch.allclose(made, made[:, :1].expand_as(made), atol=2e-3)
    red = torch.tensor([0.6, 0.2, 0.2]).view(1, 3, 1, 1).expand(400, 3, 2, 2)
    made = colour_jitter(red, torch.Generator().manual_seed(0))[:, :, 0, 0]
    hue = [colorsys.rgb_to_hsv(*rgb)[0] for rgb in made.tolist()]
    turned = (np.array(hue) + 0.5) % 1 - 0.5
    assert 0.06 < np.abs(turned).max() < 0.16 and abs(turned.mean()) < 0.02


def test_every_benchmark_has_its_network_and_both_augmentations():
    for name in benchmarks.names():
        world = benchmarks.get(name)
        assert world.network in NETWORKS
        for found in (BEFORE_SHIFT, AUGMENTATIONS, FOR_CLASSIFIERS):
            assert world.augment in found
        for method in METHODS.values():
            method.defaults(world)
