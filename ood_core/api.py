"""The core for scripts and notebooks: every score of arrays in memory.

    import ood_core
    found = ood_core.all_scores(arrays)
    print(found.metrics["svhn"]["knn"]["auroc"])

`arrays` are what `runs.outputs` reads of a file: `id_test_logits`, `id_test_labels`,
`far_svhn_logits` and so on; torch is not needed. `ood_core.Run.load(path)` is a run, by its folder.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ood_core import scores
from ood_core.evaluation.choosing import Settings, chosen
from ood_core.evaluation.report import report
from ood_core.runs import outputs
from ood_core.runs.run import Run

__all__ = ["Run", "Scored", "all_scores"]


class Scored(NamedTuple):
    """Every score that the arrays allow; higher = more OOD."""

    scores: dict[str, dict[str, np.ndarray]]  # score -> id_test, near_<name>, ... -> (N,)
    metrics: dict[str, dict[str, Any]]  # OOD test -> score -> metric -> fraction
    accuracy: float
    missing: dict[str, tuple[str, ...]]  # score that they do not allow -> the arrays it lacks
    unfitted: dict[str, str]  # score that could not be fitted to them -> why
    chosen: Settings  # score -> settings that are not defaults, by `validation_features`


def all_scores(arrays: Mapping[str, np.ndarray]) -> Scored:
    """All scores of a network's outputs, fitted on its `id_train`, and their metrics.

    Raises:
        UserError: one sentence on what is wrong with the arrays.
    """
    found = outputs.of_arrays(arrays)
    evidence = replace(found.evidence, settings=chosen(found.evidence))
    fits = scores.fits(evidence)
    by_population = {
        name: scores.scored(fits.fitted, population)
        for name, population in evidence.items()
        if name != "id_train"
    }
    kept = {name: evidence[name] | values for name, values in by_population.items()}
    with_values = replace(evidence, populations=evidence.populations | kept)
    told = report(with_values, found.kinds, "msp", list(fits.fitted))
    called = {_called(name, found.kinds): values for name, values in by_population.items()}
    return Scored(
        {name: {of: values[name] for of, values in called.items()} for name in fits.fitted},
        {test: {s: row[s] for s in fits.fitted} for test, row in told["ood"].items()},
        told["accuracy"],
        outputs.missing(evidence),
        fits.unfitted,
        dict(evidence.settings),
    )


def _called(population: str, kinds: Mapping[str, str]) -> str:
    """`ood/cats` -> `near_cats`, as the arrays call it."""
    group, _, name = population.partition("/")
    return {"ood": f"{kinds.get(name)}_{name}", "shift": f"shift_{name}"}.get(group, population)
