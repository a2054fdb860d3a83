"""Scores: from the arrays of one forward pass to one number per input, higher = more OOD.

A score has `needs` (the arrays of a population it reads), `fit(evidence) -> self` (which reads
`evidence["id_train"]` only) and `score(population) -> (N,)`; one that crowds near -1, as MSP does,
says `saturates = True`. NumPy alone: pages use them too.
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


def saturates(name: str) -> bool:
    """Whether nearly all values lie within a hair of -1: pictures then spread them out."""
    return getattr(SCORES[name], "saturates", False)


def fitted(evidence: Mapping[str, Population]) -> dict[str, Score]:
    """Every score that this evidence can give, fitted."""
    return fitted_and_not(evidence)[0]


def fitted_and_not(evidence: Mapping[str, Population]) -> tuple[dict[str, Score], dict[str, str]]:
    """Every score whose arrays are there: fitted, or a sentence that says why it cannot be."""
    available = set(evidence["id_train"])
    found: dict[str, Score] = {}
    unfitted: dict[str, str] = {}
    for name, score in SCORES.items():
        if available.issuperset(score.needs):
            try:
                found[name] = score().fit(evidence)
            except UserError as error:
                unfitted[name] = str(error)
    return found, unfitted


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
