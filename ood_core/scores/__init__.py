"""Scores: from the arrays of one forward pass to one number per input, higher = more OOD.

A score has `needs` (the arrays of a population it reads), `fit(evidence) -> self` (which reads
`evidence["id_train"]` only) and `score(population) -> (N,)`. NumPy alone: pages use them too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from ood_core.errors import UserError
from ood_core.evidence import SHOWN, Evidence
from ood_core.files import Arrays
from ood_core.scores import csi, features, logits, odin

Population = Mapping[str, np.ndarray]  # array name -> array whose rows (or axis 1) are inputs


class Score(Protocol):
    needs: tuple[str, ...]

    def fit(self, evidence: Mapping[str, Population]) -> "Score": ...

    def score(self, population: Population) -> np.ndarray: ...


SCORES: dict[str, type[Score]] = {
    "msp": logits.MaxSoftmax,
    "max_logit": logits.MaxLogit,
    "energy": logits.Energy,
    "entropy": logits.Entropy,
    "gen": logits.Gen,
    **{score.name: score for score in features.ALL},
    "odin": odin.Odin,
    "csi_con": csi.CsiCon,
    "csi_cls": csi.CsiCls,
    "csi": csi.Csi,
}


def fitted(evidence: Mapping[str, Population]) -> dict[str, Score]:
    """Every score that this evidence can give, fitted."""
    return {name: score for name, score in _attempted(evidence).items() if not _why(score)}


def unfitted(evidence: Mapping[str, Population]) -> dict[str, str]:
    """Scores whose arrays are there, but which cannot be fitted to them: name -> a sentence."""
    return {name: why for name, score in _attempted(evidence).items() if (why := _why(score))}


def reduced(evidence: Evidence) -> Evidence:
    """The scores of features in place of most features, which are most of a file.

    Of a population with features, training data apart, each score of features that can be fitted
    becomes an array of its name `(N,) float32`, and the features of the first SHOWN inputs, those
    of feature maps, remain. So every input is still scored, and by the features of all.
    """
    found = [s for s in fitted(evidence).values() if isinstance(s, features.OfFeatures)]

    def of(arrays: Arrays) -> Arrays:
        values = {score.name: score.score(arrays).astype(np.float32) for score in found}
        return arrays | values | {"features": arrays["features"][:SHOWN]}

    others = {n: a for n, a in evidence.items() if n != "id_train" and "features" in a}
    smaller = {name: of(arrays) for name, arrays in others.items()}
    return replace(evidence, populations=evidence.populations | smaller)


def _attempted(evidence: Mapping[str, Population]) -> dict[str, Score | UserError]:
    available, found = set(evidence["id_train"]), {}
    for name, score in SCORES.items():
        if available.issuperset(score.needs):
            try:
                found[name] = score().fit(evidence)
            except UserError as error:
                found[name] = error
    return found


def _why(score: Score | UserError) -> str:
    return str(score) if isinstance(score, UserError) else ""
