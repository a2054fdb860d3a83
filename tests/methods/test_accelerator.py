"""Training on an accelerator; torch's `meta` stands in for it, whose tensors have no values.

An operation on tensors of two devices raises there as it does on an accelerator.
"""

from dataclasses import replace

import pytest
import torch
from torch import optim

from ood_core import benchmarks, methods, networks
from ood_core.methods import confident_gan
from ood_core.methods.training import RunningMeans
from ood_core.networks import device_for
from tests.methods.test_every_method import short

META = torch.device("meta")


@pytest.fixture
def accelerated(monkeypatch):
    """A machine with an accelerator; the devices of the loss terms, as they are summed."""
    monkeypatch.setattr(networks, "accelerator", lambda: META)
    begin = optim.Adam.__init__

    def unfused(self, *given, fused=False, **more):  # its fused form knows no `meta`
        begin(self, *given, **more)

    def add(self, **terms):  # numbers cannot be asked for
        devices.update(term.device for term in terms.values())

    devices = set()
    monkeypatch.setattr(optim.Adam, "__init__", unfused)
    monkeypatch.setattr(RunningMeans, "add", add)
    monkeypatch.setattr(RunningMeans, "take", lambda self: {})
    return devices


def without_samples(step, game, parts, losses):
    return methods.Snapshot(step, game.config.steps, "training", {}, game.model, parts)


@pytest.mark.parametrize("name", methods.METHODS)
def test_every_step_of_every_method_stays_on_the_accelerator(name, accelerated, monkeypatch):
    world = replace(benchmarks.get("digits"), network=networks.LARGE[0])
    module, config = short(name, world)
    if hasattr(config, "base"):
        config = replace(config, base="")  # fine-tuning begins with a classifier of its own
    if name == "energy":  # its margins are means, and so numbers
        monkeypatch.setattr(module, "suggest_margins", lambda model, world: (-5.0, -1.0))
    monkeypatch.setattr(confident_gan, "_snapshot", without_samples)
    looks = list(module.train(world, config, seed=0))
    assert {p.device for p in looks[-1].model.parameters()} == {META}
    assert accelerated == {META}


def test_small_networks_stay_on_the_cpu(accelerated):
    assert device_for(replace(benchmarks.get("digits"), network=networks.LARGE[0])) == META
    assert device_for(benchmarks.get("digits")) == torch.device("cpu")
