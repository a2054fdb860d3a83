import json
import shutil
import signal
import statistics
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import roc_auc_score

from ood_core import __main__ as cli
from ood_core import benchmarks, methods, speed
from ood_core.evaluation import projection, report
from ood_core.evidence import Evidence
from ood_core.paths import PRETRAINED, ROOT
from ood_core.runs.config import configure
from ood_core.runs.record import record
from ood_core.runs.run import Run, partial_path, read_log
from ood_core.scores import SCORES
from tests.parquet import write_parquet

QUICK = ["--set", "steps=20", "--set", "snapshots=2"]


@pytest.fixture(scope="module", autouse=True)
def placed_by_pca():
    """PCA in the place of UMAP, which takes half a minute to compile; see `test_umap.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "umap", by_pca)
        yield


def by_pca(evidence: Evidence, seed: int) -> dict[str, np.ndarray]:
    features = projection.shown(evidence)
    pca = projection.Pca.fit(np.concatenate(list(features.values())))
    return {name: pca.project(rows) for name, rows in features.items()}


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory):
    """A run that the command made."""
    out = tmp_path_factory.mktemp("cli") / "run"
    words = ["train", "--benchmark", "plane-blobs", "--method", "baseline", "--out", str(out)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as told:
        patch.setattr(sys, "argv", ["ood_core", *words, "--set", "steps=200", "--json"])
        assert cli.main() == 0
    assert json.loads(told.getvalue())["status"] == "complete"
    return out


def test_seeds_are_trained_skipped_where_done_and_summed_up(call, tmp_path):
    words = ["train", "--benchmark", "plane-blobs", "--method", "baseline", *QUICK]
    out = ["--out", tmp_path / "all"]
    assert call(*words, *out, "--seeds", "1")[0] == 0
    card = tmp_path / "all" / "1" / "card.json"
    made = card.stat().st_mtime_ns
    code, told, _ = call(*words, *out, "--seeds", "0-2", "--json")
    runs = json.loads(told)["runs"]
    assert code == 0 and [Run.load(path).seed for path in runs] == [0, 1, 2]
    assert card.stat().st_mtime_ns == made  # it was done already
    answer = json.loads(call("evaluate", "--run", *runs, "--json")[1])
    far = [
        statistics.mean(one["ood"][test]["msp"]["fpr95"] for test in ("box", "ring"))
        for one in answer["runs"]
    ]
    found = answer["over_seeds"]["means"]["mean of far"]["fpr95"]
    assert found["mean"] == pytest.approx(statistics.mean(far))
    assert found["sd"] == pytest.approx(statistics.stdev(far))
    assert (found["low"], found["high"], found["n"]) == (min(far), max(far), 3)
    assert (
        f"{found['mean']:.4f} \N{PLUS-MINUS SIGN} {found['sd']:.4f}"
        in call("evaluate", "--run", *runs)[1]
    )
    other = ["train", "--benchmark", "plane-blobs", "--method", "energy", *QUICK]
    code, _, error = call(*other, *out, "--seeds", "2")
    assert code == 2 and "holds another run" in error
    assert Run.load(runs[2]).method.name == "baseline"  # nothing was lost
    for given in (["--seed", "3"], ["--resume", runs[0]]):
        assert call(*words, "--seeds", "0-1", *given)[0] == 2
    assert call(*words, "--seeds", "3-1")[0] == 2


def test_runs_that_differ_in_more_than_the_seed_are_not_summed_up(call, run_dir, tmp_path):
    words = ["train", "--benchmark", "plane-blobs", "--method", "baseline", *QUICK]
    assert call(*words, "--seed", "1", "--out", tmp_path / "short")[0] == 0
    for pair in ((run_dir, tmp_path / "short"), (run_dir, run_dir)):
        code, _, error = call("evaluate", "--run", *pair)
        assert code == 2 and "differ in the seed alone" in error


def test_list(call):
    code, out, _ = call("list", "--json")
    listed = json.loads(out)
    assert code == 0 and list(listed["methods"]) == list(methods.METHODS)
    assert list(listed["benchmarks"]) == list(benchmarks.names())
    assert {"msp", "max_logit", "energy", "csi_con", "csi_cls", "csi"} <= set(listed["scores"])
    assert listed["scores"]["knn"]["fits_on"] == ["features"]
    assert listed["scores"]["knn"]["settings"] == {"k": 50, "bank": 10_000}


def test_export_predict_and_evaluate_tell_one_story(call, run_dir, tmp_path):
    """AUROC from the exported inputs and predicted scores, by scikit-learn, is evaluate's."""
    call("export", "--benchmark", "plane-blobs", "--out", tmp_path / "data.npz")
    data = np.load(tmp_path / "data.npz")
    scores = {}
    for name in ("id_test", "ood_band"):
        np.save(tmp_path / "x.npy", data[f"{name}_x"])
        assert (
            call("predict", "--run", run_dir, tmp_path / "x.npy", "--out", tmp_path / "p.npz")[0]
            == 0
        )
        scores[name] = dict(np.load(tmp_path / "p.npz"))
    _, out, _ = call("evaluate", "--run", run_dir, "--json")
    answer = json.loads(out)
    for score in ("msp", "energy"):
        both = np.concatenate([scores["id_test"][score], scores["ood_band"][score]])
        y = np.r_[np.zeros(len(data["id_test_x"])), np.ones(len(data["ood_band_x"]))]
        expected = pytest.approx(roc_auc_score(y, both), abs=1e-6)
        assert answer["ood"]["band"][score]["auroc"] == expected
    accuracy = np.mean(scores["id_test"]["logits"].argmax(1) == data["id_test_y"])
    assert answer["accuracy"] == pytest.approx(accuracy) and answer["default_score"] == "msp"
    assert answer["ood"]["band"]["kind"] == "near" and answer["ood"]["band"]["n"] == 300


def test_evaluate_prints_a_mean_for_each_group_and_none_over_all(call, digits_run):
    answer = json.loads(call("evaluate", "--run", digits_run, "--json", "--no-intervals")[1])
    score, ood = answer["default_score"], answer["ood"]
    noise = [ood[test][score]["fpr95"] for test in ("gaussian", "rademacher", "bernoulli", "blobs")]
    assert answer["means"]["noise"][score]["fpr95"] == pytest.approx(sum(noise) / 4)
    lines = call("evaluate", "--run", digits_run, "--no-intervals")[1].splitlines()
    assert [line[:15].strip() for line in lines if line.startswith("mean")] == [
        f"mean of {group}" for group in ("near", "far", "noise")
    ]


def test_evaluate_of_a_run_with_odin_has_it_on_every_test_and_not_on_validation(call):
    words = ["evaluate", "--run", PRETRAINED / "digits" / "baseline", "--no-intervals", "--json"]
    answer = json.loads(call(*words)[1])
    assert all("odin" in row for row in answer["ood"].values())
    assert "odin" not in answer["validation"] and "knn" in answer["validation"]


def test_evaluate_tells_what_outliers_show_and_can_leave_it_out(call):
    run = PRETRAINED / "lessons" / "outliers-far-box"
    code, text, _ = call("evaluate", "--run", run)
    assert (
        code == 0 and "Of the same kind as this benchmark's outliers: box, ring; --unseen" in text
    )
    whole = json.loads(call("evaluate", "--run", run, "--json")[1])
    unseen = json.loads(call("evaluate", "--run", run, "--json", "--unseen")[1])
    assert whole["seen"] == unseen["seen"] == ["box", "ring"]
    assert set(whole["ood"]) == {"band", "box", "ring"} and set(unseen["ood"]) == {"band"}
    assert unseen["ood"]["band"] == whole["ood"]["band"]


def test_export_holds_every_population(call, tmp_path):
    call("export", "--benchmark", "plane-three", "--out", tmp_path / "data.npz")
    data = np.load(tmp_path / "data.npz")
    world = benchmarks.get("plane-three")
    assert set(data.files) == {
        *("id_train_x", "id_train_y", "id_test_x", "id_test_y", "outliers_x"),
        *(f"ood_{name}_x" for name in world.ood_tests),
        *(f"shift_{name}_x" for name in world.shifts),
    }
    assert np.array_equal(data["ood_box_x"], world.ood("box"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_leaves_a_loadable_run(tmp_path):
    out = tmp_path / "run"
    words = ["train", "--benchmark", "plane-blobs", "--method", "baseline", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "ood_core", *words, "--set", "steps=1000000", "--json"],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        # as a terminal starts it, even where this test was started in the background
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not read_log(partial_path(out)):  # awaits the first snapshot
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    answer = json.loads(process.communicate(timeout=120)[0])
    assert process.returncode == 130 and answer["status"] == "interrupted"
    assert cli.Run.load(out).model() is not None


def test_bad_input_is_one_sentence_and_exit_code_2(call, run_dir, tmp_path):
    points = tmp_path / "points.npy"
    np.save(points, np.zeros((3, 2), np.float32))
    np.save(tmp_path / "wide.npy", np.zeros((3, 5)))
    np.save(tmp_path / "nan.npy", np.full((3, 2), np.nan))
    np.save(tmp_path / "words.npy", np.array(["a", "b"]))
    np.save(tmp_path / "objects.npy", np.array([{}, 1], object))
    (tmp_path / "junk.npy").write_bytes(b"junk")
    Image.new("L", (28, 28)).save(tmp_path / "picture.png")
    out = ["--out", tmp_path / "kept.npz"]
    (tmp_path / "kept.npz").write_bytes(b"was here before")
    train = ["train", "--out", tmp_path / "new"]
    predict = ["predict", "--run", run_dir]
    cases = {
        ("train", "--benchmark", "nope", "--method", "csi"): "plane-blobs, plane-three",
        ("train", "--benchmark", "digits"): "or --resume DIR",
        ("train", "--resume", run_dir): "is complete",
        ("train", "--resume", tmp_path / "nowhere"): "nothing to resume",
        ("train", "--resume", run_dir, "--method", "csi"): "leave the other options out",
        ("train", "--benchmark", "digits", "--method", "nope"): "baseline, confident-gan",
        (
            *train,
            "--benchmark",
            "digits",
            "--method",
            "csi",
            "--set",
            "a=1",
        ): "no setting of csi called 'a'",
        (*train, "--benchmark", "digits", "--method", "csi", "--set", "steps"): "NAME=VALUE",
        (*train, "--benchmark", "digits", "--method", "csi", "--set", "steps=x"): "whole number",
        ("train", "--benchmark", "digits", "--method", "csi", "--out", tmp_path): "exists already",
        (*predict, tmp_path / "wide.npy", *out): r"shape (3, 5)",
        (*predict, tmp_path / "nan.npy", *out): "NaN",
        (*predict, tmp_path / "words.npy", *out): "array of numbers",
        (*predict, tmp_path / "objects.npy", *out): "not a readable .npy",
        (*predict, tmp_path / "junk.npy", *out): "not a readable .npy",
        (*predict, tmp_path / "missing.npy", *out): "not a readable .npy",
        (*predict, tmp_path / "picture.png", *out): "works on vectors",
        (*predict, points, "--out", tmp_path / "x.txt"): "must end in .npz",
        ("predict", "--run", tmp_path, points, *out): "is not a run",
        ("evaluate", "--run", tmp_path / "nowhere"): "is not a run",
        ("evaluate", "--run", run_dir, "--ood", "a=b.parquet"): "inputs of plane-blobs are none",
        ("sample", "--run", run_dir, "--n", "3", "--out", tmp_path / "s.npy"): "confident-gan",
        ("export", "--benchmark", "nope", *out): "plane-blobs",
    }
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    for words, sentence in cases.items():
        code, printed, error = call(*words)
        assert code == 2 and printed == "", words
        assert sentence in error and error.count("\n") == 1, error
        assert "Traceback" not in error
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_arguments_are_checked_by_argparse(call, run_dir, tmp_path):
    assert call("sample", "--run", run_dir, "--n", "0", "--out", tmp_path / "s.npy")[0] == 2
    assert call("train", "--benchmark", "digits", "--method", "csi", "--seed", "-1")[0] == 2
    assert call("train", "--benchmark", "digits", "--method", "csi", "--seed", 2**32)[0] == 2
    assert call("nothing")[0] == 2


@pytest.fixture(scope="module")
def digits_run(tmp_path_factory):
    """A hardly trained network of digits: enough for shapes and files."""
    out = tmp_path_factory.mktemp("digits") / "run"
    world, method = benchmarks.get("digits"), methods.get("confident-gan")
    config = configure(method, world, {"steps": "2", "snapshots": "1", "batch": "8"})
    list(record(world, method, config, 0, out))
    return out


def test_evaluate_takes_a_set_of_ones_own(call, digits_run, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "uncertainty", lambda *_: {})  # ten seconds
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    write_parquet(tmp_path / "mine.parquet", images)
    evaluate = ["evaluate", "--run", digits_run, "--json", "--ood"]
    row = json.loads(call(*evaluate, f"mine={tmp_path}/mine.parquet")[1])["ood"]["mine"]
    assert (row["kind"], row["n"]) == ("far", 5) and 0 <= row["energy"]["auroc"] <= 1
    (tmp_path / "mine").mkdir()
    for i, image in enumerate(images):
        Image.fromarray(image).save(tmp_path / "mine" / f"{i}.png")
    (tmp_path / "mine" / "cut.png").write_bytes(b"PNG")
    code, out, told = call(*evaluate, f"mine={tmp_path}/mine")
    assert (code, json.loads(out)["ood"]["mine"]) == (0, row) and "left out: cut.png" in told
    code, _, error = call(*evaluate, f"mine={tmp_path}/nowhere")
    assert code == 2 and "no folder with files" in error
    code, _, error = call(*evaluate, f"letters={tmp_path}/mine.parquet")
    assert code == 2 and "name of its own" in error
    write_parquet(tmp_path / "leak.parquet", benchmarks.get("digits").outliers[:3, 0])
    code, _, error = call(*evaluate, f"leak={tmp_path}/leak.parquet")
    assert code == 2 and "shares inputs with the training outliers" in error


def test_predict_reads_pictures_as_it_reads_arrays(call, digits_run, tmp_path):
    image = benchmarks.get("digits").id_test.x[0]
    Image.fromarray(image[0]).save(tmp_path / "a.png")
    np.save(tmp_path / "a.npy", image[None])
    np.save(tmp_path / "grey.npy", image.astype(np.float32) / 255)
    found = []
    for name in ("a.png", "a.npy", "grey.npy"):
        call("predict", "--run", digits_run, tmp_path / name, "--out", tmp_path / "out.npz")
        found.append(dict(np.load(tmp_path / "out.npz")))
    assert found[0]["logits"].shape == (1, 10) and found[0]["features"].shape == (1, 128)
    assert {"msp", "max_logit", "energy"} <= set(found[0])
    assert all(np.allclose(f["logits"], found[0]["logits"], atol=1e-5) for f in found)


def test_predict_says_class_and_verdict_of_each_input(call, run_dir, tmp_path):
    """By a loop over the ID test scores: the lowest threshold that 95% do not exceed."""
    run = Run.load(run_dir)
    x = run.benchmark.ood("ring")
    np.save(tmp_path / "x.npy", x)
    words = ["predict", "--run", run_dir, tmp_path / "x.npy"]
    answer = json.loads(call(*words, "--json", "--score", "knn", "--out", tmp_path / "p.npz")[1])
    on_id = sorted(run.evidence["id_test"]["knn"].tolist())
    limit = next(s for s in on_id if sum(v <= s for v in on_id) >= 0.95 * len(on_id))
    assert (answer["score"], answer["n"]) == ("knn", len(x))
    assert answer["threshold"] == pytest.approx(limit, rel=1e-12)
    kept = dict(np.load(tmp_path / "p.npz"))
    z = kept["logits"].astype(float)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    for i, row in enumerate(answer["inputs"]):
        assert row["class"] == run.benchmark.classes[z[i].argmax()]
        assert row["confidence"] == pytest.approx(p[i].max())
        assert row["score"] == pytest.approx(kept["knn"][i]) and row["ood"] == (
            row["score"] > limit
        )
    lines = call(*words)[1].splitlines()
    assert len(lines) == 2 + cli.LISTED + 1 and lines[2].endswith(("OOD", "ID"))
    assert f"and {len(x) - cli.LISTED} more" in lines[-1]


def test_sample_draws_from_either_gan(call, digits_run, tmp_path):
    drawn = {}
    for name, plain in (("proposed", []), ("again", []), ("ordinary", ["--plain"])):
        out = tmp_path / f"{name}.npy"
        assert call("sample", "--run", digits_run, "--n", 7, "--out", out, *plain)[0] == 0
        drawn[name] = np.load(out)
        assert drawn[name].shape == (7, 1, 28, 28) and drawn[name].dtype == np.float32
        assert drawn[name].min() >= 0 and drawn[name].max() <= 1
    assert np.array_equal(drawn["proposed"], drawn["again"])
    assert not np.array_equal(drawn["proposed"], drawn["ordinary"])


def test_a_network_that_says_the_same_of_everything_says_so(call, run_dir, tmp_path):
    shutil.copytree(run_dir, tmp_path / "run")
    evidence = Run.load(run_dir).evidence
    same = {n: {k: 0 * a for k, a in arrays.items()} for n, arrays in evidence.items()}
    Evidence(same, evidence.head).save(tmp_path / "run" / "evidence.npz")
    code, out, _ = call("evaluate", "--run", tmp_path / "run")
    assert code == 0 and cli.CONSTANT in out and "nan" not in out
    assert (
        out.count("0.5000 [0.500, 0.500] 1.0000 [1.000, 1.000]") == 5
    )  # AUROC, FPR95; of three tests and two means


def test_evaluate_gives_the_scores_that_are_asked_for(call, run_dir):
    """By the evidence alone: the same numbers as of all, without weights or intervals."""
    whole = json.loads(call("evaluate", "--run", run_dir, "--json")[1])
    words = ["evaluate", "--run", run_dir, "--no-intervals", "--score", "knn", "--score", "energy"]
    some = json.loads(call(*words, "--json")[1])
    assert some["default_score"] == "knn" and some["intervals"] == {}
    for test, row in some["ood"].items():
        assert set(row) == {"kind", "n", "knn", "energy"}
        assert row["knn"] == whole["ood"][test]["knn"]
    out = call(*words)[1]
    assert "score knn" in out and "score energy" in out and "[" not in out
    assert whole["not_kept"] == [] and {"scale", "dice", "nnguide", "msp_t"} <= set(
        whole["intervals"]["band"]
    )
    refused = {"none": "no score called 'none'", "csi": "does not have: cosines"}
    for name, sentence in refused.items():
        code, out, error = call("evaluate", "--run", run_dir, "--score", name)
        assert code == 2 and out == "" and sentence in error


def test_evaluate_says_what_evidence_of_before_a_score_lacks(call, run_dir, tmp_path):
    shutil.copytree(run_dir, tmp_path / "run")
    evidence = Run.load(run_dir).evidence
    early = {n: {k: a for k, a in arrays.items() if k != "dice"} for n, arrays in evidence.items()}
    Evidence(early, evidence.head).save(tmp_path / "run" / "evidence.npz")
    code, out, _ = call("evaluate", "--run", tmp_path / "run", "--no-intervals")
    assert code == 0 and f"{cli.NOT_KEPT} dice." in out
    code, _, error = call("evaluate", "--run", tmp_path / "run", "--score", "dice")
    assert code == 2 and "keeps no dice score" in error


def test_answers_that_are_not_finite_are_one_sentence(call, run_dir, tmp_path):
    np.save(tmp_path / "far.npy", np.full((3, 2), 3e38, np.float32))
    words = ["predict", "--run", run_dir, tmp_path / "far.npy", "--out", tmp_path / "p.npz"]
    code, out, error = call(*words)
    assert code == 2 and out == "" and "hold NaN or infinite values" in error
    assert not (tmp_path / "p.npz").exists()


def test_a_benchmark_of_ones_own_from_csv_to_metrics(call, tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    rng = np.random.default_rng(0)
    lines = [f"{x},{y},{'ab'[int(x > 0)]}" for x, y in rng.normal(0, 5, (80, 2))]
    (tmp_path / "id.csv").write_text("\n".join([*lines, "1,nan,a"]))
    (tmp_path / "far.csv").write_text("\n".join(f"{x},{y}" for x, y in rng.normal(30, 1, (20, 2))))
    make = ["benchmark", "make", "mine", "--id", tmp_path / "id.csv"]
    code, out, _ = call(*make, "--ood", f"far={tmp_path}/far.csv")
    assert code == 0 and "left out: ID: id.csv, line 81" in out and "80 inputs in 2 classes" in out
    assert "mine" in json.loads(call("list", "--json")[1])["benchmarks"]
    train = ["train", "--benchmark", "mine", "--method", "baseline", *QUICK]
    assert call(*train, "--out", tmp_path / "run")[0] == 0
    answer = json.loads(call("evaluate", "--run", tmp_path / "run", "--json")[1])
    assert answer["ood"]["far"]["n"] == 20 and 0 <= answer["ood"]["far"]["msp"]["auroc"] <= 1
    for words, sentence in {
        ("--ood", f"far={tmp_path}/far.csv"): "benchmark mine already",
        ("--ood", "far"): "needs NAME=VALUE",
        ("--ood", "a=b", "--near", "a=b"): "no file and no folder",
        ("--ood", f"outliers={tmp_path}/far.csv"): "No OOD test can be called outliers",
    }.items():
        code, printed, error = call(*make, *words)
        assert (code, printed) == (2, "") and sentence in error and error.count("\n") == 1


def test_odin_joins_a_runs_scores_and_predictions(call, run_dir, tmp_path):
    shutil.copytree(run_dir, tmp_path / "run")
    code, out, _ = call("odin", "--run", tmp_path / "run", "--json")
    found = json.loads(out)["ood"]["band"]
    run, before = cli.Run.load(tmp_path / "run"), cli.Run.load(run_dir)
    y = np.r_[np.zeros(500), np.ones(300)]
    both = np.concatenate([run.evidence[name]["odin"] for name in ("id_test", "ood/band")])
    assert code == 0 and found["auroc"] == pytest.approx(roc_auc_score(y, both))
    row = run.metrics["ood"]["band"]
    assert row.pop("odin") == found and row == before.metrics["ood"]["band"]
    np.save(tmp_path / "x.npy", run.benchmark.ood("band"))
    words = ["predict", "--run", tmp_path / "run", tmp_path / "x.npy"]
    assert call(*words, "--out", tmp_path / "p.npz")[0] == 0
    assert np.allclose(np.load(tmp_path / "p.npz")["odin"], run.evidence["ood/band"]["odin"])
    card = json.loads((tmp_path / "run" / "card.json").read_text())
    card["data"]["ood/band"]["sha256"] = "another"
    (tmp_path / "run" / "card.json").write_text(json.dumps(card))
    code, _, error = call("odin", "--run", tmp_path / "run")
    assert code == 2 and "inputs of ood/band" in error and "not on this machine" in error


def test_streamlit_is_never_imported_by_the_core():
    code = (
        "import sys, pkgutil, importlib, ood_core\n"
        "for m in pkgutil.walk_packages(ood_core.__path__, 'ood_core.'):\n"
        "    m.name.endswith('__main__') or importlib.import_module(m.name)\n"
        "assert 'streamlit' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_intervals_are_made_for_every_number(call, run_dir):
    assert call("intervals", "--run", run_dir)[0] == 0
    run = Run.load(run_dir)
    means = {f"mean of {row['kind']}" for row in run.metrics["ood"].values()}
    assert set(run.intervals) == set(run.metrics["ood"]) | means
    for test, row in run.metrics["ood"].items():
        assert set(run.intervals[test]) == set(row) - {"kind", "n"}


def test_pages_can_read_runs_without_torch_or_umap():
    code = (
        "import sys\n"
        "from ood_core.jobs import orders, queue\n"
        "from ood_core.runs import run\n"
        "from ood_core.evaluation import metrics, projection, report\n"
        "assert not {'torch', 'umap', 'sklearn', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(ROOT))


def test_bench_scores_compares_every_score_of_a_classifier(call):
    code, out, _ = call("bench", "scores", "--n", 4, "--turns", 1, "--json")
    found = json.loads(out)
    assert code == 0 and found["scores"] == len(
        [n for n in SCORES if not n.startswith(("csi", "odin", "mcm"))]
    )
    both = found["forward_seconds"] + found["scores_seconds"]
    assert found["ratio"] == pytest.approx(found["pytorch_ood_seconds"] / both)
    assert 0 < found["share_not_forward"] < 1 and found["odin_ratio"] > 0


def test_bench_at_scale_asks_both_sides_for_every_score():
    part = speed.Scale(20, 90, 16, 3)
    found = speed.at_scale(speed.Scale(60, 120, 16, 3), part)
    known = [n for n in SCORES if not n.startswith(("csi", "odin", "mcm"))]
    assert found["scores"] == len(known) and found["peak"] > 0
    assert all(found[side] > 0 for side in ("fit", "score", "ours", "pytorch-ood"))


def test_bench_features_gives_rates_and_their_ratio(call, monkeypatch):
    monkeypatch.setattr(speed, "PHOTOGRAPHS", 3)
    code, out, _ = call("bench", "features", "--turns", 1, "--json")
    found = json.loads(out)
    ours, plain = (found["photographs_per_second"][n] for n in ("ours", "plain layout, float32"))
    assert code == 0 and found["ratio"] == pytest.approx(ours / plain) and plain > 0


def test_bench_train_gives_rates_and_their_ratios(call):
    code, out, _ = call("bench", "train", "--turns", 1, "--json")
    found = json.loads(out)
    rates, ratios = found["images_per_second"], found["ratios"]
    assert code == 0
    float32, loader = rates["ours, float32"], rates["DataLoader, float32"]
    assert ratios["a step, as it trains, to float32"] == pytest.approx(rates["ours"] / float32)
    assert ratios["a step, both in float32, to a DataLoader"] == pytest.approx(float32 / loader)


def test_a_run_travels_as_a_bundle(call, run_dir, tmp_path):
    code, out, _ = call("bundle", "--run", run_dir, "--out", tmp_path / "run.zip", "--json")
    assert code == 0 and json.loads(out)["bytes"] == (tmp_path / "run.zip").stat().st_size
    code, out, _ = call("unbundle", tmp_path / "run.zip", "--out", tmp_path / "back", "--json")
    assert code == 0
    measured, metrics = json.loads(out)["metrics"], Run.load(run_dir).metrics
    assert measured["accuracy"] == metrics["accuracy"]
    assert measured["ood"]["band"]["msp"] == pytest.approx(metrics["ood"]["band"]["msp"], abs=1e-4)
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04")
    for path, sentence in (("bad.zip", "not a readable .zip"), ("nowhere.zip", "cannot be read")):
        code, _, err = call("unbundle", tmp_path / path, "--out", tmp_path / "other")
        assert code == 2 and sentence in err and not (tmp_path / "other").exists()
