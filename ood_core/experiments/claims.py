"""Five canvases by three seeds, and which of the papers' claims they show.

    python -m ood_core.experiments.claims

measures (a quarter of an hour), prints the table, writes it to `pretrained/canvas/claims.json`, and
keeps beside it the frames of every preset with the first seed: the page opens them trained.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from statistics import mean
from typing import Any, NamedTuple

from ood_core import paths
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import PRESETS, Canvas
from ood_core.files import write_atomically

MEASURED = ("blobs", "xor", "moons", "lee-1", "lee-3")
SEEDS = (0, 1, 2)
MARGIN = 0.2  # of confidence, by which one must be lower than the other
NUMBERS = ("accuracy", "far", "near", "auroc", "fpr95")  # fractions, see evaluation/looks.py

Numbers = dict[str, dict[str, float]]  # method -> NUMBERS, of one training
Table = dict[str, list[Numbers]]  # preset -> of each seed


class Claim(NamedTuple):
    """A claim of a paper, and where to look for it; its words: app/views/canvas/words.py."""

    presets: tuple[str, ...]
    holds: Callable[[Numbers, Numbers], bool]  # by the numbers there, and those of FAR_BOX


FAR_BOX = "lee-1"  # "lee-3" but for the outliers: what trains on none is the same training
SHELL = tuple(name for name in MEASURED if name != FAR_BOX)
CLAIMS = {
    "gan_far": Claim(SHELL, lambda n, _: n["confident-gan"]["far"] < n["baseline"]["far"] - MARGIN),
    "gan_accuracy": Claim(
        SHELL, lambda n, _: n["confident-gan"]["accuracy"] > n["baseline"]["accuracy"] - 0.01
    ),
    "oe_auroc": Claim(
        MEASURED, lambda n, _: n["outlier-exposure"]["auroc"] > n["baseline"]["auroc"]
    ),
    "oe_far": Claim(
        SHELL, lambda n, _: n["outlier-exposure"]["far"] < n["baseline"]["far"] - MARGIN
    ),
    "oe_near": Claim(
        ("lee-3",),
        lambda n, far: n["outlier-exposure"]["near"] < far["outlier-exposure"]["near"] - MARGIN,
    ),
    "energy_auroc": Claim(
        MEASURED, lambda n, _: n["energy"]["auroc"] > n["outlier-exposure"]["auroc"] - 0.005
    ),
    "csi_auroc": Claim(SHELL, lambda n, _: n["csi"]["auroc"] > n["baseline"]["auroc"]),
}


def where(claim: str, table: Table) -> list[str]:
    """Of the presets that the claim is about, those on which it holds with every seed."""
    presets, holds = CLAIMS[claim]
    return [name for name in presets if all(map(holds, table[name], table[FAR_BOX]))]


def means(seeds: list[Numbers]) -> Numbers:
    """Over the seeds."""
    first = seeds[0]
    return {m: {k: mean(numbers[m][k] for numbers in seeds) for k in NUMBERS} for m in first}


def read() -> Table | None:
    """The measured table, or None where nobody has measured."""
    try:
        return json.loads((paths.PRETRAINED / "canvas" / "claims.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def of_preset(name: str, seed: int) -> Canvas:
    """A preset with the settings that belong to it."""
    return replace(Canvas(preset=name, **PRESETS[name].changes), seed=seed)


def measure(canvas: Canvas) -> tuple[list[bytes], Numbers]:
    """Its frames, and the numbers of the last one."""
    from ood_core.canvas.frames import unpack

    frames = list(runs.frames(canvas))
    facts: dict[str, Any] = unpack(frames[-1])[0]["methods"]
    return frames, {m: {k: round(of[k], 4) for k in NUMBERS} for m, of in facts.items()}


def main() -> None:
    folder, table = paths.PRETRAINED / "canvas", {}
    for name in PRESETS:
        seeds = SEEDS if name in MEASURED else SEEDS[:1]
        found = [measure(of_preset(name, seed)) for seed in seeds]
        kept = folder / of_preset(name, SEEDS[0]).name
        kept.mkdir(parents=True, exist_ok=True)
        for i, frame in enumerate(found[0][0]):
            write_atomically(runs.path(kept, i), frame)
        if name not in MEASURED:
            continue
        table[name] = [numbers for _, numbers in found]
        for method, numbers in means(table[name]).items():
            print(
                f"{name:<8} {method:<17}", *(f"{k} {v:.3f}" for k, v in numbers.items()), flush=True
            )
    write_atomically(folder / "claims.json", json.dumps(table, indent=1).encode())
    for claim in CLAIMS:
        print(f"{claim:<13} seen on {where(claim, table)}")


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    main()
