"""Five canvases by three seeds, and which of the papers' claims they show.

    python -m ood_core.experiments.claims

paints every preset with the first seed (the page opens them trained) into `pretrained/canvas`,
measures the five with the other seeds, too (all together a quarter of an hour), prints the table
and writes it to `claims.json` there. What is painted when it is interrupted is kept.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from ood_core import paths
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import PRESETS, Canvas
from ood_core.canvas.packed import unpack
from ood_core.experiments import command
from ood_core.experiments.places import CLAIMS as CLAIMS_FILE
from ood_core.experiments.places import put, remove, working
from ood_core.files import write_atomically
from ood_core.methods import METHODS

MEASURED = ("blobs", "xor", "moons", "lee-1", "lee-3")
SEEDS = (0, 1, 2)
PAINTING = 45.0  # seconds that one canvas takes, about
MARGIN = 0.2  # of confidence, by which one must be lower than the other
PAPERS = ("baseline", "confident-gan", "outlier-exposure", "energy", "csi")  # methods of the claims
NUMBERS = ("accuracy", "far", "near", "auroc", "fpr95")  # fractions, see canvas/frames.py

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
    return {m: {k: mean(of[m][k] for of in seeds) for k in NUMBERS} for m in first}


def read() -> Table | None:
    """The measured table, or None where nobody has measured, or the file is damaged."""
    from pydantic import TypeAdapter  # slow to import: pages ask for it when they need it

    try:
        table = TypeAdapter(Table).validate_json((paths.PRETRAINED / CLAIMS_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return table if _is_whole(table) else None


def _is_whole(table: Table) -> bool:
    """Whether every measured preset has the numbers of every method of the papers, seed by seed."""
    trainings = [methods for seeds in table.values() for methods in seeds]
    measured = [numbers for methods in trainings for numbers in methods.values()]
    return (
        set(MEASURED) <= set(table) <= set(PRESETS)
        and all(len(seeds) == len(SEEDS) for seeds in table.values())
        and all(set(PAPERS) <= set(methods) <= set(METHODS) for methods in trainings)
        and all(set(NUMBERS) <= set(numbers) for numbers in measured)
    )


def of_preset(name: str, seed: int) -> Canvas:
    """A preset with the settings that belong to it."""
    return replace(Canvas(preset=name, **PRESETS[name].changes), seed=seed)


def painted(canvas: Canvas) -> Path:
    """Its frames, in a working folder: painted now, or there already."""
    folder = working("canvas") / canvas.name
    runs.paint(canvas, folder)
    if runs.done(folder) < runs.FRAMES:
        raise KeyboardInterrupt
    return folder


def keep(preset: str) -> None:
    """Paint a preset with the first seed, and put it where the page looks for it.

    Frames of what is no preset any more, such as those of earlier settings, are removed.
    """
    canvas, folder = of_preset(preset, SEEDS[0]), paths.PRETRAINED / "canvas"
    folder.mkdir(parents=True, exist_ok=True)
    made = painted(canvas)
    put(made, folder / canvas.name)
    remove(made)  # the next time it is painted anew
    known = {of_preset(name, SEEDS[0]).name for name in PRESETS}
    for frames in folder.iterdir():
        if frames.is_dir() and frames.name not in known:
            shutil.rmtree(frames)


def kept(canvas: Canvas) -> Path | None:
    """Its committed frames."""
    folder = paths.PRETRAINED / "canvas" / canvas.name
    return folder if runs.done(folder) == runs.FRAMES else None


def measure() -> None:
    """Measure the table, print it and write it; the first seed's numbers are the kept frames'."""
    table: Table = {}
    for name in MEASURED:
        canvases = [of_preset(name, seed) for seed in SEEDS]
        table[name] = [numbers(kept(canvas) or painted(canvas)) for canvas in canvases]
        for method, found in means(table[name]).items():
            cells = (f"{key} {value:.3f}" for key, value in found.items())
            print(f"{name:<8} {method:<17}", *cells, flush=True)
    written = json.dumps(table, indent=1)
    write_atomically(paths.PRETRAINED / CLAIMS_FILE, written.encode())
    remove(working("canvas"))
    for claim in CLAIMS:
        print(f"{claim:<13} seen on {where(claim, table)}")


def numbers(folder: Path) -> Numbers:
    """Of the last frame there."""
    last = runs.path(folder, runs.FRAMES - 1).read_bytes()
    facts: dict[str, Any] = unpack(last)[0]["methods"]
    return {m: {k: round(of[k], 4) for k in NUMBERS} for m, of in facts.items()}


def main() -> None:
    for preset in PRESETS:
        keep(preset)
    measure()


if __name__ == "__main__":
    command.run(main, __doc__)
