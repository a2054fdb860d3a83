"""Feature spaces as pictures: PCA at once, UMAP when there is time (it imports numba)."""

import os
from dataclasses import dataclass

import numpy as np

from ood_core.errors import UserError
from ood_core.evidence import SHOWN, Evidence

NEIGHBOURS = 15  # of each input that UMAP keeps together


@dataclass(frozen=True)
class Pca:
    """The plane through the training features' mean along their two widest directions."""

    mean: np.ndarray  # (D,)
    axes: np.ndarray  # (2, D), orthonormal

    @classmethod
    def fit(cls, features: np.ndarray) -> "Pca":
        """Raises UserError where the features are all the same: no direction is wide."""
        _check_varied(features)
        x = features.astype(np.float64)
        mean = x.mean(axis=0)
        covariance = (x - mean).T @ (x - mean)
        axes = np.linalg.eigh(covariance)[1][:, :-3:-1].T
        signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])  # a fixed orientation
        return cls(mean, axes * signs[:, None])

    def project(self, features: np.ndarray) -> np.ndarray:
        """`(N, D) -> (N, 2)`."""
        return (features.astype(np.float64) - self.mean) @ self.axes.T

    def lift(self, points: np.ndarray) -> np.ndarray:
        """The features on the plane at `points (N, 2) -> (N, D)`."""
        return points @ self.axes + self.mean


def _check_varied(features: np.ndarray) -> None:
    if (features == features[0]).all():
        raise UserError(
            "error.evaluation.same_features",
            "The {n} inputs all have the same features, so there is no feature space to draw. "
            "Train longer, or with other settings.",
            n=len(features),
        )


def shown(evidence: Evidence) -> dict[str, np.ndarray]:
    """The features a feature map shows, by population `(<= SHOWN, D)`; train is left out."""
    others = {n: a for n, a in evidence.items() if n != "id_train" and "features" in a}
    return {n: arrays["features"][:SHOWN] for n, arrays in others.items()}


def umap(evidence: Evidence, seed: int) -> dict[str, np.ndarray]:
    """UMAP coordinates of the shown inputs, by population `(<= SHOWN, 2)`.

    ID, OOD and shifted inputs are fitted together, so that none is squeezed into a map made
    without it. Slow to import: for workers, never for a page.

    Raises:
        UserError: there are too few inputs, or their features are all the same.
    """
    features = shown(evidence)
    together = np.concatenate([*features.values()] or [np.empty((0, 1))]).astype(np.float32)
    if len(together) <= NEIGHBOURS:
        raise UserError(
            "error.evaluation.umap_inputs",
            "UMAP needs more than {least} inputs; there are {n}.",
            least=NEIGHBOURS,
            n=len(together),
        )
    _check_varied(together)
    os.environ.setdefault("NUMBA_OPT", "1")  # compiling takes most of the time; this, two thirds
    from umap import UMAP

    mapper = UMAP(n_neighbors=NEIGHBOURS, min_dist=0.1, random_state=seed, n_jobs=1)
    placed = mapper.fit_transform(together)
    ends = np.cumsum([len(f) for f in features.values()])[:-1]
    return dict(zip(features, np.split(placed.astype(np.float32), ends), strict=True))
