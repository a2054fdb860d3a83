"""ODIN, read from evidence: the one score that the single forward pass does not give.

It needs the network's gradient for each input, so `python -m ood_core odin --run DIR` computes it
(see `ood_core.evaluation.odin`) and adds it to the run's evidence. Until then a run has no ODIN.
"""

from collections.abc import Mapping

import numpy as np

Population = Mapping[str, np.ndarray]


class Odin:
    """The array `odin (N,)` as it is: higher = more OOD."""

    needs = ("odin",)

    def fit(self, evidence: Mapping[str, Population]) -> "Odin":
        return self

    def score(self, population: Population) -> np.ndarray:
        return population["odin"]
