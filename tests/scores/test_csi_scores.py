import numpy as np
import pytest

from ood_core.scores.csi import Csi, CsiCls, CsiCon, all_compared, cls_weights, compared, nearest

S, M, N, P = 4, 30, 7, 5


def population(seed: int, n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(S, n, P)).astype(np.float16)
    return {"projections": z, "shift_logits": rng.normal(4, 1, (S, n)).astype(np.float16)}


def naive(train, test) -> tuple[np.ndarray, np.ndarray]:
    """Eqs. 6-8 of the paper, one input, one shift and one training input at a time."""
    con, cls = np.zeros(N), np.zeros(N)
    for i in range(N):
        for k in range(S):
            bank = train["projections"][k].astype(float)
            z = test["projections"][k, i].astype(float)
            norms = [np.sqrt(sum(v**2)) for v in bank]
            length = np.sqrt(sum(z**2))
            nearest = max(float(z @ v) / length / norm for v, norm in zip(bank, norms, strict=True))
            con[i] += nearest * length / np.mean(norms) / S
            mean_logit = np.mean([float(v) for v in train["shift_logits"][k]])
            cls[i] += float(test["shift_logits"][k, i]) / mean_logit / S
    return con, cls


def test_scores_match_the_papers_formula():
    train, test = population(0, M), population(1, N)
    con, cls = naive(train, test)
    evidence = all_compared({"id_train": train, "test": test})
    for score, expected in ((CsiCon, con), (CsiCls, cls), (Csi, con + cls)):
        assert score().fit(evidence).score(evidence["test"]) == pytest.approx(-expected, rel=1e-4)


def test_later_inputs_are_compared_with_the_projections_that_were_kept():
    train, test = population(0, M), population(1, N)
    together = all_compared({"id_train": train, "test": test})
    kept = all_compared({"id_train": train})["id_train"]
    later = compared(test, kept)
    assert all(np.array_equal(later[name], array) for name, array in together["test"].items())
    assert "projections" not in later and later["nearest"].shape == (S, N)
    plain = {"logits": np.zeros((3, 2))}
    assert compared(plain, plain).keys() == plain.keys()


def test_parts_add_up_to_the_score_and_leave_the_input_alone():
    evidence = all_compared({"id_train": population(0, M), "test": population(1, N)})
    test = evidence["test"]
    before = {name: array.copy() for name, array in test.items()}
    score = Csi().fit(evidence)
    parts = score.parts(test)
    assert parts["con"].shape == parts["cls"].shape == (S, N)
    total = -parts["con"].sum(axis=0) - parts["cls"].sum(axis=0)
    assert score.score(test) == pytest.approx(total, rel=1e-6)
    assert all(np.array_equal(test[name], before[name]) for name in before)


def test_terms_average_one_on_training_data():
    evidence = all_compared({"id_train": population(0, M)})
    parts = Csi().fit(evidence).parts(evidence["id_train"])  # every input finds itself: cosine 1
    assert parts["con"].sum(axis=0).mean() == pytest.approx(1, abs=1e-5)
    assert parts["cls"].sum(axis=0).mean() == pytest.approx(1, abs=1e-5)


def test_a_doubled_projection_doubles_con_and_a_reversed_one_is_more_ood():
    train, test = population(0, M), population(1, N)
    z = test["projections"]
    found = con_of(train, {**test, "projections": np.concatenate([z, 2 * z], axis=1)})
    assert found[N:] == pytest.approx(2 * found[:N], rel=1e-3)
    positive = np.abs(train["projections"])
    line = {**train, "projections": positive}
    reversed_ = {**train, "projections": -positive}
    assert (con_of(line, reversed_) > con_of(line, line)).all()


def con_of(train, test) -> np.ndarray:
    evidence = all_compared({"id_train": train, "test": test})
    return CsiCon().fit(evidence).score(evidence["test"])


def test_an_unrecognisable_shift_is_not_amplified():
    means = np.array([[5.0], [1.0], [0.01], [-0.3]])
    assert cls_weights(means) == pytest.approx([1 / 5, 1, 1, 1])


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_chunks_do_not_change_the_nearest_cosine(chunk):
    z, bank = population(0, M)["projections"][0], population(1, N)["projections"][0]
    z, bank = z.astype(np.float32), bank.astype(np.float32)
    cosines = [[np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b)) for b in bank] for a in z]
    rows, largest = nearest(z, bank, chunk)
    assert largest == pytest.approx(np.max(cosines, axis=1), rel=1e-5)
    assert rows.tolist() == np.argmax(cosines, axis=1).tolist()
    assert [len(found) for found in nearest(z[:0], bank)] == [0, 0]


def test_zero_projections_score_a_finite_number():
    train = population(0, M)
    silent = {name: np.zeros_like(array) for name, array in train.items()}
    evidence = all_compared({"id_train": train, "silent": silent})
    assert Csi().fit(evidence).score(evidence["silent"]) == pytest.approx(np.zeros(M))
