import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from ood_core import benchmarks, methods
from ood_core.errors import UserError
from ood_core.methods import energy, finetuning, outlier_exposure
from ood_core.methods.config.energy import Config
from ood_core.runs.record import record
from ood_core.runs.run import Run

Z = torch.randn(12, 5, generator=torch.Generator().manual_seed(0)) * 4


def test_outlier_exposure_is_the_cross_entropy_to_uniform_by_loops():
    total = 0.0
    for z in Z.tolist():
        p = [math.exp(v) / sum(map(math.exp, z)) for v in z]
        total += -sum(math.log(p_k) / len(p) for p_k in p)
    assert outlier_exposure.uniform_cross_entropy(Z).item() == pytest.approx(
        total / len(Z), rel=1e-5
    )


def test_outlier_exposure_is_kl_to_uniform_plus_log_k():
    uniform = torch.full_like(Z, 1 / 5)
    kl = F.kl_div(F.log_softmax(Z, 1), uniform, reduction="batchmean")
    assert outlier_exposure.uniform_cross_entropy(Z).item() == pytest.approx(
        kl.item() + math.log(5)
    )
    flat = outlier_exposure.uniform_cross_entropy(torch.zeros(3, 5))
    assert flat.item() == pytest.approx(math.log(5))  # the least it can be


def test_free_energy_by_its_definition():
    expected = [-math.log(sum(math.exp(v) for v in z)) for z in Z.tolist()]
    assert np.allclose(energy.free_energy(Z), expected, atol=1e-5)


def test_energy_hinge_by_loops():
    e_in, e_out, m_in, m_out = [-9.0, -3.0, -7.5], [-1.0, -6.0], -7.0, -4.0
    expected = sum(max(0, e - m_in) ** 2 for e in e_in) / 3
    expected += sum(max(0, m_out - e) ** 2 for e in e_out) / 2
    hinge = energy.energy_hinge(torch.tensor(e_in), torch.tensor(e_out), m_in, m_out)
    assert hinge.item() == pytest.approx(expected)


def test_energy_hinge_raises_outlier_energy_and_lowers_id_energy():
    """The lecture's sentence has the sign of the second term wrong."""
    e_in, e_out = torch.tensor([-5.0], requires_grad=True), torch.tensor([-6.0], requires_grad=True)
    energy.energy_hinge(e_in, e_out, m_in=-7, m_out=-4).backward()
    assert e_in.grad.item() > 0 and e_out.grad.item() < 0  # a step goes against the gradient


class Ramp(torch.nn.Module):
    """Two equal logits `slope * |x|`: the energy is -slope |x| - ln 2."""

    def __init__(self, slope: float):
        super().__init__()
        self.slope = torch.nn.Parameter(torch.tensor(slope))

    def forward(self, x):
        return (self.slope * x.norm(dim=1, keepdim=True)).expand(-1, 2)


def test_suggested_margins_are_the_mean_energies():
    world = benchmarks.get("plane-blobs")
    m_in, m_out = energy.suggest_margins(Ramp(-1.0), world)  # energy rises outwards
    expected = [
        np.linalg.norm(x, axis=1).mean() - np.log(2) for x in (world.id_train.x, world.outliers)
    ]
    assert [m_in, m_out] == pytest.approx(expected, abs=1e-4)


def test_margins_in_the_order_of_another_print_are_told_as_such():
    config, world = Config(m_in=-5.0, m_out=-23.0), benchmarks.get("plane-blobs")
    with pytest.raises(UserError, match="names exchanged: exchange the numbers"):
        energy.margins_for(Ramp(-1.0), world, config)


def test_margins_open_a_gap_where_outliers_have_the_lower_energy():
    world = benchmarks.get("plane-blobs")
    m_in, m_out = energy.suggest_margins(Ramp(+1.0), world)
    assert m_out == pytest.approx(-math.log(2)) and m_out > m_in


def test_id_and_outliers_share_one_batch_and_the_loss_sees_them_apart(monkeypatch):
    world, seen = benchmarks.get("plane-blobs"), []
    config = finetuning.Schedule(base_steps=2, steps=1, batch=8, outlier_batch=16, snapshots=1)
    *_, base = finetuning.start(world, config, 0, None)
    base.model.register_forward_pre_hook(lambda _, inputs: seen.append(len(inputs[0])))
    shapes = []

    def loss_terms(logits_in, y, logits_out):
        shapes.append((len(logits_in), len(y), len(logits_out)))
        return {"sum": logits_in.sum() + logits_out.sum()}

    list(finetuning.finetune(world, config, 0, base, loss_terms, None))
    assert seen == [24] and shapes == [(8, 8, 16)]


def test_fine_tuning_starts_from_the_run_it_is_given(tmp_path):
    world, baseline = benchmarks.get("plane-moons"), methods.get("baseline")
    short = replace(baseline.defaults(world), steps=3, snapshots=1)
    list(record(world, baseline, short, 0, tmp_path / "base"))
    config = finetuning.Schedule(base=str(tmp_path / "base"), steps=5)
    (first,) = finetuning.start(world, config, 7, None)
    x = torch.from_numpy(world.id_test.x[:20])
    logits = Run.load(tmp_path / "base").evidence["id_test"]["logits"][:20]
    assert np.allclose(first.model(x).detach().numpy(), logits, atol=1e-5)
    assert (first.step, first.steps) == (0, 5)
    with pytest.raises(UserError, match="not a finished baseline run on plane-rings"):
        list(finetuning.start(benchmarks.get("plane-rings"), config, 0, None))
