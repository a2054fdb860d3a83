import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load, save_file

from ood_core import benchmarks, methods, networks
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest, fingerprint
from ood_core.errors import UserError
from ood_core.evaluation.forward import collect
from ood_core.evaluation.report import report
from ood_core.files import read_arrays, write_arrays
from ood_core.paths import PRETRAINED
from ood_core.runs import record as record_module
from ood_core.runs.bundle import pack, unpack
from ood_core.runs.config import configure
from ood_core.runs.record import record, resume
from ood_core.runs.run import Run, finished_runs, partial_path, read_log

WORLD = benchmarks.get("plane-blobs")
SETTINGS = {"steps": "6", "snapshots": "3"}


def training(out, method="baseline", settings=SETTINGS, seed=0, **more):
    chosen = methods.get(method)
    config = replace(configure(chosen, WORLD, settings), **more)  # out of range, perhaps
    return record(WORLD, chosen, config, seed, out)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    list(training(out))
    return Run.load(out)


@pytest.fixture
def copy(run, tmp_path):
    """The same run, free to be damaged."""
    shutil.copytree(run.path, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_run_holds_what_happened(run):
    assert run.card["status"] == "complete" and run.card["step"] == 6
    assert [line["step"] for line in run.log] == [0, 2, 4, 6] == run.frames["step"].tolist()
    assert run.card["data"]["id_train"]["sha256"] == fingerprint(WORLD.id_train.x)
    assert run.card["packages"]["torch"].startswith(torch.__version__.split("+")[0])
    assert {"outliers", "ood/band", "shift/rotate"} <= set(run.card["data"])
    assert run.card["seconds"] > 0


def test_the_loaded_model_gives_the_stored_logits(run):
    with torch.no_grad():
        logits = run.model()(torch.from_numpy(WORLD.id_test.x))
    assert np.allclose(logits, run.evidence["id_test"]["logits"], atol=1e-5)


def test_metrics_of_the_card_follow_from_the_stored_evidence(run):
    kinds = {name: test.kind for name, test in WORLD.ood_tests.items()}
    assert report(run.evidence, kinds, "msp") == run.metrics


def test_the_map_shows_the_model_with_its_first_row_below(run):
    grid = run.frames["confidence:grid"][-1] / 255
    with torch.no_grad():
        corner = torch.tensor([[-11.8125, -11.8125], [11.8125, -11.8125]])  # pixel centres
        logits = run.model()(corner)
    assert np.allclose(grid[0, [0, -1]], logits.softmax(1).max(1).values, atol=1 / 255)
    energy = run.frames["energy:grid"][-1, 0, [0, -1]]
    assert np.allclose(energy, -logits.logsumexp(1), rtol=1e-3, atol=0.05)


def test_an_existing_directory_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="exists already"):
        next(training(tmp_path / "mine"))
    assert [p.name for p in tmp_path.rglob("*")] == ["mine", "thesis.txt"]


@pytest.mark.parametrize("where", ["in the loop", "in the consumer"])
def test_an_interrupted_training_leaves_a_loadable_run(tmp_path, where, monkeypatch):
    out = tmp_path / "run"
    if where == "in the loop":
        true_train = methods.get("baseline").module.train

        def interrupted(*arguments):
            for snapshot in true_train(*arguments):
                yield snapshot
                if snapshot.step == 2:
                    raise KeyboardInterrupt

        monkeypatch.setattr(methods.get("baseline").module, "train", interrupted)
        list(training(out))
    else:
        under_way = training(out)
        next(under_way), next(under_way)
        under_way.close()
    run = Run.load(out)
    assert run.card["status"] == "interrupted" and run.card["step"] == 2
    assert run.model() is not None and not partial_path(out).exists()


def test_nothing_is_seen_before_the_run_is_whole(tmp_path):
    out = tmp_path / "run"
    for snapshot in training(out):
        assert not out.exists()
        assert read_log(partial_path(out))[-1]["step"] == snapshot.step
    assert out.exists()


def test_a_diverging_training_says_so_and_leaves_nothing(tmp_path):
    with pytest.raises(UserError, match="diverged"):
        list(training(tmp_path / "run", settings=SETTINGS, lr=1e30))
    assert list(tmp_path.iterdir()) == []


def test_damaged_or_foreign_weights_are_one_sentence(copy, tmp_path):
    weights = load((copy / "model.safetensors").read_bytes())
    path = copy / "model.safetensors"
    damaged = {
        "truncated": lambda: path.write_bytes(path.read_bytes()[:200]),
        "a pickle": lambda: torch.save(weights, path),
        "missing": path.unlink,
        "other keys": lambda: save_file({"x": torch.zeros(1)}, path),
        "other shapes": lambda: save_file({k: torch.zeros(3) for k in weights}, path),
        "not finite": lambda: save_file({k: v * float("nan") for k, v in weights.items()}, path),
    }
    for damage in damaged.values():
        damage()
        with pytest.raises(UserError, match=r"model\.safetensors"):
            Run.load(copy).model()


def test_a_directory_that_is_no_run_is_one_sentence(tmp_path, copy):
    for text in ["", "[]", "{}", '{"benchmark": "plane-blobs"}', "\x00"]:
        (copy / "card.json").write_text(text)
        with pytest.raises(UserError, match="is not a run"):
            Run.load(copy)
    with pytest.raises(UserError, match="is not a run"):
        Run.load(tmp_path / "nowhere")


def test_damaged_evidence_is_one_sentence(copy):
    (copy / "evidence.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UserError, match="not readable evidence"):
        _ = Run.load(copy).evidence


def test_a_run_of_an_unknown_method_lists_the_known_ones(copy):
    card = json.loads((copy / "card.json").read_text())
    (copy / "card.json").write_text(json.dumps(card | {"method": "magic"}))
    with pytest.raises(UserError, match=r"magic.*baseline"):
        Run.load(copy)


def test_settings_are_checked():
    chosen = methods.get("energy")
    config = configure(chosen, WORLD, {"m_in": "-7", "m_out": "none", "steps": "10"})
    assert (config.m_in, config.m_out, config.steps) == (-7.0, None, 10)
    assert config == replace(chosen.defaults(WORLD), m_in=-7.0, steps=10)
    for settings, sentence in [
        ({"colour": "1"}, "colour.*base_steps"),
        ({"steps": "0"}, "steps needs a whole number"),
        ({"steps": "2.5"}, "steps needs a whole number"),
        ({"lr": "nan"}, "lr needs a number from 1e-06 to 10, not nan"),
        ({"lr": "0"}, "lr needs a number from 1e-06 to 10, not 0"),
        ({"lr": "fast"}, "lr needs a number from 1e-06 to 10, not 'fast'"),
        ({"batch": "1025"}, "batch needs a whole number from 1 to 1024, not 1025"),
        ({"m_in": "-1001"}, "m_in needs a number from -1000 to 1000, not -1001"),
    ]:
        with pytest.raises(UserError, match=sentence):
            configure(chosen, WORLD, settings)


def test_two_trainings_to_one_place_do_not_meet(tmp_path):
    first = training(tmp_path / "run")
    next(first)
    with pytest.raises(UserError, match="another training"):
        next(training(tmp_path / "run"))
    list(first)
    assert Run.load(tmp_path / "run").card["status"] == "complete"


@pytest.mark.parametrize("after", ["log.jsonl", "frames.npz", "the checkpoint before"])
def test_a_ctrl_c_between_a_snapshot_and_its_files_leaves_a_run_that_can_be_taken_along(
    tmp_path, monkeypatch, after
):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    write = record_module.write_arrays
    under_way = training(tmp_path / "run")
    next(under_way), next(under_way)
    if after == "the checkpoint before":  # gone on from, and stopped before the next snapshot
        shutil.copytree(partial_path(tmp_path / "run"), tmp_path / "before")
        next(under_way)
        checkpoint = shutil.copy(tmp_path / "before" / "checkpoint.safetensors", tmp_path)
        under_way.close()
        shutil.copy(checkpoint, tmp_path / "run")
        under_way = resume(tmp_path / "run")
        next(under_way)
        under_way.close()
    elif after == "log.jsonl":

        def interrupted_checkpoint(*arguments):
            raise KeyboardInterrupt

        monkeypatch.setattr(record_module.checkpoint, "write", interrupted_checkpoint)
    else:

        def interrupted_write(*arguments):
            write(*arguments)
            monkeypatch.setattr(record_module, "write_arrays", write)
            raise KeyboardInterrupt

        monkeypatch.setattr(record_module, "write_arrays", interrupted_write)
    list(under_way)
    run = Run.load(tmp_path / "run")
    steps = [line["step"] for line in run.log]
    assert (run.card["status"], run.card["step"], steps) == ("interrupted", 2, [0, 2])
    assert run.frames["step"].tolist() == steps
    assert unpack(pack(run)).log == run.log


def test_a_film_that_an_earlier_version_began_has_as_many_frames_of_everything(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    under_way, place = training(tmp_path / "run"), tmp_path / "run" / "frames.npz"
    next(under_way), next(under_way)
    under_way.close()
    began = read_arrays(place)
    write_arrays(place, {name: array for name, array in began.items() if name != "energy:grid"})
    list(resume(tmp_path / "run"))
    frames = Run.load(tmp_path / "run").frames
    assert set(frames) == set(began) - {"energy:grid"}
    assert {len(film) for film in frames.values()} == {4}


def test_a_second_ctrl_c_does_not_lose_the_run(tmp_path, monkeypatch):
    def interrupted_collect(*arguments):
        signal.raise_signal(signal.SIGINT)
        return collect(*arguments)

    monkeypatch.setattr(record_module, "collect", interrupted_collect)
    before = signal.getsignal(signal.SIGINT)
    list(training(tmp_path / "run"))
    assert Run.load(tmp_path / "run").card["status"] == "complete"
    assert signal.getsignal(signal.SIGINT) is before


def test_the_card_gives_the_command_that_makes_the_run_again(run):
    words = f"train --benchmark plane-blobs --method baseline --seed 0 --out {run.path.as_posix()}"
    assert run.card["command"] == f"python -m ood_core {words} --set steps=6 --set snapshots=3"


def test_loading_a_model_leaves_torchs_global_state_alone(run):
    before = torch.get_rng_state()
    run.model()
    assert torch.equal(torch.get_rng_state(), before)


def test_an_unwritable_place_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file" / "run", tmp_path / ("x" * 300)):
        with pytest.raises(UserError, match="cannot be made"):
            next(training(out))


def test_unfinished_runs_are_not_listed(tmp_path, copy):
    shutil.copytree(copy, partial_path(copy))
    assert finished_runs(tmp_path) == [copy]


def test_a_folder_that_goes_while_runs_are_listed_is_passed_over(tmp_path, copy, monkeypatch):
    for name in ("going", f".{copy.name}.partial"):
        (tmp_path / name).mkdir()
    look = os.scandir

    def scandir(path):
        if Path(path).name in ("going", f".{copy.name}.partial"):  # another process removed it
            raise FileNotFoundError(path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert finished_runs(tmp_path) == [copy]


def test_weights_on_disk_are_those_in_use_and_large_variances_survive():
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    model[1].running_var.fill_(1e6)  # more than half precision can hold
    kept = record_module.kept_weights(model)
    assert kept["0.weight"].dtype == torch.float16
    assert kept["1.running_var"].tolist() == [1e6, 1e6]
    assert all(torch.equal(kept[n].float(), w) for n, w in model.named_parameters())


def killed(out, after, method="baseline", settings=SETTINGS):
    """A training that leaves its directory as `kill -9` does after so many snapshots."""
    under_way, before = training(out, method, settings), out.with_name("before")
    for _ in range(after):
        next(under_way)
    shutil.copytree(partial_path(out), before)
    under_way.close()
    shutil.rmtree(out)
    before.rename(partial_path(out))


@pytest.mark.parametrize("after", [2, 3, 4])  # the first snapshot is of fresh weights
@pytest.mark.parametrize("method", ["baseline", "confident-gan", "energy"])
def test_a_killed_training_goes_on_to_the_run_of_an_unbroken_one(
    tmp_path, monkeypatch, method, after
):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    settings = SETTINGS | ({"base_steps": "3"} if method == "energy" else {})
    list(training(tmp_path / "whole", method, settings))
    killed(tmp_path / "run", after, method, settings)
    list(resume(tmp_path / "run"))
    whole, run = (Run.load(tmp_path / name) for name in ("whole", "run"))
    assert run.metrics == whole.metrics and run.card["status"] == "complete"
    weights, again = (load((r.path / "model.safetensors").read_bytes()) for r in (whole, run))
    assert all(torch.equal(again[name], weight) for name, weight in weights.items())
    for key in ("step", "phase", "losses", "gauges"):
        assert [line[key] for line in run.log] == [line[key] for line in whole.log]
    assert all(np.array_equal(run.frames[n], film) for n, film in whole.frames.items())
    assert {p.name for p in run.path.iterdir()} == {p.name for p in whole.path.iterdir()}


@pytest.fixture
def photographs(monkeypatch):
    """A few small colour images for the wide ResNet, on a processor that has no bfloat16."""
    pixels = np.random.default_rng(0).integers(0, 256, (24, 3, 8, 8), np.uint8)
    y = np.arange(24) % 2

    def load(split):
        return Labelled(pixels[:16], y[:16]) if split == "train" else Labelled(pixels[16:], y[16:])

    world = Benchmark(
        name="photographs",
        title="Photographs",
        about="",
        classes=("a", "b"),
        shape=(3, 8, 8),
        network="wrn-16-2",
        augment="photographs",
        load_id=load,
        load_outliers=lambda: np.flip(pixels[:16], 2).copy(),
        outliers_about="",
        ood_tests={"noise": OodTest("far", lambda: 255 - pixels[16:], "")},
        shifts={},
    )
    monkeypatch.setattr(benchmarks, "get", lambda name: world)
    monkeypatch.setattr(networks, "has_bfloat16", lambda device: False)
    return world


@pytest.mark.parametrize("method", ["baseline", "outlier-exposure", "csi"])
def test_a_resumed_training_keeps_its_arithmetic_on_another_processor(
    tmp_path, monkeypatch, photographs, method
):
    """Chosen once, when the training began: what the machine offers later does not change it."""
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    chosen = methods.get(method)
    few = {"steps": "4", "snapshots": "4", "batch": "4"}
    if method == "outlier-exposure":
        few |= {"base": "none", "base_steps": "2", "outlier_batch": "4"}
    config = configure(chosen, photographs, few)
    list(record(photographs, chosen, config, 0, tmp_path / "whole"))
    under_way = record(photographs, chosen, config, 0, tmp_path / "run")
    next(under_way), next(under_way), next(under_way)
    under_way.close()
    monkeypatch.setattr(networks, "has_bfloat16", lambda device: True)
    list(resume(tmp_path / "run"))
    whole, run = (Run.load(tmp_path / name) for name in ("whole", "run"))
    assert run.card["config"]["precision"] == "float32"
    assert "--set precision=float32" in run.card["command"]
    weights, again = (load((r.path / "model.safetensors").read_bytes()) for r in (whole, run))
    assert all(torch.equal(again[name], weight) for name, weight in weights.items())


def test_the_arithmetic_is_settled_by_the_hardware_or_by_the_user(
    tmp_path, monkeypatch, photographs
):
    chosen = methods.get("baseline")
    few = {"steps": "2", "snapshots": "1", "batch": "4"}
    for precision, expected in (("none", "bfloat16"), ("float32", "float32")):
        monkeypatch.setattr(networks, "has_bfloat16", lambda device: True)
        config = configure(chosen, photographs, few | {"precision": precision})
        list(record(photographs, chosen, config, 0, tmp_path / precision))
        assert Run.load(tmp_path / precision).card["config"]["precision"] == expected
    half, whole = (
        load((tmp_path / name / "model.safetensors").read_bytes()) for name in ("none", "float32")
    )
    assert not torch.equal(half["head.weight"], whole["head.weight"])


def test_a_stopped_run_can_be_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    list(training(tmp_path / "whole"))
    under_way = training(tmp_path / "run")
    next(under_way), next(under_way)
    under_way.close()
    assert Run.load(tmp_path / "run").card["status"] == "interrupted"
    list(resume(tmp_path / "run"))
    assert Run.load(tmp_path / "run").metrics == Run.load(tmp_path / "whole").metrics


def test_log_and_film_ahead_of_the_checkpoint_are_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    list(training(tmp_path / "whole"))
    killed(tmp_path / "earlier", 2)
    killed(tmp_path / "run", 3)
    name = "checkpoint.safetensors"
    shutil.copy(partial_path(tmp_path / "earlier") / name, partial_path(tmp_path / "run") / name)
    with (partial_path(tmp_path / "run") / "log.jsonl").open("a") as log:
        log.write('{"step": 6, "ste')  # killed while writing
    list(resume(tmp_path / "run"))
    assert [line["step"] for line in Run.load(tmp_path / "run").log] == [0, 2, 4, 6]
    assert Run.load(tmp_path / "run").metrics == Run.load(tmp_path / "whole").metrics


def test_a_broken_off_training_is_never_overwritten_and_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    killed(tmp_path / "run", 2)
    with pytest.raises(UserError, match=r"--resume .*run.*or remove"):
        next(training(tmp_path / "run"))
    assert (partial_path(tmp_path / "run") / "checkpoint.safetensors").exists()


def test_one_that_never_came_to_a_checkpoint_is_not_in_the_way(tmp_path, monkeypatch):
    killed(tmp_path / "run", 2)
    list(training(tmp_path / "run"))
    assert [line["step"] for line in Run.load(tmp_path / "run").log] == [0, 2, 4, 6]


def test_what_cannot_be_resumed_is_one_sentence(tmp_path, copy, monkeypatch):
    monkeypatch.setattr(record_module, "EVERY", 0.0)
    with pytest.raises(UserError, match="is complete"):
        next(resume(copy))
    with pytest.raises(UserError, match="nothing to resume"):
        next(resume(tmp_path / "nowhere"))
    killed(tmp_path / "run", 2)
    damaged = partial_path(tmp_path / "run") / "checkpoint.safetensors"
    for content in (damaged.read_bytes()[:100], b"", b"\x80\x04."):
        damaged.write_bytes(content)
        with pytest.raises(UserError, match=r"checkpoint\.safetensors is missing or damaged"):
            next(resume(tmp_path / "run"))
    under_way = training(tmp_path / "busy")
    next(under_way), next(under_way)
    with pytest.raises(UserError, match="by another training"):
        next(resume(tmp_path / "busy"))
    under_way.close()


def test_frames_that_have_gone_are_told_of_in_a_sentence(tmp_path):
    card = json.loads((PRETRAINED / "plane-blobs" / "baseline" / "card.json").read_text())
    with pytest.raises(UserError, match="has gone, or has no frames"):
        Run(tmp_path, card).frames  # noqa: B018 (reading is the point)


def test_intervals_of_a_test_without_evidence_are_a_sentence(copy):
    card = json.loads((copy / "card.json").read_text())
    card["metrics"]["ood"]["gone"] = card["metrics"]["ood"]["band"]
    (copy / "card.json").write_text(json.dumps(card))
    with pytest.raises(UserError, match="numbers of gone in its card and no evidence"):
        record_module.add_intervals(Run.load(copy))
    assert not (copy / "intervals.json").exists()
