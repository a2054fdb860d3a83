"""Confident classifier with a boundary GAN.

Lee, Lee, Lee & Shin, "Training Confidence-Calibrated Classifiers for Detecting Out-of-Distribution
Samples", ICLR 2018; code: github.com/alinlab/Confident_classifier. Score: MSP.

The paper's: the three losses, updated in turn (D, G, classifier), all from scratch; u is uniform.
    classifier     CE(x, y) + beta * KL(u || p(y | G(z)))
    discriminator  -log D(x) - log(1 - D(G(z)))
    generator      -log D(G(z)) + beta * KL(u || p(y | G(z)))
The paper also spreads the samples by a pull-away term (`pull_away`); its released code does not.

Ours, because the losses alone leave the generator on the data (plane-blobs, 3 seeds: 3% of the
samples in a ring of 2.45 to 6 sigma around the classes; all of what follows: 78 to 81%): the
gradient penalty R1 on the discriminator, a KL weight of the generator's own, and in place of
pull-away another estimate of the entropy, `repulsion`. Without the KL in the generator's loss it
is 54 to 56%, and the classifier is less sure of the data. An ordinary GAN (first generator term
only) trains beside it from the same start on the same batches and latents: their samples differ
by the loss alone.
"""

import math
from collections.abc import Callable, Iterator
from copy import deepcopy

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim

from ood_core.augment import classifier_augmentation
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Checkpoint, Part, Snapshot
from ood_core.methods.config.confident_gan import Config
from ood_core.methods.training import Batches, RunningMeans, is_snapshot, resume, seeded_model
from ood_core.networks import as_tensor, device_for
from ood_core.networks.gan import ConfidentGan, VectorGenerator, build_discriminator

__all__ = ["Config", "build", "train"]

NEIGHBOUR = 3  # the one that `repulsion` measures the distance to
BETAS = 0.0, 0.99  # of both GANs' Adam (the authors: .5, .999): the other network moves, too
POINTS, IMAGES = 400, 36  # samples of each generator in a frame; a montage is six by six
MONITORED = "kl"  # KL(u || p) of the proposed samples in nats, before any weight


def confidence_loss(logits: Tensor) -> Tensor:
    """Mean of `KL(u || p) = -mean_k log p_k - ln K`; logits `(N, K)`. Paper, equation 1."""
    return -F.log_softmax(logits, dim=1).mean() - math.log(logits.shape[1])


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """`-log D(x) - log(1 - D(G(z)))` from log odds `(N,)` each. Paper, equation 2."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """`-log D(G(z))` from log odds `(N,)`: the non-saturating form of the authors' code."""
    return F.softplus(-fake).mean()


def r1_penalty(real: Tensor, x: Tensor) -> Tensor:
    """`1/2 |grad_x log odds|^2` at real inputs x `(N, ...)` (needs grad), log odds `(N,)`.

    Mescheder, Geiger & Nowozin, ICML 2018, equation 9. It keeps D from becoming a cliff at the
    edge of the data: samples that stand off still feel where the data is.
    """
    (gradient,) = torch.autograd.grad(real.sum(), x, create_graph=True)
    return gradient.square().flatten(1).sum(1).mean() / 2


def pull_away(samples: Tensor) -> Tensor:
    """Mean squared cosine of different samples `(N, ...)`, the paper's term against collapse.

    N is at least 2: one sample has no other.
    """
    unit = F.normalize(samples.flatten(1), dim=1)
    n = len(unit)
    return ((unit @ unit.T).square().sum() - n) / (n * (n - 1))


def repulsion(samples: Tensor, k: int = NEIGHBOUR) -> Tensor:
    """Minus the mean log distance to the k-th nearest other sample; samples `(N, ...)`, N > k.

    Up to constants and the factor d, minus the entropy estimate of Kozachenko & Leonenko (1987).
    """
    points = samples.flatten(1)
    exact = "donot_use_mm_for_euclid_dist"  # else a sample may be .005 away from itself
    nearest = (
        torch.cdist(points, points, compute_mode=exact).topk(k + 1, largest=False).values
    )  # first: itself
    return -nearest[:, k].clamp_min(1e-6).log().mean()


def upright(x: Tensor) -> Tensor:
    """Of features `(N, 4, D)` those at which the networks here look `(N, 1, D)`; else x.

    Generated features are the same for all turns, so that without the others the gradients of
    `repulsion` and `pull_away` stay: cosines do, and distances are halved.
    """
    return x[:, :1] if x.ndim == 3 else x


def check_batch(config: Config, is_image: bool) -> None:
    """Raises UserError where a batch holds fewer samples than a term of the loss compares."""
    least = {
        "repulsion": (NEIGHBOUR + 1) * (config.repulsion > 0),
        "pull_away": 2 * (config.pull_away > 0),
    }
    for key, needed in least.items():
        if config.batch < needed:
            raise UserError(
                "error.methods.small_batch",
                "{setting} compares samples of one batch and needs batch at least {needed}, not "
                "{batch}. Set a larger batch, or {setting} to 0.",
                setting=key,
                needed=needed,
                batch=config.batch,
            )
    if is_image and config.batch < 2:
        raise UserError(
            "error.methods.batch_norm",
            "The generator of images normalises over a batch (BatchNorm), so batch is at least 2.",
        )


def build(benchmark: Benchmark, config: Config) -> ConfidentGan:
    return ConfidentGan(benchmark, config.latent, config.precision)


def weighted(weight: float, term: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
    """`weight * term(*inputs)`; at weight 0 nothing is computed, for 0 times NaN would be NaN."""
    return weight * term(*inputs) if weight else torch.zeros((), device=inputs[0].device)


class Adam(optim.Adam):
    """Adam at full rate for half of the steps, then falling linearly to 0."""

    def __init__(self, module: nn.Module, lr: float, steps: int, betas=(0.9, 0.999)):
        super().__init__(module.parameters(), lr, betas, fused=True)
        self.schedule = optim.lr_scheduler.LambdaLR(self, lambda t: min(1, 2 * (1 - t / steps)))

    def descend(self, loss: Tensor) -> None:
        """One step on these parameters; the other networks' gradients are not computed."""
        self.zero_grad()
        loss.backward(inputs=self.param_groups[0]["params"])
        self.step()
        self.schedule.step()


class Game:
    """The networks, and the three updates of a step; each returns its terms as they are summed.

    Generators, discriminators and fakes are pairs: proposed, ordinary. A term whose weight is 0
    is not computed. Raises UserError where the batch is too small for the terms that are.
    """

    def __init__(self, benchmark: Benchmark, config: Config, seed: int):
        check_batch(config, benchmark.is_image)
        self.config = config
        self.device = device_for(benchmark)
        self.model = seeded_model(build, benchmark, config, seed).to(self.device)
        first = seeded_model(lambda b, _: build_discriminator(b.shape), benchmark, config, seed + 1)
        self.discriminators = nn.ModuleList([first, deepcopy(first)]).to(self.device)
        self.generators = nn.ModuleList([self.model.generator, self.model.ordinary_generator])
        self.d_optimizer = Adam(self.discriminators, config.lr, config.steps, BETAS)
        self.g_optimizer = Adam(self.generators, config.lr, config.steps, BETAS)
        self.c_optimizer = Adam(self.model.classifier, config.classifier_lr, config.steps)

    @property
    def parts(self) -> dict[str, Part]:
        optimizers = {"d": self.d_optimizer, "g": self.g_optimizer, "c": self.c_optimizer}
        schedules = {f"{name}_schedule": o.schedule for name, o in optimizers.items()}
        return {"model": self.model, "discriminators": self.discriminators} | optimizers | schedules

    def discriminate(self, x: Tensor, fakes: list[Tensor]) -> dict[str, Tensor]:
        x, losses, penalty = x.clone().requires_grad_(), [], 0.0
        for discriminator, fake in zip(self.discriminators, fakes, strict=True):
            real, made = discriminator(torch.cat([x, fake.detach()])).chunk(2)
            losses.append(discriminator_loss(real, made))
            penalty = penalty + weighted(self.config.r1, r1_penalty, real, x)
        self.d_optimizer.descend(sum(losses) + penalty)
        return {"discriminator": losses[0], "ordinary_discriminator": losses[1]}

    def generate(self, fakes: list[Tensor]) -> dict[str, Tensor]:
        self.model.classifier.eval()  # a batch of fakes alone has other statistics (BatchNorm)
        proposed, ordinary = (
            generator_loss(d(v)) for d, v in zip(self.discriminators, fakes, strict=True)
        )
        kl = confidence_loss(self.model(fakes[0]))
        terms = {
            "adversarial": proposed,
            "generator_kl": self.config.generator_beta * kl,
            "repulsion": weighted(self.config.repulsion, repulsion, fakes[0]),
            "pull_away": weighted(self.config.pull_away, pull_away, fakes[0]),
            "ordinary_adversarial": ordinary,
        }
        self.g_optimizer.descend(sum(terms.values()))
        return terms | {MONITORED: kl}

    def gradients(self, samples: Tensor) -> dict[str, Tensor]:
        """Of both terms of the proposed generator's loss at its samples: two of their shape.

        A step moves each sample against the sum of its two, weighted as they are in the loss.
        """
        self.model.eval()
        v = samples.clone().requires_grad_()
        terms = {
            "adversarial": generator_loss(self.discriminators[0](v)),
            "generator_kl": self.config.generator_beta * confidence_loss(self.model(v)),
        }  # means over samples, none of which touches another
        return {n: len(v) * torch.autograd.grad(term, v)[0] for n, term in terms.items()}

    def classify(self, x: Tensor, y: Tensor, fake: Tensor) -> dict[str, Tensor]:
        self.model.classifier.train()
        logits = self.model(torch.cat([x, fake.detach()]))  # one batch, as in Outlier Exposure
        terms = {
            "cross_entropy": F.cross_entropy(logits[: len(x)], y),
            "classifier_kl": weighted(self.config.beta, confidence_loss, logits[len(x) :]),
        }
        self.c_optimizer.descend(sum(terms.values()))
        return terms


def train(
    benchmark: Benchmark, config: Config, seed: int, saved: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Each step updates the discriminators, then the generators, then the classifier."""
    game = Game(benchmark, config, seed)
    x, y = map(torch.from_numpy, benchmark.id_train)
    generator = torch.Generator().manual_seed(seed)
    augment = classifier_augmentation(benchmark)
    order, means = Batches(len(x), config.batch, generator), RunningMeans()
    parts = game.parts | {"order": order}
    done = resume(parts, saved)
    yield _snapshot(done, game, parts, {})

    for step in range(done + 1, config.steps + 1):
        game.model.train()
        batch = next(order)
        real, labels = as_tensor(upright(x[batch])), y[batch].to(game.device)
        z = torch.randn(config.batch, config.latent, generator=generator).to(game.device)
        fakes = [upright(network(z)) for network in game.generators]
        found = game.discriminate(real.to(game.device), fakes) | game.generate(fakes)
        found |= game.classify(augment(real, generator).to(game.device), labels, fakes[0])
        means.add(**found)
        if is_snapshot(step, config.steps, config.snapshots):
            yield _snapshot(step, game, parts, means.take())


def _snapshot(step: int, game: Game, parts: dict[str, Part], losses: dict[str, float]) -> Snapshot:
    """With samples of both generators, from the same latents in every snapshot."""
    monitored = {MONITORED: losses.pop(MONITORED)} if losses else {}
    count = POINTS if isinstance(game.generators[0], VectorGenerator) else IMAGES
    samples = {
        name: game.model.sample(count, torch.Generator().manual_seed(0), plain)
        for name, plain in (("proposed", False), ("ordinary", True))
    }
    return Snapshot(
        step,
        game.config.steps,
        "training",
        losses,
        game.model,
        parts,
        as_arrays(samples),
        as_arrays(game.gradients(samples["proposed"])),
        game.discriminators[0],
        monitored,
    )


def as_arrays(found: dict[str, Tensor]) -> dict[str, np.ndarray]:
    return {name: tensor.cpu().numpy() for name, tensor in found.items()}
