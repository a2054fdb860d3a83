"""Fetching CIFAR-10 and its OOD tests: torchvision fetches, we keep what it gives."""

import inspect
import io

import numpy as np
import pytest
from PIL import Image
from torchvision import datasets

from ood_core.benchmarks import benchmark, downloads, sources
from ood_core.errors import UserError
from tests.parquet import write_parquet

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(0, 256, (12, 32, 32, 3), dtype=np.uint8)
CLASSES = {"CIFAR10": "cifar10", "CIFAR100": "cifar100", "SVHN": "svhn", "DTD": "textures"}


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """torchvision's data sets without the net: the arguments of each, as they were asked for."""
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    asked = []

    def stand_in(name):
        real = inspect.signature(getattr(datasets, name))

        def fetch(*given, **named):
            asked.append((name, real.bind(*given, **named).arguments))  # as torchvision takes them
            return [(Image.fromarray(picture), i % 10) for i, picture in enumerate(PICTURES)]

        return fetch

    for name in CLASSES:
        monkeypatch.setattr(datasets, name, stand_in(name))
    return asked


def test_what_is_fetched_is_what_the_world_reads(fetched, tmp_path):
    for name in downloads.SETS:
        for path in downloads.fetch(name):
            assert path.is_file() and path.parent == tmp_path / name
    expected = PICTURES.transpose(0, 3, 1, 2)
    world = benchmark("cifar10")
    assert np.array_equal(world.load_id("train").x, expected)
    assert world.load_id("test").y.tolist() == [i % 10 for i in range(12)]
    for test in ("cifar100", "svhn", "textures"):
        assert np.array_equal(world.ood_tests[test].load(), expected)
    assert {name: CLASSES[name] for name, _ in fetched} == CLASSES
    assert all(arguments["download"] for _, arguments in fetched)
    assert [a.get("train") for n, a in fetched if n == "CIFAR10"] == [True, False]
    assert not list(tmp_path.glob("*/downloaded"))


def test_pictures_of_another_size_are_brought_to_size_as_uploads_are():
    picture = Image.fromarray(RNG.integers(0, 256, (60, 90, 3), dtype=np.uint8))
    with Image.open(io.BytesIO(downloads._png(picture))) as kept:
        middle = picture.crop((15, 0, 75, 60)).resize((32, 32), Image.Resampling.BOX)
        assert kept.size == (32, 32)
        assert np.abs(np.asarray(kept, float) - np.asarray(middle, float)).mean() < 25


def test_a_set_that_is_there_is_left_alone(fetched, tmp_path):
    downloads.fetch("svhn")
    before = (tmp_path / "svhn" / "test-00000-of-00001.parquet").read_bytes()
    downloads.fetch("svhn")
    assert len(fetched) == 1
    assert (tmp_path / "svhn" / "test-00000-of-00001.parquet").read_bytes() == before


@pytest.mark.parametrize("error", [OSError("no route to host"), RuntimeError("File corrupted")])
def test_a_failure_is_one_sentence_and_leaves_no_half_file(tmp_path, monkeypatch, error):
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(datasets, "SVHN", fail)
    with pytest.raises(UserError, match="svhn could not be fetched"):
        downloads.fetch("svhn")
    assert not sources.has_parquet("svhn", "test")


def test_the_part_that_the_committed_runs_saw_is_read_where_the_whole_set_is_not(
    fetched, tmp_path, monkeypatch
):
    write_parquet(tmp_path / "svhn_mini" / "test-0.parquet", PICTURES[:3])
    svhn = benchmark("cifar10").ood_tests["svhn"]
    assert len(svhn.load()) == 3
    downloads.fetch("svhn")
    assert len(svhn.load()) == 12
