import numpy as np
import pytest
import torch
from pytorch_ood.detector import ODIN

from ood_core import benchmarks
from ood_core.evaluation.odin import moved, odin
from ood_core.networks import as_tensor, build_classifier
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run


@pytest.mark.parametrize("world", ["digits", "plane-blobs"])
@pytest.mark.parametrize("temperature", [1.0, 1000.0])
def test_agrees_with_pytorch_ood(world, temperature):
    """At T = 1000 all scores lie near -1 / K, so there they must agree far more closely."""
    world = benchmarks.get(world)
    torch.manual_seed(0)
    model, x = build_classifier(world).eval(), world.id_test.x[:100]
    theirs = ODIN(model, eps=0.05, temperature=temperature).predict(as_tensor(x)).numpy()
    ours = odin(model, x, 0.05, temperature)
    assert np.allclose(ours, theirs, rtol=0, atol=1e-5 / temperature + 1e-7)
    spread = np.ptp(theirs)
    assert spread > 1e-6 and np.abs(ours - theirs).max() < 0.05 * spread


def test_agrees_with_pytorch_ood_on_a_trained_network():
    run = Run.load(PRETRAINED / "digits" / "baseline")
    model, x = run.model(), run.benchmark.ood("textures")[:60]
    theirs = ODIN(model, eps=0.05, temperature=1000.0).predict(as_tensor(x)).numpy()
    assert np.allclose(odin(model, x, 0.05, 1000.0), theirs, rtol=0, atol=1e-7)
    assert np.ptp(theirs) > 1e-4


def test_the_step_is_that_of_the_naive_derivative_of_the_paper():
    """One input at a time; each coordinate's derivative by differences, in double precision."""
    world = benchmarks.get("plane-three")
    torch.manual_seed(1)
    model = build_classifier(world).eval().double()
    x = torch.from_numpy(world.id_test.x[:20]).double()

    def surest(point):  # log max_k p_k(x; T)
        return (model(point[None]) / 1000).log_softmax(1).max().item()

    for point, step in zip(x, moved(model, x, 0.01, 1000.0) - x, strict=True):
        for axis in range(2):
            nudge = torch.zeros(2, dtype=torch.double)
            nudge[axis] = 1e-4
            slope = surest(point + nudge) - surest(point - nudge)
            assert step[axis].item() == pytest.approx(0.01 * np.sign(slope))


def test_the_network_and_its_input_are_left_alone():
    world = benchmarks.get("digits")
    model, x = build_classifier(world).train(), world.id_test.x[:20].copy()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    odin(model, x)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(weight.grad is None for weight in model.parameters())
    assert np.array_equal(x, world.id_test.x[:20])
