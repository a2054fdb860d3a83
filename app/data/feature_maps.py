"""Places of a run's shown inputs in its feature space."""

import numpy as np

from app.data import loading
from ood_core.errors import UserError
from ood_core.evaluation.projection import Pca, shown
from ood_core.runs.run import Run

DRAWN = ("shift", "far", "near", "id")  # the last on top


@loading.cached(32)
def pca_of(run: Run) -> Pca:
    """Of its training features, or those of the ID test inputs where there are no others.

    Raises:
        UserError: it has no features, or they are all the same.
    """
    for name in ("id_train", "id_test"):
        if "features" in (arrays := run.evidence.get(name, {})):
            return Pca.fit(arrays["features"])
    raise UserError(
        "error.data.no_features",
        "These outputs came without features, so there is no feature space to draw. Bring the "
        "arrays `<population>_features`, too.",
    )


@loading.cached(32)
def by_pca(run: Run) -> dict[str, np.ndarray]:
    """Population -> places of its shown inputs `(n, 2)` on the features' two widest directions."""
    kinds, pca = run.kinds, pca_of(run)
    return {n: pca.project(f) for n, f in shown(run.evidence).items() if n in kinds}
