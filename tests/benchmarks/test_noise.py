"""The synthetic OOD sets, against the moments that their definitions give and naive loops."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from skimage.filters import gaussian as blurred

from ood_core import benchmarks
from ood_core.benchmarks import cifar10, digits, noise

SHAPE = (3, 32, 32)
MEAN, STD = (np.array(values).reshape(3, 1, 1) for values in (cifar10.MEAN, cifar10.STD))
NORMAL = NormalDist()


def standardised(images: np.ndarray) -> np.ndarray:
    """What a network that standardises CIFAR-10 sees of its pixels."""
    return (images / 255 - MEAN) / STD


def clipped_deviation(sigma: float) -> float:
    """Of N(0, sigma^2) clipped to [-1, 1]: E v^2 in closed form."""
    a = 1 / sigma
    inside = sigma**2 * (2 * NORMAL.cdf(a) - 1 - 2 * a * NORMAL.pdf(a))
    return math.sqrt(inside + 2 * (1 - NORMAL.cdf(a)))


# ---- moments ----


def test_gaussian_noise_of_cifar10_is_clipped_in_standardised_space():
    v = standardised(benchmarks.get("cifar10").ood("gaussian"))
    assert v.mean(axis=(0, 2, 3)) == pytest.approx(np.zeros(3), abs=0.01)
    assert v.std(axis=(0, 2, 3)) == pytest.approx(np.full(3, clipped_deviation(0.5)), abs=0.005)
    assert np.abs(v).max() <= 1.01  # a pixel is rounded to 255ths


def test_rademacher_noise_of_cifar10_is_plus_and_minus_one():
    v = standardised(benchmarks.get("cifar10").ood("rademacher"))
    assert np.allclose(np.abs(v), 1, atol=0.01)
    assert v.mean(axis=(0, 2, 3)) == pytest.approx(np.zeros(3), abs=0.01)


def test_bernoulli_noise_is_black_and_white():
    for x in (benchmarks.get(world).ood("bernoulli") for world in ("cifar10", "digits")):
        assert set(np.unique(x)) == {0, 255} and x.mean() / 255 == pytest.approx(0.5, abs=0.01)


def test_blobs_of_cifar10_are_minus_one_or_above_a_half():
    """b is 0 or at least .75, so v = 2 b - 1 is -1 or at least .5; and blurred over channels."""
    v = standardised(benchmarks.get("cifar10").ood("blobs"))
    off = v < 0
    assert np.allclose(v[off], -1, atol=0.01)
    assert v[~off].min() >= 0.49 and v.max() <= 1.01
    assert 0.15 < (~off).mean() < 0.3
    red, green, _ = (v[:, channel].ravel() for channel in range(3))
    assert np.corrcoef(red, green)[0, 1] > 0.5  # blurred channel by channel: 0


def test_gaussian_noise_of_the_digits_is_that_of_the_authors_mnist_code():
    x = benchmarks.get("digits").ood("gaussian") / 255
    deviation = 0.5 * clipped_deviation(1.0)
    assert [x.mean(), x.std()] == pytest.approx([0.5, deviation], abs=0.005)


# ---- naive loops: one image, one pixel at a time, from the same draws ----


def naive_pixel(v: float, channel: int) -> int:
    value = cifar10.MEAN[channel] + cifar10.STD[channel] * v
    return int(min(1.0, max(0.0, value)) * 255 + 0.5)


def naive(values: np.ndarray) -> np.ndarray:
    """Pixels of the standardised values `(N, 3, H, W)`."""
    x = np.zeros(values.shape, np.uint8)
    for index, v in np.ndenumerate(values):
        x[index] = naive_pixel(float(v), index[1])
    return x


def test_gaussian_pixel_by_pixel():
    drawn = np.random.default_rng(3).normal(0, 0.5, (2, *SHAPE))
    clipped = np.array([min(1.0, max(-1.0, v)) for v in drawn.ravel()]).reshape(drawn.shape)
    assert np.array_equal(noise.gaussian(2, SHAPE, 3, 0.5, MEAN, STD), naive(clipped))


def test_rademacher_pixel_by_pixel():
    heads = np.random.default_rng(4).integers(0, 2, (2, *SHAPE))
    signs = np.array([1.0 if one else -1.0 for one in heads.ravel()]).reshape(heads.shape)
    assert np.array_equal(noise.rademacher(2, SHAPE, 4, MEAN, STD), naive(signs))


def test_bernoulli_pixel_by_pixel():
    heads = np.random.default_rng(5).integers(0, 2, (2, *SHAPE), dtype=np.uint8)
    expected = np.array([255 if one else 0 for one in heads.ravel()]).reshape(heads.shape)
    assert np.array_equal(noise.bernoulli(2, SHAPE, 5), expected)


def naive_blur(image: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian over all axes of `(C, H, W)`, each border pixel repeated beyond its border."""
    reach = int(4 * sigma + 0.5)
    weights = [math.exp(-(i**2) / (2 * sigma**2)) for i in range(-reach, reach + 1)]
    for axis in range(image.ndim):
        blurry = np.zeros_like(image)
        for weight, step in zip(weights, range(-reach, reach + 1), strict=True):
            rows = np.clip(np.arange(image.shape[axis]) + step, 0, image.shape[axis] - 1)
            blurry += weight / sum(weights) * np.take(image, rows, axis)
        image = blurry
    return image


def test_blobs_image_by_image():
    drawn = np.random.default_rng(6).binomial(1, 0.7, (4, *SHAPE))
    b = np.stack([naive_blur(image.astype(float), 1.5) for image in drawn])
    b[b < 0.75] = 0
    apart = np.abs(noise.blobs(4, SHAPE, 6, MEAN, STD).astype(int) - naive(2 * b - 1))
    assert np.mean(apart > 1) < 1e-3  # single precision: a pixel at .75 may fall on either side


def test_blobs_are_blurred_as_scikit_image_does_it_for_the_authors():
    """`gaussian(image, sigma=1.5, multichannel=False)` of an image `(32, 32, 3)`."""
    drawn = np.random.default_rng(6).binomial(1, 0.7, (4, *SHAPE)).astype(np.float32)
    images = [blurred(one, sigma=1.5, channel_axis=None) for one in drawn.transpose(0, 2, 3, 1)]
    b = np.stack(images).transpose(0, 3, 1, 2)
    pixels = noise.to_uint8(MEAN + STD * (2 * np.where(b < 0.75, 0, b) - 1))
    assert np.mean(noise.blobs(4, SHAPE, 6, MEAN, STD) != pixels) < 1e-3


def test_what_is_ours_says_so():
    """Their MNIST code has Gaussian and Bernoulli noise, their CIFAR code all but Bernoulli."""
    theirs = {
        "digits": {"gaussian", "bernoulli"},
        "cifar10": {"gaussian", "rademacher", "blobs"},
    }
    for world, names in theirs.items():
        tests = benchmarks.get(world).ood_tests
        for name in ("gaussian", "rademacher", "bernoulli", "blobs"):
            assert tests[name].about.endswith("(ours)") == (name not in names), (world, name)


def test_the_digits_two_greys_are_those_of_mnist():
    """Of the digits that are trained on: their mean, less or plus their deviation."""
    x = benchmarks.get("digits").id_train.x / 255
    assert [x.mean(), x.std()] == pytest.approx([digits.MEAN, digits.STD], abs=0.005)
