"""Run directories made up from random numbers: every file of a run, no training, no torch."""

import io
import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import numpy as np

from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark, fingerprint
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.evaluation.report import report
from ood_core.evidence import Evidence
from ood_core.files import Arrays
from ood_core.methods import METHODS
from ood_core.scores import SCORES, reduced
from ood_core.scores.csi import all_compared

FRAMES, WATCHED, GRID, DIMENSIONS, SHIFTS = 5, 20, 64, 16, 4
CONFIGS = {
    "baseline": {"steps": 40, "batch": 128, "lr": 0.1, "snapshots": 4},
    "energy": {"steps": 40, "base_steps": 40, "lr": 0.01, "weight": 0.1, "m_in": None},
}


MADE = TemporaryDirectory()  # of what was made once, and is copied from then on


def make_run(root: Path, world: str, method: str, **card) -> Path:
    """A run of that method at `root/world/method`; `card` overrides entries of its card."""
    place, about = root / world / method, benchmarks.get(world)
    if about.world in BUILT_IN:
        known = world, method, METHODS[method].score, *about.populations, *SCORES
        shutil.copytree(_made(*known), place, copy_function=shutil.copyfile)
    else:  # made by a test: another may bear the name
        _make(place, about, method)
    told = json.loads((place / "card.json").read_text()) | card
    (place / "card.json").write_text(json.dumps(told))
    return place


@cache
def _made(world: str, method: str, *known: str) -> Path:
    """The run of a benchmark that comes with OOD Lab; `known` is what else it depends on."""
    place = Path(mkdtemp(dir=MADE.name), "run")
    _make(place, benchmarks.get(world), method)
    return place


def _make(place: Path, about: Benchmark, method: str) -> None:
    place.mkdir(parents=True)
    rng = np.random.default_rng(len(method))
    evidence = _evidence(about, method, rng)
    evidence.save(place / "evidence.npz")
    _save(place / "frames.npz", _frames(about, method, rng))
    _save(place / "umap.npz", {n: rng.normal(size=(8, 2)) for n in about.populations})
    (place / "log.jsonl").write_text("".join(json.dumps(_line(i)) + "\n" for i in range(FRAMES)))
    (place / "card.json").write_text(json.dumps(_card(about, method, evidence)))


def _population(n: int, k: int, method: str, rng: np.random.Generator) -> Arrays:
    arrays = {
        "logits": rng.normal(0, 4, (n, k)).astype(np.float32),
        "features": rng.normal(size=(n, DIMENSIONS)).astype(np.float16),
    }
    if method == "csi":
        arrays["projections"] = rng.normal(size=(SHIFTS, n, 8)).astype(np.float16)
        arrays["shift_logits"] = rng.normal(2, 1, (SHIFTS, n)).astype(np.float32)
    return arrays


def _evidence(about: Benchmark, method: str, rng: np.random.Generator) -> Evidence:
    k = len(about.classes)
    sizes = {name: len(load()) for name, load in about.populations.items()}
    populations = {name: _population(n, k, method, rng) for name, n in sizes.items()}
    others = {f"look_alikes/{name}": len(load()) for name, load in about.look_alikes.items()}
    if about.is_plane:
        others["grid"] = GRID**2
    for name, n in others.items():
        populations[name] = _population(n, k, method, rng)
        del populations[name]["features"]
    populations = all_compared(populations)
    populations["id_train"]["labels"] = about.id_train.y
    populations["id_test"]["labels"] = about.id_test.y
    head = {"weight": rng.normal(size=(k, DIMENSIONS)), "bias": rng.normal(size=k)}
    return reduced(Evidence(populations, head))


def _frames(about: Benchmark, method: str, rng: np.random.Generator) -> Arrays:
    frames = {"step": np.arange(FRAMES) * 10}
    if not about.is_plane:
        for name in ["id_test", *(f"ood/{n}" for n in about.ood_tests)]:
            frames[f"confidence:{name}"] = _bytes(rng, FRAMES, WATCHED)
    else:
        frames["confidence:grid"] = _bytes(rng, FRAMES, GRID, GRID)
    for name in ("ordinary", "proposed") if method == "confident-gan" else ():
        points = rng.normal(size=(FRAMES, 30, 2)).astype(np.float16)
        frames[f"samples:{name}"] = _bytes(rng, FRAMES, 9, 1, 28, 28) if about.is_image else points
    return frames


def _bytes(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.integers(0, 256, shape, dtype=np.uint8)


def _line(i: int) -> dict:
    losses = {"cross_entropy": 0.5**i} if i else {}
    return {
        "step": 10 * i,
        "steps": 40,
        "phase": "training",
        "losses": losses,
        "gauges": {},
        "seconds": i,
    }


def _card(about: Benchmark, method: str, evidence: Evidence) -> dict:
    data = {
        name: {"kind": about.kind(name), "n": len(load()), "sha256": fingerprint(load())}
        for name, load in about.populations.items()
    }
    kinds = {name: test.kind for name, test in about.ood_tests.items()}
    return {
        "benchmark": about.name,
        "method": method,
        "seed": 0,
        "config": CONFIGS.get(method, {"steps": 40}),
        "status": "complete",
        "step": 40,
        "steps": 40,
        "seconds": 1.5,
        "command": f"python -m ood_core train --benchmark {about.name} --method {method}",
        "created": "2025-01-01T00:00:00+00:00",
        "data": data,
        "packages": {"numpy": np.__version__},
        "machine": {"system": "any", "python": "3.11", "threads": 1},
        "metrics": report(evidence, kinds, METHODS[method].score),
    }


def _save(path: Path, arrays: Arrays) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    path.write_bytes(buffer.getvalue())
