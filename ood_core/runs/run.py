"""A run is a directory: what was asked, what happened, the weights and their evidence.

    config.json        benchmark, method, seed, config
    log.jsonl          one line for each snapshot: step, phase, losses, gauges, seconds
    frames.npz         what a person watched: confidence maps, generated samples; of outputs none
    model.safetensors  the weights; none of a frozen network, whose are installed
    evidence.npz       the arrays of the one forward pass
    umap.npz           2-D coordinates of some features; comes later, may be missing
    intervals.json     bootstrap intervals of the metrics; likewise
    checkpoint.safetensors   where a training that was interrupted resumes
    card.json          status, wall time, data fingerprints, packages, machine, metrics

Nothing here imports torch until `model()` is asked for, so pages read runs freely.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, is_dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ood_core import benchmarks, kept, methods, setting
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.evaluation.metrics import METRICS
from ood_core.evidence import Evidence
from ood_core.files import NUMBER, Arrays, damaged, fits, hold, read_arrays
from ood_core.methods import Method
from ood_core.scores import SCORES

if TYPE_CHECKING:
    from torch import nn
CHECKPOINT = "checkpoint.safetensors"
LOCK = "lock"  # in the directory while a training is at it
RATES = dict.fromkeys(METRICS, NUMBER)
FACTS = {"kind": {"id", "near", "far", "shift", "outliers"}, "n": int, "sha256": str}
CARD = {
    **{"benchmark": str, "method": str, "seed": int, "config": dict, "command": str},
    **{"status": {"complete", "interrupted"}, "step": int, "steps": int, "seconds": NUMBER},
    "data": dict.fromkeys(("id_test", ...), FACTS),  # of a frozen network no ID training data
    "metrics": {
        "accuracy": NUMBER,
        "ood": {...: {"kind": {"near", "far"}, "n": int, ...: RATES}},
    },
}
LINE = {
    **{"step": int, "steps": int, "phase": str, "seconds": NUMBER},
    **{"losses": {...: NUMBER}, "gauges": {...: NUMBER}},
}
INTERVALS = {...: {...: {...: [NUMBER]}}}


@dataclass(frozen=True, eq=False)
class Run:
    """A finished (or interrupted) training, read lazily from its directory; arrays: see `kept`."""

    path: Path
    card: dict[str, Any]

    @classmethod
    def load(cls, path: Path | str) -> "Run":
        """Raises UserError where `path` is not a finished run."""
        path = Path(path)
        try:
            card = json.loads((path / "card.json").read_text("utf-8"))
            if not fits(card, CARD) or not _are_settings(card.get("chosen", {})):
                raise ValueError("a field is missing, or of another type")
        except (OSError, ValueError, RecursionError) as error:
            raise UserError(
                "error.runs.not_a_run",
                "{path} is not a run: it needs a readable card.json, which "
                "`python -m ood_core train --out DIR` writes into DIR.",
                path=path,
            ) from error
        benchmarks.get(card["benchmark"])
        reported = {frozenset(row) for row in card["metrics"]["ood"].values()}
        if len(reported) != 1 or methods.get(card["method"]).score not in next(iter(reported)):
            raise damaged(path / "card.json")
        return cls(path, card)

    @property
    def seed(self) -> int:
        return self.card["seed"]

    @property
    def config(self) -> dict[str, Any]:
        return self.card["config"]

    @property
    def metrics(self) -> dict[str, Any]:
        return self.card["metrics"]

    @property
    def is_outputs(self) -> bool:
        """Whether it is of outputs that were brought, without the network (`import_outputs`)."""
        return "outputs" in self.card

    @property
    def trained_on(self) -> str:
        """The kind of device, `cpu` or `cuda`, say; early cards name none: those were CPUs."""
        return self.card.get("machine", {}).get("device", "cpu")

    @property
    def benchmark(self) -> Benchmark:
        return benchmarks.get(self.card["benchmark"])

    @property
    def method(self) -> Method:
        return methods.get(self.card["method"])

    @property
    def settings(self) -> dict[str, dict[str, float]]:
        """Of scores, those that were chosen by validation OOD: score -> setting -> value."""
        return self.card.get("chosen", {})

    @property
    def evidence(self) -> Evidence:
        """Raises UserError where it is damaged, or lacks a test that the card has numbers of."""
        return kept.loaded(self, "evidence", self._evidence)

    def _evidence(self) -> Evidence:
        found = replace(Evidence.load(self.path / "evidence.npz"), settings=self.settings)
        if lacking := [test for test in self.metrics["ood"] if f"ood/{test}" not in found]:
            raise UserError(
                "error.runs.tests_without_evidence",
                "{run} has numbers of {tests} in its card and no evidence of it. Train the run "
                "again.",
                run=self.path,
                tests=", ".join(lacking),
            )
        return found

    @property
    def kinds(self) -> dict[str, str]:
        """Evaluated populations that are not training data -> id, near, far or shift.

        Read from the card: the run may have seen test sets that are not on this machine.
        """
        known = {name: facts["kind"] for name, facts in self.card["data"].items()}
        return {n: known[n] for n in self.evidence if n in known and n != "id_train"}

    @property
    def groups(self) -> dict[str, str]:
        """OOD test -> near, far or noise: the tests that its numbers are averaged with.

        As the benchmark declares them; of a test that is not on this machine, the card's kind.
        """
        declared = self.benchmark.ood_tests
        return {
            test: declared[test].group if test in declared else row["kind"]
            for test, row in self.metrics["ood"].items()
        }

    @cached_property
    def log(self) -> list[dict[str, Any]]:
        """The lines of its log. Raises UserError where it is damaged, or ends before the run."""
        lines = read_log(self.path)
        if (lines[-1]["step"] if lines else 0) != self.card["step"]:
            raise damaged(self.path / "log.jsonl")
        return lines

    @property
    def frames(self) -> Arrays:
        """What a person watched. Raises UserError where it is missing or damaged."""
        try:
            return kept.loaded(self, "frames", lambda: read_arrays(self.path / "frames.npz"))
        except FileNotFoundError as error:
            raise UserError(
                "error.runs.no_frames",
                "{run} has gone, or has no frames. Train it again.",
                run=self.path,
            ) from error

    @property
    def umap(self) -> Arrays | None:
        """Population -> coordinates `(n, 2)`, or None while nobody has made them.

        Raises:
            UserError: they are damaged.
        """
        path = self.path / "umap.npz"
        try:
            name = f"umap {path.stat().st_mtime_ns}"  # another one may be made
            return kept.loaded(self, name, lambda: read_arrays(path))
        except FileNotFoundError:
            return None

    @property
    def intervals(self) -> dict[str, Any] | None:
        """`{test: {score: {metric: [low, high]}}}`, or None while nobody has made them."""
        path = self.path / "intervals.json"
        try:
            return _intervals(path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise UserError(
                "error.runs.intervals_damaged",
                "{file} is damaged: remove it, then `python -m ood_core intervals --run {run}`.",
                file=path,
                run=self.path,
            ) from error

    def model(self) -> "nn.Module":
        """The trained network in evaluation mode (imports torch).

        Raises:
            UserError: the weights are missing, corrupt, of another shape, or not finite.
        """
        if self.is_outputs:
            raise UserError(
                "error.runs.outputs_only",
                "{run} was made of a network's outputs, without the network: it can answer for "
                "no other inputs.",
                run=self.path,
            )
        if self.benchmark.is_frozen:
            from ood_core.networks.backbone import last_layer

            return last_layer(self.benchmark)

        from ood_core.methods.training import trained_model

        weights, module = self.path / "model.safetensors", self.method.module
        try:
            config = self.method.config.Config(**self.config)
        except TypeError as error:
            raise UserError(
                "error.runs.other_settings",
                "{run} was trained with settings that {method} does not have. Train the run again.",
                run=self.path,
                method=self.method.name,
            ) from error
        return trained_model(module.build, self.benchmark, config, self.seed, weights)


def apart_from_seed(run: Run) -> str:
    """What a run is besides its seed: two runs of which this is equal differ in the seed alone."""
    data = {name: facts["sha256"] for name, facts in run.card["data"].items()}
    of = [run.card[name] for name in ("benchmark", "method", "config", "status")]
    return json.dumps([*of, data], sort_keys=True)


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a run's log so far; a last line still being written is left out."""
    log = path / "log.jsonl"
    try:
        lines = log.read_text("utf-8").splitlines(keepends=True)
        found = [json.loads(line) for line in lines if line.endswith("\n")]
    except FileNotFoundError:  # not begun, or moved to its place at this moment
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(log) from error
    if not fits(found, [LINE]):
        raise damaged(log)
    return found


def _are_settings(chosen: object) -> bool:
    """Whether each is one that its score has, in its range."""
    if not fits(chosen, {...: {...: NUMBER}}) or not chosen.keys() <= SCORES.keys():
        return False
    known = {n: setting.of(SCORES[n]) if is_dataclass(SCORES[n]) else {} for n in chosen}
    return all(
        key in known[name] and known[name][key].allows(value)
        for name, settings in chosen.items()
        for key, value in settings.items()
    )


def finished_runs(folder: Path) -> list[Path]:
    """Directories below `folder` that hold a run, sorted by name."""
    found = []
    for place, folders, files in os.walk(folder):  # passes over what is gone when it comes there
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place)] if "card.json" in files else []
    return sorted(found)


@lru_cache(16)  # a page asks for those of each run that it compares, some times over
def _intervals(path: Path, changed: int) -> dict[str, Any]:
    """As the file is, last `changed` then. Raises ValueError where its JSON is of another form."""
    found = json.loads(path.read_text("utf-8"))
    if not fits(found, INTERVALS):
        raise ValueError("a value is missing, or of another type")
    return found


def runs_on(folder: Path, world: str) -> list[Path]:
    """The finished runs directly in `folder` on that benchmark, with whatever outliers."""
    found = []
    for path in finished_runs(folder):
        with suppress(UserError):  # damaged, or somebody else's folder
            if path.parent == folder and Run.load(path).benchmark.world == world:
                found.append(path)
    return found


def partial_path(out: Path) -> Path:
    """Where a run lives while it is being made: hidden, beside where it will appear."""
    return out.with_name(f".{out.name}.partial")


def unfinished(folder: Path) -> list[Path]:
    """Where the trainings in `folder` that are under way, or were interrupted, are to appear."""
    return [p.with_name(p.name[1:].removesuffix(".partial")) for p in folder.glob(".*.partial")]


def can_resume(out: Path) -> bool:
    """Whether `out` was interrupted or stopped, and left a checkpoint to resume from."""
    if (partial_path(out) / CHECKPOINT).exists():
        return True
    try:  # one killed at its very end is complete and still has its checkpoint
        return (out / CHECKPOINT).exists() and Run.load(out).card["status"] != "complete"
    except UserError:
        return False


def read_request(out: Path) -> dict[str, Any]:
    """config.json of a run, or of a training that was interrupted: benchmark, method, seed, config.

    Raises:
        UserError: it is missing or damaged.
    """
    place = out if out.exists() else partial_path(out)
    try:
        request = json.loads((place / "config.json").read_text("utf-8"))
        benchmarks.get(request["benchmark"]), methods.get(request["method"])
        return {name: request[name] for name in ("benchmark", "method", "seed", "config")}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(
            "error.runs.damaged",
            "{partial} is damaged. Remove it and train again.",
            partial=place,
        ) from error


def is_under_way(out: Path) -> bool:
    """Whether a training is at it now, in whatever process."""
    try:
        lock = hold(partial_path(out) / LOCK)
    except FileNotFoundError:  # there is none, or it has just ended
        return False
    except OSError:  # somebody else's, or on a disk that cannot be written: left alone
        return True
    if lock is not None:
        lock.close()
    return lock is None
