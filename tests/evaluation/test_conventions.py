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


def lee(known, novel, steps: int) -> dict[str, float]:
    """Lee et al.'s three numbers, one threshold after the other; confidence: ID is positive."""
    low, high = min(*known, *novel), max(*known, *novel)
    inside, auroc, aupr, fpr_before, recall_before = [], 0.0, 0.0, 1.0, 1.0
    for i in range(steps):
        delta = low + i * (high - low) / steps
        tpr, fpr = np.mean(known >= delta), np.mean(novel > delta)
        if 0.94 <= tpr <= 0.96:
            inside.append(fpr)
        auroc += (fpr_before - fpr) * tpr
        precision = tpr / (tpr + np.mean(novel >= delta))
        aupr += (recall_before - tpr) * precision
        fpr_before, recall_before = fpr, tpr
    aupr += recall_before * precision
    return {"fpr95": np.mean(inside) if inside else 1.0, "auroc": auroc, "aupr": aupr}


def saturated() -> tuple[np.ndarray, np.ndarray]:
    """Softmax confidences that crowd at 1, as scores: the grid's last cells hold most of them."""
    rng = np.random.default_rng(5)
    return tuple(-1 / (1 + np.exp(-rng.normal(mean, 4, 300))) for mean in (16, 12))


@pytest.mark.parametrize("kind", ["smooth", "ties", "saturated"])
def test_lees_numbers_are_sums_over_even_thresholds(kind, monkeypatch):
    monkeypatch.setattr(conventions, "STEPS", 2000)
    on_id, on_ood = saturated() if kind == "saturated" else scores(kind)
    found, expected = read(CONVENTIONS["Lee et al."], on_id, on_ood), lee(-on_id, -on_ood, 2000)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_lees_areas_are_exact_on_smooth_scores_only():
    truths = []
    for on_id, on_ood in (scores("smooth"), saturated()):
        truth, both = labelled(on_ood, on_id)
        found = read(CONVENTIONS["Lee et al."], on_id, on_ood)["auroc"]
        truths.append(abs(found - sk.roc_auc_score(truth, both)))
    assert truths[0] < 1e-3 and truths[1] > 0.05


def test_an_empty_band_is_one():
    saturated = np.r_[np.zeros(90), np.ones(10)]  # TPR jumps from .9 to 1
    assert conventions._Grid.of(-saturated, -np.ones(5)).fpr95() == 1.0


@pytest.mark.parametrize("first", ["positive", "negative"])
def test_ties_are_broken_for_one_side(first):
    """As if every positive's score were a hair higher, or lower."""
    on_id, on_ood = scores("ties")
    hair = 1e-6 if first == "positive" else -1e-6
    apart = read(Convention("ood", "reached", None, "steps"), on_id, on_ood + hair)
    assert read(Convention("ood", "reached", None, "steps", first), on_id, on_ood) == apart
    turned = read(Convention("id", "nearest", None, "trapezoids"), on_id - hair, on_ood)
    assert read(Convention("id", "nearest", None, "trapezoids", first), on_id, on_ood) == turned


@pytest.mark.parametrize(("n", "m"), [(500, 90), (90, 500)])
@pytest.mark.parametrize("ratio", [1.0, 0.1])
def test_balancing_reaches_the_ratio_whichever_side_is_short(n, m, ratio):
    on_id, on_ood = np.arange(n), np.arange(1000, 1000 + m)
    drawn_id, drawn_ood = conventions.balanced(on_id, on_ood, ratio)
    assert len(drawn_ood) / len(drawn_id) == pytest.approx(ratio, rel=0.1)
    assert len(drawn_id) == n or len(drawn_ood) == m  # no more is lost than must be
    for drawn, side in ((drawn_id, on_id), (drawn_ood, on_ood)):
        assert len(set(drawn)) == len(drawn) and set(drawn) <= set(side)


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


def test_exact_auroc_is_the_same_for_everyone_and_a_ratio_draws_few(sides):
    """Turning the sides leaves AUROC; drawing OOD moves the base rate to what was asked for."""
    everything = {n: c for n, c in CONVENTIONS.items() if c.ratio is None and c.area != "grid"}
    aurocs = [read(c, *sides)["auroc"] for c in everything.values()]
    assert np.allclose(aurocs, aurocs[0])
    one_in_ten = Convention("ood", "reached", 1 / 10, "steps")
    assert read(one_in_ten, *sides)["positives"] == pytest.approx(50 / 550)
    assert read(one_in_ten, *sides, seed=1) != read(one_in_ten, *sides, seed=2)
