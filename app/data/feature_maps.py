"""Places of a run's shown inputs in its feature space."""

import numpy as np

from app.data import loading
from ood_core.evaluation.projection import Pca, shown
from ood_core.runs.run import Run

DRAWN = ("shift", "far", "near", "id")  # the last on top


@loading.cached(32)
def pca_of(run: Run) -> Pca:
    """Of its training features, or those of the ID test inputs where there are no others."""
    evidence = run.evidence
    return Pca.fit(evidence["id_train" if "id_train" in evidence else "id_test"]["features"])


@loading.cached(32)
def by_pca(run: Run) -> dict[str, np.ndarray]:
    """Population -> places of its shown inputs `(n, 2)` on the features' two widest directions."""
    kinds, pca = run.kinds, pca_of(run)
    return {n: pca.project(f) for n, f in shown(run.evidence).items() if n in kinds}
