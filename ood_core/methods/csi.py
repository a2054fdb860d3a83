"""CSI: contrasting shifted instances (Tack, Mo, Jeong & Shin, NeurIPS 2020), without labels.

SimCLR, with one change: a *shifted* copy of an image (here: turned by a quarter turn) is another
instance, not another view, so an input's own rotations are pushed away from it. A linear head also
learns to tell which shift was applied. https://arxiv.org/abs/2007.08176, code: alinlab/CSI.

Vectors have no quarter turns. Theirs are K fixed random orthogonal maps, drawn by the setting
`maps`, as GOAD transforms data that are no pictures (Bergman & Hoshen, "Classification-Based
Anomaly Detection for General Data", ICLR 2020); quarter turns of the plane are such maps of D = 2.

Labels train only a linear probe on detached features ("online linear evaluation"), to show what
the features know. They never touch the features, the projections or the shift head.
"""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn, optim
from torch.nn import functional as F

from ood_core.augment import AUGMENTATIONS, BEFORE_SHIFT, Turn, rotate, turn_of
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Checkpoint, Snapshot
from ood_core.methods.config.csi import Config
from ood_core.methods.training import (
    Batches,
    NesterovSGD,
    RunningMeans,
    is_snapshot,
    resume,
    seeded_model,
)
from ood_core.networks import LARGE, as_tensor, build_classifier, device_for

__all__ = ["Config", "build", "train"]

SHIFTS = {"rotation": 4, "identity": 1}  # how many; S_k turns by 90 k degrees, see `turn_of`
OPTIMIZERS = {"adam": optim.Adam, "sgd": NesterovSGD}


class CsiNetwork(nn.Module):
    """A classifier's body with three heads: projection, shift and (detached) class probe.

    Ours, not the paper's: the two layer norms. The score takes a long projection for a sign of ID,
    but in a network this small noise has features up to twice as long as a digit's.
    """

    def __init__(self, body: nn.Module, projection: int, shifts: int, turn: Turn = rotate) -> None:
        super().__init__()
        self.shifts, self.turn = shifts, turn
        self.body = body
        width = body.head.in_features
        self.norm = nn.LayerNorm(width)
        self.projector = nn.Sequential(
            nn.Linear(width, width),
            nn.ReLU(),
            nn.LayerNorm(width, elementwise_affine=False),
            nn.Linear(width, projection, bias=False),
        )
        self.shift_head = nn.Linear(width, shifts)
        if shifts == 1:  # nothing to tell, so nothing is learned: the logit stays 0
            nn.init.zeros_(self.shift_head.weight)
            nn.init.zeros_(self.shift_head.bias)

    @property
    def head(self) -> nn.Linear:
        return self.body.head

    def features(self, x: Tensor) -> Tensor:  # (N, D)
        return self.norm(self.body.features(x))

    def forward(self, x: Tensor) -> Tensor:  # class logits (N, K)
        return self.head(self.features(x))

    def projection(self, x: Tensor) -> Tensor:  # z (N, P)
        return self.projector(self.features(x))

    def shift_logits(self, x: Tensor) -> Tensor:  # (N, K), on features, not on z
        return self.shift_head(self.features(x))

    def shifted(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What the scores need: `z(S_k x) (S, N, P)` and logit k of `S_k x (S, N)`."""
        features = [self.features(self.turn(x, k)) for k in range(self.shifts)]
        logits = [self.shift_head(f)[:, k] for k, f in enumerate(features)]
        return torch.stack([self.projector(f) for f in features]), torch.stack(logits)


def build(benchmark: Benchmark, config: Config) -> CsiNetwork:
    if config.shifts not in SHIFTS:
        raise UserError(
            "error.methods.unknown_shifts",
            "There is no set of shifts called {name!r}. Choose one of: {known}.",
            name=config.shifts,
            known=", ".join(SHIFTS),
        )
    if config.optimizer not in OPTIMIZERS:
        raise UserError(
            "error.methods.unknown_optimizer",
            "There is no optimizer called {name!r}. Choose one of: {known}.",
            name=config.optimizer,
            known=", ".join(OPTIMIZERS),
        )
    is_large = benchmark.network in LARGE
    if config.stride not in ((1, 2) if is_large else (1,)):
        raise UserError("error.methods.stride", "The stride of CSI is 1, or 2 for a wide ResNet.")
    options = {"stride": config.stride} if is_large else {}
    body = build_classifier(benchmark, config.precision, **options)
    turn = turn_of(benchmark.shape, config.maps)
    return CsiNetwork(body, config.projection, SHIFTS[config.shifts], turn)


def nt_xent(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    """NT-Xent over M instances of two views each `(M, P)`, `(M, P)` (CSI eq. 2, SimCLR eq. 1).

        mean_i -log( exp(cos(z_i, z_p(i)) / t) / sum_{j != i} exp(cos(z_i, z_j) / t) )

    p(i) is the other view of the same instance; the other 2M - 2 rows are negatives. In con-SI
    (eq. 4) an instance is one shifted copy of one input, so M = K * B.
    """
    z = F.normalize(torch.cat([first, second]), dim=1)  # (2M, P)
    logits = (z @ z.T / temperature).fill_diagonal_(-torch.inf)  # (2M, 2M), never itself
    partner = torch.arange(len(z), device=z.device).roll(len(first))
    return F.cross_entropy(logits, partner)


def shift_loss(logits: Tensor, shift: Tensor) -> Tensor:
    """cls-SI (eq. 5): cross entropy of `logits (N, K)` with the shift applied `(N,)`."""
    return F.cross_entropy(logits, shift)


def two_views(
    x: Tensor,
    shifts: int,
    before: Callable[[Tensor], Tensor],
    after: Callable[[Tensor], Tensor],
    turn: Turn = rotate,
) -> Tensor:
    """Two views of each of the K shifted copies of `x (B, ...)`: `(2*K*B, ...)`.

    In order of view, then shift, then input. As in the authors' code a view is mirrored first
    (`before`), then shifted, then varied (`after`).
    """
    shifted = [torch.cat([turn(v, k) for k in range(shifts)]) for v in (before(x), before(x))]
    return torch.cat([after(copies) for copies in shifted])


def losses(network: CsiNetwork, views: Tensor, y: Tensor, temperature: float) -> dict[str, Tensor]:
    """The three losses on one batch: `views` as of `two_views`, labels `y (B,)`."""
    shifts = range(network.shifts)
    features = network.features(views)  # (2*K*B, D)
    shift = torch.tensor(shifts, device=y.device).repeat_interleave(len(y)).repeat(2)  # (2*K*B,)
    of_copies = features.detach().unflatten(0, (2, len(shifts), len(y)))  # (2, K, B, D)
    upright = of_copies[:, 0].flatten(0, 1)  # (2*B, D), both views of S_0 x
    return {
        "contrastive": nt_xent(*network.projector(features).chunk(2), temperature),
        "shift": shift_loss(network.shift_head(features), shift),
        "probe": F.cross_entropy(network.head(upright), y.repeat(2)),
    }


def train(
    benchmark: Benchmark, config: Config, seed: int, saved: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Minimise contrastive + shift loss; the probe's loss is added, and reaches the probe only."""
    device = device_for(benchmark)
    network = seeded_model(build, benchmark, config, seed).to(device)
    x, y = map(torch.from_numpy, benchmark.contrasted)
    generator = torch.Generator().manual_seed(seed)
    before, after = (
        partial(found[benchmark.augment], generator=generator)
        for found in (BEFORE_SHIFT, AUGMENTATIONS)
    )
    order = Batches(len(x), config.batch, generator)
    optimizer = OPTIMIZERS[config.optimizer](
        network.parameters(), config.lr, weight_decay=config.weight_decay
    )
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, config.steps)
    parts = {"model": network, "optimizer": optimizer, "schedule": schedule, "order": order}
    means, done = RunningMeans(), resume(parts, saved)
    yield Snapshot(done, config.steps, "training", {}, network, parts)

    for step in range(done + 1, config.steps + 1):
        network.train()
        batch = next(order)
        inputs = as_tensor(x[batch]).to(device)
        views = two_views(inputs, network.shifts, before, after, network.turn)
        terms = losses(network, views, y[batch].to(device), config.temperature)
        loss = terms["contrastive"] + config.shift_weight * terms["shift"] + terms["probe"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        means.add(**terms)
        if is_snapshot(step, config.steps, config.snapshots):
            yield Snapshot(step, config.steps, "training", means.take(), network, parts)
