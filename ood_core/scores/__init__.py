"""Scores: from the arrays of one forward pass to one number per input, higher = more OOD.

A score has `needs` (the arrays of a population it reads), `fit(evidence) -> self` and
`score(population) -> (N,)`. One that learns from training data says what in `fits_on`: arrays of
`id_train`, and "head" for the last layer's weights. One that crowds near -1, as MSP does, says
`saturates = True`; one that is a dataclass has its fields as settings (`ood_core.setting`). NumPy
alone: pages use them too.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np

from ood_core.errors import UserError
from ood_core.evidence import BY_SHIFT, SHOWN, Evidence, some_rows
from ood_core.files import Arrays
from ood_core.scores import csi, directions, distances, logits, odin, shaping
from ood_core.scores.blocks import by_blocks
from ood_core.scores.features import OfFeatures, Training, together

HALF = 65504  # the largest number in half precision
Population = Mapping[str, np.ndarray]  # array name -> array whose rows (or axis 1) are inputs


class Score(Protocol):
    needs: tuple[str, ...]

    def fit(self, evidence: Mapping[str, Population]) -> "Score": ...

    def score(self, population: Population) -> np.ndarray: ...


SCORES: dict[str, type[Score]] = {
    "msp": logits.MaxSoftmax,
    "msp_t": logits.ScaledSoftmax,
    "max_logit": logits.MaxLogit,
    "energy": logits.Energy,
    "entropy": logits.Entropy,
    "gen": logits.Gen,
    "kl_matching": logits.KlMatching,
    "mcm": logits.Mcm,
    "mahalanobis": distances.Mahalanobis,
    "relative_mahalanobis": distances.RelativeMahalanobis,
    "knn": distances.Knn,
    "nnguide": distances.NNGuide,
    "vim": directions.Vim,
    "gradnorm": directions.GradNorm,
    "she": directions.She,
    "fdbd": directions.Fdbd,
    "nci": directions.Nci,
    "react": shaping.React,
    "ash": shaping.AshS,
    "ash_b": shaping.AshB,
    "scale": shaping.Scale,
    "dice": shaping.Dice,
    "odin": odin.Odin,
    "csi_con": csi.CsiCon,
    "csi_cls": csi.CsiCls,
    "csi": csi.Csi,
}


def saturates(name: str) -> bool:
    """Whether nearly all values lie within a hair of -1: pictures then spread them out."""
    return getattr(SCORES[name], "saturates", False)


def lacking(name: str, evidence: Mapping[str, Population]) -> list[str]:
    """What a score needs and the evidence has not: arrays of inputs or of `id_train`, `head`."""
    inputs = evidence["id_test" if "id_test" in evidence else "id_train"]
    training = evidence.get("id_train", {})
    has_head = bool(getattr(evidence, "head", None))
    found = [array for array in SCORES[name].needs if array not in inputs]
    for needed in getattr(SCORES[name], "fits_on", ()):
        if not (has_head if needed == "head" else needed in training):
            found.append(needed)
    return list(dict.fromkeys(found))


class Fits(NamedTuple):
    """The scores of some evidence."""

    fitted: dict[str, Score]
    unfitted: dict[str, str]  # a sentence that says why each cannot be fitted to it
    not_kept: list[str]  # of these it keeps neither values nor features: it was made before them


def of(name: str, evidence: Mapping[str, Population]) -> Score:
    """The score, still to be fitted, in the settings that were chosen for the evidence."""
    return SCORES[name](**getattr(evidence, "settings", {}).get(name, {}))


def fits(evidence: Mapping[str, Population], names: Iterable[str] | None = None) -> Fits:
    """Every score, or those of `names`, whose arrays are there."""
    found = Fits({}, {}, [])
    training = Training(evidence) if "id_train" in evidence else None
    tests = [a for name, a in evidence.items() if name != "id_train" and "features" in a]
    for name in SCORES if names is None else names:
        if lacking(name, evidence):
            continue
        score = of(name, evidence)
        of_features = isinstance(score, OfFeatures)
        try:
            score.fit(training if of_features and training else evidence)
        except UserError as error:
            found.unfitted[name] = str(error)
            continue
        if of_features and not all(map(score.can_score, tests)):
            found.not_kept.append(name)
        else:
            found.fitted[name] = score
    return found


def scored(fitted: Mapping[str, Score], population: Population) -> dict[str, np.ndarray]:
    """Several fitted scores of one population, `(N,)` each; what they share is computed once."""
    shared = [score for score in fitted.values() if isinstance(score, OfFeatures)]
    found = dict(zip([score.name for score in shared], together(shared, population), strict=True))
    return {n: found[n] if n in found else _scored(s, population) for n, s in fitted.items()}


def _scored(score: Score, population: Population) -> np.ndarray:
    """One that shares nothing."""
    first = score.needs[0]
    n = population[first].shape[int(first in BY_SHIFT)]
    return np.concatenate(by_blocks(lambda rows: score.score(some_rows(population, rows)), n))


def reduced(
    evidence: Evidence,
    fitted: Mapping[str, Score] | None = None,
    watched: Callable[[Collection[str]], Iterable[str]] = iter,
) -> Evidence:
    """The values of scores in place of most features, which are most of a file.

    In every population but the training data, each of the scores becomes an array of its name
    `(N,) float32`, where the population has what it needs, and the features of the first SHOWN
    inputs, those of feature maps, remain. So every input is still scored, and by the features of
    all. Features are kept in half precision.

    Args:
        fitted: the scores; None: those of features that can be fitted.
        watched: goes through the populations, and shows how far it is.
    """
    if fitted is None:
        fitted = {n: s for n, s in fits(evidence).fitted.items() if isinstance(s, OfFeatures)}

    def fewer(name: str, arrays: Arrays) -> Arrays:
        is_training = name == "id_train"
        able = {} if is_training else {n: s for n, s in fitted.items() if set(s.needs) <= {*arrays}}
        found = {score: v.astype(np.float32) for score, v in scored(able, arrays).items()}
        if "features" in arrays:
            found["features"] = _in_half(arrays["features"][: None if is_training else SHOWN])
        return arrays | found

    return replace(
        evidence, populations={n: fewer(n, evidence[n]) for n in watched(list(evidence))}
    )


def _in_half(x: np.ndarray) -> np.ndarray:
    return x if x.dtype == np.float16 else np.clip(x, -HALF, HALF).astype(np.float16)
