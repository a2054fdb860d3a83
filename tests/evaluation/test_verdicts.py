"""Verdicts against counts by hand and the softmax written out."""

import numpy as np

from ood_core.evaluation.verdicts import threshold, verdicts
from ood_core.scores.logits import Energy, MaxSoftmax


def test_the_threshold_lets_95_percent_pass_and_no_lower_one_does():
    on_id = np.random.default_rng(0).normal(size=200)
    limit = threshold(on_id)
    assert np.sum(on_id <= limit) == 190
    assert np.sum(on_id < limit) == 189
    tied = np.r_[np.full(98, -1.0), 0.0, 0.5]  # saturated: nearly all scores are equal
    assert threshold(tied) == -1.0


def test_a_verdict_is_class_confidence_score_and_place_among_id():
    logits = np.array([[2.0, 0, 0], [0, 0, 1], [0, 9, 0]], np.float32)
    on_id = np.linspace(-1, -0.5, 101)
    found = verdicts({"logits": logits}, MaxSoftmax(), on_id)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert found.best.tolist() == [0, 2, 1]
    assert np.allclose(found.confidence, p.max(axis=1))
    assert np.allclose(found.score, -p.max(axis=1))
    for score, share, is_ood in zip(found.score, found.id_percentile, found.is_ood, strict=True):
        assert share == np.mean([one < score for one in on_id])
        assert is_ood == (score > sorted(on_id)[95])  # 96 of 101: the first count of 95% or more


def test_an_input_as_strange_as_the_threshold_is_id():
    logits = np.zeros((1, 4), np.float32)
    exact = verdicts({"logits": logits}, Energy(), Energy().score({"logits": logits}))
    assert not exact.is_ood[0] and exact.id_percentile[0] == 0
