"""Trainings whose place is told: what is done stays, an interrupted one is resumed."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.experiments.places import remove
from ood_core.methods import Method
from ood_core.runs.record import Recording, record, resume, settled
from ood_core.runs.run import Run, can_resume, is_under_way, partial_path, read_request


def trained(benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path) -> Run:
    """The complete run at `out`: trained now, resumed from its checkpoint, or there already.

    Raises:
        UserError: another process is at it, or `record` cannot make it.
        KeyboardInterrupt: it was interrupted; the next call resumes it.
    """
    check_idle(out)
    if not is_of(benchmark, method, config, seed, out):
        remove(out)
    if not is_complete(out):
        if can_resume(out):
            training = resume(out)
        else:
            remove(out)
            training = record(benchmark, method, config, seed, out)
        with closing(training), tqdm(training, disable=not sys.stderr.isatty()) as bar:
            for snapshot in bar:
                bar.set_postfix_str(f"step {snapshot.step} of {snapshot.steps}")
    if not is_complete(out):
        raise KeyboardInterrupt
    return Run.load(out)


def check_idle(out: Path) -> None:
    """Raises UserError where another process is at it."""
    if is_under_way(out):
        raise UserError("error.runs.under_way", "{out} is being made by another training.", out=out)


def check_place(benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path) -> None:
    """Raises UserError where `out`, or the training that is to become it, is another run."""
    # One that was interrupted before it wrote its request down left nothing to lose.
    is_there = out.exists() or can_resume(out) or (partial_path(out) / "config.json").exists()
    if is_there and not is_of(benchmark, method, config, seed, out):
        raise UserError(
            "error.cli.other_run",
            "{out} holds another run. Choose another --out, or remove it first.",
            out=out,
        )


def is_of(benchmark: Benchmark, method: Method, config: Any, seed: int, out: Path) -> bool:
    """Whether the run at `out`, or the training that is to become it, was asked for just that."""
    asked = Recording(benchmark, method, settled(benchmark, config), seed, out).request
    return _request(out) == json.loads(json.dumps(asked))


def _request(out: Path) -> dict[str, Any] | None:
    """What the training at `out` was asked for; None where there is none."""
    try:
        return read_request(out)
    except UserError:
        return None


def is_complete(out: Path) -> bool:
    """Whether there is a run that came to its end. Raises UserError where it is damaged."""
    return out.exists() and Run.load(out).card["status"] == "complete"
