"""Cached readers of runs. Keys are a run's `version` and names; never arrays."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import streamlit as st

from app.lessons import ownership as owners
from app.lessons import words
from app.server import ownership
from app.server.ownership import Mark
from ood_core import scores
from ood_core.errors import UserError
from ood_core.evaluation.evidence import one_row
from ood_core.evaluation.report import LEAST, report
from ood_core.methods import METHODS
from ood_core.runs import run as runs
from ood_core.runs.run import Run
from ood_core.scores.csi import Csi
from ood_core.scores.logits import Energy, softmax

TWIN_FILE = "lessons/cifar10-twin.json"  # in pretrained/, by tests/methods/twin_confident_gan.py
Scored = dict[str, np.ndarray]
F = TypeVar("F", bound=Callable)


def open_run(path: Path) -> Run:
    """The run at `path`, shared by everyone who looks at it. Raises UserError."""
    card = path / "card.json"
    return _open(str(path), card.stat().st_mtime_ns if card.exists() else 0)


@st.cache_resource(max_entries=64, show_spinner=False)
def _open(path: str, changed: int) -> Run:
    return Run.load(path)


def version(run: Run) -> str:
    """What caches know a run by: where it is and when it was written; 0 once it has made room."""
    card = run.path / "card.json"
    return f"{run.path}:{card.stat().st_mtime_ns if card.exists() else 0}"


def cached(max_entries: int, spinner: str | bool = False) -> Callable[[F], F]:
    """Keep what a function of runs and names returns."""
    return st.cache_data(max_entries=max_entries, show_spinner=spinner, hash_funcs={Run: version})


def committed(name: str) -> Run:
    """The run in that folder of `pretrained/`.

    Raises:
        UserError: it is not there.
    """
    try:
        return open_run(runs.PRETRAINED / name)
    except UserError as error:
        raise UserError(
            f"The run pretrained/{name} is missing: restore the folder pretrained/ to see this."
        ) from error


def twin() -> dict[str, Any]:
    """Metrics of cifar10/confident-gan's twin, by cross entropy alone, and the `command` for it.

    Raises:
        UserError: the file is missing or damaged.
    """
    path = runs.PRETRAINED / TWIN_FILE
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
        raise UserError(f"{path} is missing or damaged: restore the folder pretrained/.") from error


def pretrained(benchmark: str, method: str) -> Run | None:
    """The committed run of a method on a benchmark, or None where it is not there."""
    try:
        return open_run(runs.PRETRAINED / benchmark / method)
    except UserError:
        return None


def pretrained_benchmarks() -> set[str]:
    """The benchmarks that have a committed run."""
    return {path.parent.name for path in runs.finished_runs(runs.PRETRAINED)}


def own_runs(benchmark: str, method: str) -> dict[str, Run]:
    """Runs made here of that method on that benchmark by folder name: yours first, then newest."""
    found = [run for run in _readable(runs.RUNS) if _is_of(run, benchmark, method)]
    newest = sorted(found, key=lambda run: run.card.get("created", ""), reverse=True)
    marks, order = ownership.marks("run"), list(owners.LABEL)
    newest.sort(key=lambda run: order.index(marks.get(run.path.name, ownership.HERE).whose))
    return {run.path.name: run for run in newest}


def worlds() -> set[str]:
    """The worlds, without their outlier sets, that have a finished run."""
    return {run.benchmark.world for run in _finished()}


def _finished() -> list[Run]:
    return [*_readable(runs.PRETRAINED), *_readable(runs.RUNS)]


def comparable(world: str) -> dict[str, Run]:
    """Every finished run of a world under a name of its own, the pretrained ones first."""
    of_world = [run for run in _finished() if run.benchmark.world == world]
    ordered = sorted(
        of_world, key=lambda run: (not is_main(run), list(METHODS).index(run.method.name))
    )
    marks, found = ownership.marks("run"), {}
    for run in ordered:
        name = _name(run, marks)
        found[name if name not in found else f"{name}, {run.path.name}"] = run
    return found


def is_main(run: Run) -> bool:
    """Whether it is its method's own run among the pretrained ones, and no lesson's variant."""
    place = runs.PRETRAINED / run.card["benchmark"] / run.card["method"]
    return run.path == place


def _name(run: Run, marks: dict[str, Mark]) -> str:
    """The method; where that is not enough, whose it is and its name, or the folder."""
    if is_main(run):
        return run.method.title
    found = marks.get(run.path.name) if run.path.parent == runs.RUNS else None
    if found is None:
        return f"{run.method.title}, {run.path.name}"
    name, whose = found.title or when(run), owners.LABEL[found.whose].lower()
    return owners.COMPARED.format(method=run.method.title, whose=whose, name=name)


def when(run: Run) -> str:
    """When it was made, without the year."""
    return run.card.get("created", "")[5:16].replace("T", " ")


def _readable(folder: Path) -> Iterator[Run]:
    for path in runs.finished_runs(folder):
        try:
            yield open_run(path)
        except UserError:
            continue  # somebody else's folder, or a damaged one; `evaluate` says which


def _is_of(run: Run, benchmark: str, method: str) -> bool:
    return (run.card["benchmark"], run.card["method"]) == (benchmark, method)


def kinds(run: Run) -> dict[str, str]:
    """Evaluated populations of a run that are not training data -> id, near, far or shift.

    Read from the card: the run may have seen test sets that are not on this machine.
    """
    known = {name: facts["kind"] for name, facts in run.card["data"].items()}
    return {n: known[n] for n in run.evidence if n in known and n != "id_train"}


def score_names(run: Run) -> list[str]:
    """The scores that this run was reported with, the paper's first."""
    reported = next(iter(run.metrics["ood"].values()))
    names = [name for name in scores.SCORES if name in reported]
    return sorted(names, key=lambda name: name != run.method.score)


@cached(64)
def caveats(run: Run) -> list[str]:
    """What one should know before reading a run's scores, a sentence each."""
    known = run.metrics
    if "unfitted" not in known:  # an early run, whose card does not say
        tests = {name: row["kind"] for name, row in known["ood"].items()}
        known = report(run.evidence, tests, run.method.score)
    title = words.SCORES[run.method.score].title
    found = [words.CONSTANT.format(score=title)] if known["constant"] else []
    for name, why in known["unfitted"].items():
        found.append(words.UNFITTED.format(score=words.SCORES[name].title, why=why))
    if few := known["too_few"]:
        tests = ", ".join(name.replace("_", " ") for name in few)
        found.append(words.FEW.format(tests=tests, least=LEAST))
    return found


def confidence(run: Run, population: str) -> np.ndarray:
    """Max softmax probability of each input of a population `(N,)`."""
    return softmax(run.evidence[population]["logits"]).max(axis=1)


@cached(64, "Scoring…")
def scored(run: Run, score: str, temperature: float = 1.0) -> Scored:
    """Population -> scores `(N,)`, higher = more OOD; training data are left out."""
    if issubclass(scores.SCORES[score], Csi):
        terms = scores.SCORES[score].terms
        parts = csi_parts(run)
        return {n: -sum(found[t].sum(axis=0) for t in terms) for n, found in parts.items()}
    found = Energy(temperature) if score == "energy" else fitted(run, score)[0]
    return {
        name: found.score(arrays)
        for name, arrays in run.evidence.items()
        if name != "id_train" and set(found.needs) <= set(arrays)
    }


def standing(run: Run, score: str, population: str, row: int) -> tuple[float, float]:
    """The score of one input, and the share of ID test inputs that score lower."""
    found, on_id = fitted(run, score)
    value = found.score(one_row(run.evidence[population], row))[0]
    return float(value), float(np.mean(on_id < value))


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Run: version})
def fitted(run: Run, score: str) -> tuple[scores.Score, np.ndarray]:
    """The fitted score, and the scores of the ID test set `(N,)`."""
    found = scores.SCORES[score]().fit(run.evidence)
    return found, found.score(run.evidence["id_test"])


@cached(8)
def csi_parts(run: Run) -> dict[str, Scored]:
    """The addends of CSI's score, high = ID: population -> term -> `(S, N)`, as `Csi.parts`."""
    fitted = Csi().fit(run.evidence)
    return {n: fitted.parts(arrays) for n, arrays in run.evidence.items() if n != "id_train"}
