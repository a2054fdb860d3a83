"""Settings of scores by validation OOD."""

import json

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

import ood_core
from ood_core import benchmarks
from ood_core.errors import UserError
from ood_core.evaluation import choosing
from ood_core.evaluation.choosing import CANDIDATES, chosen
from ood_core.runs import outputs
from ood_core.runs.import_outputs import import_outputs
from ood_core.runs.run import Run
from ood_core.scores import SCORES, fits
from ood_core.setting import of

K, D = 3, 12


def arrays(test_seed: int = 0) -> dict[str, np.ndarray]:
    """Classes of few, tight groups and validation OOD between them: near neighbours tell it."""
    rng = np.random.default_rng(1)
    weight, centres = rng.normal(size=(K, D)), np.abs(rng.normal(0, 3, (60, D)))
    found = {"weight": weight, "bias": np.zeros(K)}

    def population(name: str, rng: np.random.Generator, spread: float, n: int) -> None:
        x = centres[rng.integers(0, len(centres), n)] + rng.normal(0, spread, (n, D))
        found[f"{name}_features"] = np.abs(x).astype(np.float32)
        found[f"{name}_logits"] = (found[f"{name}_features"] @ weight.T).astype(np.float32)
        if name.startswith("id"):
            found[f"{name}_labels"] = found[f"{name}_logits"].argmax(axis=1)

    population("id_train", rng, 0.3, 600)
    population("validation", rng, 2.0, 200)
    tests = np.random.default_rng((2, test_seed))
    population("id_test", tests, 0.3 + test_seed, 150)
    population("far_sea", tests, 1.0 + test_seed, 150)
    return found


def test_candidates_are_within_the_settings_ranges():
    for name, (setting, values) in CANDIDATES.items():
        for value in values:
            of(SCORES[name])[setting].check(type(getattr(SCORES[name](), setting))(value))


def test_the_choice_is_the_best_of_a_naive_search():
    given = arrays()
    x = given["id_train_features"].astype(float)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    rows = np.random.default_rng(0).permutation(len(x))
    held_out, others = x[rows[:120]], x[rows[120:]]
    ood = given["validation_features"].astype(float)
    ood /= np.linalg.norm(ood, axis=1, keepdims=True)
    y, both = np.repeat([0, 1], [120, 200]), np.concatenate([held_out, ood])
    found = {}
    for k in (50, *CANDIDATES["knn"][1]):
        distance, _ = NearestNeighbors(n_neighbors=k).fit(others).kneighbors(both)
        found[k] = roc_auc_score(y, distance[:, -1])
    best = max(found, key=lambda k: found[k])
    assert best != 50
    assert chosen(outputs.of_arrays(given).evidence)["knn"] == {"k": best}


def test_temperatures_are_the_best_of_a_naive_search():
    """Where K is large and outliers have logits of another size, 1 is not the best."""
    rng, n, classes = np.random.default_rng(0), 400, 30
    z = {name: rng.normal(0, 1, (n, classes)) for name in ("id_train", "id_test", "far_sea")}
    for name in ("id_train", "id_test"):
        z[name][np.arange(n), rng.integers(0, classes, n)] += 4
    z["far_sea"] += 0.4
    z["validation"] = rng.normal(0.4, 1, (n, classes))
    given = {f"{name}_logits": logits.astype(np.float32) for name, logits in z.items()}
    given |= {f"{n}_labels": z[n].argmax(axis=1) for n in ("id_train", "id_test")}
    held_out = given["id_train_logits"][np.random.default_rng(0).permutation(n)[: n // 5]]
    both = np.concatenate([held_out, given["validation_logits"]]).astype(float)
    y = np.repeat([0, 1], [n // 5, n])
    naive = {
        "energy": lambda t: [-t * np.log(np.exp(row / t).sum()) for row in both],
        "msp_t": lambda t: [-max(np.exp(row / t) / np.exp(row / t).sum()) for row in both],
    }
    found = chosen(outputs.of_arrays(given).evidence)
    assert set(found) == {"energy", "msp_t"}
    for name, score in naive.items():
        default = SCORES[name]().temperature
        rates = {t: roc_auc_score(y, score(t)) for t in (default, *CANDIDATES[name][1])}
        wanted = max(rates.values())
        wanted = wanted if wanted - rates[default] > choosing.MARGIN else rates[default]
        assert rates[found[name]["temperature"]] == pytest.approx(wanted, abs=1e-9), name
    assert found["energy"]["temperature"] != 1
    told = ood_core.all_scores(given)
    energy = -np.log(np.exp(z["far_sea"] / (t := found["energy"]["temperature"])).sum(axis=1)) * t
    assert told.scores["energy"]["far_sea"] == pytest.approx(energy, rel=1e-5)


def test_no_test_is_looked_at():
    first, other = (outputs.of_arrays(arrays(seed)).evidence for seed in (0, 3))
    assert not np.array_equal(first["id_test"]["logits"], other["id_test"]["logits"])
    assert chosen(first) == chosen(other) != {}


def test_of_equals_the_default_is_taken_and_without_validation_nothing(monkeypatch):
    monkeypatch.setattr(choosing, "_auroc", lambda *_: 0.5)
    evidence = outputs.of_arrays(arrays()).evidence
    assert {"knn", "vim"} <= chosen(evidence).keys()
    for name, settings in chosen(evidence).items():
        assert settings == {(key := CANDIDATES[name][0]): getattr(SCORES[name](), key)}
    del evidence.populations["validation"]
    assert chosen(evidence) == {}


@pytest.mark.parametrize(("gain", "is_taken"), [(1e-5, False), (0.01, True)])
def test_a_setting_is_left_only_for_one_that_is_better_by_more_than_chance(
    gain, is_taken, monkeypatch
):
    monkeypatch.setattr(
        choosing, "_auroc", lambda _, settings, *__: 0.9 + gain * (settings == {"temperature": 2})
    )
    found = chosen(outputs.of_arrays(arrays()).evidence)
    assert found["energy"] == {"temperature": 2 if is_taken else 1}


def test_training_features_without_logits_choose_what_needs_none():
    given = arrays()
    for name in ("weight", "bias", "id_train_logits"):
        del given[name]
    found = chosen(outputs.of_arrays(given).evidence)
    assert all({*SCORES[name].needs} <= {"features"} for name in found)


def test_validation_in_an_order_is_drawn_from_the_whole_of_it(monkeypatch):
    seen = []
    monkeypatch.setattr(choosing, "MOST", 100)
    monkeypatch.setattr(choosing, "_auroc", lambda *given: seen.append(given[3][1]) or 0.5)
    evidence = outputs.of_arrays(arrays()).evidence
    evidence["validation"]["features"] = np.arange(200 * D, dtype=np.float32).reshape(200, D)
    chosen(evidence)
    assert len(seen[0]["features"]) == 100 and seen[0]["features"].max() > 100 * D


def test_a_run_has_the_scores_of_the_settings_and_tells_them(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()
    np.savez(tmp_path / "a.npz", **arrays())
    made = import_outputs(tmp_path / "a.npz", tmp_path / "mine")
    run, evidence = Run.load(tmp_path / "mine"), outputs.of_arrays(arrays()).evidence
    settings = run.card["chosen"]
    assert settings == chosen(evidence)
    assert any(f"knn k = {settings['knn']['k']}" in str(note) for note in made.notes)
    assert "validation" not in run.card["data"] and set(run.metrics["ood"]) == {"sea"}
    expected = SCORES["knn"](**settings["knn"]).fit(evidence).score(evidence["ood/sea"])
    kept = SCORES["knn"]().fit(run.evidence).score(run.evidence["ood/sea"])
    assert np.allclose(kept, expected, rtol=1e-6)
    energy = SCORES["energy"](**settings["energy"]).score(evidence["ood/sea"])
    assert np.array_equal(
        fits(run.evidence).fitted["energy"].score(run.evidence["ood/sea"]), energy
    )
    by_arrays = ood_core.all_scores(arrays())
    assert by_arrays.chosen == settings
    found = run.metrics["ood"]["sea"]["knn"]["auroc"]
    assert by_arrays.metrics["sea"]["knn"]["auroc"] == pytest.approx(found, rel=1e-9)


@pytest.mark.parametrize(
    "bad", [[], {"knn": 3}, {"knn": {"k": "5"}}, {"knn": {"k": -1}}, {"no": {}}]
)
def test_a_card_with_settings_that_cannot_be_is_no_run(bad, tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()
    np.savez(tmp_path / "a.npz", **arrays())
    import_outputs(tmp_path / "a.npz", tmp_path / "mine")
    card = json.loads((tmp_path / "mine" / "card.json").read_text())
    (tmp_path / "mine" / "card.json").write_text(json.dumps(card | {"chosen": bad}))
    with pytest.raises(UserError, match="is not a run"):
        Run.load(tmp_path / "mine")
