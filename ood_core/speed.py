"""How fast it is, as ratios within one run on one machine (imports torch).

Absolute numbers depend on the machine and on what else it does; what is compared takes turns, so
that both sides meet the same conditions, and the median turn counts.
"""

import time
from collections.abc import Callable, Iterator
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
from ood_core.files import Arrays
from ood_core.methods.training import Batches, sgd_with_cosine
from ood_core.networks import as_tensor, backbone, efficientnet_lite
from ood_core.networks.precision import has_bfloat16
from ood_core.networks.wide_resnet import WideResNet

SHAPE, CLASSES = (3, 32, 32), 10  # of CIFAR-10; the images are noise, which takes the same time
BATCH = 128
PHOTOGRAPHS = 32  # in a batch of the backbone
FITTED = 5000  # training inputs that the scores are fitted on; made up, since fitting is not timed


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _turns(sides: dict[str, Callable[[], Any]], turns: int) -> dict[str, float]:
    """Median seconds of each side over `turns` turns, after one that does not count."""
    taken = [{name: _timed(work) for name, work in sides.items()} for _ in range(turns + 1)][1:]
    return {name: median(turn[name] for turn in taken) for name in sides}


def _images(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, *SHAPE), dtype=np.uint8)


def train(steps: int) -> dict[str, float]:
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
    taken = _turns(stepping, steps) | _turns(loading, steps)
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


def features(turns: int) -> dict[str, float]:
    """Photographs a second through EfficientNet-Lite0, as it is and as we compute it.

    Ours: channels last, batch normalisation folded, bfloat16 where the processor has it.
    """
    plain = efficientnet_lite.pretrained().to(memory_format=torch.contiguous_format)
    ours = backbone.backbone(backbone.OURS, backbone.precision())
    x = torch.rand(PHOTOGRAPHS, 3, 224, 224, generator=torch.Generator().manual_seed(0))

    def work(compute: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[], torch.Tensor]:
        return torch.inference_mode()(lambda: compute(x))

    taken = _turns({"plain layout, float32": work(plain.body), "ours": work(ours.features)}, turns)
    return {name: PHOTOGRAPHS / seconds for name, seconds in taken.items()}


def score(n: int, turns: int) -> dict[str, float]:
    """Seconds for every score of `n` images: ours from one forward pass, pytorch-ood's one by one.

    ODIN, which needs gradients, stands apart: it is in neither.

    Raises:
        UserError: pytorch-ood is not installed.
    """
    network, images = WideResNet(SHAPE, CLASSES).eval(), _images(n)
    rng, width = np.random.default_rng(0), network.head.in_features
    train = {
        "logits": rng.normal(size=(FITTED, CLASSES)).astype(np.float32),
        "features": np.abs(rng.normal(size=(FITTED, width))).astype(np.float16),
        "labels": np.arange(FITTED) % CLASSES,
    }
    head = {name: value.detach().numpy() for name, value in network.head.named_parameters()}
    fitted = scores.fitted(Evidence({"id_train": train}, head))
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
            "all scores from it": lambda: [s.score(found["arrays"]) for s in fitted.values()],
            "pytorch-ood, one after the other": ask,
            "ODIN": lambda: odin(network, images),
        },
        turns,
    )
    return {"scores": len(fitted), **taken}


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
    }
