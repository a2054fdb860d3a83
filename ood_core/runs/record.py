"""Recording a training as a run directory (imports torch).

The directory is made beside its final place and renamed when it is whole, so a run that can be
seen can be loaded. Ctrl-C, or closing the generator, ends the training early and keeps the run.
"""

import io
import json
import math
import platform
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save
from torch import nn

from ood_core.benchmarks import Benchmark, fingerprint
from ood_core.errors import UserError
from ood_core.evaluation import projection
from ood_core.evaluation.evidence import Arrays
from ood_core.evaluation.forward import collect
from ood_core.evaluation.frames import Camera
from ood_core.evaluation.report import report
from ood_core.methods import Method, Snapshot
from ood_core.runs.files import write_atomically
from ood_core.runs.run import Run, partial_path

PACKAGES = ("torch", "numpy", "scipy", "mlxtend", "matplotlib", "scikit-image", "pillow")


def record(
    benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path
) -> Iterator[Snapshot]:
    """Train and write the run to `out`; yields each snapshot once it is on disk.

    Raises:
        UserError: `out` exists already, or the training diverged (nothing is left behind).
    """
    if out.exists():
        raise UserError(f"{out} exists already. Choose another --out, or remove it first.")
    partial = partial_path(out)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        asked = {
            "benchmark": benchmark.name,
            "method": method.name,
            "seed": seed,
            "config": asdict(config),
        }
        write_json(partial / "config.json", asked)
        start, snapshot, status = time.perf_counter(), None, "complete"
        try:
            for snapshot in _logged(benchmark, method, config, seed, partial):
                yield snapshot
        except (KeyboardInterrupt, GeneratorExit):
            status = "interrupted"
            if snapshot is None:
                raise
        seconds = time.perf_counter() - start
        done = {"status": status, "step": snapshot.step, "steps": snapshot.steps}
        _finish(partial, benchmark, method, snapshot.model, asked | done | {"seconds": seconds})
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _logged(
    benchmark: Benchmark, method: Method, config: Any, seed: int, partial: Path
) -> Iterator[Snapshot]:
    """The method's snapshots, each with its line in log.jsonl and its frame in frames.npz."""
    start, camera, film = time.perf_counter(), Camera(benchmark), defaultdict(list)
    for snapshot in method.module.train(benchmark, config, seed):
        if not all(map(math.isfinite, snapshot.losses.values())):
            raise UserError(
                f"The training diverged before step {snapshot.step}: the loss is no longer a "
                "number. Lower lr, or the weights of the loss terms, and train again."
            )
        for name, array in ({"step": np.array(snapshot.step)} | camera.frame(snapshot)).items():
            film[name].append(array)
        write_arrays(partial / "frames.npz", {n: np.stack(a) for n, a in film.items()})
        line = {
            "step": snapshot.step,
            "steps": snapshot.steps,
            "phase": snapshot.phase,
            "losses": snapshot.losses,
            "gauges": snapshot.gauges,
            "seconds": round(time.perf_counter() - start, 3),
        }
        with (partial / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        yield snapshot


def _finish(
    path: Path, benchmark: Benchmark, method: Method, model: nn.Module, facts: dict[str, Any]
) -> None:
    """Weights, evidence and card of a training that has ended."""
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    write_atomically(path / "model.safetensors", save(weights))
    evidence = collect(model, benchmark)
    evidence.save(path / "evidence.npz")
    kinds = {name: test.kind for name, test in benchmark.ood_tests.items()}
    data = {name: _facts(load(), benchmark.kind(name)) for name, load in _data(benchmark).items()}
    card = facts | {
        "command": " ".join(["python -m ood_core", *sys.argv[1:]]),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": data,
        "packages": {name: version(name) for name in PACKAGES},
        "machine": {
            "system": platform.platform(),
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
            "threads": torch.get_num_threads(),
        },
        "metrics": report(evidence, kinds, method.score),
    }
    write_json(path / "card.json", card)


def _data(benchmark: Benchmark):
    return benchmark.populations | {"outliers": lambda: benchmark.outliers}


def _facts(x: np.ndarray, kind: str) -> dict[str, Any]:
    return {"kind": kind, "n": len(x), "sha256": fingerprint(x)}


def add_umap(run: Run) -> None:
    """Compute and keep the run's UMAP coordinates (slow: imports and compiles umap)."""
    write_arrays(run.path / "umap.npz", projection.umap(run.evidence, run.seed))


def write_json(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())


def write_arrays(path: Path, arrays: Arrays) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_atomically(path, buffer.getvalue())
