"""Each term's part in the boundary GAN, on plane-blobs, seeds 0-2 (about 8 minutes, one thread).

    python -m ood_core.experiments.ablation_confident_gan

prints the table of the README. All settings that a row does not name stay at the defaults, which
were chosen for the last row.
"""

from dataclasses import replace

import torch

from ood_core import benchmarks
from ood_core.experiments import command, lee
from ood_core.methods import METHODS, confident_gan

BARE = {"generator_beta": 1.0, "repulsion": 0.0, "r1": 0.0}
R1 = {"r1": 0.6}
ROWS = {
    "the three losses alone": BARE,
    "+ R1": BARE | R1,
    "+ R1 + pull-away": BARE | R1 | {"pull_away": 1.0},
    "+ R1 + repulsion": BARE | R1 | {"repulsion": 1.5},
    "+ R1 + KL weight 3": BARE | R1 | {"generator_beta": 3.0},
    "all, without KL for G": {"generator_beta": 0.0},
    "all, without R1": {"r1": 0.0},
    "all": {},
}


def measure(settings: dict[str, float], seed: int) -> tuple[float, ...]:
    """Share around, sectors, far confidence, ID confidence of one training."""
    world = benchmarks.get("plane-blobs")
    config = replace(METHODS["confident-gan"].defaults(world), **settings)
    *_, last = confident_gan.train(world, config, seed)
    samples = last.model.sample(5000, torch.Generator().manual_seed(1))
    far = lee.mean_confidence(last.model, lee.far_points())
    on_id = lee.mean_confidence(last.model, torch.from_numpy(world.id_test.x))
    return *lee.share_and_sectors_around(samples), far, on_id


def main() -> None:
    torch.set_num_threads(1)
    print("| generator | around | sectors of 24 | far confidence | ID confidence |")
    print("|---|---|---|---|---|")
    for name, settings in ROWS.items():
        columns = zip(*(measure(settings, seed) for seed in range(3)), strict=True)
        cells = (" / ".join(f"{v:.3g}" for v in column) for column in columns)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    command.run(main, __doc__)
