"""Vectors with labels as a world: features of any network, measurements, embeddings."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from ood_core import benchmarks, methods
from ood_core.augment import mapped, orthogonal, rotate, turn_of
from ood_core.benchmarks.custom import exchange
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import UserError
from ood_core.evaluation.forward import collect
from ood_core.evaluation.report import report
from ood_core.experiments import maps
from ood_core.runs.config import checked, configure

D = 6
SHORT = {"steps": 150, "base_steps": 100, "snapshots": 2}
CENTRES = np.random.default_rng(0).normal(0, 40, (6, D)) + 500


def csv(name: str, x: np.ndarray, labels: np.ndarray | None = None) -> File:
    frame = pd.DataFrame(x).add_prefix("f")
    if labels is not None:
        frame["label"] = [f"k{label}" for label in labels]
    return File(name, lambda: io.BytesIO(frame.to_csv(index=False).encode()))


def drawn(kinds: list[int], n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, len(kinds), n)
    return CENTRES[np.array(kinds)[y]] + rng.normal(0, 6, (n, D)), y


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()
    x, y = drawn([0, 1, 2], 500, 1)
    tests = {"others": custom.Test("far", [csv("others.csv", drawn([3, 4], 120, 2)[0])])}
    outliers = np.random.default_rng(3).uniform(x.min(0) - 40, x.max(0) + 40, (400, D))
    custom.make("measured", [csv("id.csv", x, y)], tests, [csv("outliers.csv", outliers)])
    yield benchmarks.get("measured")
    benchmarks.clear()


def test_every_number_has_the_spread_of_a_planes_points(world):
    assert world.shape == (D,) and not world.is_plane and world.picture_shape is None
    x = np.concatenate([world.id_train.x, world.id_test.x])
    assert np.allclose(x.mean(axis=0), 0, atol=1e-4) and np.allclose(x.std(axis=0), 3, atol=1e-3)
    assert "Vectors of 6 numbers" in str(world.about)
    with pytest.raises(UserError, match="no picture"):
        world.picture("id_test", 0)


@pytest.mark.parametrize("name", methods.METHODS)
def test_every_method_trains_a_head_on_them(name, world):
    method = methods.get(name)
    settings = {k: v for k, v in SHORT.items() if k in method.settings}
    *_, last = method.module.train(world, replace(method.defaults(world), **settings), 0)
    found = report(collect(last.model, world), {"others": "far"}, method.score)
    assert found["accuracy"] > 0.95
    # How a short game of two networks ends differs from processor to processor.
    least = 0.5 if name == "confident-gan" else 0.8
    assert found["ood"]["others"][method.score]["auroc"] > least


def test_vectors_of_several_lengths_are_refused(world, tmp_path):
    tests = {"far": custom.Test("far", [csv("far.csv", drawn([3], 20, 0)[0][:, :4])])}
    with pytest.raises(UserError, match=r"equally many numbers.*\(ID: 6, far: 4\)"):
        custom.make("mixed", [csv("id.csv", *drawn([0, 1], 50, 1))], tests)
    assert list(custom.found()) == ["measured"]


@pytest.mark.parametrize("width", [3, 64, 300])
def test_the_maps_keep_lengths_and_angles_and_are_the_seeds(width):
    each = [orthogonal(width, k, 7) for k in (1, 2, 3)]
    for i, q in enumerate(each):
        assert torch.allclose(q @ q.T, torch.eye(width), atol=1e-5)
        assert all((q - other).norm() > 0.5 for other in each[:i])
        orthogonal.cache_clear()
        assert torch.equal(orthogonal(width, i + 1, 7), q)
        assert not torch.allclose(orthogonal(width, i + 1, 8), q, atol=0.1)
    x = torch.randn(50, width, generator=torch.Generator().manual_seed(0))
    assert torch.equal(mapped(x, 0, 7), x)
    for k in (1, 2, 3):
        moved = mapped(x, k, 7)
        assert torch.allclose(moved @ moved.T, x @ x.T, atol=1e-2)  # every length and angle


def test_a_map_is_any_rotation_or_reflection_alike():
    """Under Haar's measure an entry has mean 0 and variance 1 / D, and half of the maps mirror."""
    each = torch.stack([orthogonal.__wrapped__(4, k, 1) for k in range(1, 1500)])
    assert each.mean(dim=0).abs().max() < 0.06
    assert (each.square().mean(dim=0) - 0.25).abs().max() < 0.03
    assert abs((torch.linalg.det(each) > 0).float().mean() - 0.5) < 0.05


def test_the_planes_quarter_turns_and_those_of_pictures_stay():
    for shape in ((2,), (1, 28, 28), (4, 1280)):
        assert turn_of(shape, 3) is rotate


def test_the_seed_of_the_maps_is_a_setting_that_older_runs_do_not_name(world):
    csi = methods.get("csi")
    assert configure(csi, world, {"maps": "5"}).maps == 5
    of_before = {k: v for k, v in vars(csi.defaults(world)).items() if k != "maps"}
    assert checked(csi, of_before).maps == 0


def test_the_shift_head_tells_maps_where_they_can_be_told_and_not_on_shells_about_the_origin():
    csi = methods.get("csi")
    told = {}
    for name in maps.WORLDS:
        of = maps.world(name, 0)
        config = replace(csi.defaults(of), maps=4, steps=150, snapshots=1)
        *_, last = csi.module.train(of, config, 0)
        told[name] = maps.maps_told(last.model, of.id_test.x)
    assert told["centred"] > 0.95
    assert told["shells"] == pytest.approx(0.25, abs=0.04)


def test_a_world_of_vectors_comes_back_from_its_file(world, tmp_path, monkeypatch):
    with (tmp_path / "measured.zip").open("wb") as out:
        exchange.export("measured", out)
    before = world.id_test.x
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "elsewhere"))
    benchmarks.clear()
    assert exchange.import_(tmp_path / "measured.zip").shape == [D]
    assert np.array_equal(benchmarks.get("measured").id_test.x, before)
