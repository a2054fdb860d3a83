"""Metrics of a run, from its evidence."""

from typing import Any

import numpy as np

from ood_core import scores
from ood_core.evaluation import metrics
from ood_core.evaluation.evidence import Evidence


def accuracy(evidence: Evidence) -> float:
    """Share of ID test inputs whose highest logit is their class's."""
    test = evidence["id_test"]
    return float(np.mean(test["logits"].argmax(axis=1) == test["labels"]))


def _scored(evidence: Evidence, kinds: dict[str, str]) -> dict[str, dict[str, tuple]]:
    """OOD test -> score -> the scores of the ID test set `(N,)` and of that test `(M,)`."""
    fitted = scores.fitted(evidence)
    on_id = {name: score.score(evidence["id_test"]) for name, score in fitted.items()}
    return {
        test: {s: (on_id[s], score.score(evidence[f"ood/{test}"])) for s, score in fitted.items()}
        for test in kinds
    }


def uncertainty(evidence: Evidence, kinds: dict[str, str]) -> dict[str, Any]:
    """95% bootstrap intervals beside `report`: `{test: {score: {metric: [low, high]}}}`."""
    return {
        test: {score: metrics.intervals(*sides) for score, sides in found.items()}
        for test, found in _scored(evidence, kinds).items()
    }


def report(evidence: Evidence, kinds: dict[str, str], default_score: str) -> dict[str, Any]:
    """Accuracy, and each score's metrics on each OOD test.

    Args:
        kinds: OOD test name -> "near" or "far", in the order to report them.

    Returns:
        `{"accuracy", "default_score", "ood": {name: {"kind", "n", score: {metric: fraction}}}}`.
    """
    ood = {}
    for test, found in _scored(evidence, kinds).items():
        rows = {score: metrics.evaluate(*sides) for score, sides in found.items()}
        ood[test] = {"kind": kinds[test], "n": len(evidence[f"ood/{test}"]["logits"]), **rows}
    return {"accuracy": accuracy(evidence), "default_score": default_score, "ood": ood}
