import numpy as np
import pytest

from ood_core.canvas import frames, packed
from ood_core.scores.logits import softmax


def test_log_odds_by_the_naive_formula():
    z = np.random.default_rng(0).normal(0, 3, (50, 4))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert frames.log_odds(z) == pytest.approx(np.log(p / (1 - p)), abs=1e-9)
    certain = np.array([[900.0, 0.0, -900.0]])
    assert frames.log_odds(certain)[0] == pytest.approx([900, -900, -1800])


def test_a_byte_of_odds_is_within_a_hundredth_of_its_probability():
    z = np.random.default_rng(0).normal(0, 5, (5000, 3))
    odds = frames.STRETCH * np.arctanh((frames.odds_bytes(z) + 0.5) / 128 - 1)
    assert np.abs(1 / (1 + np.exp(-odds)) - softmax(z)).max() < 0.01
    assert (odds.argmax(axis=1) == z.argmax(axis=1)).mean() > 0.98  # but for ties of bytes


def test_packing_keeps_everything_and_is_repeatable():
    arrays = {
        "a": np.arange(12, dtype=np.uint8).reshape(3, 4),
        "b": np.array([-5, 300], "<i2"),
        "c": np.array([[0.5]], "<f4"),
    }
    data = packed.pack({"frame": 2}, arrays)
    assert data == packed.pack({"frame": 2}, arrays)
    header, found = packed.unpack(data)
    assert header["frame"] == 2 and list(found) == list(arrays)
    assert all(np.array_equal(found[n], a) and found[n].dtype == a.dtype for n, a in arrays.items())
