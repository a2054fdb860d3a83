"""Conventions against re-statements of the papers' rules, loop by loop, and scikit-learn."""

import numpy as np
import pytest
import torch
from pytorch_ood.metrics.functional import aupr, auroc, fpr_at_tpr
from sklearn import metrics as sk

from ood_core.evaluation import conventions, metrics
from ood_core.evaluation.conventions import CONVENTIONS, Convention, read


def scores(kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    on_id, on_ood = rng.normal(0, 1, 500), rng.normal(1.5, 1, 90)
    if kind == "ties":  # a saturated softmax
        on_id, on_ood = np.round(on_id, 1), np.round(on_ood, 1)
    return on_id, on_ood


@pytest.fixture(params=["smooth", "ties"])
def sides(request):
    return scores(request.param)


def labelled(positive, negative):
    return np.r_[np.ones(len(positive)), np.zeros(len(negative))], np.r_[positive, negative]


def fpr_nearest(positive, negative) -> float:
    """Outlier Exposure's rule in a loop: every score, from the highest that catches all."""
    best = None
    for t in sorted(s for s in {*positive, *negative} if s >= min(positive)):
        recall = np.mean(positive >= t)
        if best is None or abs(recall - 0.95) < best[0]:
            best = abs(recall - 0.95), np.mean(negative >= t)
    return best[1]


def test_the_house_rule_is_that_of_metrics(sides):
    on_id, on_ood = sides
    found, expected = read(CONVENTIONS["OOD Lab"], *sides), metrics.evaluate(*sides)
    assert found["fpr95"] == expected["fpr95"] and found["auroc"] == expected["auroc"]
    assert found["aupr"] == expected["aupr_out"]
    assert found["positives"] == len(on_ood) / (len(on_ood) + len(on_id))


def test_outlier_exposure_and_energy_read_at_the_nearest_recall(sides):
    on_id, on_ood = sides
    for name, (positive, negative) in {
        "Outlier Exposure": (on_ood, on_id),
        "Energy": (-on_id, -on_ood),
    }.items():
        found = read(CONVENTIONS[name], *sides)  # 90 < 500 / 5: all OOD inputs are used
        assert found["fpr95"] == pytest.approx(fpr_nearest(positive, negative))
        truth, both = labelled(positive, negative)
        assert found["auroc"] == pytest.approx(sk.roc_auc_score(truth, both))
        assert found["aupr"] == pytest.approx(sk.average_precision_score(truth, both))


def test_lee_averages_over_a_band_of_thresholds():
    on_id, on_ood = scores("smooth")
    known, novel = -on_id, -on_ood  # confidence: ID is positive
    low, high, steps = min(*known, *novel), max(*known, *novel), 4000
    total, count = 0.0, 0
    for i in range(steps):
        delta = low + i * (high - low) / steps
        if 0.94 <= np.mean(known >= delta) <= 0.96:
            total, count = total + np.mean(novel > delta), count + 1
    found = conventions._mean_fpr_in_band(known, novel, steps)
    assert count > 10 and found == pytest.approx(total / count)
    assert read(CONVENTIONS["Lee et al."], on_id, on_ood)["fpr95"] == pytest.approx(found, abs=5e-3)


def test_an_empty_band_is_one():
    saturated = np.r_[np.zeros(90), np.ones(10)]  # TPR jumps from .9 to 1
    assert conventions._mean_fpr_in_band(-saturated, -np.ones(5)) == 1.0


def test_lees_area_is_that_of_equal_numbers(sides):
    """Precision from rates is what one gets by repeating the fewer side until both are as many."""
    on_id, on_ood = sides
    repeated = np.repeat(on_ood, len(on_id)), np.repeat(on_id, len(on_ood))
    truth, both = labelled(-repeated[1], -repeated[0])
    expected = sk.average_precision_score(truth, both)
    assert read(CONVENTIONS["Lee et al."], *sides)["aupr"] == pytest.approx(expected)


def test_openood_joins_precision_and_recall_by_straight_lines(sides):
    on_id, on_ood = sides
    truth, both = labelled(on_ood, on_id)
    precision, recall, _ = sk.precision_recall_curve(truth, both)
    found = read(CONVENTIONS["OpenOOD, pytorch-ood"], *sides)
    assert found["aupr"] == pytest.approx(sk.auc(recall, precision))
    scores, labels = torch.from_numpy(both), torch.from_numpy(np.where(truth == 1, -1, 0))
    for name, theirs in {"aupr": aupr, "auroc": auroc, "fpr95": fpr_at_tpr}.items():
        assert found[name] == pytest.approx(float(theirs(scores, labels)))
    fpr, tpr, _ = sk.roc_curve(truth, both, drop_intermediate=False)
    assert found["fpr95"] == pytest.approx(fpr[np.argmax(tpr >= 0.95)])


def test_auroc_is_the_same_for_everyone_and_a_ratio_draws_few(sides):
    """Turning the sides leaves AUROC; drawing OOD moves the base rate to what was asked for."""
    everything = {n: c for n, c in CONVENTIONS.items() if c.ratio is None}
    aurocs = [read(c, *sides)["auroc"] for c in everything.values()]
    assert np.allclose(aurocs, aurocs[0])
    one_in_ten = Convention("ood", "reached", 1 / 10, "steps")
    assert read(one_in_ten, *sides)["positives"] == pytest.approx(50 / 550)
    assert read(one_in_ten, *sides, seed=1) != read(one_in_ten, *sides, seed=2)
