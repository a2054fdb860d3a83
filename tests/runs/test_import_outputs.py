"""Outputs of any network as a run: written by the page's recipes, and by strangers."""

import importlib.util
import json
import os
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import timm
import torch
from pyarrow import parquet
from pytorch_ood import detector as reference
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from app.text import APP
from ood_core import __main__ as cli
from ood_core import benchmarks, npz, scores
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.evidence import SHOWN, Evidence
from ood_core.runs import bundle, output_tables, outputs
from ood_core.runs.import_outputs import import_outputs
from ood_core.runs.run import Run
from tests.scores.test_feature_scores import REFERENCES, Given, distinct

needs_data = pytest.mark.skipif("OODLAB_DATA" not in os.environ, reason="OODLAB_DATA is not set")
RECIPES = dict(
    zip(
        ("pytorch", "timm", "keras"),
        re.findall(
            r"```python\n(.*?)```",
            (APP / "views" / "your_data" / "outputs.en.md").read_text("utf-8"),
            re.DOTALL,
        ),
        strict=True,
    )
)


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()
    yield
    benchmarks.clear()


@pytest.fixture(scope="module", params=["digits"])
def pictures(request) -> dict[str, np.ndarray]:
    """Of a world, with its textures, as a network for coloured pictures takes them."""
    world, rng = benchmarks.get(request.param), np.random.default_rng(0)

    def of(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
        x = x[rows].astype(np.float32) / 255
        return np.repeat(x, 3 // x.shape[1], axis=1)

    far = world.ood("textures")
    train = rng.permutation(len(world.id_train.x))[:600]
    test = rng.permutation(len(world.id_test.x))[:300]
    return {
        "train": of(world.id_train.x, train),
        "train_y": world.id_train.y[train],
        "test": of(world.id_test.x, test),
        "test_y": world.id_test.y[test],
        "far": of(far, rng.permutation(len(far))[:250]),
    }


@pytest.fixture(scope="module")
def network(pictures):
    """A network of timm's, with a linear probe as its last layer."""
    torch.manual_seed(0)
    model = timm.create_model("test_resnet", num_classes=10).eval()
    with torch.no_grad():
        x = torch.from_numpy(pictures["train"])
        f = model.forward_head(model.forward_features(x), pre_logits=True).numpy()
    probe = LogisticRegression(max_iter=2000, C=1000).fit(f, pictures["train_y"])
    head = {"weight": probe.coef_, "bias": probe.intercept_}
    model.fc.load_state_dict({n: torch.from_numpy(v).float() for n, v in head.items()})
    return model


def loader(x: np.ndarray, y: np.ndarray | None = None):
    y = np.full(len(x), 99) if y is None else y  # an OOD set's labels mean nothing here
    return torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y)), 128
    )


@pytest.fixture(scope="module")
def by_recipe(pictures, network, tmp_path_factory):
    """Name -> the file that the recipe wrote, run as printed."""
    here, found = Path.cwd(), {}
    for name in ("pytorch", "timm"):
        folder = tmp_path_factory.mktemp(name)
        loaders = {
            "train": loader(pictures["train"], pictures["train_y"]),
            "test": loader(pictures["test"], pictures["test_y"]),
            "svhn": loader(pictures["far"]),
        }
        os.chdir(folder)
        try:
            exec(compile(RECIPES[name], name, "exec"), {"model": network, **loaders})
        finally:
            os.chdir(here)
        found[name] = folder / "mine.npz"
    return found


@pytest.mark.parametrize("name", ["pytorch", "timm"])
def test_a_recipe_as_printed_makes_a_run_of_every_score(name, by_recipe, tmp_path):
    made = import_outputs(by_recipe[name], tmp_path / "mine")
    assert set(made.works) == set(REFERENCES) | set(OF_LOGITS)
    assert set(made.missing) == {"mcm", "odin", "csi", "csi_con", "csi_cls"}
    assert not any(made.missing.values())
    run = Run.load(tmp_path / "mine")
    assert run.benchmark.name == "mine" and run.kinds == {"id_test": "id", "ood/svhn": "far"}
    assert run.metrics["accuracy"] > 0.5


def test_the_recipe_for_keras(pictures, tmp_path, monkeypatch):
    code = compile(RECIPES["keras"], "keras", "exec")
    if importlib.util.find_spec("keras") is None:
        pytest.skip("compiled only: Keras is not installed")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.chdir(tmp_path)
    import keras

    layers = keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input(pictures["train"].shape[1:]), *layers])
    names = {"x_train": "train", "y_train": "train_y", "x_test": "test", "y_test": "test_y"}
    given = {name: pictures[of] for name, of in (names | {"x_svhn": "far"}).items()}
    exec(code, {"model": model} | given)
    made = import_outputs(tmp_path / "mine.npz", tmp_path / "mine")
    assert "knn" in made.works and len(made.notes) == 1
    z = outputs.read(tmp_path / "mine.npz").populations["id_test"]["logits"]
    p = torch.from_numpy(z).softmax(dim=1).numpy()
    assert np.allclose(p, model.predict(pictures["test"]), atol=1e-5)


OF_LOGITS = {
    "msp": lambda z, _: reference.MaxSoftmax.score(z),
    "msp_t": lambda z, _: reference.MaxSoftmax.score(z, t=1000),
    "max_logit": lambda z, _: reference.MaxLogit.score(z),
    "energy": lambda z, _: reference.EnergyBased.score(z),
    "entropy": lambda z, _: reference.Entropy.score(z),
    "gen": lambda z, _: reference.GEN.score(z) * z.shape[1],  # the paper's is a sum
    "kl_matching": lambda z, train: reference.KLMatching(None).fit_logits(train).predict_logits(z),
}


@pytest.fixture
def double(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize(
    "pictures", ["digits", pytest.param("cifar10", marks=needs_data)], indirect=True
)
def test_all_scores_are_those_of_pytorch_ood_and_metrics_scikit_learns(by_recipe, tmp_path, double):
    """On the arrays of the file themselves; pytorch-ood in double precision."""
    import_outputs(by_recipe["pytorch"], tmp_path / "mine")
    run = Run.load(tmp_path / "mine")
    fitted = scores.fits(run.evidence).fitted
    with np.load(by_recipe["pytorch"]) as file:
        given = {name: file[name] for name in file.files}
    head = {name: given[name] for name in ("weight", "bias")}
    train = {n: given[f"id_train_{n}"] for n in ("logits", "features", "labels")}
    sides = {}
    for population, name in (("id_test", "id_test"), ("ood/svhn", "far_svhn")):
        test = {n: given[f"{name}_{n}"] for n in ("logits", "features")}
        theirs = Given(Evidence({"id_train": train, "test": test}, head))
        z, z_train = (torch.from_numpy(a["logits"]).double() for a in (test, train))
        for score, expected in {
            **{n: of(theirs) for n, of in REFERENCES.items()},
            **{n: of(z, z_train) for n, of in OF_LOGITS.items()},
        }.items():
            expected = expected.detach().numpy()
            ours = fitted[score].score(run.evidence[population])
            some = distinct(test["features"]) if score == "ash_b" else slice(None)
            if score in ("entropy", "gen"):  # pytorch-ood clamps probabilities below 1e-7
                some = z.softmax(dim=1).min(dim=1).values.numpy() > 1e-7
                assert some.sum() > 20
            atol = 1e-5 * min(1, np.abs(expected).max())
            assert np.allclose(ours[some], expected[some], rtol=1e-5, atol=atol), score
            sides.setdefault(score, []).append(ours)
    for score, (on_id, on_ood) in sides.items():
        y, s = np.repeat([0, 1], [len(on_id), len(on_ood)]), np.concatenate([on_id, on_ood])
        found = run.metrics["ood"]["svhn"][score]
        assert found["auroc"] == pytest.approx(roc_auc_score(y, s), rel=1e-9)
        assert found["aupr_out"] == pytest.approx(average_precision_score(y, s), rel=1e-9)
        assert found["aupr_in"] == pytest.approx(average_precision_score(1 - y, -s), rel=1e-9)


K, D = 4, 6


def arrays(**changed) -> dict[str, np.ndarray]:
    """A stranger's small network, without what is changed to None."""
    rng = np.random.default_rng(0)
    weight, bias = rng.normal(size=(K, D)).astype(np.float32), np.zeros(K, np.float32)
    found = {"weight": weight, "bias": bias}
    for name, n in {"id_train": 120, "id_test": 80, "near_dogs": 50, "far_sea": 40}.items():
        x = np.abs(rng.normal(size=(n, D))).astype(np.float32)
        found |= {f"{name}_features": x, f"{name}_logits": x @ weight.T}
        if name.startswith("id"):
            found[f"{name}_labels"] = found[f"{name}_logits"].argmax(axis=1)
    return {n: a for n, a in (found | changed).items() if a is not None}


def written(path: Path, save=np.savez, **changed) -> Path:
    save(path, **arrays(**changed))
    return path


def test_it_is_a_run_like_any_other_for_the_command_line(tmp_path, capsys, monkeypatch):
    def call(*words):
        monkeypatch.setattr(sys, "argv", ["ood_core", *map(str, words)])
        return cli.main(), *capsys.readouterr()

    monkeypatch.setattr("ood_core.runs.record.add_umap", lambda run: None)
    names = np.array(["ant", "bee", "cat", "dog"])
    file = written(tmp_path / "theirs.npz", classes=names)
    code, told, _ = call("import-outputs", file, "--out", tmp_path / "theirs")
    assert code == 0 and "without the network itself, no mcm, odin, csi_con" in told
    code, told, _ = call("evaluate", "--run", tmp_path / "theirs", "--json")
    answer = json.loads(told)
    assert code == 0 and {n: row["kind"] for n, row in answer["ood"].items()} == {
        "dogs": "near",
        "sea": "far",
    }
    assert answer["intervals"]["dogs"].keys() == answer["ood"]["dogs"].keys() - {"kind", "n"}
    run = Run.load(tmp_path / "theirs")
    assert run.benchmark.classes == tuple(names) and answer["accuracy"] == 1
    for refused in (["predict", "--run", run.path, file, "--out", tmp_path / "a.npz"],):
        code, _, told = call(*refused)
        assert code == 2 and len(told.splitlines()) == 1
    with pytest.raises(UserError, match=r"theirs\.npz"):
        bundle.pack(run)
    code, _, told = call("import-outputs", file, "--out", tmp_path / "theirs")
    assert code == 2 and "exists already" in told


def test_scores_that_cannot_work_are_named_with_what_they_lack(tmp_path):
    without = dict.fromkeys([n for n in arrays() if "features" in n or n in ("weight", "bias")])
    file = written(tmp_path / "a.npz", **without, id_train_labels=None)
    made = import_outputs(file, tmp_path / "few")
    assert made.works == ["msp", "msp_t", "max_logit", "energy", "entropy", "gen", "kl_matching"]
    lacks = made.missing
    assert lacks["knn"] == ("<population>_features", "id_train_features")
    assert lacks["dice"] == ("<population>_features", "id_train_features", "weight", "bias")
    assert lacks["she"] == ("<population>_features", "id_train_features", "id_train_labels")
    assert "features" not in Run.load(tmp_path / "few").evidence["id_test"]


def test_a_compressed_file_a_mapped_one_and_bytes_are_one_run(tmp_path):
    changed = {"far_sea_features": np.asfortranarray(arrays()["far_sea_features"].astype(float))}
    found = [
        outputs.read(written(tmp_path / "a.npz", **changed)),
        outputs.read(written(tmp_path / "b.npz", np.savez_compressed, **changed)),
        outputs.read(Path("a.npz"), data=(tmp_path / "a.npz").read_bytes()),
    ]
    for one in found:
        assert [str(note) for note in one.notes] == [
            "far_sea_features was saved column by column (Fortran order); it is read all the same, "
            "more slowly."
        ]
        assert list(one.populations) == ["id_train", "id_test", "ood/dogs", "ood/sea"]
        for name, population in found[0].populations.items():
            for kind, array in population.items():
                assert np.array_equal(one.populations[name][kind], array)


def test_a_folder_of_tables_is_the_same_run(tmp_path):
    folder, given = tmp_path / "tables", arrays()
    folder.mkdir()
    for name, array in given.items():
        np.save(folder / f"{name}.npy", array)
    (folder / "notes.txt").write_text("not read")
    lists = pa.FixedSizeListArray.from_arrays(given["far_sea_features"].reshape(-1), D)
    parquet.write_table(pa.table({"features": lists}), folder / "far_sea_features.parquet")
    columns = {f"f{i}": given["id_test_features"][:, i] for i in range(D)}
    parquet.write_table(pa.table(columns), folder / "id_test_features.parquet")
    labels = "\n".join(["label", *map(str, given["id_test_labels"])])
    (folder / "id_test_labels.csv").write_text(labels)
    rows = [",".join(map(repr, row)) for row in given["near_dogs_features"].tolist()]
    (folder / "near_dogs_features.csv").write_text("\n".join(rows))
    replaced = ("far_sea_features", "id_test_features", "id_test_labels", "near_dogs_features")
    for name in replaced:
        (folder / f"{name}.npy").unlink()
    whole = outputs.read(written(tmp_path / "a.npz")).populations
    for name, population in outputs.read(folder).populations.items():
        for kind, array in population.items():
            assert np.array_equal(array, whole[name][kind]), (name, kind)
    np.save(folder / "far_sea_logits.npy", np.full((40, K), None))
    with pytest.raises(UserError, match="Python objects"):
        outputs.read(folder)
    (folder / "far_sea_logits.npy").write_bytes(b"junk")
    with pytest.raises(UserError, match="no readable"):
        outputs.read(folder)


X = [[1.0, 2.0]] * 39
TABLES = {  # that hold no array of numbers
    "rows of several lengths": {"e": [*X, [1.0]]},
    "a missing row": {"e": [*X, None]},
    "lists of lists": {"e": [[row] for row in [*X, X[0]]]},
    "names of inputs": {"file": [f"{i}.png" for i in range(40)], "e": [*X, X[0]]},
    "labels in words": {"label": ["cat", "dog"] * 20},
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_of_something_else_is_named(kind, tmp_path):
    name = "id_test_labels" if "labels" in kind else "id_test_features"
    parquet.write_table(pa.table(TABLES[kind]), tmp_path / f"{name}.parquet")
    with pytest.raises(UserError, match=f"{name}.parquet is no readable array of numbers"):
        outputs.read(tmp_path)


def test_half_precision_is_read_and_said(tmp_path):
    z = arrays()["far_sea_logits"].astype(np.float16)
    (note,) = outputs.read(written(tmp_path / "a.npz", far_sea_logits=z)).notes
    assert "far_sea_logits are of half precision (float16)" in str(note)


def test_missing_logits_are_computed(tmp_path):
    full, file = arrays(), written(tmp_path / "a.npz", id_test_logits=None, bias=None)
    found = outputs.read(file)
    assert np.allclose(found.populations["id_test"]["logits"], full["id_test_logits"], atol=1e-5)
    assert "id_test" in str(found.notes[0])


def test_text_vectors_are_a_head_and_mcm_is_pytorch_oods(tmp_path, double):
    rng = np.random.default_rng(0)
    text = rng.normal(size=(K, D)).astype(np.float32)
    none = dict.fromkeys(["weight", "bias", *(n for n in arrays() if n.endswith("_logits"))])
    file = written(tmp_path / "a.npz", **none, text=text)
    made = import_outputs(file, tmp_path / "clip")
    assert "mcm" in made.works and made.missing["vim"] == ("weight", "bias")
    evidence = Run.load(tmp_path / "clip").evidence
    fitted = scores.fits(evidence, ["mcm", "msp"]).fitted
    features = torch.from_numpy(arrays()["far_sea_features"]).double()
    for score, temperature in (("mcm", 1.0), ("msp", 0.01)):
        theirs = reference.MCM(None, torch.from_numpy(text).double(), temperature)
        expected = theirs.predict_features(features)
        assert np.allclose(fitted[score].score(evidence["ood/sea"]), expected, rtol=1e-5)
    with pytest.raises(UserError, match="the one or the other"):
        outputs.read(written(tmp_path / "b.npz", text=text))


def test_many_features_make_a_small_run_and_exact_scores(tmp_path):
    """Values are of all training inputs, of which the run keeps some."""
    rng = np.random.default_rng(0)
    n, weight = 6000, arrays()["weight"]
    x = np.abs(rng.normal(size=(n, D))).astype(np.float32)
    train = {"id_train_features": x, "id_train_logits": x @ weight.T}
    train["id_train_labels"] = train["id_train_logits"].argmax(axis=1)
    import_outputs(written(tmp_path / "a.npz", **train), tmp_path / "big")
    evidence = Run.load(tmp_path / "big").evidence
    assert len(evidence["id_train"]["features"]) == 5000
    assert all(len(a["features"]) <= SHOWN for name, a in evidence.items() if name != "id_train")
    whole = outputs.read(tmp_path / "a.npz").evidence
    fits = scores.fits(whole).fitted
    for score in ("mahalanobis", "kl_matching", "vim"):
        expected = fits[score].score(whole["ood/sea"]).astype(np.float32)
        kept = scores.fits(evidence, [score]).fitted[score].score(evidence["ood/sea"])
        assert np.array_equal(kept, expected)


def test_thumbnails_are_its_pictures(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (40, 9, 7, 3), dtype=np.uint8)
    import_outputs(written(tmp_path / "a.npz", far_sea_thumbnails=x), tmp_path / "seen")
    world = benchmarks.get("seen")
    assert np.array_equal(world.picture("ood/sea", 3), x[3].transpose(2, 0, 1))
    with pytest.raises(UserError, match="not its inputs"):
        world.picture("id_test", 0)


def test_names_of_classes_are_as_pages_may_show_them(tmp_path):
    names = ["[a](http://b.example)", "Ba\u0308r", "**c**", "d" * 50]
    file = written(tmp_path / "a.npz", classes=np.array(names))
    import_outputs(file, tmp_path / "named")
    called = ("_a_(http_//b.example)", "B\u00e4r", "__c", "d" * 40)
    assert benchmarks.get("named").classes == called
    file = written(tmp_path / "b.npz", classes=np.array(["a", "b", "c*", "c_*"]))
    with pytest.raises(UserError, match="4 different names"):
        import_outputs(file, tmp_path / "same")


def test_of_a_world_that_is_here(tmp_path):
    world, rng = benchmarks.get("digits"), np.random.default_rng(0)
    z = {
        name: rng.normal(size=(len(load()), 10)).astype(np.float32)
        for name, load in world.populations.items()
        if name in ("id_test", "ood/textures")
    }
    given = {"id_test_logits": z["id_test"], "id_test_labels": world.id_test.y}
    np.savez(tmp_path / "a.npz", **given, far_textures_logits=z["ood/textures"])
    made = import_outputs(tmp_path / "a.npz", tmp_path / "ours", "digits")
    assert made.notes == []
    run, committed = Run.load(tmp_path / "ours"), Run.load(Path("pretrained/digits/baseline"))
    assert run.benchmark is world and not custom.found()
    for name in ("id_test", "ood/textures"):
        assert run.card["data"][name] == committed.card["data"][name]
    named = given | {"classes": np.array(list("abcdefghij"))}
    np.savez(tmp_path / "c.npz", **named, far_textures_logits=z["ood/textures"])
    (note,) = import_outputs(tmp_path / "c.npz", tmp_path / "named", "digits").notes
    assert "left out: digits shows its own" in str(note)
    wrong = {
        "The labels of id_test": {"id_test_labels": np.roll(world.id_test.y, 1)},
        "has 500 inputs of ood/textures": {"far_textures_logits": z["ood/textures"][:-1]},
        "no such population as near_textures": {
            "near_textures_logits": z["ood/textures"],
            "far_textures_logits": None,
        },
    }
    for message, changed in wrong.items():
        all = given | {"far_textures_logits": z["ood/textures"]} | changed
        np.savez(tmp_path / "b.npz", **{n: a for n, a in all.items() if a is not None})
        with pytest.raises(UserError, match=message):
            import_outputs(tmp_path / "b.npz", tmp_path / "theirs", "digits")


def _with(name: str, row: int, value: float) -> dict[str, np.ndarray]:
    changed = arrays()[name].copy()
    changed[row] = value
    return {name: changed}


BAD = {
    "far_sea_logits holds NaN, infinite or too large values, first in row 7": _with(
        "far_sea_logits", 7, np.nan
    ),
    "id_test_features holds NaN, infinite or too large values, first in row 0": _with(
        "id_test_features", 0, np.inf
    ),
    "far_sea_features holds NaN, infinite or too large values": {
        "far_sea_features": np.full((40, D), 1e300)
    },
    "dogs is near and far": {
        f"far_dogs_{kind}": arrays()[f"near_dogs_{kind}"] for kind in ("logits", "features")
    },
    "have K = 1 columns": {
        name: array[:, :1] if name.endswith("logits") else None
        for name, array in arrays().items()
        if not name.endswith("labels")
    },
    "far_sea_logits is of 5 classes": {"far_sea_logits": np.zeros((40, 5), np.float32)},
    "weight and bias do not make": {"weight": np.ones((K, D), np.float32)},
    "id_test_labels must be from 0 to 3, since there are 4 classes; row 2 is 4": _with(
        "id_test_labels", 2, 4
    ),
    "id_train_labels must be from 0 to 3": _with("id_train_labels", 2, -1),
    "far_sea_features is empty": {
        "far_sea_logits": np.zeros((0, K), np.float32),
        "far_sea_features": np.zeros((0, D), np.float32),
    },
    "id_test_logits holds Python objects": {"id_test_logits": np.full((80, K), None)},
    "id_test_logits must be float": {"id_test_logits": np.zeros((80, K), np.int64)},
    "id_test_labels must be int": {"id_test_labels": np.zeros(80)},
    "classes must be str": {"classes": np.arange(K)},
    "classes must be 4 different names": {"classes": np.array(["a", "b", "c", "a"])},
    "dogs_thumbnails must be uint8": {"near_dogs_thumbnails": np.zeros((50, 3, 8, 8), np.uint8)},
    "id_test_features has 80 rows and id_test_labels has 79": {"id_test_labels": np.zeros(79, int)},
    "The ID test inputs are missing": {"id_test_labels": None},
    "At least one OOD test": {
        f"{n}_{k}": None for n in ("near_dogs", "far_sea") for k in ("features", "logits")
    },
    "near_dogs comes without features": {"near_dogs_features": None},
    "no logits of near_dogs": {
        "near_dogs_logits": None,
        "weight": None,
        "bias": None,
    },
    "no logits of id_train": {"id_train_logits": None, "id_train_features": None},
    "bias comes without weight": {"weight": None},
    "holds 'mine.npy', which is no array": {"mine": np.zeros(3)},
    "holds 'far_../x_logits.npy'": {"far_../x_logits": np.zeros((3, K))},
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_written(sentence, tmp_path):
    file = written(tmp_path / "a.npz", **BAD[sentence])
    with pytest.raises(UserError, match=sentence.replace(".", r"\.").replace("(", r"\(")) as told:
        import_outputs(file, tmp_path / "runs" / "bad")
    assert "\n" not in str(told.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["a.npz"]


def test_class_names_are_read_only_where_there_are_as_many_as_logits(monkeypatch):
    read = []
    monkeypatch.setattr(outputs, "written", read.append)
    with pytest.raises(UserError, match="4 different names, as there are logits; it has 5"):
        outputs.of_arrays(arrays(classes=np.array(list("abcde"))))
    assert not read


def test_a_run_that_cannot_be_moved_to_its_place_leaves_no_world(tmp_path, monkeypatch):
    file, out = written(tmp_path / "a.npz"), tmp_path / "runs" / "taken"
    keep = custom.keep_outputs

    def while_another_takes_the_place(*told):
        keep(*told)
        (out / "theirs").mkdir(parents=True)

    monkeypatch.setattr(custom, "keep_outputs", while_another_takes_the_place)
    with pytest.raises(UserError, match="cannot be written"):
        import_outputs(file, out)
    assert not custom.found() and [p.name for p in out.iterdir()] == ["theirs"]


def test_files_that_are_none_are_refused(tmp_path):
    whole = written(tmp_path / "whole.npz").read_bytes()
    huge = tmp_path / "huge.npz"
    with huge.open("wb") as file:
        file.truncate(10 * 2**30)  # takes no room on the disk
    (tmp_path / "text.npz").write_text("no")
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.npz").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "lying.npz", "w") as packed:  # its header says more than it has
        header = {"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**6)}
        with packed.open("id_test_logits.npy", "w") as member:
            np.lib.format.write_array_header_1_0(member, header)
    with zipfile.ZipFile(tmp_path / "twice.npz", "w") as packed, pytest.warns(UserWarning):
        for name in ("bias.npy", "bias.npy"):
            packed.writestr(name, b"")
    header = b"\x93NUMPY\x02\x00" + (50 << 20).to_bytes(4, "little") + b" " * (50 << 20)
    with zipfile.ZipFile(tmp_path / "long header.npz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("id_test_logits.npy", header)
    del header
    for name, told in {
        "huge": "larger than 8192 MB",
        "text": "no readable .npz",
        "half": "no readable .npz",
        "empty": "no readable .npz",
        "lying": "no readable .npz",
        "twice": "holds 'bias.npy' twice",
        "long header": "no readable .npz",
        "none": "There is no file",
    }.items():
        with pytest.raises(UserError, match=told):
            import_outputs(tmp_path / f"{name}.npz", tmp_path / "runs" / "bad")
    assert not (tmp_path / "runs").exists() and not custom.found()


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "UNPACKED", 10_000)
    file = written(tmp_path / "a.npz", np.savez_compressed)
    with pytest.raises(UserError, match="unpacks to more"):
        outputs.read(file)


@pytest.mark.parametrize("name", ["digits", "Mine", "a b"])
def test_a_name_that_cannot_be_is_refused(name, tmp_path):
    with pytest.raises(UserError):
        import_outputs(written(tmp_path / "a.npz"), tmp_path / "runs" / name)
    assert not custom.found()


@pytest.mark.parametrize("index", [False, True])
def test_tables_as_pandas_writes_them_are_the_array(tmp_path, index):
    x = np.random.default_rng(0).normal(size=(7, 3))
    frame = pd.DataFrame(x)
    frame.to_csv(tmp_path / "a.csv", index=index)
    assert output_tables.read(tmp_path / "a.csv") == pytest.approx(x, rel=1e-12)
    frame.columns = list("abc")
    frame.to_parquet(tmp_path / "a.parquet", index=index)
    assert (output_tables.read(tmp_path / "a.parquet") == x).all()
    np.savetxt(tmp_path / "plain.csv", x, delimiter=",")
    assert output_tables.read(tmp_path / "plain.csv") == pytest.approx(x, rel=1e-12)
