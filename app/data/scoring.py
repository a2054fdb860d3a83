"""Scores of a run's populations, kept between page runs."""

from typing import Any

import numpy as np
import streamlit as st

from app.data.loading import cached, pretrained, version
from app.text import declared, say
from app.text import names as text_names
from ood_core import scores
from ood_core.evaluation import choosing
from ood_core.evaluation.report import LEAST, report
from ood_core.evidence import one_row
from ood_core.runs import outputs
from ood_core.runs.run import Run
from ood_core.scores.csi import Csi
from ood_core.scores.logits import Energy, softmax

Scored = dict[str, np.ndarray]
FALL = 0.05  # of the accuracy: then it is told


def score_names(run: Run) -> list[str]:
    """The scores that this run was reported with, the paper's first."""
    reported = next(iter(run.metrics["ood"].values()))
    names = [name for name in scores.SCORES if name in reported]
    return sorted(names, key=lambda name: name != run.method.score)


def caveats(run: Run) -> list[str]:
    """What one should know before reading a run's scores, a sentence each."""
    told = {"constant", "unfitted", "too_few"} <= set(run.metrics)
    known = run.metrics if told else _reported(run)
    title = text_names.SCORES[run.method.score].title
    found = [say(text_names.CONSTANT, score=title)] if known["constant"] else []
    for name, why in known["unfitted"].items():
        words = text_names.UNFITTED.get(name, text_names.UNFITTED_OTHER)  # `why` is in English
        found.append(say(words, score=text_names.SCORES[name].title, why=why))
    found += _accuracy(run)
    if run.is_outputs:
        settings = choosing.told(run.settings)
        return [*found, *map(say, settings), *_lacking(run)]
    if run.benchmark.is_frozen:
        found.append(say(text_names.NO_TRAINING_DATA))
        return found
    part, whole = run.benchmark.train_count, run.card["data"]["id_train"]["n"]
    if part is not None and part < whole:
        found.append(say(text_names.FITTED_ON_PART, n=part, all=whole))
    if few := known["too_few"]:
        tests = ", ".join(say(declared.population(name)) for name in few)
        found.append(say(text_names.FEW, tests=tests, least=LEAST))
    return found


def _lacking(run: Run) -> list[str]:
    """Which scores outputs that were brought cannot have, by what they lack."""
    missing, found = outputs.missing(run.evidence), []
    for lacks in dict.fromkeys(missing.values()):
        titles = ", ".join(text_names.SCORES[n].title for n, its in missing.items() if its == lacks)
        arrays = ", ".join(f"`{name}`" for name in lacks)
        words = text_names.LACKS if lacks else text_names.LACKS_NETWORK
        found.append(say(words, scores=titles, arrays=arrays))
    return found


def _accuracy(run: Run) -> list[str]:
    """That its classifier guesses, or is much worse than the one without the method."""
    accuracy, n = run.metrics["accuracy"], run.card["data"]["id_test"]["n"]
    if (k := len(run.benchmark.classes)) < 2:
        return []
    if accuracy < 1 / k + 2 * np.sqrt((1 - 1 / k) / k / n):  # two standard errors
        return [say(text_names.AT_CHANCE, accuracy=accuracy, k=k)]
    baseline = pretrained(run.benchmark.name, "baseline")
    before = baseline.metrics["accuracy"] if baseline else accuracy
    return [say(text_names.LOST, before=before, accuracy=accuracy)] * (before - accuracy > FALL)


@cached(64)
def _reported(run: Run) -> dict[str, Any]:
    """The report of an early run, whose card does not say what one should know of it."""
    tests = {name: row["kind"] for name, row in run.metrics["ood"].items()}
    return report(run.evidence, tests, run.method.score)


def confidence(run: Run, population: str) -> np.ndarray:
    """Max softmax probability of each input of a population `(N,)`."""
    return softmax(run.evidence[population]["logits"]).max(axis=1)


@cached(64)
def scored(run: Run, score: str, temperature: float | None = None) -> Scored:
    """Population -> scores `(N,)`, higher = more OOD; training data are left out.

    Args:
        temperature: of the energy, in place of the one that was chosen for the run.
    """
    if issubclass(scores.SCORES[score], Csi):
        terms = scores.SCORES[score].terms
        parts = csi_parts(run)
        return {n: -sum(found[t].sum(axis=0) for t in terms) for n, found in parts.items()}
    found = fitted(run, score)[0] if temperature is None else Energy(temperature)
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
    found = scores.of(score, run.evidence).fit(run.evidence)
    return found, found.score(run.evidence["id_test"])


@cached(8)
def csi_parts(run: Run) -> dict[str, Scored]:
    """The addends of CSI's score, high = ID: population -> term -> `(S, N)`, as `Csi.parts`."""
    fitted = Csi().fit(run.evidence)
    return {n: fitted.parts(arrays) for n, arrays in run.evidence.items() if n != "id_train"}
