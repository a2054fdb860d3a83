"""The committed runs: every method on every benchmark, and what is claimed of them."""

from dataclasses import asdict
from functools import cache
from itertools import islice

import numpy as np
import pytest
import torch

from ood_core import benchmarks, methods, scores
from ood_core.benchmarks.benchmark import fingerprint
from ood_core.canvas import canvas as canvases
from ood_core.canvas import painting
from ood_core.canvas.canvas import PRESETS
from ood_core.canvas.frames import CanvasFrames
from ood_core.canvas.packed import unpack
from ood_core.errors import UserError
from ood_core.evaluation import metrics
from ood_core.evaluation.forward import forward
from ood_core.evaluation.report import means, report
from ood_core.experiments import claims, lee
from ood_core.methods import METHODS
from ood_core.methods.csi import SHIFTS
from ood_core.networks import backbone
from ood_core.paths import PRETRAINED
from ood_core.runs.config import checked
from ood_core.runs.run import Run, finished_runs
from ood_core.scores.features import Inputs, OfFeatures
from ood_core.scores.logits import MaxSoftmax

PATHS = [path.relative_to(PRETRAINED).as_posix() for path in finished_runs(PRETRAINED)]
LESSONS = [path for path in PATHS if path.startswith("lessons/")]  # the lessons' variants
PAIRS = [tuple(path.split("/")) for path in PATHS if path not in LESSONS]
# All tests of one run after one another: its evidence is read once.
of_each = pytest.mark.parametrize("path", PATHS, scope="module")


@cache
def committed(path: str) -> Run:
    """The same object for all tests, so that what it has read is kept."""
    return Run.load(PRETRAINED / path)


def pretrained(benchmark, method):
    return committed(f"{benchmark}/{method}")


def inputs(run, population):
    """Inputs, where this machine has them as they were: features in the same arithmetic."""
    world = run.benchmark
    if world.backbone and run.card["machine"]["features"] != backbone.precision():
        pytest.skip("the features of photographs were computed in another arithmetic")
    try:
        return world.populations[population]()
    except UserError as missing:
        pytest.skip(str(missing))


def test_every_method_is_there_for_every_embedded_benchmark():
    embedded = [n for n in benchmarks.names() if benchmarks.get(n).is_embedded]
    assert set(PAIRS) >= {(name, method) for name in embedded for method in methods.METHODS}


# The table was measured on another kind of CPU, which rounds otherwise: of the last bits, training
# against an adversary makes percents, and contrastive training up to one or two.
ELSEWHERE = {"confident-gan": 0.05, "csi": 0.02}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_of_the_canvas_is_there_trained(preset):
    """On the points that it has now; the numbers are those of the table of claims, if it has it."""
    opened = claims.of_preset(preset, 0)
    folder = painting.place(opened)
    assert folder.parent == PRETRAINED / "canvas" and painting.done(folder) == painting.FRAMES
    frames = [unpack(painting.path(folder, i).read_bytes()) for i in range(painting.FRAMES)]
    assert [header["frame"] for header, _ in frames] == list(range(painting.FRAMES))
    for name, points in CanvasFrames(canvases.world(opened)).world().items():
        assert np.array_equal(frames[0][1][name], points)
    last = frames[-1][0]["methods"]
    assert all(last[m]["step"] == last[m]["steps"] and not last[m]["diverged"] for m in METHODS)
    for method, numbers in claims.read().get(preset, [{}])[0].items():
        for name, value in numbers.items():
            assert last[method][name] == pytest.approx(value, abs=ELSEWHERE.get(method, 5e-4))


@pytest.mark.parametrize("preset", ["moons", "lee-1"])
def test_the_presets_frames_are_those_of_todays_settings(preset):
    """The first two are painted again: a rate that is a tenth lower shows in the second.

    That of fine-tuning comes later: it stands in the name alone.
    """
    canvas = claims.of_preset(preset, 0)
    for i, again in enumerate(islice(painting.frames(canvas), 2)):
        kept = unpack(painting.path(painting.place(canvas), i).read_bytes())
        (header, arrays), (kept_header, kept_arrays) = unpack(again), kept
        for method in METHODS:
            facts, kept_facts = header["methods"][method], kept_header["methods"][method]
            assert [facts[k] for k in ("step", "steps", "phase")] == [
                kept_facts[k] for k in ("step", "steps", "phase")
            ]
            logits, kept_logits = (a[f"{method}/id"].astype(float) for a in (arrays, kept_arrays))
            apart = np.abs(logits - kept_logits).mean() / np.abs(kept_logits).mean()
            # A GAN magnifies what another processor rounds: .25 by then; a rate's tenth gives .47.
            assert apart < (0.28 if method == "confident-gan" else 0.02), (method, apart)


@of_each
def test_numbers_and_weights_belong_together(path):
    """The card's metrics follow from the evidence, and the evidence from the weights."""
    run = committed(path)
    kinds = {name: row["kind"] for name, row in run.metrics["ood"].items()}
    stored = report(run.evidence, kinds, run.method.score)
    for name, row in run.metrics["ood"].items():
        for score in set(row) - {"kind", "n"}:
            assert stored["ood"][name][score] == pytest.approx(row[score], abs=1e-9)
    for known in ("accuracy", "default_score", "constant", "too_few"):
        assert stored[known] == run.metrics[known]
    assert run.metrics["unfitted"].items() <= stored["unfitted"].items()  # of scores added since
    arrays = forward(run.model(), inputs(run, "id_test")[:200])
    assert np.allclose(arrays["logits"], run.evidence["id_test"]["logits"][:200], atol=1e-2)


@of_each
def test_scores_of_features_are_those_of_the_features_that_are_kept(path):
    run = committed(path)
    of_features = {
        n: s for n, s in scores.fits(run.evidence).fitted.items() if isinstance(s, OfFeatures)
    }
    assert ("knn" in of_features) == (not run.benchmark.is_frozen)
    for population in set(run.evidence) - {"id_train"}:
        arrays = run.evidence[population]
        if "features" not in arrays:  # a picture's grid, look-alikes
            continue
        features = arrays["features"]
        shown = Inputs(arrays, slice(len(features)))
        for name, score in of_features.items():
            assert len(arrays[name]) == len(arrays["logits"]) >= len(features) > 0
            again = score.learned().of(shown)  # small distances are differences of large numbers
            close = 5e-4 * np.abs(again).max()  # logits are not rounded, features are
            assert arrays[name][: len(features)] == pytest.approx(again, rel=1e-3, abs=close)


@of_each
def test_runs_are_whole_and_made_by_the_recorded_command(path):
    run = committed(path)
    world, command = run.benchmark, run.card["command"]
    assert run.card["status"] == "complete"
    if world.is_frozen:
        assert command == f"python -m ood_core.experiments.pretrained {path}"
    else:
        assert f"--seed 0 --out pretrained/{path}" in command
        assert f"train --benchmark {world.name} --method {run.method.name} " in command
    if run.umap is not None or path not in LESSONS:
        mapped = {name for name, arrays in run.evidence.items() if "features" in arrays}
        assert set(run.umap) == mapped - {"id_train"}
    assert ("grid" in run.evidence) == world.is_plane
    inputs(run, "id_test")
    if not world.is_frozen:
        assert run.card["data"]["id_train"]["sha256"] == fingerprint(world.id_train.x)
    assert run.card["data"]["id_test"]["sha256"] == fingerprint(world.id_test.x)


@of_each
def test_settings_are_such_as_a_bundle_may_bring(path):
    """Runs of before a setting was added, too."""
    run = committed(path)
    assert run.config.items() <= asdict(checked(run.method, run.config)).items()


@of_each
def test_intervals_hold_what_they_are_of(path):
    """Every metric lies in its interval, near an end at most where it is 0 or 1."""
    run = committed(path)
    for test, row in run.metrics["ood"].items():
        for score in set(row) - {"kind", "n"}:
            for metric, value in row[score].items():
                low, high = run.intervals[test][score][metric]
                assert low - 2e-3 <= value <= high + 2e-3, (test, score, metric)


def test_intervals_follow_from_the_evidence():
    """One cell of a small run, drawn again as `ood_core intervals` draws it, and a kind's mean."""
    run = pretrained("plane-blobs", "baseline")
    msp = {n: MaxSoftmax().score(run.evidence[n]) for n in run.evidence if n != "id_train"}
    far = [metrics.resampled(msp["id_test"], msp[f"ood/{n}"]) for n in ("box", "ring")]
    expected = {"box": far[0], "mean of far": (far[0] + far[1]) / 2}
    for test, drawn in expected.items():
        ends = np.percentile(drawn, [2.5, 97.5], axis=0).T
        stored = run.intervals[test]["msp"]
        assert np.allclose([stored[m] for m in metrics.METRICS], ends, atol=1e-4)


def test_all_of_it_stays_small():
    """A clone stays quick."""
    sizes = [path.stat().st_size for path in PRETRAINED.rglob("*") if path.is_file()]
    assert sum(sizes) < 130e6
    photographs = [PRETRAINED / world for world in ("photos", "imagenet")]
    files = [path for folder in photographs for path in folder.rglob("*") if path.is_file()]
    assert files and sum(path.stat().st_size for path in files) <= 20e6


@pytest.mark.parametrize("path", ["imagenet/baseline"])
def test_the_backbone_knows_its_classes(path):
    """By the committed logits; its authors say 75.1% top-1 on pictures it was not trained on."""
    test = Run.load(PRETRAINED / path).evidence["id_test"]
    best = np.argsort(-test["logits"], axis=1)[:, :5] == test["labels"][:, None]
    assert best[:, 0].mean() >= 0.82 and best.any(axis=1).mean() >= 0.95


def test_on_photographs_outliers_help_and_neighbours_help_more():
    """The mean FPR95 over the five OOD tests, against the plain classifier's by MSP."""
    cards = {m: pretrained("photos", m).metrics for m in METHODS}

    def mean(method, score, metric="fpr95"):
        return np.mean([row[score][metric] for row in cards[method]["ood"].values()])

    bar = mean("baseline", "msp")
    assert mean("outlier-exposure", "msp") <= 0.35 * bar
    assert mean("energy", "energy") <= 0.25 * bar
    assert mean("baseline", "knn") <= 0.05
    assert mean("csi", "csi", "auroc") >= 0.95
    for method in ("outlier-exposure", "energy"):
        assert cards[method]["accuracy"] >= cards["baseline"]["accuracy"] - 0.01


def test_lees_figure():
    """Far from both classes the baseline is sure, the confident classifier is not."""
    runs = {m: pretrained("plane-blobs", m) for m in ("baseline", "confident-gan")}
    far = {m: lee.mean_confidence(run.model(), lee.far_points()) for m, run in runs.items()}
    assert far["baseline"] >= 0.97 and far["confident-gan"] <= 0.62
    assert min(run.metrics["accuracy"] for run in runs.values()) >= 0.99
    id_test = torch.from_numpy(runs["baseline"].benchmark.id_test.x)
    assert lee.mean_confidence(runs["confident-gan"].model(), id_test) >= 0.90


def test_the_ordinary_gan_stays_on_the_data_and_the_proposed_one_surrounds_it():
    model = pretrained("plane-blobs", "confident-gan").model()
    generator = torch.Generator().manual_seed(1)
    assert lee.share_on_data(model.sample(5000, generator, plain=True)) >= 0.90
    around, sectors = lee.share_and_sectors_around(model.sample(5000, generator))
    assert around >= 0.65 and sectors >= 0.85 * 24


def mean_fpr95(method, score, group):
    run = pretrained("digits", method)
    return means(run.metrics["ood"], run.groups)[group][score]["fpr95"]


def test_outliers_help_on_digits_they_never_saw():
    accuracy = {m: pretrained("digits", m).metrics["accuracy"] for m in methods.METHODS}
    assert accuracy["baseline"] >= 0.97
    assert min(accuracy["outlier-exposure"], accuracy["energy"]) >= accuracy["baseline"] - 0.01
    for group in ("far", "noise"):  # near OOD is letters, some of which are digits to the eye
        bar = mean_fpr95("baseline", "msp", group) / 2
        assert mean_fpr95("outlier-exposure", "msp", group) <= bar
        assert mean_fpr95("energy", "energy", group) <= bar


def test_csi_finds_far_ood_without_labels():
    run = pretrained("digits", "csi")
    ood = run.metrics["ood"]
    noise = [ood[t]["csi"]["auroc"] for t, group in run.groups.items() if group == "noise"]
    assert len(noise) == 4 and np.mean(noise) >= 0.90 and ood["textures"]["csi"]["auroc"] >= 0.90


def test_simclr_of_the_digits_has_seen_as_many_views_as_csi():
    """An input of SimCLR's batch is two views, one of CSI's two of each shift."""
    views = []
    for run in (pretrained("digits", "csi"), pretrained("lessons", "simclr")):
        config = run.config
        views.append(2 * SHIFTS[config["shifts"]] * config["batch"] * config["steps"])
    assert views[0] == views[1]


@pytest.mark.parametrize("test", ["svhn", "cifar100"])
def test_csi_on_photographs_is_above_simclr_of_the_same_settings(test):
    csi, simclr = pretrained("cifar10", "csi"), pretrained("lessons", "cifar10-simclr")
    assert simclr.config == {**csi.config, "shifts": "identity"}
    alone, found = (run.metrics["ood"][test]["csi"]["auroc"] for run in (simclr, csi))
    assert found > alone + 0.05


def test_csi_on_photographs_finds_svhn():
    assert pretrained("cifar10", "csi").metrics["ood"]["svhn"]["csi"]["auroc"] >= 0.97


@pytest.mark.parametrize(
    "bar",
    [
        0.75,
        pytest.param(0.85, marks=pytest.mark.xfail(reason="after 70 epochs: .7957", strict=True)),
    ],
)
def test_csi_on_photographs_finds_cifar100(bar):
    assert pretrained("cifar10", "csi").metrics["ood"]["cifar100"]["csi"]["auroc"] >= bar
