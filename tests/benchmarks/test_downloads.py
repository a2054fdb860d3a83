"""Fetching CIFAR-10 and its OOD tests: torchvision fetches, we keep what it gives."""

import inspect
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision import datasets

from ood_core import benchmarks
from ood_core.benchmarks import downloads, sources
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
    world = benchmarks.get("cifar10")
    assert np.array_equal(world.load_id("train").x, expected)
    assert world.load_id("test").y.tolist() == [i % 10 for i in range(12)]
    for test in ("cifar100", "svhn", "textures"):
        assert np.array_equal(world.ood_tests[test].load(), expected)
    assert {name: CLASSES[name] for name, _ in fetched} == CLASSES
    assert all(arguments["download"] for _, arguments in fetched)
    assert [a.get("train") for n, a in fetched if n == "CIFAR10"] == [True, False]
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".parquet"}


def test_of_a_wide_picture_the_middle_is_kept():
    pixels = np.zeros((60, 120, 3), np.uint8)
    pixels[:, 30:60], pixels[:, 60:90], pixels[:, 90:] = 80, 160, 240
    with Image.open(io.BytesIO(downloads._png(Image.fromarray(pixels)))) as kept:
        assert kept.size == (32, 32)
        assert np.asarray(kept)[:, [2, 12, 20, 29], 0].tolist() == [[80, 80, 160, 160]] * 32


def test_a_set_that_is_there_is_left_alone(fetched, tmp_path):
    downloads.fetch("svhn")
    before = (tmp_path / "svhn" / "test-00000-of-00001.parquet").read_bytes()
    downloads.fetch("svhn")
    assert len(fetched) == 1
    assert (tmp_path / "svhn" / "test-00000-of-00001.parquet").read_bytes() == before


@pytest.mark.parametrize(
    "error", [OSError("no route to host"), TimeoutError(), RuntimeError("File corrupted")]
)
def test_a_failure_is_one_sentence_and_the_next_try_begins_anew(
    fetched, tmp_path, monkeypatch, error
):
    def fail(root, **_):
        (Path(root) / "half").touch()  # what torchvision would take for a whole set
        raise error

    works = datasets.SVHN
    monkeypatch.setattr(datasets, "SVHN", fail)
    with pytest.raises(UserError, match="svhn could not be fetched"):
        downloads.fetch("svhn")
    assert not list(tmp_path.rglob("*half*")) and not sources.has_parquet("svhn", "test")
    monkeypatch.setattr(datasets, "SVHN", works)
    assert downloads.fetch("svhn")[0].is_file()


def test_the_part_that_the_committed_runs_saw_comes_before_the_whole_set(fetched, tmp_path):
    svhn = benchmarks.get("cifar10").ood_tests["svhn"]
    downloads.fetch("svhn")
    assert len(svhn.load()) == 12
    write_parquet(tmp_path / "svhn_mini" / "test-0.parquet", PICTURES[:3])
    assert len(svhn.load()) == 3
