"""The confident classifier of CIFAR-10 without its GAN: an ablation.

    python -m ood_core.experiments.baseline_twin

trains the classifier of `pretrained/cifar10/confident-gan` once more, from the same weights on the
same batches with the same optimiser, by cross entropy alone: the difference is what the GAN changes
(by the KL term, and by its samples' part in the batch statistics). Writes
`pretrained/lessons/cifar10-twin.json`, which the Reproduction page shows; about half an hour on two
cores.
"""

import torch
import torch.nn.functional as F

from ood_core import paths
from ood_core.augment import classifier_augmentation
from ood_core.evaluation.forward import collect
from ood_core.evaluation.report import report
from ood_core.experiments import command
from ood_core.experiments.places import CONFIDENT_GAN_ABLATION
from ood_core.methods import confident_gan
from ood_core.methods.training import Batches
from ood_core.networks import as_tensor
from ood_core.runs.record import kept_weights, write_json
from ood_core.runs.run import Run

NAME = CONFIDENT_GAN_ABLATION
TRAININGS = {"cifar10/confident-gan": 0.5}  # the GAN takes the other half of the time


def train(run: Run) -> torch.nn.Module:
    """The loop of `confident_gan.train` without its GAN; the same numbers are drawn at random."""
    config = confident_gan.Config(**run.config)
    game = confident_gan.Game(run.benchmark, config, run.seed)
    x, y = map(torch.from_numpy, run.benchmark.id_train)
    generator = torch.Generator().manual_seed(run.seed)
    augment = classifier_augmentation(run.benchmark)
    order = Batches(len(x), config.batch, generator)
    for step in range(1, config.steps + 1):
        game.model.classifier.train()
        batch = next(order)
        torch.randn(config.batch, config.latent, generator=generator)  # the GAN's latents
        logits = game.model(augment(as_tensor(x[batch]), generator).to(game.device))
        loss = F.cross_entropy(logits, y[batch].to(game.device))
        game.c_optimizer.descend(loss)
        if step % 100 == 0:
            print(f"step {step} of {config.steps}: cross entropy {loss.item():.3f}", flush=True)
    return game.model


def main() -> None:
    run = Run.load(paths.PRETRAINED / next(iter(TRAININGS)))
    kinds = {name: row["kind"] for name, row in run.metrics["ood"].items()}
    model = train(run)
    kept_weights(model)  # rounded as those of a run are
    found = report(collect(model, run.benchmark), kinds, run.method.score)
    out = paths.PRETRAINED / NAME
    write_json(out, {"command": "python -m ood_core.experiments.baseline_twin"} | found)
    print(f"accuracy {found['accuracy']:.4f} (with the GAN {run.metrics['accuracy']:.4f}): {out}")


if __name__ == "__main__":
    command.run(main, __doc__)
