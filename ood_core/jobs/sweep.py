"""A sweep: a method trained with every combination of some settings, and every seed of each.

Each training is a worker process, as those of the queue, and its run lies in the sweep's folder
under the name of what it was asked for. So a sweep that is asked for again, or for more, trains
what is not there yet, and resumes what was interrupted.
"""

import math
import re
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.evaluation.report import means, over_seeds, spread, validation
from ood_core.experiments.places import remove
from ood_core.experiments.trainings import check_idle, check_place, is_complete
from ood_core.jobs.orders import Training
from ood_core.jobs.process import Worker
from ood_core.methods import Method
from ood_core.runs.config import configure
from ood_core.runs.run import Run, can_resume

MOST = 1000  # trainings
LONGEST = 200  # letters of a run's name, which file systems hold to 255 bytes
GRACE = 1.5  # seconds after Ctrl-C until those are told again that were only starting
TAIL = 60.0  # seconds that they may take to keep their runs
SHOWN = ("auroc", "fpr95")
CHOSEN_BY = "auroc"


@dataclass(frozen=True)
class Sweep:
    """What was asked for: name of a combination of settings -> its trainings, one a seed."""

    method: Method
    folder: Path
    trainings: dict[str, list[Training]]

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        method: Method,
        values: Iterable[tuple[str, str]],
        seeds: Sequence[int],
        folder: Path,
    ) -> "Sweep":
        """The sweep whose runs are to lie in `folder`.

        Args:
            values: setting, and what is tried, parted by commas.

        Raises:
            UserError: a setting or value is unknown, or there twice; there are too many trainings;
                the folder holds other runs, or another sweep is at them.
        """
        tried = _tried(method, values)
        if (count := len(seeds) * math.prod(map(len, tried.values()))) > MOST:
            raise UserError(
                "error.sweep.too_many",
                "A sweep has at most {most} trainings, and this one would have {n}. Try fewer "
                "values or seeds.",
                most=MOST,
                n=count,
            )
        found: dict[str, list[Training]] = {}
        for texts in product(*tried.values()):
            settings = dict(zip(tried, texts, strict=True))
            config = configure(method, benchmark, settings)
            name = ",".join(f"{key}={_shown(getattr(config, key))}" for key in sorted(settings))
            if name in found:
                raise UserError(
                    "error.sweep.twice",
                    "{name} is there twice. Give every value once.",
                    name=name,
                )
            found[name] = [
                Training(
                    benchmark=benchmark.name,
                    method=method.name,
                    seed=seed,
                    settings=settings,
                    out=_place(folder, name, seed),
                )
                for seed in seeds
            ]
            for training in found[name]:
                check_place(benchmark, method, config, training.seed, training.out)
                check_idle(training.out)
        return cls(method, folder, found)

    @property
    def all(self) -> list[Training]:
        """Seed by seed, so that one which is interrupted has something of every combination."""
        return [one for of_seed in zip(*self.trainings.values(), strict=True) for one in of_seed]


def _tried(method: Method, values: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, texts in values:
        if key in found:
            raise UserError(
                "error.sweep.setting_twice",
                "The setting {key} is there twice. Give its values with commas: --set "
                "{key}=VALUE,VALUE.",
                key=key,
            )
        found[key] = texts.split(",")
    return found


def _shown(value: Any) -> str:
    """A value as it stands in the name of a file."""
    return "none" if value in (None, "") else re.sub(r"[^\w.+-]", "-", str(value))


def _place(folder: Path, name: str, seed: int) -> Path:
    """Of a run: Compare names runs by their folders."""
    if len(name) > LONGEST:
        raise UserError(
            "error.sweep.long_name",
            "These are too many settings for the name of a run. Set fewer of them.",
        )
    return folder / ",".join(filter(None, [name, f"seed={seed}"]))


def train(
    sweep: Sweep, jobs: int, watched: Callable[[Collection], Iterable] = iter
) -> dict[Path, UserError]:
    """Train what is not there yet, `jobs` at a time; the runs that could not be made, and why.

    Args:
        watched: goes through the trainings as they end, and shows how far it is.

    Raises:
        KeyboardInterrupt: those under way are kept, and the next call resumes them.
    """
    todo = [training for training in sweep.all if not is_complete(training.out)]
    for training in todo:
        if not can_resume(training.out):
            remove(training.out)  # it was interrupted before its first checkpoint
    crew, failed = Crew(), {}
    with ThreadPoolExecutor(jobs) as pool:
        tasks = {pool.submit(crew.carry_out, training): training for training in todo}
        try:
            ended = as_completed(tasks)
            for _ in watched(range(len(todo))):
                task = next(ended)
                if error := task.result():
                    failed[tasks[task].out] = error
        except BaseException:
            crew.end()
            raise
    return failed


class Crew:
    """Workers side by side, which Ctrl-C ends together."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._at_work: set[Worker] = set()
        self._ended = False

    def carry_out(self, training: Training) -> UserError | None:
        """None once it is done, or why it failed; nothing begins after the end."""
        with self._changed:
            if self._ended:
                return None
            worker = Worker()
            self._at_work.add(worker)
        try:
            return worker.carry_out(training)
        finally:
            with self._changed:
                self._at_work.discard(worker)
                self._changed.notify_all()

    def end(self) -> None:
        """As Ctrl-C does for each: runs so far are kept."""
        with self._changed:
            self._ended = True
            for seconds in (GRACE, TAIL):
                for worker in self._at_work:
                    worker.interrupt()
                self._changed.wait_for(lambda: not self._at_work, seconds)
            for worker in self._at_work:
                worker.kill()


def summary(sweep: Sweep, failed: Mapping[Path, UserError]) -> dict[str, Any]:
    """Each combination's numbers over its seeds, and the one that validation OOD chooses.

    No OOD test takes part in the choice; one with a seed that failed is not chosen.
    """
    rows: dict[str, Any] = {}
    for name, trainings in sweep.trainings.items():
        runs = [Run.load(training.out) for training in trainings if training.out not in failed]
        rows[name] = _over_seeds(sweep.method.score, runs) if runs else None
    whole = {n: row for n, row in rows.items() if row and row["n"] == len(sweep.trainings[n])}
    known = {n: row["validation"]["mean"] for n, row in whole.items() if row["validation"]}
    chosen = max(known, key=lambda name: known[name], default=None)
    return {
        "folder": str(sweep.folder),
        "score": sweep.method.score,
        "combinations": rows,
        "chosen": chosen,
        "failed": {str(out): str(error) for out, error in failed.items()},
        "status": "failed" if failed else "complete",
    }


def _over_seeds(score: str, runs: Sequence[Run]) -> dict[str, Any]:
    found = [run.metrics | {"means": means(run.metrics["ood"], run.groups)} for run in runs]
    held = [validation(run.evidence, [score]).get(score) for run in runs]
    of_validation = spread([row[CHOSEN_BY] for row in held])._asdict() if all(held) else None
    about = {"n": len(runs), "runs": [str(run.path) for run in runs]}
    return about | {"validation": of_validation} | over_seeds(found)


def lines(answer: Mapping[str, Any]) -> list[str]:
    """The table of a `summary`, in percent, and what was chosen."""
    rows = {name: row for name, row in answer["combinations"].items() if row}
    shown, groups = _shortly(rows), next(iter(rows.values()))["means"] if rows else ()
    heads = [f"{g.removeprefix('mean of ')} {metric}" for g in groups for metric in SHOWN]
    table = [["settings", "seeds", "accuracy", "validation", *heads]]
    for name, row in rows.items():
        cells = [row["accuracy"], row["validation"]]
        cells += [of[metric] for of in row["means"].values() for metric in SHOWN]
        table.append([shown[name], str(row["n"]), *map(_percent, cells)])
    found = _aligned(table) if rows else []
    if rows:
        found += [
            f"score {answer['score']}, in percent, OOD positive: mean \u00b1 standard deviation "
            f"over seeds; validation: {CHOSEN_BY} of validation OOD, which is no test",
        ]
    if answer["chosen"] is not None and len(rows) > 1:
        found.append(f"Chosen by validation, no OOD test was looked at: {shown[answer['chosen']]}")
    found += [f"Failed: {out}. {why}" for out, why in answer["failed"].items()]
    return [*found, f"The runs, for Compare, evaluate, table and report: {answer['folder']}"]


def _shortly(names: Collection[str]) -> dict[str, str]:
    """Of each combination what tells it from the others."""
    parts = {name: name.split(",") for name in names}
    shared = set.intersection(*map(set, parts.values())) if len(parts) > 1 else set()
    own = {name: [part for part in of if part not in shared] for name, of in parts.items()}
    return {name: ",".join(of) or "defaults" for name, of in own.items()}


def _percent(of: Mapping[str, Any] | None) -> str:
    if of is None:
        return "\N{EN DASH}"
    sd = "" if of["sd"] is None else f" \u00b1 {100 * of['sd']:.1f}"
    return f"{100 * of['mean']:.1f}{sd}"


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
