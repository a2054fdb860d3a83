"""Scores on features against pytorch-ood, on made-up features and on those of committed runs."""

from dataclasses import is_dataclass

import numpy as np
import pytest
import torch
from pytorch_ood import detector as reference
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from sklearn.covariance import EmpiricalCovariance

from ood_core import setting
from ood_core.errors import UserError
from ood_core.evidence import SHOWN, Evidence, one_row
from ood_core.files import Arrays
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores import (
    SCORES,
    directions,
    distances,
    features,
    fits,
    lacking,
    reduced,
    scored,
    shaping,
)
from ood_core.scores.features import Training

RNG = np.random.default_rng(1)


def made_up() -> Evidence:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 400)
    head = {"weight": rng.normal(size=(3, 20)), "bias": rng.normal(size=3)}
    train = population(rng, head, 400, labels[:, None]) | {"labels": labels}
    return Evidence({"id_train": train, "test": population(rng, head, 90, 2.0)}, head)


def population(rng: np.random.Generator, head: Arrays, n: int, centre) -> Arrays:
    return answered(np.abs(rng.normal(centre, 1, (n, 20))).astype(np.float16), head)


def answered(x: np.ndarray, head: Arrays) -> Arrays:
    """Features, and the head's logits of just these: evidence rounds features, not logits."""
    weight, bias = (head[name].astype(np.float64) for name in ("weight", "bias"))
    return {"features": x, "logits": x.astype(np.float64) @ weight.T + bias}


def real(path: str, name: str) -> Evidence:
    evidence = Run.load(PRETRAINED / path).evidence
    train, test = (evidence[n]["features"] for n in ("id_train", name))
    populations = {
        "id_train": answered(train, evidence.head),
        "test": answered(test, evidence.head),
    }
    populations["id_train"]["labels"] = evidence["id_train"]["labels"]
    return Evidence(populations, evidence.head)


EVIDENCE = {
    "made up": made_up,
    "digits": lambda: real("digits/baseline", "ood/textures"),
    "plane": lambda: real("plane-blobs/baseline", "id_test"),  # distances near 0
}


@pytest.fixture(scope="module", params=EVIDENCE)
def evidence(request):
    return EVIDENCE[request.param]()


@pytest.fixture
def double(monkeypatch):
    """pytorch-ood in double precision: in single, its inverses are rounded away."""
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def tensor(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(array.astype(np.float64))


class Given:
    """Some evidence as pytorch-ood takes it."""

    def __init__(self, evidence: Evidence):
        self.train, self.test = (tensor(evidence[n]["features"]) for n in ("id_train", "test"))
        self.labels = torch.from_numpy(evidence["id_train"]["labels"])
        self.weight, self.bias = (tensor(evidence.head[n]) for n in ("weight", "bias"))
        self.n, self.width = self.train.shape
        self.linear = torch.nn.Linear(self.width, len(self.bias))
        self.linear.load_state_dict({"weight": self.weight, "bias": self.bias})

    def head(self, maps: torch.Tensor) -> torch.Tensor:
        return maps.flatten(1) @ self.weight.T + self.bias

    def of_features(self, detector) -> torch.Tensor:
        return detector.fit_features(self.train, self.labels).predict_features(self.test)

    def of_maps(self, detector) -> torch.Tensor:
        maps = self.train[:, :, None, None], self.test[:, :, None, None]
        return detector.fit_feature_maps(maps[0], self.labels).predict_feature_maps(maps[1])


# pytorch-ood leaves the covariance undivided by N, and halves one of the two
REFERENCES = {
    "mahalanobis": lambda e: 2 * e.n * e.of_features(reference.Mahalanobis(None)),
    "relative_mahalanobis": lambda e: e.n * e.of_features(reference.RMD(None)),
    "knn": lambda e: e.of_features(reference.KNN(None, k=50, normalize=True)),
    "vim": lambda e: e.of_features(reference.ViM(None, e.width // 2, e.weight, e.bias)),
    "react": lambda e: e.of_maps(reference.ReAct(None, e.head, percentile=0.9)),
    "ash": lambda e: e.of_maps(reference.ASH(None, e.head)),
    "ash_b": lambda e: e.of_maps(reference.ASH(None, e.head, variant="ash-b", percentile=0.65)),
    "scale": lambda e: e.of_maps(reference.SCALE(None, e.head, percentile=0.85)),
    "dice": lambda e: e.of_features(reference.DICE(None, e.weight, e.bias, p=0.9)),
    "gradnorm": lambda e: reference.GradNorm(e.linear, lambda name: name == "weight").predict(
        e.test
    ),
    "she": lambda e: e.of_features(reference.SHE(None, e.head)),
    "fdbd": lambda e: e.of_features(reference.fDBD(None, e.linear)),
    "nci": lambda e: e.of_features(reference.NCI(None, e.linear, alpha=0.0001)),
    "nnguide": lambda e: e.of_features(reference.NNGuide(None, e.head, k=10)),
}
NAMES = tuple(REFERENCES)


@pytest.fixture(params=[features.LARGE, 0], ids=["double", "single where it is enough"])
def large(request, monkeypatch):
    """From how much training data on single precision is tried."""
    monkeypatch.setattr(features, "LARGE", request.param)


@pytest.mark.parametrize("name", NAMES)
def test_it_agrees_with_pytorch_ood(name, evidence, double, large):
    ours = SCORES[name]().fit(evidence).score(evidence["test"])
    assert ours.shape == (len(evidence["test"]["features"]),)
    expected = REFERENCES[name](Given(evidence)).detach().numpy()
    tolerance = 1e-5 * min(1, np.abs(expected).max())
    compared = distinct(evidence["test"]["features"]) if name == "ash_b" else slice(None)
    assert len(ours[compared]) > 30
    assert np.allclose(ours[compared], expected[compared], rtol=1e-5, atol=tolerance)


def test_single_precision_is_taken_only_where_it_is_enough(monkeypatch):
    """Along a feature that hardly varies, a distance is a small difference of large numbers."""
    monkeypatch.setattr(features, "LARGE", 0)
    flat, fine = made_up(), made_up()
    for arrays in flat.populations.values():
        x = arrays["features"].astype(np.float64)
        x[:, 1] = 1000 * x[:, 0] + 1e-3 * x[:, 1]
        arrays["features"] = x
    exact = []
    for evidence in (fine, flat):
        found = distances.Mahalanobis().fit(evidence)
        exact.append(not found._in_single)
        values = found.score(evidence["test"])
        found._in_single = False
        assert np.allclose(values, found.score(evidence["test"]), rtol=1e-5)
    assert exact == [False, True]


@pytest.mark.parametrize("name", ["knn", "nnguide"])
def test_neighbours_are_exact_where_single_precision_would_show(name, monkeypatch):
    evidence = made_up()
    x = evidence["test"]["features"]
    rows = np.random.default_rng(5).normal(1, 1e-5, (400, 20))  # nearly one direction
    evidence["id_train"]["features"] = rows * np.abs(RNG.normal(1, 1, (1, 20)))
    evidence["test"]["features"] = np.concatenate([evidence["id_train"]["features"][:45], x[:45]])
    exact = SCORES[name]().fit(evidence).score(evidence["test"])
    monkeypatch.setattr(features, "LARGE", 0)
    found = SCORES[name]().fit(evidence).score(evidence["test"])
    assert np.allclose(found, exact, rtol=1e-6, atol=0) and not np.array_equal(found, exact)


def test_scores_of_many_inputs_are_those_of_each_alone():
    evidence = made_up()
    evidence.populations["test"] = population(RNG, evidence.head, 2500, 2.0)
    found = fits(evidence).fitted
    whole = scored(found, evidence["test"])
    for row in (0, 1023, 1024, 2499):
        one = scored(found, one_row(evidence["test"], row))
        assert all(np.allclose(one[n], whole[n][row], rtol=1e-9) for n in found)
    assert {v.shape for v in whole.values()} == {(2500,)} and len(found) > 15


def distinct(x: np.ndarray) -> np.ndarray:
    """The inputs of which the largest features are no matter of choice `(N,)`.

    Of equal ones at the edge, zeros mostly, pytorch-ood takes any, and ASH-B gives them a value.
    """
    ordered, edge = -np.sort(-x, axis=1), count(x[0])
    return ordered[:, edge - 1] > ordered[:, edge]


def count(features: np.ndarray) -> int:
    """How many survive of one input's, at the 65th percentile."""
    return len(features) - round(len(features) * 0.65)


def test_ash_b_in_a_naive_loop_with_equal_features():
    evidence = EVIDENCE["digits"]()
    weight, bias = (evidence.head[n].astype(float) for n in ("weight", "bias"))
    expected, x = [], evidence["test"]["features"].astype(float)
    for row in x:
        kept = sorted(range(len(row)), key=lambda i: (-row[i], i))[: count(row)]
        shaped = np.zeros(len(row))
        shaped[kept] = row.sum() / len(kept)
        expected.append(-logsumexp(weight @ shaped + bias))
    assert not distinct(x).all()
    assert np.allclose(shaping.AshB().fit(evidence).score(evidence["test"]), expected, rtol=1e-10)


def test_mahalanobis_is_the_textbook_distance():
    evidence = made_up()
    train, x = evidence["id_train"], evidence["test"]["features"].astype(np.float64)
    means = [train["features"][train["labels"] == k].astype(float).mean(0) for k in range(3)]
    centred = train["features"].astype(float) - np.array(means)[train["labels"]]
    covariance = EmpiricalCovariance(assume_centered=True).fit(centred).covariance_
    expected = cdist(x, means, "mahalanobis", VI=np.linalg.inv(covariance)).min(axis=1) ** 2
    assert np.allclose(distances.Mahalanobis().fit(evidence).score(evidence["test"]), expected)


def test_features_that_never_varied_do_not_count_for_relative_mahalanobis():
    """Both distances to such an input are the same and huge: a difference would be rounding."""
    evidence = made_up()
    expected = distances.RelativeMahalanobis().fit(evidence).score(evidence["test"])
    for name, arrays in evidence.populations.items():
        dead = np.zeros((len(arrays["features"]), 5), np.float16)
        arrays["features"] = np.concatenate([arrays["features"], dead], axis=1)
        if name == "test":
            arrays["features"][:, -5:] = RNG.uniform(0, 30, dead.shape)
    found = distances.RelativeMahalanobis().fit(evidence).score(evidence["test"])
    assert np.allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_knn_is_the_sorted_distance_in_a_naive_loop():
    evidence = made_up()
    bank, x = (evidence[n]["features"].astype(float) for n in ("id_train", "test"))
    bank, x = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (bank, x))
    expected = [sorted(np.linalg.norm(bank - row, axis=1))[49] for row in x]
    assert np.allclose(distances.Knn().fit(evidence).score(evidence["test"]), expected)


def test_reduced_evidence_gives_every_input_the_same_score_with_few_features():
    evidence = made_up()
    evidence.populations["test"] = population(RNG, evidence.head, 700, 2.0)
    whole = {name: SCORES[name]().fit(evidence).score(evidence["test"]) for name in NAMES}
    small = reduced(evidence)
    assert len(small["test"]["features"]) == SHOWN < 700
    assert np.array_equal(small["id_train"]["features"], evidence["id_train"]["features"])
    for name, score in fits(small).fitted.items():
        if name in NAMES:
            assert np.allclose(score.score(small["test"]), whole[name], rtol=1e-6)
            one = score.score(one_row(small["test"], 650))  # its features are gone
            assert one == pytest.approx(whole[name][650:651], rel=1e-6)
            assert np.allclose(score.score(evidence["test"]), whole[name])  # a new input's


def test_features_of_some_inputs_do_not_pass_for_the_scores_of_all():
    evidence = made_up()
    small = reduced(evidence)
    small["test"].pop("knn")
    small["test"]["features"] = small["test"]["features"][:20]
    with pytest.raises(UserError, match="keeps no knn score: train the run again"):
        distances.Knn().fit(small).score(small["test"])


def test_kept_values_are_those_of_the_default_settings():
    evidence = made_up()
    evidence.populations["test"] = population(RNG, evidence.head, 700, 2.0)
    small = reduced(evidence)
    assert len(distances.Knn().fit(small).score(small["test"])) == 700
    with pytest.raises(UserError, match="keeps no knn score"):
        distances.Knn(k=10).fit(small).score(small["test"])
    tenth = distances.Knn(k=10).fit(evidence).score(evidence["test"])
    assert (tenth < distances.Knn().fit(evidence).score(evidence["test"])).all()


def test_settings_of_scores_have_a_default_within_their_range():
    settings = {n: setting.of(score) for n, score in SCORES.items() if is_dataclass(score)}
    assert settings["knn"]["k"].highest == 10_000
    for name, known in settings.items():
        for key, one in known.items():
            assert one.check(getattr(SCORES[name](), key)) == getattr(SCORES[name](), key)
            with pytest.raises(UserError, match="needs a"):
                one.check("much")


def test_a_bank_of_few_is_drawn_by_a_fixed_seed():
    evidence = made_up()
    training = Training(evidence)
    bank = training.bank(90)
    assert training.bank(90) is bank and len(set(bank.rows)) == 90
    few = Evidence({"id_train": {n: a[bank.rows] for n, a in evidence["id_train"].items()}}, {})
    for score in (distances.Knn, distances.NNGuide):
        found = score(bank=90).fit(evidence).score(evidence["test"])
        assert np.allclose(found, score().fit(few).score(evidence["test"]))


def test_what_a_score_lacks_is_named():
    evidence = made_up()
    assert not lacking("mahalanobis", evidence) and lacking("csi", evidence)
    headless = Evidence(evidence.populations, {})
    assert lacking("dice", headless) == ["head"]
    del headless["id_train"]["labels"]
    assert lacking("mahalanobis", headless) == ["labels"]
    found = fits(headless)
    assert {"msp", "knn", "nnguide"} <= set(found.fitted)
    assert not {"dice", "she", "vim"} & {*found.fitted, *found.unfitted, *found.not_kept}


def test_evidence_of_before_a_score_gives_the_others():
    evidence = made_up()
    evidence.populations["test"] = population(RNG, evidence.head, 700, 2.0)
    small = reduced(evidence)
    del small["test"]["scale"]
    found = fits(small)
    assert found.not_kept == ["scale"] and "scale" not in found.fitted and "dice" in found.fitted


@pytest.mark.parametrize("name", NAMES)
def test_the_input_is_left_as_it_was(name):
    evidence = made_up()
    before = evidence["test"]["features"].copy()
    SCORES[name]().fit(evidence).score(evidence["test"])
    assert np.array_equal(evidence["test"]["features"], before)


def test_what_cannot_be_fitted_is_a_sentence_and_left_out():
    evidence = made_up()
    for array in (evidence["id_train"]["features"], evidence["test"]["features"]):
        array[:] = 0  # rank 0
    flat = Evidence(evidence.populations, {"weight": np.ones((3, 20)), "bias": np.zeros(3)})
    with pytest.raises(UserError, match="features that vary"):
        directions.Vim().fit(flat)
    found, unfitted, _ = fits(flat)
    assert "vim" not in found and "knn" in found
    scores = {name: score.score(flat["test"]) for name, score in found.items()}
    assert all(np.isfinite(values).all() for values in scores.values())
    assert "features that vary" in unfitted["vim"] and not set(unfitted) & set(found)
    few = Evidence({"id_train": {n: a[:9] for n, a in evidence["id_train"].items()}}, flat.head)
    with pytest.raises(UserError, match="KNN needs 50 training inputs; there are 9"):
        distances.Knn().fit(few)
    evidence["id_train"]["features"][0, 0] = -1
    with pytest.raises(UserError, match="not negative"):
        shaping.AshS().fit(evidence)
