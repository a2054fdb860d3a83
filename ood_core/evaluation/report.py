"""Metrics of a run, from its evidence."""

import os
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ood_core import scores
from ood_core.evaluation import metrics
from ood_core.evidence import Evidence

MEAN = "mean of {}"  # the row of the OOD tests of that kind together
Pair = tuple[str, str]  # an OOD test and a score
LEAST = 10  # inputs of a side below which drawing them again says nothing about others


def accuracy(evidence: Evidence) -> float:
    """Share of ID test inputs whose highest logit is their class's."""
    test = evidence["id_test"]
    return float(np.mean(test["logits"].argmax(axis=1) == test["labels"]))


def _scored(
    evidence: Evidence, kinds: dict[str, str], fitted: dict[str, scores.Score]
) -> dict[str, dict[str, tuple]]:
    """OOD test -> score -> the scores of the ID test set `(N,)` and of that test `(M,)`."""
    on_id = scores.scored(fitted, evidence["id_test"])
    on_tests = {test: scores.scored(fitted, evidence[f"ood/{test}"]) for test in kinds}
    return {test: {s: (on_id[s], found[s]) for s in fitted} for test, found in on_tests.items()}


def too_few(evidence: Evidence, kinds: dict[str, str]) -> list[str]:
    """The OOD tests that have no intervals, since a side has fewer than LEAST inputs."""
    sizes = {test: len(evidence[f"ood/{test}"]["logits"]) for test in kinds}
    n_id = len(evidence["id_test"]["logits"])
    return [test for test, n in sizes.items() if min(n, n_id) < LEAST]


def uncertainty(
    evidence: Evidence,
    kinds: dict[str, str],
    names: Iterable[str] | None = None,
    watched: Callable[[Collection[Pair]], Iterable[Pair]] = iter,
) -> dict[str, Any]:
    """95% bootstrap intervals beside `report`: `{test: {score: {metric: [low, high]}}}`.

    Beside the tests stand `mean of near` and `mean of far`, over the tests of that kind. Tests
    with fewer than LEAST inputs, and means that they are in, have none.

    Args:
        names: of the scores; None: all.
        watched: goes through the pairs of a test and a score, and shows how far it is.
    """
    few = too_few(evidence, kinds)
    scored = _scored(evidence, kinds, scores.fits(evidence, names).fitted)
    draws: dict[str, dict[str, np.ndarray]] = {test: {} for test in kinds if test not in few}
    pairs = [(test, score) for test in draws for score in scored[test]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # NumPy lets other threads work meanwhile
        found = pool.map(lambda pair: metrics.resampled(*scored[pair[0]][pair[1]]), pairs)
        for (test, score), drawn in zip(watched(pairs), found, strict=True):
            draws[test][score] = drawn
    for kind in dict.fromkeys(kinds.values()):
        tests = [test for test in kinds if kinds[test] == kind]
        if set(tests) & set(few):
            continue
        of_kind = [draws[test] for test in tests]
        draws[MEAN.format(kind)] = {
            score: np.mean([found[score] for found in of_kind], axis=0) for score in of_kind[0]
        }
    return {
        test: {score: metrics.percentiles(drawn) for score, drawn in found.items()}
        for test, found in draws.items()
    }


def report(
    evidence: Evidence,
    kinds: dict[str, str],
    default_score: str,
    names: Iterable[str] | None = None,
) -> dict[str, Any]:
    """Accuracy, and each score's metrics on each OOD test.

    Args:
        kinds: OOD test name -> "near" or "far", in the order to report them.
        names: of the scores, the default one among them; None: all.

    Returns:
        `{"accuracy", "default_score", "constant", "unfitted", "not_kept", "too_few", "ood"}`, of
        which `ood` is `{name: {"kind", "n", score: {metric: fraction}}}`. What a reader of it
        should know: whether the default score is one number for every input of these tests; the
        scores that could not be fitted, name -> why; those of which this evidence, made before
        them, keeps nothing; the tests without intervals (`too_few`).
    """
    ood = {}
    fits = scores.fits(evidence, names)
    scored = _scored(evidence, kinds, fits.fitted)
    for test, found in scored.items():
        rows = {score: metrics.evaluate(*sides) for score, sides in found.items()}
        ood[test] = {"kind": kinds[test], "n": len(evidence[f"ood/{test}"]["logits"]), **rows}
    return {
        "accuracy": accuracy(evidence),
        "default_score": default_score,
        "constant": metrics.is_constant(
            side for found in scored.values() for side in found[default_score]
        ),
        "unfitted": fits.unfitted,
        "not_kept": fits.not_kept,
        "too_few": too_few(evidence, kinds),
        "ood": ood,
    }
