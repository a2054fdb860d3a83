"""Metrics of a run, from its evidence."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from ood_core import scores
from ood_core.benchmarks.benchmark import GROUPS
from ood_core.evaluation import metrics
from ood_core.evidence import VALIDATION, Evidence

MEAN = "mean of {}"  # the row of the OOD tests of that group together
MEMORY = 2**30  # bytes of draws at a time, two for each input and draw
LEAST = 10  # inputs of a side below which drawing them again says nothing about others


def accuracy(evidence: Evidence) -> float:
    """Share of ID test inputs whose highest logit is their class's."""
    test = evidence["id_test"]
    return float(np.mean(test["logits"].argmax(axis=1) == test["labels"]))


def by_group(groups: Mapping[str, str]) -> dict[str, list[str]]:
    """Group -> its OOD tests, of OOD test -> group; those that there are, as GROUPS has them."""
    found = {group: [t for t, of in groups.items() if of == group] for group in GROUPS}
    return {group: tests for group, tests in found.items() if tests}


def means(ood: Mapping[str, Any], groups: Mapping[str, str]) -> dict[str, Any]:
    """Group -> score -> metric -> its mean over the group's OOD tests.

    Args:
        ood: OOD test -> score -> metric -> fraction, as `report` has it; of a test, also what is no
            score. A mean is of what all tests of the group have.
        groups: OOD test -> near, far or noise.
    """
    found: dict[str, Any] = {}
    for group, tests in by_group(groups).items():
        first, *others = (ood[test] for test in tests)
        found[group] = {
            score: {m: float(np.mean([row[m], *(o[score][m] for o in others)])) for m in row}
            for score, row in first.items()
            if isinstance(row, Mapping) and all(score in other for other in others)
        }
    return found


def full_spectrum(
    scored: Mapping[str, np.ndarray], tests: Iterable[str]
) -> dict[str, dict[str, float]]:
    """OOD test -> the four metrics with shifted ID counted as ID (OpenOOD v1.5, arXiv 2306.09301).

    A detector that flags every changed ID input loses here what the usual numbers do not show.

    Args:
        scored: population -> scores `(N,)`: id_test, ood/<test> and shift/<name>.
    """
    names = ["id_test", *(name for name in scored if name.startswith("shift/"))]
    on_id = np.concatenate([scored[name] for name in names])
    return {test: metrics.evaluate(on_id, scored[f"ood/{test}"]) for test in tests}


def validation(evidence: Evidence, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Score -> its metrics on the benchmark's validation OOD, which is no test, against ID test.

    Nothing where the evidence was made before there was one.
    """
    if VALIDATION not in evidence:
        return {}
    of = evidence[VALIDATION]  # it has no ODIN
    fits = scores.fits(evidence, names).fitted
    fitted = {name: score for name, score in fits.items() if set(score.needs) <= set(of)}
    on_id, found = (scores.scored(fitted, evidence[name]) for name in ("id_test", VALIDATION))
    return {name: metrics.evaluate(on_id[name], found[name]) for name in fitted}


class Spread(NamedTuple):
    """A number over runs that differ in the seed alone; `sd` has n - 1 below, of one run none."""

    mean: float
    sd: float | None
    low: float
    high: float
    n: int


def spread(values: Sequence[float]) -> Spread:
    found = np.asarray(values, dtype=float)
    ends = float(found.min()), float(found.max())
    sd = float(found.std(ddof=1)) if len(found) > 1 else None
    return Spread(float(found.mean()), sd, *ends, len(found))


def over_seeds(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Accuracy, and the default score's mean of near, far and noise, over runs.

    Args:
        answers: of each run, what `report` has of it, and its `means`.

    Returns:
        `{"accuracy": spread, "means": {group: {metric: spread}}}`, each spread as a dict.
    """
    first, score = answers[0], answers[0]["default_score"]
    return {
        "accuracy": spread([of["accuracy"] for of in answers])._asdict(),
        "means": {
            MEAN.format(group): {
                metric: spread([of["means"][group][score][metric] for of in answers])._asdict()
                for metric in metrics.METRICS
            }
            for group in first["means"]
        },
    }


def _scored(
    evidence: Evidence, tests: Iterable[str], fitted: dict[str, scores.Score]
) -> dict[str, dict[str, tuple]]:
    """OOD test -> score -> the scores of the ID test set `(N,)` and of that test `(M,)`."""
    on_id = scores.scored(fitted, evidence["id_test"])
    on_tests = {test: scores.scored(fitted, evidence[f"ood/{test}"]) for test in tests}
    return {test: {s: (on_id[s], found[s]) for s in fitted} for test, found in on_tests.items()}


def too_few(evidence: Evidence, tests: Iterable[str]) -> list[str]:
    """The OOD tests that have no intervals, since a side has fewer than LEAST inputs."""
    sizes = {test: len(evidence[f"ood/{test}"]["logits"]) for test in tests}
    n_id = len(evidence["id_test"]["logits"])
    return [test for test, n in sizes.items() if min(n, n_id) < LEAST]


def _at_once(evidence: Evidence, tests: Iterable[str]) -> int:
    """Scores whose draws are in memory together; each has those of all tests."""
    n = sum(len(evidence[name]["logits"]) for name in ("id_test", *(f"ood/{t}" for t in tests)))
    return max(1, min(os.cpu_count() or 1, MEMORY // (metrics.RESAMPLES * 2 * max(1, n))))


def uncertainty(
    evidence: Evidence,
    groups: Mapping[str, str],
    names: Iterable[str] | None = None,
    watched: Callable[[Collection[str]], Iterable[str]] = iter,
) -> dict[str, Any]:
    """95% bootstrap intervals beside `report`: `{test: {score: {metric: [low, high]}}}`.

    Beside the tests stand `mean of near`, `mean of far` and `mean of noise`, over the tests of that
    group. Tests with fewer than LEAST inputs, and means that they are in, have none.

    Args:
        groups: OOD test -> near, far or noise.
        names: of the scores; None: all.
        watched: goes through the scores, and shows how far it is.
    """
    few = too_few(evidence, groups)
    enough = [test for test in groups if test not in few]
    fitted = scores.fits(evidence, names).fitted
    scored = _scored(evidence, enough, fitted)
    draws: dict[str, dict[str, np.ndarray]] = {test: {} for test in enough}
    todo = list(fitted) if enough else []

    def of(score: str) -> list[np.ndarray]:
        sides = [scored[test][score] for test in enough]
        return metrics.resampled_tests(sides[0][0], [on_test for _, on_test in sides])

    with ThreadPoolExecutor(_at_once(evidence, enough)) as pool:  # NumPy lets threads work at once
        for score, found in zip(watched(todo), pool.map(of, todo), strict=True):
            for test, drawn in zip(enough, found, strict=True):
                draws[test][score] = drawn
    for group, tests in by_group(groups).items():
        if set(tests) & set(few):
            continue
        of_group = [draws[test] for test in tests]
        draws[MEAN.format(group)] = {
            score: np.mean([found[score] for found in of_group], axis=0) for score in of_group[0]
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
