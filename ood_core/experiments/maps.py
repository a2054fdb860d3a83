"""CSI on vectors, whose turns are random orthogonal maps: where these can be told, and where not.

    python -m ood_core.experiments.maps

writes `pretrained/lessons/maps.json`: of two worlds, over seeds of data, maps and network, how
often the shift head tells the map, and the AUROC of CSI's scores and of the baseline's MSP. In the
one, classes are Gaussians about centres of their own; in the other they are shells about the
origin, which every orthogonal map leaves as they are. It takes a minute.
"""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from tqdm import tqdm

from ood_core import methods, paths
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest
from ood_core.evaluation.forward import collect
from ood_core.evaluation.report import report, spread
from ood_core.experiments import command
from ood_core.experiments.places import MAPS
from ood_core.files import write_atomically
from ood_core.methods import Snapshot

NAME = MAPS
SECONDS = 60.0  # that it took
WIDTH, CLASSES, EACH = 16, 4, 250
SEEDS, STEPS = range(3), 150
SCORES = {"csi": ("csi", "csi_con", "csi_cls"), "baseline": ("msp",)}  # method -> its scores
Sampler = Callable[[np.random.Generator, int], np.ndarray]  # of a class, EACH vectors


def centred(rng: np.random.Generator, k: int, seed: int) -> np.ndarray:
    """Class k as a Gaussian about a centre of its own."""
    centre = np.random.default_rng((seed, k)).normal(0, 3, WIDTH)
    return centre + rng.normal(0, 1, (EACH, WIDTH))


def shells(rng: np.random.Generator, k: int, seed: int) -> np.ndarray:
    """Class k as a shell about the origin, the further out the larger k is."""
    x = rng.normal(size=(EACH, WIDTH))
    radius = 3 + 2 * k + rng.normal(0, 0.3, (EACH, 1))
    return x / np.linalg.norm(x, axis=1, keepdims=True) * radius


WORLDS = {"centred": centred, "shells": shells}


def world(name: str, seed: int) -> Benchmark:
    """Four classes of that kind, and two more as near OOD."""

    def drawn(classes: range, split: int) -> Labelled:
        rng, of = np.random.default_rng((seed, split)), WORLDS[name]
        x = [of(rng, k, seed).astype(np.float32) for k in classes]
        return Labelled(np.concatenate(x), np.repeat(np.arange(len(classes)), EACH))

    return Benchmark(
        name=f"maps-{name}",
        title="",
        about="",
        classes=tuple("ABCD"),
        shape=(WIDTH,),
        network="mlp",
        augment="jitter",
        load_id=lambda split: drawn(range(CLASSES), {"train": 0, "test": 1}[split]),
        load_outliers=lambda: np.empty((0, WIDTH), np.float32),
        outliers_about="",
        ood_tests={"others": OodTest("near", lambda: drawn(range(CLASSES, 6), 2).x, "")},
        shifts={},
    )


def measured(name: str, seed: int) -> dict[str, float]:
    """The share of maps that are told on ID test inputs, and each score's AUROC."""
    of, found = world(name, seed), {}
    for method, scores in SCORES.items():
        chosen = methods.get(method)
        settings = {"maps": seed} if method == "csi" else {}
        config = replace(chosen.defaults(of), steps=STEPS, snapshots=1, **settings)
        last: Snapshot
        *_, last = chosen.module.train(of, config, seed)
        told = report(collect(last.model, of), {"others": "near"}, scores[0], scores)
        if method == "csi":
            found["maps told"] = maps_told(last.model, of.id_test.x)
        found |= {score: told["ood"]["others"][score]["auroc"] for score in scores}
    return found


@torch.no_grad()
def maps_told(network: torch.nn.Module, x: np.ndarray) -> float:
    """How often the shift head's highest logit is that of the map that was applied."""
    network.eval()
    each = [
        (network.shift_logits(network.turn(torch.from_numpy(x), k)).argmax(dim=1) == k).float()
        for k in range(network.shifts)
    ]
    return float(torch.stack(each).mean())


def main() -> None:
    found = {}
    for name in WORLDS:
        rows = [measured(name, seed) for seed in tqdm(SEEDS, name, disable=None)]
        found[name] = {what: [row[what] for row in rows] for what in rows[0]}
        for what, values in found[name].items():
            of = spread(values)
            print(f"{name:<10}{what:<12}{of.mean:.3f} \u00b1 {of.sd:.3f}", flush=True)
    made_by = "python -m ood_core.experiments.maps"
    written = json.dumps({"command": made_by, "seeds": [*SEEDS], "found": found}, indent=1)
    write_atomically(paths.PRETRAINED / MAPS, (written + "\n").encode())


if __name__ == "__main__":
    command.run(main, __doc__)
