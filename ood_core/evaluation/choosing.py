"""Settings of scores, chosen on validation OOD: no test is looked at, neither its OOD nor its ID.

A part of the training inputs is held out as ID from what a score is fitted on; the network was
trained on them, too, so that their logits are surer than those of new inputs. A score is fitted on
the others with each of its candidates, and the one with the highest AUROC of held-out ID against
validation OOD is taken; the default, unless another is better by more than a margin.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ood_core.errors import Sentence, UserError
from ood_core.evaluation import metrics
from ood_core.evidence import VALIDATION, Evidence, some_rows
from ood_core.files import Arrays
from ood_core.scores import SCORES, lacking
from ood_core.scores.features import Training

Settings = dict[str, dict[str, float]]  # score -> setting -> value

NEIGHBOURS = (1, 5, 10, 20, 50, 100, 200)
CANDIDATES: dict[str, tuple[str, tuple[float, ...]]] = {  # score -> the setting, and what is tried
    "msp_t": ("temperature", (1, 2, 5, 10, 100, 1000)),
    "energy": ("temperature", (0.1, 0.5, 1, 2, 5, 10)),  # as far as the Lab's slider goes
    "mcm": ("temperature", (0.01, 0.05, 0.1, 0.5, 1)),
    "knn": ("k", NEIGHBOURS),
    "nnguide": ("k", NEIGHBOURS),
    "vim": ("principal", (0.1, 0.25, 0.5, 0.75, 0.9)),
    "gradnorm": ("temperature", (0.5, 1, 2, 5, 10)),
    "nci": ("alpha", (0, 0.0001, 0.001, 0.01, 0.1)),
    "react": ("percentile", (80, 85, 90, 95, 99)),
    "ash": ("percentile", (50, 65, 80, 90)),
    "ash_b": ("percentile", (50, 65, 80, 90)),
    "scale": ("percentile", (65, 75, 85, 95)),
    "dice": ("percentile", (10, 30, 50, 70, 90)),
}
HELD_OUT = 0.2  # of the training inputs
LEAST = 20  # training inputs, below which nothing is held out
MARGIN = 0.001  # of AUROC, below which a gain is chance: inputs of training are told apart easily
MOST = 10_000  # training inputs and validation inputs that are used


def chosen(evidence: Evidence) -> Settings:
    """What is chosen for each score that can be tried; nothing without validation OOD."""
    if VALIDATION not in evidence or "id_train" not in evidence:
        return {}
    if len(next(iter(evidence["id_train"].values()))) < LEAST:
        return {}
    fitted_on, held_out = _parts(evidence["id_train"])
    training = Training(replace(evidence, populations={"id_train": fitted_on}))
    sides = held_out, some_rows(evidence[VALIDATION], _drawn(evidence[VALIDATION]))
    found: Settings = {}
    for name, (setting, values) in CANDIDATES.items():
        if lacking(name, evidence) or not all({*SCORES[name].needs} <= {*side} for side in sides):
            continue
        default = getattr(SCORES[name](), setting)
        tried = {v: _auroc(name, {setting: v}, training, sides) for v in (default, *values)}
        best = max(tried, key=lambda v: tried[v])
        if tried[best] > 0:
            is_better = tried[best] - tried[default] > MARGIN
            found[name] = {setting: best if is_better else default}
    return found


def told(settings: Mapping[str, Mapping[str, float]]) -> list[Sentence]:
    """What was chosen, in a sentence."""
    each = [f"{name} {key} = {v:g}" for name, one in settings.items() for key, v in one.items()]
    if not each:
        return []
    return [
        Sentence(
            "outputs.chosen",
            "Chosen on the validation OOD, without a look at any test: {settings}.",
            settings=", ".join(each),
        )
    ]


def _parts(training: Arrays) -> tuple[Arrays, Arrays]:
    """What scores are fitted on, and what is held out, drawn by a fixed seed."""
    rows = _drawn(training)
    cut = round(HELD_OUT * len(rows))
    return tuple({n: a[some] for n, a in training.items()} for some in (rows[cut:], rows[:cut]))


def _drawn(population: Arrays) -> np.ndarray:
    """No more than MOST of its rows: they may stand in an order."""
    return np.random.default_rng(0).permutation(len(next(iter(population.values()))))[:MOST]


def _auroc(
    name: str, settings: dict[str, float], training: Training, sides: tuple[Arrays, Arrays]
) -> float:
    """0 where the score cannot be fitted so."""
    try:
        score = SCORES[name](**settings).fit(training)
        return metrics.evaluate(*(score.score(side) for side in sides))["auroc"]
    except UserError:
        return 0.0
