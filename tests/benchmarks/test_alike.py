"""Near-duplicates of two sets: what looks the same, whatever file it was in."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from ood_core.benchmarks.custom import alike, reading
from ood_core.benchmarks.custom.assembling import assemble
from ood_core.benchmarks.custom.sets import File
from ood_core.benchmarks.sources import mnist_5k
from tests.hostile import saved

PHOTOGRAPHS = [data.astronaut(), data.coffee(), data.cat(), data.camera()]


def crops(n=8, side=120):
    """Different parts of photographs that scikit-image ships."""
    rng = np.random.default_rng(0)
    for i in range(n):
        whole = Image.fromarray(PHOTOGRAPHS[i % len(PHOTOGRAPHS)]).convert("RGB")
        left, top = rng.integers(0, whole.width - side), rng.integers(0, whole.height - side)
        yield whole.crop((left, top, left + side, top + side))


def given(files):
    return [File(name, lambda data=data: io.BytesIO(data)) for name, data in files.items()]


SAME = {
    "JPEG": lambda image: saved(image, "JPEG", quality=75),
    "JPEG of quality 50": lambda image: saved(image, "JPEG", quality=50),
    "WebP": lambda image: saved(image, "WEBP", quality=70),
    "half the size": lambda image: saved(image.resize((60, 60))),
    "twice the size": lambda image: saved(image.resize((240, 240)), "JPEG", quality=80),
}


@pytest.mark.parametrize("how", SAME)
def test_a_picture_saved_otherwise_is_found_and_left_out_on_request(how):
    pictures = list(crops())
    read = {
        "ID": reading.read(given({f"{i % 2}/{i}.png": saved(p) for i, p in enumerate(pictures)})),
        "test": reading.read(
            given(
                {"copy.img.png": SAME[how](pictures[3])} | {"0.png": saved(pictures[0].rotate(180))}
            )
        ),
    }
    kept = assemble(read, 0)
    assert any("near-duplicates of pictures in ID: 1. They" in str(s) for s in kept.report)
    assert kept.alike.shape == (1, 2, 3, 32, 32) and len(kept.x["test"]) == 2
    first, later = kept.alike[0].astype(float)
    assert np.abs(first - later).mean() < 12
    apart = assemble(read, 0, leaves_out_alike=True)
    assert any("pictures in ID, left out: 1." in str(sentence) for sentence in apart.report)
    assert len(apart.x["test"]) == 1 and len(apart.x["ID"]) == len(kept.x["ID"])


def test_pictures_of_one_kind_are_not_near_duplicates():
    digits, labels = mnist_5k()
    threes = np.pad(digits[labels == 3], ((0, 0), (0, 0), (2, 2), (2, 2)))
    parts = np.stack([np.asarray(c.resize((32, 32))).transpose(2, 0, 1) for c in crops(400)])
    flat = np.full((2, 3, 32, 32), 90, np.uint8)
    assert len(alike.pairs({"a": threes[:250], "b": threes[250:500]})) <= 2  # of 62,500
    assert not alike.pairs({"a": parts[:50], "b": flat, "c": flat[:, ::-1] + 1})


def test_every_pair_is_what_comparing_each_with_each_finds(monkeypatch):
    rng = np.random.default_rng(1)
    x = rng.integers(0, 256, (60, 1, 32, 32)).astype(np.uint8)
    copies = np.clip(x[[5, 17, 40]].astype(int) + rng.integers(-9, 10, (3, 1, 32, 32)), 0, 255)
    monkeypatch.setattr(alike, "AT_ONCE", 100)  # in many parts
    found = alike.pairs({"ID": x[:30], "near": x[30:], "far": copies.astype(np.uint8)})
    wanted = [("far", 0, "ID", 5), ("far", 1, "ID", 17), ("far", 2, "near", 10)]
    assert sorted(found) == wanted


def test_sets_that_are_all_alike_or_flat_are_compared_no_longer(monkeypatch):
    rng = np.random.default_rng(2)
    one = rng.integers(20, 230, (1, 32, 32))
    copies = (one + rng.integers(-9, 10, (300, 1, 32, 32))).astype(np.uint8)
    flat = np.repeat(np.arange(250, dtype=np.uint8), 1024).reshape(-1, 1, 32, 32)
    compared = []
    look_same = alike._look_same
    monkeypatch.setattr(
        alike, "_look_same", lambda a, b: compared.append(len(a)) or look_same(a, b)
    )
    assert not alike.pairs({"ID": flat[:150], "far": flat[150:]}) and not sum(compared)
    found = alike.pairs({"ID": copies[:150], "far": copies[150:]})
    assert found == [("far", row, "ID", 0) for row in range(150)]
    assert sum(compared) <= 150 * alike.CANDIDATES
