import numpy as np
import pytest

from ood_core.scores.csi import Csi, CsiCls, CsiCon, cls_weights, max_cosine

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
    evidence = {"id_train": train}
    assert CsiCon().fit(evidence).score(test) == pytest.approx(-con, rel=1e-4)
    assert CsiCls().fit(evidence).score(test) == pytest.approx(-cls, rel=1e-4)
    assert Csi().fit(evidence).score(test) == pytest.approx(-con - cls, rel=1e-4)


def test_parts_add_up_to_the_score_and_leave_the_input_alone():
    train, test = population(0, M), population(1, N)
    before = {name: array.copy() for name, array in test.items()}
    score = Csi().fit({"id_train": train})
    parts = score.parts(test)
    assert parts["con"].shape == parts["cls"].shape == (S, N)
    total = -parts["con"].sum(axis=0) - parts["cls"].sum(axis=0)
    assert score.score(test) == pytest.approx(total, rel=1e-6)
    assert all(np.array_equal(test[name], before[name]) for name in before)


def test_terms_average_one_on_training_data():
    train = population(0, M)
    parts = Csi().fit({"id_train": train}).parts(train)  # every input finds itself: cosine 1
    assert parts["con"].sum(axis=0).mean() == pytest.approx(1, abs=1e-5)
    assert parts["cls"].sum(axis=0).mean() == pytest.approx(1, abs=1e-5)


def test_a_doubled_projection_doubles_con_and_a_reversed_one_is_more_ood():
    train, test = population(0, M), population(1, N)
    score = CsiCon().fit({"id_train": train}).score
    doubled = {**test, "projections": 2 * test["projections"]}
    assert score(doubled) == pytest.approx(2 * score(test), rel=1e-3)
    line = {**train, "projections": np.abs(train["projections"])}
    score = CsiCon().fit({"id_train": line}).score
    assert (score({**line, "projections": -line["projections"]}) > score(line)).all()


def test_an_unrecognisable_shift_is_not_amplified():
    means = np.array([[5.0], [1.0], [0.01], [-0.3]])
    assert cls_weights(means) == pytest.approx([1 / 5, 1, 1, 1])


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_chunks_do_not_change_the_nearest_cosine(chunk):
    z, bank = population(0, M)["projections"][0], population(1, N)["projections"][0]
    z, bank = z.astype(np.float32), bank.astype(np.float32)
    cosines = [[np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b)) for b in bank] for a in z]
    assert max_cosine(z, bank, chunk) == pytest.approx(np.max(cosines, axis=1), rel=1e-5)
    assert max_cosine(z[:0], bank).shape == (0,)


def test_zero_projections_score_a_finite_number():
    train = population(0, M)
    silent = {name: np.zeros_like(array) for name, array in train.items()}
    assert Csi().fit({"id_train": train}).score(silent) == pytest.approx(np.zeros(M))
