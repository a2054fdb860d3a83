"""Make what is committed in `pretrained/` again.

    python -m ood_core.experiments.pretrained [--evidence] [NAME...]

NAME is a run (`digits/csi`), a file (`lessons/oodness.json`), a canvas (`canvas/xor`), or a folder
of them; without one, all that this machine can make. A run is trained as its own card says. With
`--evidence` its weights stay, and only what follows from them is made again. What is fine-tuned
from a run, or measured over its seeds, comes after it. Interrupted, the same command resumes, and
a training from its checkpoint. `--list` shows every name, and how long it took.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path

import torch

from ood_core import features, paths
from ood_core.canvas.canvas import PRESETS
from ood_core.errors import UserError
from ood_core.experiments import (
    baseline_twin,
    claims,
    confident_mistakes,
    maps,
    passes,
    seeds_digits,
    seeds_oodness,
)
from ood_core.experiments.command import exit_code
from ood_core.experiments.places import CLAIMS, put, remove, restore, working
from ood_core.experiments.trainings import trained
from ood_core.files import hold, write_atomically
from ood_core.runs.config import checked
from ood_core.runs.record import (
    Recording,
    add_intervals,
    add_odin,
    add_umap,
    command,
    measure_again,
    missing_inputs,
    take_frozen,
    write_json,
)
from ood_core.runs.run import Run, finished_runs

OVER_SEEDS = (seeds_digits, seeds_oodness)
HEAD = ("name", "kind", "took", "comes after")


@dataclass(frozen=True)
class Result:
    """Something committed: what makes it again, how long that takes, and what has to be there."""

    kind: str  # run, seeds, ablation, canvas, passes, pictures
    seconds: float | None  # expected; None: nobody has recorded it
    needs: tuple[str, ...]
    make: Callable[[], None]
    device: str = "cpu"  # that it was made on


def results() -> dict[str, Result]:
    """Everything committed by name, each after what it needs."""
    found = {}
    for path in finished_runs(paths.PRETRAINED):
        name = path.relative_to(paths.PRETRAINED).as_posix()
        found[name] = _of_run(name, Run.load(path))
    measured = [(module, "seeds") for module in OVER_SEEDS] + [(baseline_twin, "ablation")]
    for module, kind in measured:
        times = module.TRAININGS
        if set(times) <= set(found):
            seconds = sum(times[name] * found[name].seconds for name in times)
            found[module.NAME] = Result(kind, seconds, tuple(times), module.main)
    canvases = {name: f"canvas/{name}" for name in PRESETS}
    for preset, name in canvases.items():
        found[name] = Result("canvas", claims.PAINTING, (), partial(claims.keep, preset))
    seconds = claims.PAINTING * len(claims.MEASURED) * (len(claims.SEEDS) - 1)
    needs = tuple(canvases[preset] for preset in claims.MEASURED)
    found[CLAIMS] = Result("canvas", seconds, needs, claims.measure)
    if set(passes.RUNS) <= set(found):
        found[passes.NAME] = Result("passes", passes.SECONDS, passes.RUNS, passes.main)
    surest = confident_mistakes
    if surest.RUN in found:
        found[surest.NAME] = Result("pictures", surest.SECONDS, (surest.RUN,), surest.main)
    if (paths.PRETRAINED / maps.NAME).exists():
        found[maps.NAME] = Result("seeds", maps.SECONDS, (), maps.main)
    needed = in_order({n: r.needs for n, r in found.items()})
    return {name: found[name] for name in needed if name in found}  # one may be missing


def in_order(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The names, each after those it needs."""
    return list(TopologicalSorter(needs).static_order())


def _of_run(name: str, run: Run) -> Result:
    base = run.config.get("base", "").removeprefix("pretrained/")
    needs = (base,) if base else ()
    make = take if run.benchmark.is_frozen else train
    return Result("run", run.card["seconds"], needs, partial(make, name), run.trained_on)


def train(name: str) -> None:
    """Train a committed run again, and put the new one in its place."""
    old, out = Run.load(paths.PRETRAINED / name), working(name)
    config = checked(old.method, old.config)
    new = trained(old.benchmark, old.method, config, old.seed, out)
    placed = Recording(old.benchmark, old.method, config, old.seed, old.path)
    write_json(out / "card.json", new.card | {"command": command(placed)})
    _complete(Run.load(out), old)


def take(name: str) -> None:
    """Make the run of a frozen network again."""
    old, out = Run.load(paths.PRETRAINED / name), working(name)
    remove(out)
    _compute_features(old)
    take_frozen(old.benchmark, out)
    _complete(Run.load(out), old)


def measure(name: str) -> None:
    """Make what follows from a committed run's weights again."""
    old, out = Run.load(paths.PRETRAINED / name), working(f"evidence/{name}")
    remove(out)
    shutil.copytree(old.path, out)
    _compute_features(old)
    measure_again(Run.load(out))
    _complete(Run.load(out), old)


def _compute_features(run: Run) -> None:
    """Those of its photographs that are not kept yet; a training computes its own."""
    for progress in features.compute(run.benchmark.photographs()):
        print(f"features of {progress.done} of {progress.of} photographs", flush=True)


def _complete(new: Run, old: Run) -> None:
    """Add to the new run what the old one has besides, and put it in the old one's place."""
    if any("odin" in row for row in old.metrics["ood"].values()):
        add_odin(new)
    if old.intervals is not None:
        add_intervals(Run.load(new.path))
    if old.umap is not None:
        add_umap(Run.load(new.path))
    put(new.path, old.path)
    remove(new.path)


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ood_core.experiments.pretrained",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--evidence", action="store_true", help="of runs, and keep their weights")
    parser.add_argument("--list", action="store_true", help="show every name, and make nothing")
    arguments = parser.parse_args(words)

    def work() -> None:
        if arguments.list:
            _print_table(results())
            return
        with _alone():
            restore(paths.PRETRAINED)
            make(chosen(results(), arguments.names, arguments.evidence), arguments.evidence)

    return exit_code(work, "pretrained", "interrupted; the same command resumes it.")


@contextmanager
def _alone() -> Iterator[None]:
    """No other such command is at work meanwhile. Raises UserError where one is."""
    lock = working("lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = hold(lock)
    if held is None:
        raise UserError("error.experiments.at_work", "Another such command is at work.")
    with held:
        yield


def chosen(found: dict[str, Result], names: list[str], evidence: bool) -> dict[str, Result]:
    """What those names mean, in the order in which it is made; without names, all that can be made.

    With `evidence`, runs alone.

    Raises:
        UserError: there is nothing of a name, or it cannot be made here.
    """
    if evidence:
        found = {n: _evidence(n, result) for n, result in found.items() if result.kind == "run"}
    wanted = set(found)
    if names:
        groups = {name: _below(name.removeprefix("pretrained/"), found) for name in names}
        for name, group in groups.items():
            if not group:
                raise _unknown(name, found, evidence)
        wanted = set().union(*groups.values())
    reasons = {name: why for name in found if name in wanted and (why := _why_not(name, found))}
    for why in reasons.values():
        if names:
            raise why
        print(f"left out: {why}", flush=True)
    return {n: result for n, result in found.items() if n in wanted - set(reasons)}


def _unknown(name: str, found: Iterable[str], evidence: bool) -> UserError:
    known = ", ".join(found)
    if evidence:
        return UserError(
            "error.experiments.unknown_run",
            "There is no run called {name!r}. Choose one of: {known}.",
            name=name,
            known=known,
        )
    return UserError(
        "error.experiments.unknown_result",
        "There is no committed result called {name!r}. Choose one of: {known}.",
        name=name,
        known=known,
    )


def _below(name: str, found: Iterable[str]) -> set[str]:
    return {n for n in found if n == name or n.startswith(f"{name.rstrip('/')}/")}


def _evidence(name: str, result: Result) -> Result:
    return replace(result, make=partial(measure, name), device="cpu", seconds=None)


def _why_not(name: str, found: dict[str, Result]) -> UserError | None:
    """Why it cannot be made on this machine."""
    if found[name].device == "cuda" and not torch.cuda.is_available():
        return UserError(
            "error.experiments.no_gpu",
            "{name} was trained on a GPU, and this machine has none; --evidence works without.",
            name=name,
        )
    reads = () if found[name].kind == "passes" else found[name].needs  # it has its own pictures
    for run in (name, *reads):
        if run in found and found[run].kind == "run":
            missing = missing_inputs(Run.load(paths.PRETRAINED / run))
            if missing:
                return UserError(
                    "error.experiments.inputs_missing",
                    "{name} needs inputs that are not on this machine: {inputs}.",
                    name=name,
                    inputs=", ".join(missing),
                )
    return None


def make(todo: dict[str, Result], evidence: bool) -> None:
    """Make all of it, but for what an interrupted command of the same words has made already."""
    place, this = working("round.json"), {"evidence": evidence, "names": list(todo)}
    done = _done(place, this)
    left = {name: result for name, result in todo.items() if name not in done}
    if done:
        print(f"Made already: {', '.join(done)}. Remove {place} to make them again.")
    _print_table(left)
    for name, result in left.items():
        print(f"{name} ...", flush=True)
        result.make()
        done.append(name)
        write_atomically(place, json.dumps(this | {"done": done}).encode())
    place.unlink(missing_ok=True)


def _done(place: Path, this: dict[str, object]) -> list[str]:
    """What the interrupted command of the same words had made."""
    try:
        before = json.loads(place.read_text("utf-8"))
        return before["done"] if before == this | {"done": before["done"]} else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _print_table(found: dict[str, Result]) -> None:
    rows = [HEAD]
    for name, result in found.items():
        on = "" if result.device == "cpu" else f" ({result.device})"
        rows.append((name, result.kind, duration(result.seconds) + on, ", ".join(result.needs)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())
    known = [r.seconds for r in found.values() if r.seconds is not None]
    print(f"{len(found)} in all: {duration(sum(known) if known else None)}", flush=True)


def duration(seconds: float | None) -> str:
    """In the unit that a person would use."""
    if seconds is None:
        return "not recorded"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    sys.exit(main())
