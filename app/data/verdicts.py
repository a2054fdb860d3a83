"""Pictures and what every network of a world says of them. The networks live in another process."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st

from app.data import loading, scoring
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark, fingerprint
from ood_core.errors import UserError
from ood_core.evaluation.verdicts import Verdicts, verdicts
from ood_core.files import Arrays
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.serving import scorer

T = TypeVar("T")


@dataclass(frozen=True)
class Judged:
    """Inputs `x (N, C, H, W) uint8` of a world and, by method, what its network says of them."""

    world: Benchmark
    x: np.ndarray
    runs: dict[str, Run]
    arrays: dict[str, Arrays]  # as a population of the run's evidence
    verdicts: dict[str, Verdicts]  # by the method's own score
    left_out: tuple[str, ...]  # sentences on the networks that gave no answer


def networks(world: str) -> dict[str, Run]:
    """Method -> its committed run on that world, else your newest one; those that there are."""
    found = {}
    for method in METHODS:
        own = loading.own_runs(world, method).values()
        run = loading.pretrained(world, method) or next(iter(own), None)
        if run is not None:
            found[method] = run
    return found


def warm(world: str) -> None:
    """Have the world's networks loaded, once for each server; returns at once."""
    _warm(world, _versions(world))


@st.cache_resource(max_entries=16, show_spinner=False)
def _warm(world: str, versions: tuple[str, ...]) -> None:
    if versions:
        scorer.warm(list(networks(world).values()))


def _versions(world: str) -> tuple[str, ...]:
    return _versions_of(networks(world))


def _versions_of(runs: dict[str, Run]) -> tuple[str, ...]:
    return tuple(loading.version(run) for run in runs.values())


def judge(world: str, x: np.ndarray, shown: dict[str, Run] | None = None) -> Judged:
    """Show inputs to every network of a world.

    Args:
        shown: its networks, where they are known already.

    Raises:
        UserError: no network can be loaded, or all answers are not finite.
    """
    runs, arrays, found, left_out = {}, {}, {}, []
    for method, run in (shown or networks(world)).items():
        try:
            answers = scorer.look(run, x)
            score, on_id = scoring.fitted(run, run.method.score)
        except UserError as error:  # the others have something to say all the same
            left_out.append(str(error))
            continue
        runs[method], arrays[method] = run, answers
        found[method] = verdicts(answers, score, on_id)
    if not found:
        raise UserError(left_out[0])
    return Judged(benchmarks.get(world), x, runs, arrays, found, tuple(left_out))


def judged(slot: str, world: str, x: np.ndarray) -> Judged:
    """`judge`, which is not asked again while the inputs in that slot of the session stay."""
    runs = networks(world)
    key = (world, _versions_of(runs), fingerprint(x))
    return remembered(slot, key, lambda: judge(world, x, runs))


def remembered(slot: str, key: Hashable, make: Callable[[], T]) -> T:
    """What was made for this key last time; the session keeps one of each slot, and nobody else."""
    kept = st.session_state.get(slot)
    if kept is None or kept[0] != key:
        kept = st.session_state[slot] = (key, make())
    return kept[1]
