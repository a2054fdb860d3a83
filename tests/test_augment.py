import numpy as np
import pytest
import torch

from ood_core.augment import AUGMENTATIONS, crop_and_flip, rotate


def test_quarter_turns_are_exact_and_of_order_four():
    points = torch.randn(50, 2, generator=torch.Generator().manual_seed(0))
    images = torch.rand(3, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    for x in (points, images):
        assert torch.equal(rotate(x, 4), x)
        assert torch.equal(rotate(rotate(x, 1), 3), x)
        assert torch.equal(rotate(x, 2), -x if x.ndim == 2 else x.flip(2, 3))
    assert rotate(torch.tensor([[1.0, 0.0]]), 1).tolist() == [[0, 1]]
    for k in range(4):
        turned = np.rot90(images.numpy(), k, axes=(2, 3))
        assert np.array_equal(rotate(images, k).numpy(), turned)


@pytest.mark.parametrize(("name", "shape"), [("jitter", (64, 2)), ("digits", (64, 1, 28, 28))])
def test_augmentations_change_every_row_repeatably_and_not_in_place(name, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    before, augment = x.clone(), AUGMENTATIONS[name]
    once, again = (augment(x, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(once, again) and torch.equal(x, before) and once.shape == x.shape
    assert (once != x).flatten(1).any(dim=1).all()
    assert not torch.equal(once[0] - x[0], once[1] - x[1])


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
