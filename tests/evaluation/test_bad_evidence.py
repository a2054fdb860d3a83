"""Evidence that no number can be made of: one sentence; evidence that is only poor: numbers."""

import numpy as np
import pytest

from ood_core import scores
from ood_core.errors import UserError
from ood_core.evaluation import projection
from ood_core.evaluation.report import report, too_few, uncertainty
from ood_core.evidence import Evidence

RNG = np.random.default_rng(0)
HEAD = {"weight": RNG.normal(size=(3, 8)), "bias": np.zeros(3)}


def population(n, labelled=False):
    features = np.abs(RNG.normal(size=(n, 8))).astype(np.float16)
    arrays = {"logits": RNG.normal(size=(n, 3)).astype(np.float32), "features": features}
    return arrays | ({"labels": np.arange(n) % 3} if labelled else {})


def evidence(train=60, test=20, ood=10):
    sets = {"id_train": population(train, True), "id_test": population(test, True)}
    return Evidence(sets | {"ood/far": population(ood)}, HEAD)


@pytest.mark.parametrize("kind", ["logits", "features"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_a_sentence_also_from_disk(tmp_path, kind, value):
    found = evidence()
    found["ood/far"][kind][3, 1] = value
    found.save(tmp_path / "evidence.npz")
    sentence = f"The {kind} of ood/far hold NaN or infinite values"
    for look in (found.check, lambda: Evidence.load(tmp_path / "evidence.npz")):
        with pytest.raises(UserError, match=sentence):
            look()


@pytest.mark.parametrize("sizes", [{"train": 0}, {"test": 0}, {"ood": 0}])
def test_an_empty_set_is_a_sentence(sizes):
    with pytest.raises(UserError, match="is empty: there is nothing to score"):
        evidence(**sizes).check()


def finite(numbers):
    """Whether everything in nested dictionaries and lists is a finite number."""
    if isinstance(numbers, dict):
        return all(map(finite, numbers.values()))
    return np.isfinite(numbers).all()


def all_numbers(found):
    answer = report(found, {"far": "far"}, "msp")
    intervals = uncertainty(found, {"far": "far"})
    rows = {name: row for name, row in answer["ood"]["far"].items() if isinstance(row, dict)}
    assert finite(rows) and finite(intervals)
    assert all(set(rows) == set(of_test) for of_test in intervals.values())
    return rows


def test_sets_of_one_input_have_numbers():
    rows = all_numbers(evidence(train=3, test=1, ood=1))
    assert {row["auroc"] for row in rows.values()} <= {0.0, 0.5, 1.0}
    assert "knn" not in rows  # it needs 50 training inputs
    unfitted = report(evidence(train=3, test=1, ood=1), {"far": "far"}, "msp")["unfitted"]
    assert "KNN needs 50 training inputs; there are 3" in unfitted["knn"]


def test_few_inputs_have_no_interval():
    """Resampling one input gives itself: an interval of no width, as if nothing were unknown."""
    kinds = {"far": "far"}
    for sizes in ({"test": 30, "ood": 9}, {"test": 9, "ood": 30}):
        found = evidence(**sizes)
        assert too_few(found, kinds) == ["far"] and uncertainty(found, kinds) == {}
        assert report(found, kinds, "msp")["too_few"] == ["far"]
    enough = uncertainty(evidence(test=10, ood=10), kinds)
    assert set(enough) == {"far", "mean of far"}


def test_features_of_rank_0_give_chance_and_no_map():
    """Every input's features and logits are the same: nothing can be told from anything."""
    found = evidence()
    for arrays in found.values():
        arrays["features"][:], arrays["logits"][:] = 0.5, [1, 2, 3]
    assert report(found, {"far": "far"}, "msp")["constant"]
    rows = all_numbers(found)
    assert all((row["auroc"], row["fpr95"]) == (0.5, 1.0) for row in rows.values())
    assert {"msp", "energy", "mahalanobis", "relative_mahalanobis", "react"} <= set(rows)
    for draw in (
        lambda: projection.Pca.fit(found["id_train"]["features"]),
        lambda: projection.umap(found, 0),
    ):
        with pytest.raises(UserError, match="all have the same features"):
            draw()


def test_features_of_rank_1_are_drawn_on_a_line():
    features = np.outer(RNG.normal(size=30), np.ones(8)).astype(np.float16)
    placed = projection.Pca.fit(features).project(features)
    assert np.allclose(placed[:, 1], 0, atol=1e-2) and np.ptp(placed[:, 0]) > 1


def test_one_class_among_the_labels_still_has_scores():
    found = evidence()
    found["id_train"]["labels"][:] = 0
    fitted = scores.fits(found).fitted
    assert all(np.isfinite(score.score(found["ood/far"])).all() for score in fitted.values())
    assert not report(found, {"far": "far"}, "mahalanobis")["constant"]


def test_umap_of_too_few_inputs_is_a_sentence():
    with pytest.raises(UserError, match="UMAP needs more than 15 inputs; there are 4"):
        projection.umap(evidence(test=3, ood=1), 0)
