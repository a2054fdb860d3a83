"""Cached readers of runs. Keys are a run's `version` and names; never arrays."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Condition
from typing import Any, NamedTuple, TypeVar

import cachetools
import numpy as np
import streamlit as st

from app.server import ownership
from app.server.ownership import Mark
from app.text import ownership as owners
from app.text import say
from ood_core import paths
from ood_core.errors import UserError
from ood_core.experiments.places import CONFIDENT_GAN_ABLATION
from ood_core.jobs import retention
from ood_core.methods import METHODS
from ood_core.runs import run as runs
from ood_core.runs.run import Run

F = TypeVar("F", bound=Callable)


def open_run(path: Path) -> Run:
    """The run at `path`, shared by everyone who looks at it. Raises UserError."""
    card = path / "card.json"
    return _open(str(path), card.stat().st_mtime_ns if card.exists() else 0)


@cachetools.cached(cachetools.LRUCache(1024), condition=Condition())  # arrays are kept elsewhere
def _open(path: str, changed: int) -> Run:
    return Run.load(path)


def version(run: Run) -> str:
    """What caches and widgets know a run by: where it is and when it was written.

    It goes to the browser, where nobody is to read the server's folders.
    """
    card = run.path / "card.json"
    changed = card.stat().st_mtime_ns if card.exists() else 0  # it has made room
    return sha256(f"{run.path}:{changed}".encode()).hexdigest()[:16]


def cached(max_entries: int) -> Callable[[F], F]:
    """Keep what a function of runs and names returns: never text, for languages differ."""
    return st.cache_data(max_entries=max_entries, show_spinner=False, hash_funcs={Run: version})


def committed(name: str) -> Run:
    """The run in that folder of `pretrained/`.

    Raises:
        UserError: it is not there.
    """
    try:
        run = open_run(paths.PRETRAINED / name)
        run.method.config.Config(**run.config)  # the lessons speak of its settings
        return run
    except (UserError, TypeError) as error:
        raise UserError(
            "error.data.run_missing",
            "The run pretrained/{name} is missing: restore the folder pretrained/ to see this.",
            name=name,
        ) from error


def confident_gan_ablation() -> dict[str, Any]:
    """Metrics of cifar10/confident-gan trained without its GAN, and the `command` for it.

    Raises:
        UserError: the file is missing or damaged.
    """
    path = paths.PRETRAINED / CONFIDENT_GAN_ABLATION
    with whole(path):
        found = json.loads(path.read_text("utf-8"))
        np.stack([[found["accuracy"], *row["msp"].values()] for row in found["ood"].values()])
        _ = "" + found["command"]  # a string: anything else is a TypeError
    return found


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Whatever goes wrong in reading committed numbers is said as one sentence (UserError)."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UserError(
            "error.data.damaged",
            "{path} is missing or damaged: restore the folder pretrained/.",
            path=path,
        ) from error


def pretrained(benchmark: str, method: str) -> Run | None:
    """The committed run of a method on a benchmark, or None where it is not there."""
    try:
        return open_run(paths.PRETRAINED / benchmark / method)
    except UserError:
        return None


@st.cache_data(ttl=10, max_entries=1, show_spinner=False)
def kept(folder: Path) -> tuple[int, float]:
    """How many runs there are, and their gigabytes; as it was ten seconds ago at most."""
    found = retention.kept(folder)
    return len(found), sum(run.bytes for run in found) / retention.GIGABYTE


class Finished(NamedTuple):
    """Every finished run that can be read."""

    committed: list[Run]
    own: list[Run]  # made here

    @classmethod
    def now(cls) -> "Finished":
        """One walk over each folder."""
        return cls(_readable(paths.PRETRAINED), _readable(paths.RUNS))

    @property
    def all(self) -> list[Run]:
        return self.committed + self.own

    @property
    def worlds(self) -> set[str]:
        """The worlds, without their outlier sets, that have one."""
        return {run.benchmark.world for run in self.all}


def pretrained_benchmarks() -> set[str]:
    """The benchmarks that have a committed run."""
    return {path.parent.name for path in runs.finished_runs(paths.PRETRAINED)}


def own_runs(benchmark: str, method: str, own: list[Run] | None = None) -> dict[str, Run]:
    """Runs made here of that method on that benchmark by folder name: yours first, then newest.

    Of two folders of one name, as those of sweeps may be, the later one goes by its whole place.

    Args:
        own: all that were made here, where they are known already.
    """
    own = _readable(paths.RUNS) if own is None else own
    found = [run for run in own if _is_of(run, benchmark, method)]
    newest = sorted(found, key=lambda run: run.card.get("created", ""), reverse=True)
    marks, order = ownership.marks("run"), list(owners.LABEL)
    newest.sort(key=lambda run: order.index(marks.get(run.path.name, ownership.HERE).whose))
    named: dict[str, Run] = {}
    for run in newest:
        named[run.path.name if run.path.name not in named else _below(run)] = run
    return named


def comparable(world: str, finished: Finished | None = None) -> dict[str, Run]:
    """Every finished run of a world under a name of its own, the pretrained ones first."""
    of_world = [run for run in (finished or Finished.now()).all if run.benchmark.world == world]
    ordered = sorted(
        of_world, key=lambda run: (not is_main(run), list(METHODS).index(run.method.name))
    )
    marks, found = ownership.marks("run"), {}
    for run in ordered:
        name = _name(run, marks)
        found[name if name not in found else f"{name}, {_below(run)}"] = run
    return found


def _below(run: Run) -> str:
    """Its place in the folder of runs, or of pretrained ones."""
    top = paths.RUNS if run.path.is_relative_to(paths.RUNS) else paths.PRETRAINED
    return run.path.relative_to(top).as_posix()


def is_main(run: Run) -> bool:
    """Whether it is its method's own run among the pretrained ones, and no lesson's variant."""
    place = paths.PRETRAINED / run.card["benchmark"] / run.card["method"]
    return run.path == place


def _name(run: Run, marks: dict[str, Mark]) -> str:
    """The method; where that is not enough, whose it is and its name, or the folder."""
    if is_main(run):
        return run.method.title
    found = marks.get(run.path.name) if run.path.parent == paths.RUNS else None
    if found is None:
        return f"{run.method.title}, {run.path.name}"
    name, whose = found.title or when(run), owners.WHOSE[found.whose]
    return say(owners.COMPARED, method=run.method.title, whose=whose, name=name)


def when(run: Run) -> str:
    """When it was made, without the year."""
    return run.card.get("created", "")[5:16].replace("T", " ")


def _readable(folder: Path) -> list[Run]:
    found = []
    for path in runs.finished_runs(folder):
        with suppress(UserError):  # somebody else's, or a damaged one; `evaluate` says which
            found.append(open_run(path))
    return found


def _is_of(run: Run, benchmark: str, method: str) -> bool:
    return (run.card["benchmark"], run.card["method"]) == (benchmark, method)
