import numpy as np
import pytest
import torch
from pytorch_ood.detector import GEN, EnergyBased, Entropy, KLMatching, MaxLogit, MaxSoftmax
from scipy.special import logsumexp, softmax
from scipy.stats import entropy

from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores import logits as ours

Z = np.random.default_rng(0).normal(0, 8, (200, 10)).astype(np.float32)
POPULATION = {"logits": Z}
MILD = {"logits": Z / 8}  # no probability below 1e-7, where pytorch-ood clamps


def test_max_softmax_agrees_with_pytorch_ood_and_the_definition():
    score = ours.MaxSoftmax().score(POPULATION)
    assert np.allclose(score, -softmax(Z.astype(np.float64), axis=1).max(axis=1), atol=1e-12)
    assert np.allclose(score, MaxSoftmax.score(torch.from_numpy(Z)), atol=1e-6)


def test_max_logit_agrees_with_pytorch_ood():
    assert np.allclose(ours.MaxLogit().score(POPULATION), MaxLogit.score(torch.from_numpy(Z)))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 10.0])
def test_energy_agrees_with_pytorch_ood_and_the_definition(temperature):
    score = ours.Energy(temperature).score(POPULATION)
    z = Z.astype(np.float64) / temperature
    assert np.allclose(score, -temperature * logsumexp(z, axis=1))
    assert np.allclose(score, EnergyBased.score(torch.from_numpy(Z), t=temperature), atol=1e-4)


def test_a_constant_on_all_logits_moves_the_energy_and_leaves_softmax():
    moved = {"logits": Z + 3}
    assert np.allclose(ours.Energy().score(moved), ours.Energy().score(POPULATION) - 3, atol=1e-5)
    assert np.allclose(
        ours.MaxSoftmax().score(moved), ours.MaxSoftmax().score(POPULATION), atol=1e-5
    )


def test_huge_logits_do_not_overflow():
    extreme = {"logits": np.array([[1e4, -1e4], [1e4, 1e4]], np.float32)}
    assert np.allclose(ours.MaxSoftmax().score(extreme), [-1, -0.5])
    assert np.allclose(ours.Energy().score(extreme), [-1e4, -1e4 - np.log(2)])


def test_input_is_left_as_it_was():
    before = Z.copy()
    for score in (ours.MaxSoftmax(), ours.MaxLogit(), ours.Energy(2.0)):
        score.score(POPULATION)
    assert np.array_equal(Z, before)


def test_entropy_agrees_with_scipy_and_pytorch_ood():
    score = ours.Entropy().score(POPULATION)
    assert np.allclose(score, entropy(softmax(Z.astype(np.float64), axis=1), axis=1), atol=1e-12)
    expected = Entropy.score(torch.from_numpy(MILD["logits"]).double())
    assert np.allclose(ours.Entropy().score(MILD), expected, atol=1e-5)


def test_gen_agrees_with_pytorch_ood_and_keeps_sure_inputs_apart():
    mean = GEN.score(torch.from_numpy(MILD["logits"]).double())  # the paper's is a sum
    assert np.allclose(ours.Gen().score(MILD), mean * 10, rtol=1e-5)
    sure = {"logits": np.array([[40.0, 0, 0], [60.0, 0, 0]])}  # both 1 - p round to 0
    one, other = ours.Gen().score(sure)
    assert one > other > 0


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1000.0])
def test_scaled_softmax_agrees_with_pytorch_ood(temperature):
    score = ours.ScaledSoftmax(temperature).score(POPULATION)
    expected = MaxSoftmax.score(torch.from_numpy(Z).double(), t=temperature)
    assert np.allclose(score, expected, rtol=1e-12)


def test_at_a_high_temperature_the_largest_logit_above_the_mean_decides():
    """`K max p(z / T) - 1` is then `(max z - mean z) / T`."""
    score = ours.ScaledSoftmax(1e4).score(POPULATION)
    expected = -(Z.max(axis=1) - Z.mean(axis=1)) / 1e4
    assert np.allclose(10 * score + 1, expected, rtol=0.02)


def test_kl_matching_agrees_with_pytorch_ood_and_a_naive_loop():
    train, z = {"logits": MILD["logits"][:120]}, MILD["logits"][120:]
    score = ours.KlMatching().fit({"id_train": train}).score({"logits": z})
    p, q = softmax(train["logits"].astype(float), axis=1), softmax(z.astype(float), axis=1)
    typical = [p[p.argmax(axis=1) == k].mean(axis=0) for k in set(p.argmax(axis=1))]
    naive = [min(sum(row * np.log(row / d)) for d in typical) for row in q]
    assert np.allclose(score, naive, rtol=1e-10)
    theirs = KLMatching(None).fit_logits(torch.from_numpy(train["logits"]).double())
    assert np.allclose(score, theirs.predict_logits(torch.from_numpy(z).double()), rtol=1e-5)


def test_kl_matching_of_huge_logits_is_finite():
    train = {"logits": np.array([[1e4, -1e4], [-1e4, 1e4]], np.float32)}
    score = ours.KlMatching().fit({"id_train": train}).score({"logits": np.zeros((1, 2))})
    assert np.allclose(score, [1e4 - np.log(2)])


@pytest.mark.parametrize(
    "run", ["digits/baseline", "cifar10/outlier-exposure", "plane-moons/energy"]
)
def test_all_agree_on_real_logits(run):
    """With pytorch-ood in double precision; with the definition where that clamps probabilities."""
    z = Run.load(PRETRAINED / run).evidence["id_test"]["logits"][:300].astype(np.float64)
    population, tensor = {"logits": z}, torch.from_numpy(z)
    p = softmax(z, axis=1)
    rest = np.stack([np.delete(p, k, axis=1).sum(axis=1) for k in range(p.shape[1])], axis=1)
    expected = {
        ours.MaxSoftmax: MaxSoftmax.score(tensor),
        ours.MaxLogit: MaxLogit.score(tensor),
        ours.Energy: EnergyBased.score(tensor),
        ours.Entropy: entropy(p, axis=1),
        ours.Gen: ((p * rest) ** ours.Gen().gamma).sum(axis=1),
    }
    for score, theirs in expected.items():
        assert np.allclose(score().score(population), theirs, rtol=0, atol=1e-5)
