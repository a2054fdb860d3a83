"""Checkpoints of the authors, by their names and shapes, against their network said anew."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from ood_core import benchmarks, methods
from ood_core.benchmarks.benchmark import Labelled
from ood_core.errors import UserError
from ood_core.networks import build_classifier
from ood_core.runs import import_weights as authors
from ood_core.runs import record as record_module
from ood_core.runs.run import Run

WIDTHS, BLOCKS = (16, 32, 64, 128), 6  # WRN-40-2
MEAN = [x / 255 for x in (125.3, 123.0, 113.9)]
STD = [x / 255 for x in (63.0, 62.1, 66.7)]


def their_checkpoint(seed=0, classes=10) -> dict[str, torch.Tensor]:
    """Random weights under the names that WideResNet of CIFAR/models/wrn.py gives its tensors."""
    draw = torch.Generator().manual_seed(seed)
    found = {"conv1.weight": torch.randn(16, 3, 3, 3, generator=draw) * 0.2}

    def norm(name, n):
        found[f"{name}.weight"] = torch.rand(n, generator=draw) + 0.5
        found[f"{name}.bias"] = torch.randn(n, generator=draw) * 0.1
        found[f"{name}.running_mean"] = torch.randn(n, generator=draw) * 0.1
        found[f"{name}.running_var"] = torch.rand(n, generator=draw) + 0.5
        found[f"{name}.num_batches_tracked"] = torch.tensor(7)

    def conv(name, outputs, inputs, size):
        weight = torch.randn(outputs, inputs, size, size, generator=draw)
        found[f"{name}.weight"] = weight * (2 / (size * size * outputs)) ** 0.5

    for group in (1, 2, 3):
        for i in range(BLOCKS):
            inputs, outputs = WIDTHS[group - 1] if i == 0 else WIDTHS[group], WIDTHS[group]
            at = f"block{group}.layer.{i}"
            norm(f"{at}.bn1", inputs)
            conv(f"{at}.conv1", outputs, inputs, 3)
            norm(f"{at}.bn2", outputs)
            conv(f"{at}.conv2", outputs, outputs, 3)
            if inputs != outputs:
                conv(f"{at}.convShortcut", outputs, inputs, 1)
    norm("bn1", WIDTHS[3])
    found["fc.weight"] = torch.randn(classes, WIDTHS[3], generator=draw) * 0.1
    found["fc.bias"] = torch.randn(classes, generator=draw) * 0.1
    return found


def their_logits(w: dict[str, torch.Tensor], pixels: torch.Tensor) -> torch.Tensor:
    """Their forward pass in evaluation mode, of pixels in [0, 1], one layer after the other."""

    def active(x, name):
        scaled = (x - w[f"{name}.running_mean"].view(1, -1, 1, 1)) / torch.sqrt(
            w[f"{name}.running_var"].view(1, -1, 1, 1) + 1e-5
        )
        weight, bias = (w[f"{name}.{kind}"].view(1, -1, 1, 1) for kind in ("weight", "bias"))
        return torch.clamp(scaled * weight + bias, min=0)

    x = torch.stack([(pixels[:, c] - MEAN[c]) / STD[c] for c in range(3)], dim=1)
    x = F.conv2d(x, w["conv1.weight"], padding=1)
    for group in (1, 2, 3):
        for i in range(BLOCKS):
            at, stride = f"block{group}.layer.{i}", 2 if group > 1 and i == 0 else 1
            first = active(x, f"{at}.bn1")
            out = F.conv2d(first, w[f"{at}.conv1.weight"], stride=stride, padding=1)
            out = F.conv2d(active(out, f"{at}.bn2"), w[f"{at}.conv2.weight"], padding=1)
            if f"{at}.convShortcut.weight" in w:
                x = F.conv2d(first, w[f"{at}.convShortcut.weight"], stride=stride)
            x = x + out
    x = active(x, "bn1").mean(dim=(2, 3))
    return x @ w["fc.weight"].T + w["fc.bias"]


WORLD = benchmarks.get("cifar10@wrn-40-2")


@pytest.mark.parametrize("counted", [True, False])
def test_their_weights_give_their_logits(tmp_path, counted):
    theirs = their_checkpoint()
    stored = {k: t for k, t in theirs.items() if counted or not k.endswith("num_batches_tracked")}
    torch.save(stored, tmp_path / "a.pt")
    model = build_classifier(WORLD, "float32")
    model.load_state_dict(authors.read(tmp_path / "a.pt", model, BLOCKS))
    x = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        ours, expected = model.eval()(x), their_logits(theirs, x)
    assert torch.allclose(ours, expected, rtol=1e-4, atol=1e-4 * expected.abs().max())


def without(key):
    return lambda state: {k: t for k, t in state.items() if k != key}


@pytest.mark.parametrize(
    "change",
    [
        without("fc.bias"),
        without("block2.layer.0.convShortcut.weight"),
        lambda state: state | {"more.weight": torch.zeros(1)},
        lambda state: state | {"conv1.weight": torch.zeros(16, 1, 3, 3)},
        lambda state: their_checkpoint(classes=100),
        lambda state: list(state.values()),
        lambda state: {"state_dict": state},
    ],
)
def test_other_tensors_are_one_sentence(tmp_path, change):
    torch.save(change(their_checkpoint()), tmp_path / "a.pt")
    with pytest.raises(UserError, match="does not hold this network's tensors: look at"):
        authors.read(tmp_path / "a.pt", build_classifier(WORLD, "float32"), BLOCKS)


class Hostile:
    def __reduce__(self):
        return (print, ("ran",))


def test_a_file_that_runs_code_is_refused(tmp_path, capsys):
    torch.save({"conv1.weight": Hostile()}, tmp_path / "torch.pt")
    (tmp_path / "pickle.pt").write_bytes(pickle.dumps(Hostile()))
    (tmp_path / "none.pt").write_bytes(b"no checkpoint")
    model = build_classifier(WORLD, "float32")
    for name in ("torch.pt", "pickle.pt", "none.pt", "missing.pt"):
        with pytest.raises(UserError, match="no checkpoint of tensors alone"):
            authors.read(tmp_path / name, model, BLOCKS)
    assert "ran" not in capsys.readouterr().out


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    torch.save(their_checkpoint() | {"fc.bias": torch.full((10,), float("nan"))}, tmp_path / "a.pt")
    with pytest.raises(UserError, match="not finite"):
        authors.read(tmp_path / "a.pt", build_classifier(WORLD, "float32"), BLOCKS)


@pytest.fixture
def small(monkeypatch):
    """The world with a few images, so that the whole way can be gone."""
    rng = np.random.default_rng(0)

    def images(n):
        return rng.integers(0, 256, (n, 3, 32, 32), dtype=np.uint8)

    far = next(iter(WORLD.ood_tests.values()))
    world = replace(
        WORLD,
        load_id=lambda split: Labelled(images(60), np.arange(60) % 10),
        load_outliers=lambda: images(5),
        ood_tests={"far": replace(far, load=lambda: images(12))},
        shifts={},
        train_count=None,
    )
    real = benchmarks.get
    monkeypatch.setattr(benchmarks, "get", lambda n: world if n == world.name else real(n))
    return world


def test_a_checkpoint_becomes_a_run_that_is_measured_here(small, tmp_path):
    torch.save(their_checkpoint(), tmp_path / "cifar10_wrn_s1_energy_ft_epoch_9.pt")
    method = methods.get("energy")
    record_module.import_weights(
        tmp_path / "cifar10_wrn_s1_energy_ft_epoch_9.pt", small, method, tmp_path / "run"
    )
    run = Run.load(tmp_path / "run")
    assert run.card["imported"] == "cifar10_wrn_s1_energy_ft_epoch_9.pt"
    logits = run.evidence["id_test"]["logits"]
    expected = their_logits(their_checkpoint(), torch.from_numpy(small.id_test.x).float() / 255)
    assert np.abs(logits - expected.numpy()).max() < 0.02 * expected.abs().max()  # half precision
    with pytest.raises(UserError, match="exists already"):
        record_module.import_weights(
            tmp_path / "cifar10_wrn_s1_energy_ft_epoch_9.pt", small, method, tmp_path / "run"
        )


@pytest.mark.parametrize(
    ("world", "method"), [("cifar10", "energy"), ("cifar10@wrn-40-2", "csi"), ("digits", "energy")]
)
def test_only_the_papers_network_and_methods_can_be_imported(tmp_path, world, method):
    with pytest.raises(UserError, match="Published checkpoints are WRN-40-2, of: baseline"):
        record_module.import_weights(
            tmp_path / "a.pt", benchmarks.get(world), methods.get(method), tmp_path / "run"
        )


def test_the_papers_network_is_chosen_by_the_benchmarks_name():
    assert (WORLD.network, WORLD.world, WORLD.name) == ("wrn-40-2", "cifar10", "cifar10@wrn-40-2")
    assert WORLD.unexposed == WORLD.name and benchmarks.get("digits+noise").unexposed == "digits"
    for method in methods.METHODS.values():
        assert method.defaults(WORLD)
    with pytest.raises(UserError, match="no other network called 'wrn-40-2'"):
        benchmarks.get("digits@wrn-40-2")


def test_dropout_is_drawn_in_training_alone():
    model = build_classifier(WORLD, "float32")
    x = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert not torch.equal(model.train()(x), model(x))
        assert torch.equal(model.eval()(x), model(x))
