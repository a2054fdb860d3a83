"""The committed pictures' way through the networks, checked against the networks themselves."""

import numpy as np
import pytest
import torch

from ood_core import paths
from ood_core.experiments import passes, pretrained
from ood_core.experiments.places import PASSES
from ood_core.files import read_arrays
from ood_core.networks import as_tensor
from ood_core.runs.run import Run

METHODS = [name.partition("/")[2] for name in passes.RUNS]


@pytest.fixture(scope="module")
def kept():
    return read_arrays(paths.PRETRAINED / PASSES)


@pytest.mark.parametrize("method", METHODS)
def test_each_step_follows_from_the_one_before(kept, method):
    own = {n.partition("/")[2]: a for n, a in kept.items() if n.startswith(f"{method}/")}
    means = own["maps2"].astype(np.float64).mean(axis=(2, 3))
    assert np.abs(means - own["pooled"][:, own["channels2"]]).max() < 1e-3  # global average pooling
    if method != "csi":  # which has a layer norm between
        assert np.abs(own["pooled"] - own["features"]).max() < 1e-5
    by_hand = np.einsum("nd,kd->nk", own["features"], own["weight"]) + own["bias"]
    assert np.abs(by_hand - own["logits"]).max() < 1e-4
    on_id = Run.load(paths.PRETRAINED / "cifar10" / method).evidence["id_test"]["logits"]
    energies = [-np.log(np.exp(z.astype(np.float64)).sum(axis=1)) for z in (own["logits"], on_id)]
    shares = [(energies[1] < e).mean() for e in energies[0]]
    assert own["energy/id_percentile"] == pytest.approx(shares, abs=2e-4)
    assert own["energy/score"] == pytest.approx(energies[0], abs=1e-4)


@pytest.mark.parametrize("method", ["baseline", "csi"])
def test_the_numbers_are_the_networks_own(kept, method):
    model = Run.load(paths.PRETRAINED / "cifar10" / method).model()
    x = as_tensor(kept["x"])
    with torch.no_grad():
        logits = model(x).numpy()
        network = model.body if method == "csi" else model
        standard = (x - network.mean) / network.std
        last = network.body[:-2](standard).numpy()  # all but the average and the flattening
    assert np.abs(logits - kept[f"{method}/logits"]).max() < 1e-3
    channels = kept[f"{method}/channels2"]
    assert np.abs(last[:, channels] - kept[f"{method}/maps2"]).max() < 5e-3


def test_the_pictures_are_of_every_kind_and_one_is_the_other_turned(kept):
    assert dict(zip(kept["inputs"], kept["kinds"], strict=True)) == passes.INPUTS
    assert set(passes.INPUTS.values()) == {"id", "near", "far", "shift"}
    place = {name: i for i, name in enumerate(passes.INPUTS)}
    upright, turned = kept["x"][place["cat"]], kept["x"][place["turned"]]
    assert np.array_equal(np.rot90(upright, axes=(1, 2)), turned)


def test_the_file_is_listed_with_what_it_needs():
    result = pretrained.results()[PASSES]
    assert result.kind == "passes" and result.needs == passes.RUNS
