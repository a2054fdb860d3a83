"""Four pictures on their way through the committed networks of CIFAR-10.

    python -m ood_core.experiments.passes

writes `pretrained/lessons/passes.npz`, which the drawing of the network shows: of each network the
feature maps of some channels, their averages, the features, the last layer, the logits, and where
the scores lie among those of the ID test images. The pictures are scikit-image's, so no data set is
needed: a cat (ID), a person (CIFAR-100, the near test, has people), bricks (a texture: far), and
the cat turned (shifted).
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ood_core import images, paths
from ood_core.benchmarks import cifar10
from ood_core.benchmarks.samples import SAMPLES
from ood_core.benchmarks.shifts import IMAGE_SHIFTS
from ood_core.evaluation.forward import forward
from ood_core.evaluation.verdicts import verdicts
from ood_core.experiments import command
from ood_core.experiments.places import PASSES
from ood_core.files import Arrays, write_arrays
from ood_core.methods import METHODS
from ood_core.networks import as_tensor
from ood_core.networks.wide_resnet import WideResNet
from ood_core.runs.run import Run
from ood_core.scores.csi import Csi, compared
from ood_core.scores.logits import Energy, MaxSoftmax

NAME = PASSES
RUNS = tuple(f"cifar10/{method}" for method in METHODS)
SECONDS = 15.0  # that it takes, about
INPUTS = {"cat": "id", "person": "near", "bricks": "far", "turned": "shift"}  # name -> kind
CHANNELS = 6  # of each group of blocks that are kept
QUANTILES = (0.05, 0.5, 0.95)  # of the ID test images' scores


def inputs() -> np.ndarray:
    """The pictures as the networks see them, in the order of INPUTS: `(4, 3, 32, 32) uint8`."""
    files = {"cat": "cat", "person": "astronaut", "bricks": "brick"}
    seen = {n: images.decode(SAMPLES[f](), cifar10.SHAPE).pixels for n, f in files.items()}
    seen["turned"] = IMAGE_SHIFTS["rotate"].apply(seen["cat"][None])[0]
    return np.stack([seen[name] for name in INPUTS])


@torch.no_grad()
def maps(model: nn.Module, x: np.ndarray) -> list[torch.Tensor]:
    """What each of the three groups of blocks hands on, after batch norm and ReLU.

    The last one is what global average pooling averages. `(N, C, H, W)` each.
    """
    (network,) = (part for part in model.modules() if isinstance(part, WideResNet))
    body, found = network.body, []
    of_group = (len(body) - 5) // 3  # blocks; a convolution before, four layers behind
    norms = [body[1 + of_group].norm1, body[1 + 2 * of_group].norm1, body[-4]]
    hooks = [n.register_forward_hook(lambda _, __, out: found.append(out.clone())) for n in norms]
    network.features(as_tensor(x))
    for hook in hooks:
        hook.remove()
    return [F.relu(out) for out in found]


def passed(run: Run, x: np.ndarray) -> Arrays:
    """One network's arrays, see the head of this file."""
    model = run.model()
    groups = [group.numpy() for group in maps(model, x)]
    with torch.no_grad():
        features = model.features(as_tensor(x))
        head = {n: p.numpy() for n, p in model.head.named_parameters()}
        logits = model.head(features).numpy()
    features = features.numpy()
    added = features * head["weight"][logits.argmax(axis=1)]  # to the logit of the answer
    kept = [np.argsort(-group.std(axis=(0, 2, 3)))[:CHANNELS] for group in groups[:2]]
    kept.append(np.argsort(-added.mean(axis=0))[:CHANNELS])
    arrays = {"pooled": groups[2].mean(axis=(2, 3)), "features": features, "logits": logits, **head}
    arrays["counts"] = np.array([group.shape[1] for group in groups], np.int16)
    for i, (group, channels) in enumerate(zip(groups, kept, strict=True)):
        arrays[f"channels{i}"] = channels.astype(np.int16)
        arrays[f"maps{i}"] = group[:, channels].astype(np.float16)
    return arrays | _scores(run, model, x, logits)


def _scores(run: Run, model: nn.Module, x: np.ndarray, logits: np.ndarray) -> Arrays:
    """Each score, the share of ID test images that score lower, and their quantiles."""
    evidence = run.evidence
    scores, arrays, found = {"msp": MaxSoftmax(), "energy": Energy()}, {"logits": logits}, {}
    if "projections" in evidence["id_train"]:
        scores["csi"] = Csi().fit(evidence)
        seen = forward(model, x)
        arrays |= compared(seen, evidence["id_train"])
        found |= {"projection": seen["projections"][0].astype(np.float32)}
        with torch.no_grad():
            found["shift_logits"] = model.shift_logits(as_tensor(x)).numpy()
        found |= {name: arrays[name][0] for name in ("cosines", "lengths")}
    for name, score in scores.items():
        on_id = score.score(evidence["id_test"])
        told = verdicts(arrays, score, on_id)
        found[f"{name}/score"], found[f"{name}/id_percentile"] = told.score, told.id_percentile
        found[f"{name}/id"] = np.quantile(on_id, QUANTILES)
    return found


def main() -> None:
    x = inputs()
    arrays: dict[str, np.ndarray] = {"x": x, "inputs": np.array(list(INPUTS))}
    arrays["kinds"] = np.array(list(INPUTS.values()))
    for name in RUNS:
        run = Run.load(paths.PRETRAINED / name)
        arrays |= _named(run.method.name, passed(run, x))
    out = paths.PRETRAINED / NAME
    write_arrays(out, arrays)
    print(f"{out}: {out.stat().st_size / 1000:.0f} KB")


def _named(network: str, arrays: Mapping[str, np.ndarray]) -> Arrays:
    return {f"{network}/{name}": array for name, array in arrays.items()}


if __name__ == "__main__":
    command.run(main, __doc__)
