import numpy as np
from sklearn.decomposition import PCA

from ood_core.evaluation.projection import Pca

X = np.random.default_rng(0).normal(size=(300, 12)) * np.linspace(5, 1, 12) + 3


def test_pca_agrees_with_scikit_learn_up_to_sign():
    ours, reference = Pca.fit(X), PCA(2).fit(X)
    assert np.allclose(np.abs(ours.project(X)), np.abs(reference.transform(X)), atol=1e-6)
    assert np.allclose(ours.axes @ ours.axes.T, np.eye(2))


def test_lifting_and_projecting_are_inverse_on_the_plane():
    ours = Pca.fit(X)
    points = np.random.default_rng(1).normal(size=(20, 2))
    assert np.allclose(ours.project(ours.lift(points)), points)
