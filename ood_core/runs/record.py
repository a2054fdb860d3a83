"""Recording a training as a run directory (imports torch).

The directory is made beside its final place and renamed when it is whole, so a run that can be
seen can be loaded. Ctrl-C, or closing the generator, ends the training early and keeps the run.
"""

import json
import math
import platform
import shlex
import shutil
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
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
from ood_core.evaluation import metrics, projection
from ood_core.evaluation.forward import collect, grid_points
from ood_core.evaluation.frames import Camera
from ood_core.evaluation.odin import odin
from ood_core.evaluation.report import report, uncertainty
from ood_core.methods import Method, Snapshot
from ood_core.networks.precision import bfloat16_is_faster
from ood_core.runs.files import move, write_arrays, write_atomically
from ood_core.runs.run import ROOT, Run, partial_path

PACKAGES = ("torch", "numpy", "scipy", "mlxtend", "matplotlib", "scikit-image", "pillow")


def record(
    benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path
) -> Iterator[Snapshot]:
    """Train and write the run to `out`; yields each snapshot once it is on disk.

    Raises:
        UserError: `out` exists or cannot be made, there are no outliers though the method needs
            them, they leak into an OOD test, or the training diverged; nothing is left behind.
    """
    if method.outliers == "real" and len(benchmark.outliers) == 0:
        raise UserError(
            f"{method.title} learns from outliers, and {benchmark.name} has none. Make the "
            "benchmark with outliers, or choose a method that needs none."
        )
    benchmark.check_disjoint()
    partial = _claim(out)
    asked = {
        "benchmark": benchmark.name,
        "method": method.name,
        "seed": seed,
        "config": asdict(config),
    }
    try:
        write_json(partial / "config.json", asked)
        start, snapshot, status = time.perf_counter(), None, "complete"
        try:
            with _threads_for(benchmark):
                for snapshot in _logged(benchmark, method, config, seed, partial):
                    yield snapshot
        except (KeyboardInterrupt, GeneratorExit):
            status = "interrupted"
            if snapshot is None:
                raise
        done = {"status": status, "step": snapshot.step, "steps": snapshot.steps}
        facts = asked | done | {"seconds": round(time.perf_counter() - start, 2)}
        facts["command"] = _command(benchmark, method, config, seed, out)
        with _uninterrupted():
            _finish(partial, benchmark, method, snapshot.model, facts)
            move(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _claim(out: Path) -> Path:
    """Make the directory that becomes `out`; only one training can."""
    partial = partial_path(out)
    try:
        if out.exists():
            raise UserError(f"{out} exists already. Choose another --out, or remove it first.")
        partial.mkdir(parents=True)
    except FileExistsError:
        raise UserError(
            f"{out} is being made by another training. If that one was killed, remove {partial}."
        ) from None
    except OSError as error:
        raise UserError(f"{out} cannot be made: {error.strerror}.") from error
    return partial


@contextmanager
def _threads_for(benchmark: Benchmark) -> Iterator[None]:
    """One thread for points: their tensors are too small to share, and waiting costs more."""
    before = torch.get_num_threads()
    torch.set_num_threads(before if benchmark.is_image else 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C has done its work when the run is being written: a second one must not lose it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [name for name in ("SIGINT", "SIGBREAK") if hasattr(signal, name)]
    before = {n: signal.signal(getattr(signal, n), signal.SIG_IGN) for n in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _command(benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path) -> str:
    """The command that makes this run again."""
    defaults = asdict(method.module.defaults(benchmark))
    words = f"python -m ood_core train --benchmark {benchmark.name} --method {method.name}".split()
    words += ["--seed", str(seed), "--out", _shown(out)]
    for key, value in asdict(config).items():
        if value != defaults[key]:
            words += ["--set", f"{key}={value}"]
    return shlex.join(words)


def _shown(path: Path) -> str:
    """A path below the project as it is typed there."""
    path = path.resolve()
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()


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
    write_atomically(path / "model.safetensors", save(kept_weights(model)))
    evidence = collect(model, benchmark)
    evidence.save(path / "evidence.npz")
    kinds = {name: test.kind for name, test in benchmark.ood_tests.items()}
    data = {name: _facts(load(), benchmark.kind(name)) for name, load in _data(benchmark).items()}
    card = facts | {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": data,
        "packages": {name: version(name) for name in PACKAGES},
        "machine": {
            "system": platform.platform(),
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
            "threads": torch.get_num_threads(),
            "bfloat16": bool(bfloat16_is_faster.cache_info().currsize) and bfloat16_is_faster(),
        },
        "metrics": report(evidence, kinds, method.score),
    }
    write_json(path / "card.json", card)


@torch.no_grad()
def kept_weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """What goes to disk: parameters in half precision, buffers whole.

    The model's own parameters are rounded too: the evidence is that of the weights on disk. A
    running variance may be larger than any number in half precision.
    """
    rounded = {name: weight.half() for name, weight in model.named_parameters()}
    for name, weight in model.named_parameters():
        weight.copy_(rounded[name])
    return {n: rounded.get(n, value).contiguous() for n, value in model.state_dict().items()}


def _data(benchmark: Benchmark):
    """Everything a run has seen, the training sets whole."""
    training = {"id_train": lambda: benchmark.id_train.x, "outliers": lambda: benchmark.outliers}
    return benchmark.populations | training


def _facts(x: np.ndarray, kind: str) -> dict[str, Any]:
    return {"kind": kind, "n": len(x), "sha256": fingerprint(x)}


def add_umap(run: Run) -> None:
    """Compute and keep the run's UMAP coordinates (slow: imports and compiles umap)."""
    write_arrays(run.path / "umap.npz", projection.umap(run.evidence, run.seed))


def add_intervals(run: Run) -> None:
    """Compute and keep the bootstrap intervals of the run's metrics, to four digits."""
    kinds = {name: row["kind"] for name, row in run.metrics["ood"].items()}
    found = uncertainty(run.evidence, kinds)
    rounded = json.loads(json.dumps(found), parse_float=lambda number: round(float(number), 4))
    write_atomically(run.path / "intervals.json", json.dumps(rounded).encode())


def add_odin(run: Run) -> None:
    """Compute ODIN's score of every input, and keep it in the run's evidence and metrics.

    Raises:
        UserError: inputs that the run was evaluated on are not on this machine.
    """
    model, card = run.model(), run.card
    populations = {
        name: arrays | {"odin": odin(model, _seen(run, name))}
        for name, arrays in run.evidence.items()
    }
    evidence = replace(run.evidence, populations=populations).check()
    on_id = populations["id_test"]["odin"]
    for test, row in card["metrics"]["ood"].items():
        row["odin"] = metrics.evaluate(on_id, populations[f"ood/{test}"]["odin"])
    evidence.save(run.path / "evidence.npz")
    write_json(run.path / "card.json", card)


def _seen(run: Run, population: str) -> np.ndarray:
    """The inputs behind a population of the run's evidence, in its order."""
    if population == "grid":
        return grid_points()
    known = run.benchmark.populations
    x = known[population]() if population in known else np.empty(0)
    if fingerprint(x) != run.card["data"][population]["sha256"]:
        raise UserError(
            f"The inputs of {population} that {run.path} was evaluated on are not on this machine."
        )
    return x


def write_json(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())
