import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from ood_core import benchmarks
from ood_core.augment import rotate
from ood_core.benchmarks.benchmark import Labelled
from ood_core.errors import UserError
from ood_core.methods import METHODS, csi
from ood_core.networks import as_tensor
from ood_core.scores.csi import Csi, CsiCon, all_compared

TEMPERATURE = 0.5


def views(m: int, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(2, m, 6, generator=torch.Generator().manual_seed(seed)).double().unbind()


def naive_nt_xent(first, second, positive) -> float:
    """The paper's sum over every view i, its positives p and everything else j."""
    z = torch.cat([first, second]).tolist()

    def similarity(a, b):
        return math.exp(
            sum(u * v for u, v in zip(a, b, strict=True)) / math.hypot(*a) / math.hypot(*b) / 0.5
        )

    total = 0.0
    for i in range(len(z)):
        everything = sum(similarity(z[i], z[j]) for j in range(len(z)) if j != i)
        for j in range(len(z)):
            if positive(i, j):
                total -= math.log(similarity(z[i], z[j]) / everything)
    return total / len(z)


def test_con_si_matches_the_naive_loop_over_inputs_shifts_and_views():
    inputs, shifts = 3, csi.SHIFTS["rotation"]
    first, second = views(shifts * inputs)

    def owner(i):  # (view, shift, input) of row i in the order of csi.losses
        view, rest = divmod(i, shifts * inputs)
        return view, *divmod(rest, inputs)

    def positive(i, j):  # same input and the same shift, the other view
        return owner(i)[1:] == owner(j)[1:] and owner(i)[0] != owner(j)[0]

    loss = csi.nt_xent(first, second, TEMPERATURE)
    assert loss.item() == pytest.approx(naive_nt_xent(first, second, positive), rel=1e-9)


def test_nt_xent_is_symmetric_in_the_two_views_and_blind_to_length():
    first, second = views(8)
    loss = csi.nt_xent(first, second, TEMPERATURE)
    assert csi.nt_xent(second, first, TEMPERATURE).item() == pytest.approx(loss.item())
    assert csi.nt_xent(3 * first, second, TEMPERATURE).item() == pytest.approx(loss.item())


def test_nt_xent_of_equal_embeddings_is_chance():
    same = torch.ones(12, 5)
    assert csi.nt_xent(same, same, TEMPERATURE).item() == pytest.approx(math.log(2 * 12 - 1))


def test_nt_xent_pulls_the_other_view_only():
    first, second = (v.requires_grad_() for v in views(5))
    pull = -torch.autograd.grad(csi.nt_xent(first, second, TEMPERATURE), first)[0][2]
    rows = F.normalize(torch.cat([first, second]).detach(), dim=1)
    cosine = F.cosine_similarity(first[2] + 1e-4 * pull, rows) - F.cosine_similarity(first[2], rows)
    assert cosine.argmax() == 5 + 2


def test_losses_turn_every_input_four_ways_and_ask_for_the_shift(monkeypatch):
    world = benchmarks.get("plane-blobs")
    network = csi.build(world, METHODS["csi"].defaults(world))
    x, y = as_tensor(world.id_train.x[:3]), torch.from_numpy(world.id_train.y[:3])
    seen = {}
    monkeypatch.setattr(csi, "shift_loss", lambda logits, shift: seen.update(shift=shift))
    monkeypatch.setattr(network, "features", lambda v: seen.update(x=v) or network.body.features(v))
    views = csi.two_views(x, network.shifts, lambda v: v, lambda v: v)
    csi.losses(network, views, y, TEMPERATURE)
    expected = [rotate(x[i : i + 1], k)[0] for _ in range(2) for k in range(4) for i in range(3)]
    assert torch.equal(seen["x"], torch.stack(expected))
    assert seen["shift"].tolist() == [k for _ in range(2) for k in range(4) for i in range(3)]


def trained(name: str, seed: int = 0, permute: bool = False, **settings):
    world = benchmarks.get(name)
    if permute:
        x, y = world.id_train
        lies = Labelled(x, np.random.default_rng(0).permutation(y))
        world = replace(world, load_id=lambda split: lies)
    config = replace(METHODS["csi"].defaults(world), **settings)
    return list(csi.train(world, config, seed))


@pytest.mark.parametrize(("name", "batch"), [("plane-three", 16), ("digits", 4)])
def test_labels_move_the_probe_and_nothing_else(name, batch):
    truth, lies = (
        trained(name, permute=p, steps=5, batch=batch)[-1].model.state_dict() for p in (False, True)
    )
    differ = {key for key in truth if not torch.equal(truth[key], lies[key])}
    assert differ == {"body.head.weight", "body.head.bias"}


def test_the_same_seed_gives_the_same_weights_and_leaves_the_global_generator_alone():
    torch.manual_seed(3)
    state = torch.get_rng_state()
    one, same, other = (trained("plane-moons", seed, steps=8)[-1].model for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), state)
    weights = [m.body.body[0].weight for m in (one, same, other)]
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])


def test_snapshots_start_before_training_and_end_at_the_last_step():
    snapshots = trained("plane-rings", steps=25, snapshots=4)
    assert [s.step for s in snapshots] == [0, 7, 13, 19, 25]
    assert all(s.steps == 25 for s in snapshots)
    assert set(snapshots[-1].losses) == {"contrastive", "shift", "probe"}


def test_shifted_gives_each_shift_its_own_logit():
    world = benchmarks.get("plane-three")
    network = csi.build(world, METHODS["csi"].defaults(world)).eval()
    x = as_tensor(world.id_test.x[:5])
    projections, logits = network.shifted(x)
    for k in range(network.shifts):
        turned = rotate(x, k)
        assert torch.allclose(projections[k], network.projection(turned))
        assert torch.allclose(logits[k], network.shift_logits(turned)[:, k])


def bayes_accuracy(radius: float, half_angle: float) -> float:
    """How often a unit Gaussian at `radius` from the origin stays within `half_angle` degrees."""
    points = np.random.default_rng(0).normal((radius, 0), 1, (100_000, 2))
    return (abs(np.degrees(np.arctan2(points[:, 1], points[:, 0]))) < half_angle).mean()


@pytest.mark.parametrize(
    ("name", "best", "settings"),
    [
        ("plane-three", bayes_accuracy(5, 15), {}),  # 3 blobs x 4 turns: one every 30 degrees
        ("plane-three", bayes_accuracy(5, 15), {"optimizer": "sgd", "lr": 0.1}),
        ("plane-blobs", bayes_accuracy(4, 45) / 2, {}),  # half a turn maps the blobs on each other
    ],
)
def test_the_shift_head_tells_turns_as_well_as_symmetry_allows(name, best, settings):
    network = trained(name, steps=150, **settings)[-1].model
    x = as_tensor(benchmarks.get(name).id_test.x)
    told = [network.shift_logits(rotate(x, k)).argmax(1) == k for k in range(network.shifts)]
    assert torch.stack(told).float().mean().item() == pytest.approx(best, abs=0.06)


def skies(n: int, rng: np.random.Generator) -> np.ndarray:
    """Images that get darker from top to bottom, each in its colour: `(n, 3, 32, 32) uint8`.

    Mirrored they are the same, so each of their turns can be told.
    """
    shade = np.linspace(1, 0.2, 32)[:, None]
    image = rng.uniform(90, 255, (n, 3, 1, 1)) * shade + rng.normal(0, 4, (n, 3, 32, 32))
    return image.clip(0, 255).astype(np.uint8)


def test_every_turn_of_a_photograph_can_be_told():
    """Mirrored after the turn, half a turn's two neighbours would be one: .5 of each."""
    x, y = skies(256, np.random.default_rng(0)), np.arange(256) % 2
    world = replace(
        benchmarks.get("digits"),
        load_id=lambda split: Labelled(x, y),
        augment="photographs",
        shape=(3, 32, 32),
    )
    config = replace(METHODS["csi"].defaults(world), steps=60)
    network = list(csi.train(world, config, 0))[-1].model.eval()
    unseen = as_tensor(skies(200, np.random.default_rng(1)))
    for k in range(network.shifts):
        told = network.shift_logits(rotate(unseen, k)).argmax(1) == k
        assert told.float().mean() > 0.95


def test_without_shifts_it_is_simclr():
    """One view pair for each input, nothing to classify: csi and its contrastive part agree."""
    network = trained("plane-three", shifts="identity", steps=3)[-1].model.eval()
    world = benchmarks.get("plane-three")
    x, y = as_tensor(world.id_train.x[:6]), torch.from_numpy(world.id_train.y[:6])
    views = csi.two_views(x, 1, lambda v: v, lambda v: v)
    found = csi.losses(network, views, y, TEMPERATURE)
    z = network.projection(x)
    naive = naive_nt_xent(z, z, lambda i, j: abs(i - j) == len(x))
    assert found["contrastive"].item() == pytest.approx(naive, rel=1e-5)
    assert found["shift"].item() == 0
    projections, logits = network.shifted(x)
    assert projections.shape[:2] == (1, 6) and (logits == 0).all()
    arrays = {"projections": projections.detach().numpy(), "shift_logits": logits.detach().numpy()}
    evidence = all_compared({"id_train": arrays})
    both, con = (s().fit(evidence).score(evidence["id_train"]) for s in (Csi, CsiCon))
    assert np.array_equal(both, con)


def test_an_unknown_set_of_shifts_is_refused():
    with pytest.raises(UserError, match=r"'mirror'.*rotation, identity"):
        trained("plane-three", shifts="mirror")


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(UserError, match=r"'lars'.*adam, sgd"):
        trained("plane-three", optimizer="lars")


def test_half_of_the_resolution_is_for_wide_resnets_alone():
    digits, photographs = (benchmarks.get(name) for name in ("digits", "cifar10"))
    with pytest.raises(UserError, match="stride of CSI is 1, or 2 for a wide ResNet"):
        csi.build(digits, replace(METHODS["csi"].defaults(digits), stride=2))
    network = csi.build(photographs, replace(METHODS["csi"].defaults(photographs), stride=2))
    assert network.body.body[0].stride == (2, 2)
