import numpy as np
import pytest
import torch
from pytorch_ood.metrics import OODMetrics
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from ood_core.errors import UserError
from ood_core.evaluation import metrics

RNG = np.random.default_rng(0)
PAIRS = {
    "continuous": (RNG.normal(0, 1, 300), RNG.normal(1, 1.5, 200)),
    "ties": (RNG.integers(0, 5, 300).astype(float), RNG.integers(2, 8, 130).astype(float)),
    "saturated": (np.r_[np.full(90, -1.0), -0.5], np.r_[np.full(70, -1.0), -0.2, -0.3]),
    "constant": (np.zeros(10), np.zeros(30)),
    "perfect": (np.arange(10.0), np.arange(20.0, 50.0)),
    "reversed": (np.arange(20.0, 50.0), np.arange(10.0)),
    "single": (np.array([0.3]), np.array([0.7])),
}


@pytest.fixture(params=PAIRS)
def pair(request):
    return PAIRS[request.param]


def stacked(id_scores, ood_scores):
    y = np.r_[np.zeros(len(id_scores)), np.ones(len(ood_scores))]
    return y, np.r_[id_scores, ood_scores]


def test_agrees_with_scikit_learn(pair):
    y, s = stacked(*pair)
    ours = metrics.evaluate(*pair)
    fpr, tpr, _ = roc_curve(y, s, drop_intermediate=False)
    assert ours["auroc"] == pytest.approx(roc_auc_score(y, s), abs=1e-12)
    assert ours["fpr95"] == pytest.approx(fpr[tpr >= 0.95].min(), abs=1e-12)
    assert ours["aupr_out"] == pytest.approx(average_precision_score(y, s), abs=1e-12)
    assert ours["aupr_in"] == pytest.approx(average_precision_score(1 - y, -s), abs=1e-12)


def test_auroc_is_the_chance_of_the_right_order(pair):
    id_scores, ood_scores = pair
    wins = [(o > i) + (o == i) / 2 for o in ood_scores for i in id_scores]
    assert metrics.evaluate(id_scores, ood_scores)["auroc"] == pytest.approx(
        np.mean(wins), abs=1e-12
    )


def test_fpr95_by_trying_every_threshold(pair):
    id_scores, ood_scores = pair
    caught = [t for t in np.r_[id_scores, ood_scores] if np.mean(ood_scores >= t) >= 0.95]
    expected = np.mean(id_scores >= max(caught))
    assert metrics.evaluate(id_scores, ood_scores)["fpr95"] == expected


def test_agrees_with_pytorch_ood_without_ties():
    id_scores, ood_scores = PAIRS["continuous"]
    reference = OODMetrics()
    labels = np.r_[np.zeros(len(id_scores)), np.full(len(ood_scores), -1)]  # theirs: OOD < 0
    reference.update(torch.tensor(np.r_[id_scores, ood_scores]), torch.tensor(labels))
    theirs, ours = reference.compute(), metrics.evaluate(id_scores, ood_scores)
    assert ours["auroc"] == pytest.approx(theirs["AUROC"], abs=1e-6)
    assert ours["fpr95"] == pytest.approx(theirs["FPR95TPR"], abs=1e-6)
    # theirs joins the points of the curve by lines, which lies above the steps by O(1/N)
    assert ours["aupr_out"] == pytest.approx(theirs["AUPR-OUT"], abs=0.01)
    assert ours["aupr_in"] == pytest.approx(theirs["AUPR-IN"], abs=0.01)


def test_resampled_metrics_are_those_of_a_naive_loop(pair, monkeypatch):
    """One draw after the other, each with a curve of its own."""
    monkeypatch.setattr(metrics, "DRAWS", 7)
    sides = [(side, np.random.default_rng([3, i])) for side, i in zip(pair, (0, 1), strict=True)]
    naive = []
    for _ in range(30):
        drawn = [side[rng.integers(len(side), size=len(side))] for side, rng in sides]
        naive.append(list(metrics.evaluate(*drawn).values()))
    np.testing.assert_allclose(metrics.resampled(*pair, 30, seed=3), naive, rtol=0, atol=1e-12)


def test_intervals_are_the_percentiles_of_metrics_on_resampled_inputs():
    id_scores, ood_scores = PAIRS["ties"]
    ours = metrics.intervals(id_scores, ood_scores)
    rng, naive = np.random.default_rng(99), []
    for _ in range(1000):
        y, s = stacked(rng.choice(id_scores, 300), rng.choice(ood_scores, 130))
        fpr, tpr, _ = roc_curve(y, s, drop_intermediate=False)
        curves = (average_precision_score(y, s), average_precision_score(1 - y, -s))
        naive.append([roc_auc_score(y, s), fpr[tpr >= 0.95].min(), *curves])
    expected = np.percentile(naive, [2.5, 97.5], axis=0).T
    np.testing.assert_allclose([ours[m] for m in metrics.METRICS], expected, atol=0.012)


def test_the_interval_of_the_auroc_is_as_wide_as_its_known_deviation():
    """Hanley & McNeil (1982): the deviation of the AUROC of two normals, here 1 apart."""
    rng, n = np.random.default_rng(5), 400
    low, high = metrics.intervals(rng.normal(0, 1, n), rng.normal(1, 1, n))["auroc"]
    a = 0.7602  # Phi(1 / sqrt 2)
    q1, q2 = a / (2 - a), 2 * a**2 / (1 + a)
    deviation = np.sqrt((a * (1 - a) + (n - 1) * (q1 + q2 - 2 * a**2)) / n**2)
    assert (high - low) / (2 * 1.96) == pytest.approx(deviation, rel=0.15)


def test_differences_and_means_of_resampled_metrics_belong_to_one_draw():
    """A score against a copy of itself differs by nothing; ID draws are those of every OOD test."""
    id_scores, ood_scores = PAIRS["continuous"]
    drawn = metrics.resampled(id_scores, ood_scores, 20)
    turned = metrics.resampled(2 * id_scores + 1, 2 * ood_scores + 1, 20)
    np.testing.assert_array_equal(drawn, turned)
    # one OOD score above all ID: FPR95 is the share of drawn ID inputs at or above it
    for level in (0.0, 1.0):
        one = [metrics.resampled(id_scores, np.full(n, level), 20)[:, 1] for n in (7, 50)]
        np.testing.assert_array_equal(*one)


@pytest.mark.parametrize("scores", [np.array([]), np.array([0.0, np.nan])])
def test_nothing_to_draw_from_is_an_error(scores):
    with pytest.raises(UserError, match="empty or not finite"):
        metrics.resampled(np.arange(3.0), scores)
