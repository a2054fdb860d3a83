"""Recording a training as a run directory (imports torch).

The directory is made beside its final place and renamed when it is whole, so a run that can be
seen can be loaded. Ctrl-C, or closing the generator, ends the training early and keeps the run.
A training that is killed leaves its checkpoint, from which `resume` continues; a lock, which dies
with its process, tells such a one from one under way.
"""

import json
import math
import platform
import shlex
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from safetensors.torch import load, save
from torch import nn

from ood_core import benchmarks, features, methods, paths
from ood_core.benchmarks.benchmark import Benchmark, fingerprint
from ood_core.errors import UserError
from ood_core.evaluation import metrics, projection
from ood_core.evaluation.forward import collect, grid_points
from ood_core.evaluation.frames import Camera
from ood_core.evaluation.odin import odin
from ood_core.evaluation.report import report, uncertainty
from ood_core.files import WINDOWS, WRITING, hold, move, read_arrays, write_arrays, write_atomically
from ood_core.methods import Checkpoint, Method, Snapshot
from ood_core.networks import LARGE, backbone, device_of, precision_for
from ood_core.runs import checkpoint
from ood_core.runs import import_weights as authors
from ood_core.runs.bundle import Bundle
from ood_core.runs.config import checked
from ood_core.runs.run import CHECKPOINT, LOCK, Run, partial_path, read_log, read_request

PACKAGES = ("torch", "numpy", "scipy", "mlxtend", "matplotlib", "scikit-image", "pillow")
EVERY = 2.0  # seconds between checkpoints, at least


def record(
    benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path
) -> Iterator[Snapshot]:
    """Train and write the run to `out`; yields each snapshot once it is on disk.

    Raises:
        UserError: `out` exists or cannot be made, the method needs outliers or two classes and
            there are none, outliers leak into an OOD test, or the training diverged; nothing is
            left behind.
    """
    lock = _claim(out)
    training = Recording(benchmark, method, settled(benchmark, config), seed, out)
    try:
        _compute_features(training)
        _check_data(benchmark, method)
        write_json(training.partial / "config.json", training.request)
        yield from _recorded(training, lock, None)
    except UserError:
        shutil.rmtree(training.partial, ignore_errors=True)
        lock.close()
        raise


def settled(benchmark: Benchmark, config: Any) -> Any:
    """The settings as the run will hold them: with the arithmetic of a large network."""
    if benchmark.network in LARGE and getattr(config, "precision", None) == "":
        return replace(config, precision=precision_for(benchmark))
    return config


def resume(out: Path) -> Iterator[Snapshot]:
    """Resume the training that was to become `out`, or stopped there, from its checkpoint.

    Yields as `record` does, first the snapshot it resumes from. The run that it ends with is the
    one that an uninterrupted training would have made.

    Raises:
        UserError: there is nothing to resume, or another training is at it.
    """
    partial = partial_path(out)
    if out.exists():
        _take_back(out)
    elif not partial.exists():
        raise UserError(
            "error.runs.nothing_to_resume",
            "{out} is no training that was broken off; there is nothing to resume.",
            out=out,
        )
    lock = hold(partial / LOCK)
    if lock is None:
        raise UserError("error.runs.under_way", "{out} is being made by another training.", out=out)
    for half in partial.glob(f"{WRITING}*"):  # killed while writing it
        half.unlink(missing_ok=True)
    try:
        saved = checkpoint.read(partial)
        yield from _recorded(_requested(partial, out), lock, saved)
    except UserError:
        lock.close()
        if (partial / "card.json").exists():  # it was a run; it stays one
            move(partial, out)
        raise


def _take_back(out: Path) -> None:
    """Make a stopped run a training under way again."""
    status, partial = Run.load(out).card["status"], partial_path(out)
    if status == "complete":
        raise UserError(
            "error.runs.complete", "{out} is complete; there is nothing to resume.", out=out
        )
    if not (out / CHECKPOINT).exists():
        raise UserError(
            "error.runs.no_checkpoint",
            "{out} was stopped before its first checkpoint; train it again.",
            out=out,
        )
    if partial.exists():
        raise UserError(
            "error.runs.second_training",
            "{out} has a second training in {partial}; remove one of them.",
            out=out,
            partial=partial,
        )
    move(out, partial)


@dataclass(frozen=True)
class Recording:
    """What was requested, and where the run is to appear."""

    benchmark: Benchmark
    method: Method
    config: Any
    seed: int
    out: Path

    @property
    def partial(self) -> Path:
        return partial_path(self.out)

    @property
    def request(self) -> dict[str, Any]:
        return {
            "benchmark": self.benchmark.name,
            "method": self.method.name,
            "seed": self.seed,
            "config": asdict(self.config),
        }


def _requested(partial: Path, out: Path) -> Recording:
    """What config.json says. Raises UserError where it is damaged."""
    request = read_request(out)
    method = methods.get(request["method"])
    try:
        config = method.config.Config(**request["config"])
    except TypeError as error:
        raise UserError(
            "error.runs.damaged",
            "{partial} is damaged. Remove it and train again.",
            partial=partial,
        ) from error
    return Recording(benchmarks.get(request["benchmark"]), method, config, request["seed"], out)


def _claim(out: Path) -> BinaryIO:
    """Make the directory that becomes `out` and lock it; only one training can."""
    partial = partial_path(out)
    try:
        if out.exists():
            raise UserError(
                "error.runs.exists",
                "{out} exists already. Choose another --out, or remove it first.",
                out=out,
            )
        partial.mkdir(parents=True, exist_ok=True)
        lock = hold(partial / LOCK)
    except OSError as error:
        raise UserError(
            "error.runs.unwritable", "{out} cannot be made: {why}.", out=out, why=error.strerror
        ) from error
    if lock is None:
        raise UserError(
            "error.runs.out_under_way",
            "{out} is being made by another training. Choose another --out.",
            out=out,
        )
    if (partial / CHECKPOINT).exists():
        lock.close()
        raise UserError(
            "error.runs.interrupted",
            "A training of {out} was broken off. Go on with it by `python -m ood_core train "
            "--resume {command_out}`, or remove {partial} to start anew.",
            out=out,
            command_out=shlex.quote(str(out)),
            partial=partial,
        )
    (partial / "log.jsonl").unlink(missing_ok=True)  # of one that never came to a checkpoint
    return lock


def _recorded(training: Recording, lock: BinaryIO, saved: Checkpoint | None) -> Iterator[Snapshot]:
    """Train, and move the run to its place; what cannot be finished stays if it can be resumed."""
    partial, snapshot, status = training.partial, None, "complete"
    try:
        try:
            with _threads_for(training.benchmark):
                for snapshot in _logged(training, saved):
                    yield snapshot
        except (KeyboardInterrupt, GeneratorExit):
            status = "interrupted"
            if snapshot is None:
                raise
        with _uninterrupted():
            if status == "interrupted":  # perhaps between a line of the log and its snapshot
                _kept_until(snapshot.step, partial)
            _finish(training, snapshot, status)
            _put(training, lock)
            if status == "complete":  # only now: killed before the move, it resumes from there
                (training.out / CHECKPOINT).unlink(missing_ok=True)
    finally:
        if not (partial / CHECKPOINT).exists():
            shutil.rmtree(partial, ignore_errors=True)
        lock.close()


def _put(training: Recording, lock: BinaryIO) -> None:
    """Move what is whole to its place."""
    if WINDOWS:  # an open file keeps its folder where it is
        lock.close()
    move(training.partial, training.out)
    (training.out / LOCK).unlink(missing_ok=True)


def _check_data(benchmark: Benchmark, method: Method) -> None:
    """That the benchmark has what the method learns from. Raises UserError."""
    if benchmark.is_frozen:
        benchmark.id_train  # noqa: B018 (it raises, and says why)
    if method.outliers == "real" and len(benchmark.outliers) == 0:
        raise UserError(
            "error.runs.no_outliers",
            "{method} learns from outliers, and {benchmark} has none. Make the benchmark with "
            "outliers, or choose a method that needs none.",
            method=method.title,
            benchmark=benchmark.name,
        )
    if method.needs_classes and len(benchmark.classes) < 2:
        raise UserError(
            "error.runs.one_class",
            "{method} needs two classes or more, and {benchmark} has one. CSI needs no classes.",
            method=method.title,
            benchmark=benchmark.name,
        )
    benchmark.check_disjoint()


def _compute_features(training: Recording) -> None:
    """Those of photographs that are not kept yet; the log tells how far it is meanwhile.

    Interrupted, what was computed stays, and nothing else.
    """
    log, start = training.partial / "log.jsonl", time.perf_counter()
    if not training.benchmark.backbone or training.benchmark.is_frozen:
        return
    if _are_kept(training.benchmark):
        return
    try:
        for progress in features.compute(training.benchmark.photographs()):
            line = {
                **{"step": progress.done, "steps": progress.of, "phase": "computing features"},
                **{"losses": {}, "gauges": {}, "seconds": round(time.perf_counter() - start, 3)},
            }
            write_atomically(log, (json.dumps(line) + "\n").encode())
    except KeyboardInterrupt:
        shutil.rmtree(training.partial, ignore_errors=True)
        raise
    log.unlink(missing_ok=True)


def _are_kept(benchmark: Benchmark) -> bool:
    """Whether all features are, by loading them, which comes next anyway."""
    try:
        benchmark.load()
    except UserError:  # the others come again below
        return False
    return True


@contextmanager
def _threads_for(benchmark: Benchmark) -> Iterator[None]:
    """One thread for points and features: tensors that small cost more to share than they take."""
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


def command(training: Recording) -> str:
    """The command that makes this run again."""
    if training.benchmark.is_frozen:
        name = f"{training.benchmark.name}/{training.method.name}"
        return f"python -m ood_core.experiments.pretrained {name}"
    request, defaults = training.request, asdict(training.method.defaults(training.benchmark))
    words = f"python -m ood_core train --benchmark {request['benchmark']}".split()
    words += ["--method", request["method"], "--seed", str(training.seed)]
    words += ["--out", _shown(training.out)]
    for key, value in request["config"].items():
        if value != defaults[key]:
            words += ["--set", f"{key}={value}"]
    return shlex.join(words)


def _shown(path: Path) -> str:
    """A path below the project as it is typed there."""
    path = path.resolve()
    return (path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path).as_posix()


def _logged(training: Recording, saved: Checkpoint | None) -> Iterator[Snapshot]:
    """The method's snapshots, each with its line in log.jsonl and its frame in frames.npz.

    A checkpoint is written after the first snapshot that comes EVERY seconds after the last.
    """
    partial, before, film = training.partial, 0.0, {}
    camera = Camera(training.benchmark, training.method)
    train = training.method.module.train
    snapshots = train(training.benchmark, training.config, training.seed, saved)
    if saved is not None:
        before, film = _kept_until(saved.step, partial)
        yield next(snapshots)  # it is on disk already
    start = kept = time.perf_counter()
    for snapshot in snapshots:
        if not all(map(math.isfinite, snapshot.losses.values())):
            raise UserError(
                "error.runs.diverged",
                "The training diverged before step {step}: the loss is no longer a number. Lower "
                "lr, or the weights of the loss terms, and train again.",
                step=snapshot.step,
            )
        frame = {"step": np.array(snapshot.step)} | camera.frame(snapshot)
        for name in film or frame:  # a film that an earlier version began goes on with what it has
            film.setdefault(name, []).append(frame[name])
        write_arrays(partial / "frames.npz", {n: np.stack(a) for n, a in film.items()})
        line = {
            "step": snapshot.step,
            "steps": snapshot.steps,
            "phase": snapshot.phase,
            "losses": snapshot.losses,
            "gauges": snapshot.monitored,
            "seconds": round(before + time.perf_counter() - start, 3),
        }
        with (partial / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        if snapshot.step and time.perf_counter() - kept >= EVERY:  # at step 0 nothing can be lost
            checkpoint.write(partial, snapshot)
            kept = time.perf_counter()
        yield snapshot


def _kept_until(step: int, partial: Path) -> tuple[float, dict[str, list[np.ndarray]]]:
    """Cut log and film behind `step`, where a training resumes or ends; its seconds, its film."""
    log = [line for line in read_log(partial) if line["step"] <= step]
    text = "".join(json.dumps(line) + "\n" for line in log)
    write_atomically(partial / "log.jsonl", text.encode())
    frames = read_arrays(partial / "frames.npz")
    count = int((frames["step"] <= step).sum())
    film = {name: array[:count] for name, array in frames.items()}
    write_arrays(partial / "frames.npz", film)
    return log[-1]["seconds"], {name: list(array) for name, array in film.items()}


def _finish(training: Recording, snapshot: Snapshot, status: str) -> None:
    """Weights, evidence and card of a training that has ended."""
    weights = save(kept_weights(snapshot.model))
    write_atomically(training.partial / "model.safetensors", weights)
    device = device_of(snapshot.model).type
    made = {
        "status": status,
        "step": snapshot.step,
        "steps": snapshot.steps,
        "seconds": read_log(training.partial)[-1]["seconds"],
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "packages": _packages(),
        "machine": _machine(training.benchmark, device),
    }
    _measure(training, snapshot.model, made)


def _packages() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def _machine(benchmark: Benchmark, device: str) -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "device": device,
        **_features(benchmark),
    }


def _features(benchmark: Benchmark) -> dict[str, str]:
    """The backbone that the inputs are features of, and its arithmetic on this machine."""
    found = {"backbone": benchmark.backbone, "features": backbone.precision()}
    return found if benchmark.backbone else {}


def _measure(training: Recording, model: nn.Module, made: dict[str, Any]) -> None:
    """Evidence of a network, and the card: how it was made, and how it did."""
    measured = _measured(model, training.benchmark, training.method, training.partial)
    card = training.request | made | {"command": command(training)} | measured
    write_json(training.partial / "card.json", card)


def _measured(
    model: nn.Module, benchmark: Benchmark, method: Method, path: Path
) -> dict[str, dict[str, Any]]:
    """The card's `data` and `metrics`; the evidence they follow from is written to `path`."""
    evidence = collect(model, benchmark)
    evidence.save(path / "evidence.npz")
    kinds = {name: test.kind for name, test in benchmark.ood_tests.items()}
    data = {name: _facts(load(), benchmark.kind(name)) for name, load in _data(benchmark).items()}
    return {"data": data, "metrics": report(evidence, kinds, method.score)}


def missing_inputs(run: Run) -> list[str]:
    """The populations that the run has seen and that this machine cannot load.

    Features of photographs that are here are not missing: they can be computed.
    """
    here = _data(run.benchmark)

    def is_missing(population: str) -> bool:
        try:
            here[population]()
        except KeyError:
            return True
        except UserError as error:
            return error.key != "error.benchmarks.no_features"
        return False

    return [population for population in run.card["data"] if is_missing(population)]


def measure_again(run: Run) -> None:
    """Evidence and metrics of the run's network, anew; what else its card says stays.

    Raises:
        UserError: the weights cannot be read, or inputs that the run was evaluated on are not on
            this machine.
    """
    if missing := missing_inputs(run):
        raise UserError(
            "error.runs.inputs_missing",
            "{run} was evaluated on inputs that are not on this machine: {inputs}.",
            run=run.path,
            inputs=", ".join(missing),
        )
    measured = _measured(run.model(), run.benchmark, run.method, run.path)
    write_json(run.path / "card.json", run.card | measured)


def import_bundle(bundle: Bundle, out: Path) -> None:
    """Make a stranger's bundle a run at `out`: its network is measured anew on this machine.

    Raises:
        UserError: the settings or weights are not those of its method on its benchmark, it was
            trained on other data, or `out` exists; nothing is left behind.
    """
    world, method = bundle.benchmark, bundle.method
    config = checked(method, bundle.config)
    trained_on = bundle.card["data"]["id_train"].get("sha256")
    if trained_on != fingerprint(world.id_train.x):
        raise UserError(
            "error.bundle.other_data",
            "This bundle was trained on other data than the {benchmark} of this machine, so its "
            "numbers would mean nothing here.",
            benchmark=world.name,
        )
    training = Recording(world, method, config, bundle.seed, out)
    with _imported(training) as partial:
        write_atomically(partial / "model.safetensors", bundle.weights)
        write_json(partial / "config.json", training.request)
        log = "".join(json.dumps(line) + "\n" for line in bundle.log)
        write_atomically(partial / "log.jsonl", log.encode())
        write_arrays(partial / "frames.npz", bundle.frames)
        model = _checked_weights(Run(partial, training.request))
        write_atomically(partial / "model.safetensors", save(kept_weights(model)))
        _measure(training, model, bundle.card)


def import_weights(file: Path, benchmark: Benchmark, method: Method, out: Path) -> None:
    """Make a checkpoint that the authors published a run at `out`: it is measured here.

    Raises:
        UserError: the method's network is another, the file does not hold it, or `out` exists.
    """
    if method.name not in authors.METHODS or benchmark.network != "wrn-40-2":
        raise UserError(
            "error.import.other_method",
            "Published checkpoints are WRN-40-2, of: {known}. Choose --network wrn-40-2 and one "
            "of these methods.",
            known=", ".join(authors.METHODS),
        )
    config = settled(benchmark, method.defaults(benchmark))
    model = method.module.build(benchmark, config)
    model.load_state_dict(authors.read(file, model, blocks=6))
    model = model.eval()
    weights = save(kept_weights(model))  # it rounds them
    training = Recording(benchmark, method, config, 0, out)
    _take(training, model, {"imported": file.name}, weights)


def take_frozen(benchmark: Benchmark, out: Path) -> None:
    """Make a world's frozen network a run at `out`: it is measured here, and nothing is trained.

    Raises:
        UserError: the network or the world's inputs are not on this machine, or `out` exists.
    """
    method = methods.get("baseline")
    config, model = method.defaults(benchmark), backbone.last_layer(benchmark)
    facts = {"packages": _packages(), "machine": _machine(benchmark, "cpu")}
    _take(Recording(benchmark, method, config, 0, out), model, facts)


def _take(
    training: Recording, model: nn.Module, made: dict[str, Any], weights: bytes | None = None
) -> None:
    """Measure a network that was trained elsewhere, as a run without a film.

    Args:
        weights: to keep, where they are not installed anyway.
    """
    with _imported(training) as partial:
        if weights is not None:
            write_atomically(partial / "model.safetensors", weights)
        write_json(partial / "config.json", training.request)
        write_atomically(partial / "log.jsonl", b"")
        none = {"status": "complete", "step": 0, "steps": 0, "seconds": 0.0}
        _measure(training, model, none | made)


@contextmanager
def _imported(training: Recording) -> Iterator[Path]:
    """The folder beside `out` that becomes the run once all is in it; nothing is left otherwise."""
    lock, partial = _claim(training.out), training.partial
    try:
        yield partial
        _put(training, lock)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        lock.close()


def _checked_weights(run: Run) -> nn.Module:
    """The run's network, if its file holds exactly what we would have written. Raises UserError."""
    model = run.model()
    expected = {name: (w.dtype, w.shape) for name, w in kept_weights(model).items()}
    stored = load((run.path / "model.safetensors").read_bytes())
    if {name: (w.dtype, w.shape) for name, w in stored.items()} != expected:
        raise UserError(
            "error.bundle.weights_type",
            "The weights of this bundle are of another type. Save it again, and retry.",
        )
    return model


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
    return benchmark.populations | ({} if benchmark.is_frozen else training)


def _facts(x: np.ndarray, kind: str) -> dict[str, Any]:
    return {"kind": kind, "n": len(x), "sha256": fingerprint(x)}


def add_umap(run: Run) -> None:
    """Compute and keep the run's UMAP coordinates (slow: imports and compiles umap)."""
    write_arrays(run.path / "umap.npz", projection.umap(run.evidence, run.seed))


def add_intervals(run: Run) -> None:
    """Compute and keep the bootstrap intervals of the run's metrics, to four digits."""
    found = uncertainty(run.evidence, run.groups)
    rounded = json.loads(json.dumps(found), parse_float=lambda number: round(float(number), 4))
    write_atomically(run.path / "intervals.json", json.dumps(rounded).encode())


def add_odin(run: Run) -> None:
    """Compute ODIN's score of every input; keep it in the run's evidence, metrics and intervals.

    Raises:
        UserError: inputs that the run was evaluated on are not on this machine.
    """
    model, card = run.model(), run.card
    asked = {"grid", *card["data"]}
    populations = run.evidence.populations | {
        name: arrays | {"odin": odin(model, _seen(run, name))}
        for name, arrays in run.evidence.items()
        if name in asked
    }
    evidence = replace(run.evidence, populations=populations).check()
    on_id = populations["id_test"]["odin"]
    for test, row in card["metrics"]["ood"].items():
        row["odin"] = metrics.evaluate(on_id, populations[f"ood/{test}"]["odin"])
    evidence.save(run.path / "evidence.npz")
    write_json(run.path / "card.json", card)
    add_intervals(Run.load(run.path))


def _seen(run: Run, population: str) -> np.ndarray:
    """The inputs behind a population of the run's evidence, in its order."""
    if population == "grid":
        return grid_points()
    known = run.benchmark.populations
    x = known[population]() if population in known else np.empty(0)
    if fingerprint(x) != run.card["data"][population]["sha256"]:
        raise UserError(
            "error.runs.inputs_of_missing",
            "The inputs of {population} that {run} was evaluated on are not on this machine.",
            population=population,
            run=run.path,
        )
    return x


def write_json(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())
