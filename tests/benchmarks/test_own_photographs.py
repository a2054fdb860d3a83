"""Photographs of one's own: at their size, as features of a frozen network."""

from shutil import make_archive
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from ood_core import benchmarks, methods
from ood_core.benchmarks import photographs
from ood_core.benchmarks.custom import sets, store
from ood_core.benchmarks.custom.sets import on_disk
from ood_core.errors import UserError
from ood_core.features import compute
from ood_core.runs.record import record
from ood_core.runs.run import Run, partial_path, read_log

COLOURS = {"red": (200, 40, 40), "blue": (40, 40, 200), "green": (40, 200, 40), "grey": (128,) * 3}


def folder(place, colour: str, n: int, side: int, seed: int) -> None:
    """Noisy pictures of one colour."""
    rng = np.random.default_rng(seed)
    place.mkdir(parents=True)
    for i in range(n):
        pixels = np.array(COLOURS[colour]) + rng.normal(0, 40, (side, side + 10, 3))
        image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        image.save(place / f"{i}.png")


@pytest.fixture
def given(tmp_path, monkeypatch):
    """Two classes, an OOD test and outliers; makes a benchmark of pictures of that side."""
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    monkeypatch.setenv("OODLAB_FEATURES", str(tmp_path / "features"))

    def make(side: int, **options) -> store.About:
        root = tmp_path / f"{side}"
        folder(root / "id/red", "red", 10, side, 0)
        folder(root / "id/blue", "blue", 10, side, 1)
        folder(root / "far", "green", 6, side, 2)
        folder(root / "outliers", "grey", 8, side, 3)
        tests = {"green": store.Test("far", on_disk(root / "far"))}
        id, outliers = on_disk(root / "id"), on_disk(root / "outliers")
        return store.make(f"side-{side}", id, tests, outliers, **options)

    return make


@pytest.fixture
def coarse_eye(monkeypatch):
    """A backbone in no time: mean colours of tiles of the photograph, in 1,280 numbers."""

    def features(x):
        tiles = torch.nn.functional.adaptive_avg_pool2d(x, 8).flatten(1)  # (N, 192)
        return torch.cat([tiles, torch.zeros(len(x), 1280 - 192)], dim=1)

    eye = SimpleNamespace(features=features)
    monkeypatch.setattr("ood_core.features.backbone", lambda name, precision: eye)


@pytest.mark.parametrize(("side", "is_large"), [(63, False), (64, True)])
def test_from_64_pixels_up_they_are_photographs(given, side, is_large):
    about = given(side)
    world = benchmarks.get(about.name)
    assert about.is_photographs == bool(world.backbone) == is_large
    assert world.network == ("head" if is_large else "convnet")
    assert about.counts == {"id_train": 16, "id_test": 4, "outliers": 8, "ood_green": 6}
    keys = [getattr(line, "key", "") for line in about.report]
    assert ("custom.as_features" in keys) == is_large
    assert ("custom.resized" in keys) != is_large


def test_the_network_may_be_chosen(given):
    assert given(100, network="convnet").shape == [3, 32, 32]
    assert given(40, network="features").is_photographs


def test_in_archives_they_are_photographs_too(given, tmp_path):
    loose = given(80)
    for name in ("id", "far", "outliers"):
        make_archive(tmp_path / "packed" / name, "zip", tmp_path / "80" / name)
    id, far, outliers = (on_disk(tmp_path / f"packed/{n}.zip") for n in ("id", "far", "outliers"))
    packed = store.make("packed", id, {"green": store.Test("far", far)}, outliers)
    assert packed.is_photographs and packed.counts == loose.counts
    each = (benchmarks.get(name).photographs() for name in (loose.name, packed.name))
    first, second = ({hash(file) for one in sets for file in one.files} for sets in each)
    assert first == second  # the split is another where they come in another order


def test_too_many_are_one_clear_sentence(given, monkeypatch):
    monkeypatch.setattr(sets, "MOST_PHOTOGRAPHS", 19)
    with pytest.raises(UserError, match=r"more than 19 photographs\. Give fewer"):
        given(80)
    assert not given(81, network="convnet").is_photographs


def test_they_are_seen_at_their_size_and_stay_in_their_sets(given):
    world = benchmarks.get(given(80).name)
    for population, colour in (("ood/green", "green"), ("outliers", "grey")):
        picture = world.picture(population, 5)
        assert picture.shape == photographs.SHAPE
        assert np.allclose(picture.mean((1, 2)), COLOURS[colour], atol=8)
    upright, turned = (world.picture(p, 0) for p in ("id_test", "shift/turned"))
    assert np.array_equal(np.rot90(upright, axes=(1, 2)), turned)


def test_every_method_learns_on_them_once_their_features_are_there(
    given, coarse_eye, tmp_path, monkeypatch
):
    world = benchmarks.get(given(72).name)
    with pytest.raises(UserError, match="have not been computed yet"):
        _ = world.id_test
    for method in methods.METHODS.values():
        steps = {"steps": 30, "base_steps": 20, "batch": 8, "outlier_batch": 8, "snapshots": 1}
        known = {k: v for k, v in steps.items() if k in method.settings}
        config = type(method.defaults(world))(**vars(method.defaults(world)) | known)
        out = tmp_path / "runs" / method.name
        last = list(record(world, method, config, 0, out))[-1]
        run = Run.load(out)
        assert last.step == last.steps and run.metrics["ood"]["green"]["n"] == 6
        assert {line["phase"] for line in run.log} <= {
            *("training", "training the classifier", "fine-tuning"),
        }
        assert run.metrics["too_few"] == ["green"]
        monkeypatch.setattr("ood_core.runs.record.features.compute", None)  # the others need none


def test_while_features_are_computed_the_log_says_how_far(given, coarse_eye, monkeypatch, tmp_path):
    world, method = benchmarks.get(given(72).name), methods.get("baseline")
    out, seen = tmp_path / "runs" / "a", []

    def interrupted(sets):
        for progress in compute(sets):
            yield progress
            seen.extend(read_log(partial_path(out)))
            if progress.done:
                raise KeyboardInterrupt

    monkeypatch.setattr("ood_core.runs.record.features.compute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(record(world, method, method.defaults(world), 0, out))
    assert [line["step"] for line in seen] == [0, 16]
    assert seen[0]["steps"] == 50 and seen[0]["phase"] == "computing features"
    assert not out.exists() and not partial_path(out).exists()
    assert len(photographs.features(next(iter(world.photographs())))) == 16  # they stay
