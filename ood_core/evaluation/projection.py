"""Feature spaces as pictures: PCA at once, UMAP when there is time (it imports numba)."""

from dataclasses import dataclass

import numpy as np

from ood_core.evaluation.evidence import Evidence

SHOWN = 200  # inputs of each population that a feature map shows: its first ones


@dataclass(frozen=True)
class Pca:
    """The plane through the training features' mean along their two widest directions."""

    mean: np.ndarray  # (D,)
    axes: np.ndarray  # (2, D), orthonormal

    @classmethod
    def fit(cls, features: np.ndarray) -> "Pca":
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


def shown(evidence: Evidence) -> dict[str, np.ndarray]:
    """The features a feature map shows, by population `(<= SHOWN, D)`; train is left out."""
    skipped = ("id_train", "grid")
    return {n: a["features"][:SHOWN] for n, a in evidence.items() if n not in skipped}


def umap(evidence: Evidence, seed: int) -> dict[str, np.ndarray]:
    """UMAP coordinates of the shown inputs, by population `(<= SHOWN, 2)`.

    ID, OOD and shifted inputs are fitted together, so that none is squeezed into a map made
    without it. Slow to import: for workers, never for a page.
    """
    from umap import UMAP

    features = shown(evidence)
    together = np.concatenate(list(features.values())).astype(np.float32)
    placed = UMAP(n_neighbors=15, min_dist=0.1, random_state=seed, n_jobs=1).fit_transform(together)
    ends = np.cumsum([len(f) for f in features.values()])[:-1]
    return dict(zip(features, np.split(placed.astype(np.float32), ends), strict=True))
