"""Pictures and what every network of a world says of them. The networks live in another process."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st

from app.data import loading, scoring
from app.data.loading import Finished
from app.server import turns
from app.text import names
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark, fingerprint
from ood_core.errors import UserError
from ood_core.evaluation.verdicts import Verdicts, verdicts
from ood_core.files import Arrays
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores import Score
from ood_core.serving import scorer

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What one network says of inputs by one score, and what it takes to read that."""

    run: Run
    title: str  # of its method; of the score, where one network has several
    score_name: str
    arrays: Arrays  # as a population of the run's evidence
    score: Score  # fitted
    on_id: np.ndarray  # the scores of the ID test inputs `(M,)`
    verdicts: Verdicts  # with their threshold


@dataclass(frozen=True)
class Judged:
    """Inputs `x (N, C, H, W) uint8` of a world and, by method, what its network says of them.

    In a world of one frozen network, by score.
    """

    world: Benchmark
    x: np.ndarray
    networks: dict[str, Run]  # that were asked
    answers: dict[str, Answer]
    left_out: tuple[UserError, ...]  # why the other networks gave no answer


def networks(world: str, finished: Finished) -> dict[str, Run]:
    """Method -> its committed run on that world, else your newest one; those that there are."""
    found = {}
    for method in METHODS:
        run = loading.pretrained(world, method)
        if run is None:
            own = loading.own_runs(world, method, finished.own)
            run = next((one for one in own.values() if not one.is_outputs), None)
        if run is not None:
            found[method] = run
    return found


def warm(networks: dict[str, Run]) -> None:
    """Have these networks loaded, once for each server; returns at once."""
    _warm(_versions(networks), list(networks.values()))


@st.cache_resource(max_entries=16, show_spinner=False)
def _warm(versions: tuple[str, ...], _runs: list[Run]) -> None:
    if _runs:
        scorer.warm(_runs)


def _versions(networks: dict[str, Run]) -> tuple[str, ...]:
    return tuple(loading.version(run) for run in networks.values())


def judge(world: str, networks: dict[str, Run], x: np.ndarray) -> Judged:
    """Show inputs to the networks of a world.

    Raises:
        UserError: none can be loaded, or all answers are not finite.
    """
    looks, answers, left_out = {}, {}, []
    with turns.aside():  # once for all: whoever comes back waits for a place again
        for method, known in networks.items():
            try:
                run = loading.open_run(known.path)  # it may have gone since the page was drawn
                looks[method] = run, scorer.look(run, x)
            except UserError as error:  # the others have something to say all the same
                left_out.append(error)
    for method, (run, arrays) in looks.items():
        try:
            found = {name: scoring.fitted(run, name) for name in _scores(run)}
        except UserError as error:
            left_out.append(error)
            continue
        for name, (score, on_id) in found.items():
            key, title = method, run.method.title
            if run.benchmark.is_frozen:
                key, title = name, names.SCORES[name].title
            said = verdicts(arrays, score, on_id)
            answers[key] = Answer(run, title, name, arrays, score, on_id, said)
    if not answers:
        raise left_out[0]
    return Judged(benchmarks.get(world), x, networks, answers, tuple(left_out))


def _scores(run: Run) -> list[str]:
    """Its method's own; of a frozen network, for which no method is, every one that it has."""
    return scoring.score_names(run) if run.benchmark.is_frozen else [run.method.score]


def judged(slot: str, world: str, networks: dict[str, Run], x: np.ndarray) -> Judged:
    """`judge`, which is not asked again while the inputs in that slot of the session stay."""
    key = (world, _versions(networks), fingerprint(x))
    return remembered(slot, key, lambda: judge(world, networks, x))


def remembered(slot: str, key: Hashable, make: Callable[[], T]) -> T:
    """What was made for this key last time; the session keeps one of each slot, and nobody else."""
    kept = st.session_state.get(slot)
    if kept is None or kept[0] != key:
        kept = st.session_state[slot] = (key, make())
    return kept[1]
