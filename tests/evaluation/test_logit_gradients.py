"""Closed forms of the gradients against autograd of the methods' own losses."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from ood_core.evaluation import logit_gradients as gradients
from ood_core.methods.confident_gan import confidence_loss
from ood_core.methods.energy import energy_hinge, free_energy
from ood_core.methods.outlier_exposure import uniform_cross_entropy

FAR = torch.tensor([1e9])  # an energy beyond every margin, on the other side of the hinge


def hinge(z, m_in=None, m_out=None):
    energy = free_energy(z)
    if m_out is None:
        return energy_hinge(energy, FAR.double(), m_in, 0.0)
    return energy_hinge(-FAR.double(), energy, 0.0, m_out)


TERMS = {
    "cross entropy": (
        lambda z: F.cross_entropy(z, torch.tensor([1])),
        lambda z: gradients.cross_entropy(z, 1),
    ),
    "Outlier Exposure": (
        lambda z: 0.5 * uniform_cross_entropy(z),
        lambda z: gradients.uniform(z, 0.5),
    ),
    "KL": (lambda z: 1.3 * confidence_loss(z), lambda z: gradients.uniform(z, 1.3)),
    "hinge, ID": (
        lambda z: 0.1 * hinge(z, m_in=-9.0),
        lambda z: gradients.hinge_in(z, -9.0, 0.1),
    ),
    "hinge, outliers": (
        lambda z: 0.1 * hinge(z, m_out=-2.0),
        lambda z: gradients.hinge_out(z, -2.0, 0.1),
    ),
}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("k", [2, 3, 10])
def test_gradients_are_those_of_autograd(term, k):
    loss, closed = TERMS[term]
    for seed in range(20):
        z = np.random.default_rng(seed).normal(0, 6, k)
        tensor = torch.tensor(z[None], requires_grad=True)
        (expected,) = torch.autograd.grad(loss(tensor), tensor)
        assert closed(z) == pytest.approx(expected[0].numpy(), abs=1e-12)


def test_the_hinges_let_go_beyond_their_margins():
    z = np.array([3.0, 1.0, -2.0])
    assert not gradients.hinge_in(z, gradients.energy(z) + 0.1, 1.0).any()
    assert not gradients.hinge_out(z, gradients.energy(z) - 0.1, 1.0).any()


def test_a_constant_freezes_the_softmax_and_its_pulls_and_moves_the_energy():
    z = np.array([3.0, 1.0, -2.0])
    assert gradients.probabilities(z + 7) == pytest.approx(gradients.probabilities(z))
    assert gradients.uniform(z + 7, 0.5) == pytest.approx(gradients.uniform(z, 0.5))
    assert gradients.energy(z + 7) == pytest.approx(gradients.energy(z) - 7)


def test_many_steps_lead_where_the_loss_is_least():
    z = np.array([4.0, 0.0, -1.0])
    even = gradients.descend(z, [lambda v: gradients.uniform(v, 0.5)], 1.0, 2000)
    assert gradients.probabilities(even) == pytest.approx(np.full(3, 1 / 3), abs=1e-6)
    raised = gradients.descend(z, [lambda v: gradients.hinge_out(v, -1.0, 0.1)], 1.0, 2000)
    assert gradients.energy(raised) == pytest.approx(-1.0, abs=1e-6)
