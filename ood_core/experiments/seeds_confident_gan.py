"""The claims of the boundary GAN over seeds, trained anew (half a minute).

python -m ood_core.experiments.seeds_confident_gan
"""

import time
from dataclasses import replace

import torch

from ood_core import benchmarks, methods
from ood_core.experiments import command, lee

SEEDS = (0, 1, 2)


def trained(method: str, seed: int) -> torch.nn.Module:
    world, by = benchmarks.get("plane-blobs"), methods.get(method)
    *_, last = by.module.train(world, replace(by.defaults(world), snapshots=1), seed)
    return last.model.eval()


def accuracy(model: torch.nn.Module) -> float:
    x, y = map(torch.from_numpy, benchmarks.get("plane-blobs").id_test)
    return (model(x).argmax(1) == y).float().mean().item()


def main() -> None:
    torch.set_num_threads(1)
    id_test = torch.from_numpy(benchmarks.get("plane-blobs").id_test.x)
    for seed in SEEDS:
        start = time.perf_counter()
        gan = trained("confident-gan", seed)
        seconds, baseline = time.perf_counter() - start, trained("baseline", seed)
        generator = torch.Generator().manual_seed(1)
        on_data = lee.share_on_data(gan.sample(5000, generator, plain=True))
        around, sectors = lee.share_and_sectors_around(gan.sample(5000, generator))
        far = [lee.mean_confidence(model, lee.far_points()) for model in (baseline, gan)]
        print(
            f"seed {seed}: ordinary within 2.45 {on_data:.3f}; proposed around {around:.3f}, "
            f"sectors {sectors} of 24; far confidence {far[0]:.3f} -> {far[1]:.3f}; "
            f"accuracy {accuracy(baseline):.3f}, {accuracy(gan):.3f}; "
            f"ID confidence {lee.mean_confidence(gan, id_test):.3f}; {seconds:.1f} s"
        )


if __name__ == "__main__":
    command.run(main, __doc__)
