"""How fast it is, as ratios within one run on one machine (imports torch).

Absolute numbers depend on the machine and on what else it does; what is compared takes turns, so
that both sides meet the same conditions, and the median turn counts.
"""

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ood_core import scores
from ood_core.augment import crop_and_flip
from ood_core.errors import UserError
from ood_core.evaluation.forward import CHUNK, forward
from ood_core.evaluation.odin import odin
from ood_core.evidence import Evidence
from ood_core.features import by_core
from ood_core.files import Arrays
from ood_core.methods.training import Batches, sgd_with_cosine
from ood_core.networks import as_tensor, backbone, efficientnet_lite
from ood_core.networks.precision import has_bfloat16
from ood_core.networks.wide_resnet import WideResNet

SHAPE, CLASSES = (3, 32, 32), 10  # of CIFAR-10; the images are noise, which takes the same time
BATCH = 128
PHOTOGRAPHS = 32  # in a batch of the backbone
FITTED = 5000  # training inputs that the scores are fitted on; made up, since fitting is not timed


# goes through what is to be done, and shows how far it is
Watched = Callable[[Collection[str]], Iterable[str]]


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _turns(sides: dict[str, Callable[[], Any]], turns: int, watched: Watched) -> dict[str, float]:
    """Median seconds of each side over `turns` turns, after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for name in watched([name for _ in range(turns + 1) for name in sides]):
        taken[name].append(_timed(sides[name]))
    return {name: median(seconds[1:]) for name, seconds in taken.items()}


def _images(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, *SHAPE), dtype=np.uint8)


def train(steps: int, watched: Watched = iter) -> dict[str, float]:
    """Images a second of a training step on a WRN-16-2, and of loading alone.

    Ours (one uint8 tensor, a batch augmented at once, bfloat16 where the processor has it), ours in
    float32, and a DataLoader of PIL images with torchvision's transforms, in float32.
    """
    images, labels = torch.from_numpy(_images(10_000)), torch.arange(10_000) % CLASSES
    sides = {
        "ours": (_ours(images, labels), has_bfloat16("cpu")),
        "ours, float32": (_ours(images, labels), False),
        "DataLoader, float32": (_data_loader(images, labels), False),
    }
    network = WideResNet(SHAPE, CLASSES).train()
    optimizer, _ = sgd_with_cosine(network, 0.1, steps)

    def step(loaded: Iterator, half: bool) -> None:
        x, y = next(loaded)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            logits = network.head(network.body(2 * x - 1))
        optimizer.zero_grad()
        F.cross_entropy(logits.float(), y).backward()
        optimizer.step()

    stepping = {name: lambda side=side: step(*side) for name, side in sides.items()}
    loading = {f"{n}, loading": lambda it=it: next(it) for n, (it, _) in sides.items()}
    del loading["ours, float32, loading"]  # the same as ours
    taken = _turns(stepping, steps, watched) | _turns(loading, steps, watched)
    return {name: BATCH / seconds for name, seconds in taken.items()}


def _ours(images: torch.Tensor, labels: torch.Tensor) -> Iterator:
    generator = torch.Generator().manual_seed(0)
    order = Batches(len(images), BATCH, generator)
    while True:
        rows = next(order)
        yield crop_and_flip(as_tensor(images[rows]), generator), labels[rows]


def _data_loader(images: torch.Tensor, labels: torch.Tensor) -> Iterator:
    from torchvision import transforms

    change = transforms.Compose(
        [
            transforms.ToPILImage(),
            transforms.RandomCrop(32, padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
        ]
    )
    pairs = torch.utils.data.StackDataset(images, labels)

    def collate(batch: list) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.stack([change(x) for x, _ in batch]), torch.stack([y for _, y in batch])

    loader = torch.utils.data.DataLoader(pairs, BATCH, shuffle=True, collate_fn=collate)
    while True:
        yield from loader


def features(turns: int, watched: Watched = iter) -> dict[str, float]:
    """Photographs a second through EfficientNet-Lite0, as it is and as we compute it.

    Ours: channels last, batch normalisation folded, bfloat16 where the processor has it, a few at
    a time on each core.
    """
    plain = efficientnet_lite.pretrained().to(memory_format=torch.contiguous_format)
    ours = backbone.backbone(backbone.OURS, backbone.precision())
    x = torch.rand(PHOTOGRAPHS, 3, 224, 224, generator=torch.Generator().manual_seed(0))

    sides = {
        "plain layout, float32": torch.inference_mode()(lambda: plain.body(x)),
        "ours": lambda: by_core(ours.features, x),
    }
    taken = _turns(sides, turns, watched)
    return {name: PHOTOGRAPHS / seconds for name, seconds in taken.items()}


def score(n: int, turns: int, watched: Watched = iter) -> dict[str, float]:
    """Seconds for every score of `n` images: ours from one forward pass, pytorch-ood's one by one.

    ODIN, which needs gradients, stands apart: it is in neither.

    Raises:
        UserError: pytorch-ood is not installed.
    """
    network, images = WideResNet(SHAPE, CLASSES).eval(), _images(n)
    rng, labels = np.random.default_rng(0), np.arange(FITTED) % CLASSES
    head = {name: value.detach().numpy() for name, value in network.head.named_parameters()}
    of_class = np.maximum(head["weight"][labels], 0)  # most are classified so: SHE needs it
    train = {
        "logits": rng.normal(size=(FITTED, CLASSES)).astype(np.float32),
        "features": (np.abs(rng.normal(size=of_class.shape)) + 10 * of_class).astype(np.float16),
        "labels": labels,
    }
    fitted = scores.fits(Evidence({"id_train": train}, head)).fitted
    detectors = _detectors(network, train)
    if missing := set(fitted) ^ set(detectors):
        raise AssertionError(f"not on both sides: {missing}")
    found: dict[str, Arrays] = {}

    def look() -> None:
        found["arrays"] = forward(network, images)

    @torch.no_grad()
    def ask() -> None:
        for detector in detectors.values():
            for part in torch.from_numpy(images).split(CHUNK):
                detector.predict(as_tensor(part))

    taken = _turns(
        {
            "forward pass": look,
            "all scores from it": lambda: scores.scored(fitted, found["arrays"]),
            "pytorch-ood, one after the other": ask,
            "ODIN": lambda: odin(network, images),
        },
        turns,
        watched,
    )
    return {"scores": len(fitted), **taken}


@dataclass(frozen=True)
class Scale:
    """How much there is to score, and to be fitted on."""

    inputs: int
    training: int
    width: int
    classes: int


IMAGENET = Scale(50_000, 100_000, 2048, 1000)
SLICE = Scale(256, 5000, 2048, 1000)  # of which pytorch-ood is asked


class _Head(nn.Module):
    """A network whose inputs are features already."""

    def __init__(self, head: Arrays):
        super().__init__()
        self.head = nn.Linear(*head["weight"].shape[::-1])
        self.head.load_state_dict({name: torch.from_numpy(array) for name, array in head.items()})

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(x)


def at_scale(
    scale: Scale = IMAGENET, part: Scale = SLICE, watched: Watched = iter
) -> dict[str, float]:
    """Seconds for all scores of made-up features and logits, fits and all, without a network.

    Returns:
        `fit` and `score` in seconds, on all; `ours` and `pytorch-ood`, fit and score together, on
        the `part`; `scores`, how many; `peak`, the most memory the process has had before
        pytorch-ood came, in bytes (not told on Windows).

    Raises:
        UserError: pytorch-ood is not installed.
    """
    evidence, small = _made_up(scale), _made_up(part)
    fitted: dict[str, scores.Score] = {}
    memory: list[int] = []

    def ours(of: Evidence) -> None:
        scores.scored(scores.fits(of).fitted, of["id_test"])

    @torch.no_grad()
    def theirs() -> None:
        detectors = _detectors(_Head(small.head), small["id_train"])
        x = torch.from_numpy(small["id_test"]["features"]).float()
        for detector in detectors.values():
            for rows in x.split(64):  # DICE takes N K D numbers
                detector.predict(rows)

    work = {
        "fit": lambda: fitted.update(scores.fits(evidence).fitted),
        "score": lambda: scores.scored(fitted, evidence["id_test"]),
        "ours": lambda: (memory.append(_peak()), ours(small)),
        "pytorch-ood": theirs,
    }
    taken = {name: _timed(work[name]) for name in watched(list(work))}
    return taken | {"scores": len(fitted), "peak": memory[0]}


def _made_up(scale: Scale) -> Evidence:
    """Features around a centre for each class, and logits that tell most classes."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(scale.classes, scale.width)).astype(np.float32)
    head = {"weight": centres / scale.width**0.5, "bias": np.zeros(scale.classes, np.float32)}

    def population(n: int) -> Arrays:
        labels = np.arange(n) % scale.classes
        features = np.empty((n, scale.width), np.float16)
        for rows in np.array_split(np.arange(n), max(1, n // 2000)):
            noise = rng.standard_normal((len(rows), scale.width), dtype=np.float32)
            features[rows] = np.maximum(centres[labels[rows]] + noise, 0)
        logits = np.concatenate(
            [f.astype(np.float32) @ head["weight"].T for f in np.array_split(features, 20)]
        )
        return {"features": features, "logits": logits, "labels": labels}

    return Evidence(
        {"id_train": population(scale.training), "id_test": population(scale.inputs)}, head
    )


def _peak() -> int:
    """The most memory this process has had so far, in bytes."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _detectors(network: nn.Module, train: Arrays) -> dict[str, Any]:
    """pytorch-ood's detectors by our names, fitted on the same features."""
    try:
        from pytorch_ood import detector as d
    except ImportError as error:
        raise UserError(
            "error.cli.no_pytorch_ood",
            "The comparison needs pytorch-ood: pip install -r tests/requirements.txt",
        ) from error
    features = torch.from_numpy(train["features"]).float()
    labels, head = torch.from_numpy(train["labels"]), network.head

    def maps(x: torch.Tensor) -> torch.Tensor:
        return network.features(x)[:, :, None, None]

    def on_maps(x: torch.Tensor) -> torch.Tensor:
        return head(x.flatten(1))

    vim = d.ViM(network.features, features.shape[1] // 2, head.weight, head.bias)
    react = d.ReAct(maps, on_maps, percentile=0.9)
    return {
        "msp": d.MaxSoftmax(network),
        "max_logit": d.MaxLogit(network),
        "energy": d.EnergyBased(network),
        "entropy": d.Entropy(network),
        "gen": d.GEN(network),
        "mahalanobis": d.Mahalanobis(network.features).fit_features(features, labels),
        "relative_mahalanobis": d.RMD(network.features).fit_features(features, labels),
        "knn": d.KNN(network.features, k=50, normalize=True).fit_features(features, labels),
        "vim": vim.fit_features(features, labels),
        "react": react.fit_feature_maps(features[:, :, None, None], labels),
        "ash": d.ASH(maps, on_maps),
        "ash_b": d.ASH(maps, on_maps, variant="ash-b"),
        "scale": d.SCALE(maps, on_maps, percentile=0.85),
        "dice": d.DICE(network.features, head.weight, head.bias, p=0.9).fit_features(
            features, labels
        ),
        "gradnorm": d.GradNorm(network, lambda name: name == "head.weight"),
        "she": d.SHE(network.features, head).fit_features(features, labels),
        "fdbd": d.fDBD(network.features, head).fit_features(features, labels),
        "nci": d.NCI(network.features, head, alpha=0.0001).fit_features(features, labels),
        "nnguide": d.NNGuide(network.features, head, k=10).fit_features(features, labels),
        "msp_t": d.MaxSoftmax(network, t=1000),
        "kl_matching": d.KLMatching(network).fit_logits(torch.from_numpy(train["logits"])),
    }
