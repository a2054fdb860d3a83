"""The GAN's loss terms against naive loops and closed forms, and the shape of a short training."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import rel_entr, softmax
from torch import nn

from ood_core import benchmarks
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.methods import confident_gan as gan


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def short(name: str) -> tuple:
    world = benchmarks.get(name)
    return world, replace(METHODS["confident-gan"].defaults(world), steps=2, batch=4, snapshots=1)


def test_confidence_loss_is_the_divergence_from_uniform(generator):
    logits = torch.randn(7, 5, generator=generator, dtype=torch.float64)
    expected = rel_entr(np.full(5, 0.2), softmax(logits.numpy(), axis=1)).sum(axis=1).mean()
    assert gan.confidence_loss(logits).item() == pytest.approx(expected)


def test_confidence_loss_vanishes_for_equal_logits():
    assert gan.confidence_loss(torch.full((4, 10), 3.0)).item() == pytest.approx(0, abs=1e-6)


def test_gan_losses_are_cross_entropies(generator):
    real, fake = torch.randn(2, 9, generator=generator, dtype=torch.float64)
    d_real, d_fake = real.sigmoid(), fake.sigmoid()
    expected = -d_real.log().mean() - (1 - d_fake).log().mean()
    torch.testing.assert_close(gan.discriminator_loss(real, fake), expected)
    torch.testing.assert_close(gan.generator_loss(fake), -d_fake.log().mean())


def test_r1_of_a_linear_discriminator_is_half_its_squared_weight():
    linear = nn.Linear(6, 1)
    x = torch.randn(5, 2, 3, requires_grad=True)
    penalty = gan.r1_penalty(linear(x.flatten(1)).squeeze(1), x)
    torch.testing.assert_close(penalty, linear.weight.square().sum() / 2)
    (gradient,) = torch.autograd.grad(penalty, linear.weight)
    torch.testing.assert_close(gradient, linear.weight.detach())  # d/dw |w|^2 / 2 = w


def test_r1_averages_over_inputs():
    x = torch.tensor([[1.0], [3.0]], requires_grad=True)
    assert gan.r1_penalty((x**2).squeeze(1), x).item() == (2**2 + 6**2) / 2 / 2


def test_pull_away_is_the_papers_double_loop(generator):
    samples = torch.randn(6, 1, 2, 2, generator=generator, dtype=torch.float64)
    rows, total = samples.flatten(1), 0.0
    for i, a in enumerate(rows):
        for j, b in enumerate(rows):
            if i != j:
                total += (a @ b / (a.norm() * b.norm())) ** 2
    torch.testing.assert_close(gan.pull_away(samples), total / (6 * 5))


def test_repulsion_is_the_log_distance_to_the_third_neighbour(generator):
    samples = torch.randn(9, 2, generator=generator, dtype=torch.float64)
    logs = []
    for i, a in enumerate(samples):
        distances = sorted((a - b).norm().item() for j, b in enumerate(samples) if i != j)
        logs.append(np.log(distances[2]))
    assert gan.repulsion(samples).item() == pytest.approx(-np.mean(logs))


def test_repulsion_falls_by_log_2_when_the_samples_spread_to_twice_the_size(generator):
    samples = torch.randn(9, 2, generator=generator, dtype=torch.float64)
    change = gan.repulsion(2 * samples) - gan.repulsion(samples)
    assert change.item() == pytest.approx(-np.log(2))


def test_repulsion_survives_a_collapsed_generator():
    samples = torch.ones(8, 2, requires_grad=True)
    gan.repulsion(samples).backward()
    assert samples.grad.isfinite().all()


@pytest.mark.parametrize("term", [gan.repulsion, gan.pull_away])
def test_copies_of_generated_features_change_no_gradient(term, generator):
    features = torch.randn(9, 5, generator=generator, dtype=torch.float64, requires_grad=True)
    copies = features[:, None].expand(-1, 4, -1)
    found = [
        torch.autograd.grad(term(samples), features)[0] for samples in (copies, gan.upright(copies))
    ]
    torch.testing.assert_close(*found)
    points = torch.zeros(3, 2)
    assert gan.upright(points) is points


@pytest.mark.parametrize("name", ["plane-blobs", "plane-three", "digits"])
def test_snapshots_carry_samples_of_both_generators(name):
    world, config = short(name)
    looks = list(gan.train(world, config, seed=0))
    assert [look.step for look in looks] == [0, 2]
    for samples in looks[-1].samples.values():
        assert samples.dtype == np.float32
        assert samples.shape == ((36, 1, 28, 28) if world.is_image else (400, 2))
        assert not world.is_image or (samples.min() >= 0 and samples.max() <= 1)
    assert set(looks[-1].samples) == {"proposed", "ordinary"}
    assert all(np.isfinite(value) for value in looks[-1].losses.values())


def test_both_generators_start_alike_and_part():
    first, *_, last = gan.train(*short("plane-blobs"), seed=0)
    np.testing.assert_array_equal(first.samples["proposed"], first.samples["ordinary"])
    assert not np.allclose(last.samples["proposed"], last.samples["ordinary"])


@pytest.mark.parametrize("name", ["plane-blobs", "digits"])
def test_the_same_seed_gives_the_same_weights_and_leaves_torch_alone(name):
    torch.manual_seed(1)
    before = torch.get_rng_state()
    a, b, other = ([*gan.train(*short(name), seed=s)][-1].model.state_dict() for s in (0, 0, 1))
    assert all(torch.equal(a[key], b[key]) for key in a)
    assert any(not torch.equal(a[key], other[key]) for key in a)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_model_loads_into_a_fresh_build_and_samples_the_same(generator):
    world, config = short("digits")
    model = [*gan.train(world, config, seed=0)][-1].model
    fresh = gan.build(world, config)
    fresh.load_state_dict(model.state_dict())
    for plain in (False, True):
        seed = generator.seed()
        one, two = (m.sample(1, torch.Generator().manual_seed(seed), plain) for m in (model, fresh))
        assert one.shape == (1, 1, 28, 28)
        torch.testing.assert_close(one, two)


def test_images_of_another_shape_fit():
    from ood_core.networks.gan import build_discriminator, build_generator

    images = build_generator((3, 32, 32), 5)(torch.randn(2, 5))
    assert images.shape == (2, 3, 32, 32)
    assert build_discriminator((3, 32, 32))(images).shape == (2,)


def test_the_gauge_is_the_kl_before_its_weight():
    last = [*gan.train(*short("plane-blobs"), seed=0)][-1]
    weight = short("plane-blobs")[1].generator_beta
    assert last.monitored["kl"] == pytest.approx(last.losses["generator_kl"] / weight, rel=1e-5)
    assert "kl" not in last.losses  # it is no term of any loss


FREE = {"repulsion": 0.0, "pull_away": 0.0}  # of terms that compare samples


@pytest.mark.parametrize(
    "batch, settings",
    [(1, FREE), (1, FREE | {"beta": 0.0, "r1": 0.0}), (2, FREE | {"pull_away": 1.0}), (4, {})],
)
def test_a_batch_may_be_as_small_as_its_terms_allow(batch, settings):
    world, config = short("plane-blobs")
    *_, last = gan.train(world, replace(config, batch=batch, **settings), seed=0)
    assert all(np.isfinite(value) for value in last.losses.values())
    assert all(weight.isfinite().all() for weight in last.model.parameters())


@pytest.mark.parametrize(
    "name, batch, settings, said",
    [
        ("plane-blobs", 3, {}, "repulsion .* batch at least 4, not 3"),
        ("plane-blobs", 1, FREE | {"pull_away": 1.0}, "pull_away .* batch at least 2, not 1"),
        ("digits", 1, FREE, "images .* batch is at least 2"),
    ],
)
def test_a_smaller_batch_is_refused_in_a_sentence(name, batch, settings, said):
    world, config = short(name)
    with pytest.raises(UserError, match=said):
        next(gan.train(world, replace(config, batch=batch, **settings), seed=0))


@pytest.mark.parametrize("term", ["r1_penalty", "repulsion", "pull_away"])
def test_a_term_of_weight_0_is_not_computed(term, monkeypatch):
    def fail(*_):
        raise AssertionError(term)

    monkeypatch.setattr(gan, term, fail)
    world, config = short("plane-blobs")
    weight = {"r1_penalty": "r1"}.get(term, term)
    *_, last = gan.train(world, replace(config, **{weight: 0.0}), seed=0)
    assert last.losses.get(term, 0) == 0
