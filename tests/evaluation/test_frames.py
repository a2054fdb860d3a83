"""What a film holds of a training, against the networks themselves."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ood_core import benchmarks, methods
from ood_core.evaluation.forward import GRID, grid_points
from ood_core.evaluation.frames import WATCHED, Camera
from ood_core.methods.confident_gan import Game
from ood_core.networks import as_tensor


def last(world: str, name: str):
    """The last snapshot of a short training, and its frame."""
    benchmark, method = benchmarks.get(world), methods.get(name)
    settings = {"steps": 4, "snapshots": 2}
    if method.outliers == "real":
        settings["base_steps"] = 4
    config, camera = replace(method.defaults(benchmark), **settings), Camera(benchmark, method)
    for snapshot in method.module.train(benchmark, config, 0):
        frame = camera.frame(snapshot)
    return benchmark, snapshot, frame


@pytest.mark.parametrize(
    ("world", "name"), [("plane-blobs", "energy"), ("digits", "outlier-exposure")]
)
def test_fine_tuning_is_followed_by_the_logits_of_id_outliers_and_unseen_ood(world, name):
    benchmark, snapshot, frame = last(world, name)
    sets = {f"ood/{test}": benchmark.ood(test) for test in benchmark.ood_tests}
    sets |= {"id_test": benchmark.id_test.x, "outliers": benchmark.outliers}
    assert {n for n in frame if n.startswith("logits:")} == {f"logits:{n}" for n in sets}
    for population, x in sets.items():
        expected = snapshot.model.eval()(as_tensor(x[:WATCHED])).detach().numpy()
        stored = frame[f"logits:{population}"]
        assert stored.dtype == np.float16
        assert stored == pytest.approx(expected, rel=2e-3, abs=2e-3)


def test_what_is_not_fine_tuned_on_outliers_has_no_logits_in_its_film():
    _, _, frame = last("plane-blobs", "baseline")
    assert set(frame) == {"confidence:grid", "energy:grid"}


def test_the_film_of_a_gan_holds_its_discriminator_on_the_grid():
    _, snapshot, frame = last("plane-blobs", "confident-gan")
    drawn = frame["discriminator:grid"] / 255
    odds = snapshot.discriminator(torch.from_numpy(grid_points())).detach().double().numpy()
    assert drawn.ravel() == pytest.approx(1 / (1 + np.exp(-odds)), abs=1 / 255)
    assert drawn.shape == (GRID, GRID)
    for term in ("adversarial", "generator_kl"):
        stored = frame[f"gradients:{term}"]
        assert stored.shape == frame["samples:proposed"].shape and stored.dtype == np.float16
        assert stored == pytest.approx(snapshot.gradients[term], rel=1e-3, abs=1e-6)


def test_both_gradients_are_those_of_a_naive_difference():
    """One sample and one coordinate at a time, in double precision."""
    benchmark, method = benchmarks.get("plane-three"), methods.get("confident-gan")
    game = Game(benchmark, method.defaults(benchmark), 0)
    game.model.double(), game.discriminators.double()
    points = torch.randn(5, 2, generator=torch.Generator().manual_seed(1)).double() * 3
    found, step = game.gradients(points), 1e-5

    def loss(term: str, v: torch.Tensor) -> float:
        if term == "adversarial":  # -log D(v)
            return -float(torch.log(torch.sigmoid(game.discriminators[0](v[None])[0])))
        p = torch.softmax(game.model(v[None])[0], dim=0)
        kl = sum((1 / 3) * (np.log(1 / 3) - float(torch.log(one))) for one in p)
        return game.config.generator_beta * kl

    for term, gradients in found.items():
        for i, k in np.ndindex(5, 2):
            move = torch.zeros(2).double()
            move[k] = step
            with torch.no_grad():
                ends = [loss(term, points[i] + way * move) for way in (1, -1)]
            slope = (ends[0] - ends[1]) / (2 * step)
            assert float(gradients[i, k]) == pytest.approx(slope, rel=1e-4, abs=1e-7)
