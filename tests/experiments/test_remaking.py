"""`python -m ood_core.experiments.pretrained`, on copies of committed runs."""

import json
import shutil
from itertools import count

import numpy as np
import pytest
import torch

from ood_core import benchmarks, paths
from ood_core.benchmarks import sources
from ood_core.evaluation import projection
from ood_core.experiments import over_seeds, places, pretrained, seeds_digits, seeds_oodness
from ood_core.experiments.pretrained import Result
from ood_core.files import read_arrays
from ood_core.runs import record
from ood_core.runs.run import Run

COMMITTED = paths.PRETRAINED
NAME, ON_DIGITS = "plane-blobs/baseline", "digits/baseline"
FEW = {"steps": 6, "snapshots": 6}


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A folder that holds one committed run alone; its UMAP is not computed."""
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(projection, "umap", lambda evidence, seed: {"id_test": np.zeros((3, 2))})
    place = paths.PRETRAINED / NAME
    shutil.copytree(COMMITTED / NAME, place)
    return place


ANEW = {"band": {"msp": {"auroc": [0.1, 0.2]}}}  # as if intervals


@pytest.fixture
def tiny(copy, monkeypatch):
    """The copied run's card asks for a few steps; no interval is computed."""
    monkeypatch.setattr(record, "uncertainty", lambda evidence, kinds: ANEW)
    for name in ("card.json", "config.json"):
        content = json.loads((copy / name).read_text("utf-8"))
        content["config"] |= FEW
        (copy / name).write_text(json.dumps(content))
    return copy


def weights(place) -> bytes:
    return (place / "model.safetensors").read_bytes()


def all_close(found, expected) -> bool:
    """Two trees of numbers; another machine rounds otherwise."""
    if isinstance(expected, dict):
        return set(found) == set(expected) and all(all_close(found[k], expected[k]) for k in found)
    if isinstance(expected, float):
        return found == pytest.approx(expected, abs=5e-3)
    return found == expected


def firsts(tree):
    """The first seed's numbers of a tree of lists over seeds."""
    return {k: firsts(v) for k, v in tree.items()} if isinstance(tree, dict) else tree[0]


def test_evidence_alone_gives_the_committed_numbers_of_the_committed_weights(copy):
    before, kept = Run.load(copy), weights(copy)
    card = before.card | {"metrics": before.metrics | {"accuracy": 0.5}}  # as if the code was wrong
    record.write_json(copy / "card.json", card)
    (copy / "evidence.npz").write_bytes(b"")
    (copy / "intervals.json").write_text("{}")
    assert pretrained.main(["--evidence", NAME]) == 0
    run = Run.load(copy)
    assert all_close(run.metrics, before.metrics) and run.card["data"] == before.card["data"]
    assert weights(copy) == kept
    assert {k: run.card[k] for k in ("command", "created", "seconds", "config")} == {
        k: before.card[k] for k in ("command", "created", "seconds", "config")
    }
    stored = read_arrays(COMMITTED / NAME / "evidence.npz")
    for name, array in read_arrays(copy / "evidence.npz").items():
        assert array.shape == stored[name].shape
    intervals = json.loads((COMMITTED / NAME / "intervals.json").read_text("utf-8"))
    assert set(run.intervals) == set(intervals)
    assert run.umap["id_test"].shape == (3, 2)
    assert {p.name for p in copy.parent.iterdir()} == {copy.name}
    assert {p.name for p in copy.iterdir()} == {p.name for p in (COMMITTED / NAME).iterdir()}


def test_a_run_that_is_trained_again_is_a_run_of_the_same_settings(tiny):
    before = Run.load(tiny)
    assert pretrained.main([f"pretrained/{NAME}"]) == 0
    run = Run.load(tiny)
    assert run.card["status"] == "complete" and run.card["step"] == FEW["steps"]
    assert run.config == before.config | {"precision": ""} and run.seed == before.seed
    assert f"--out {tiny.as_posix()}" in run.card["command"]
    assert "--set steps=6" in run.card["command"]
    assert weights(tiny) != weights(COMMITTED / NAME)
    assert run.intervals == ANEW and run.umap["id_test"].shape == (3, 2)
    assert run.evidence["id_test"]["logits"].shape == (500, 2)
    assert {p.name for p in tiny.iterdir()} == {p.name for p in (COMMITTED / NAME).iterdir()}
    whole = weights(tiny)
    assert pretrained.main([NAME]) == 0
    assert weights(tiny) == whole  # the same bits again


def test_an_interrupted_training_goes_on_from_its_checkpoint(tiny, monkeypatch):
    assert pretrained.main([NAME]) == 0
    whole = weights(tiny)
    monkeypatch.setattr(record, "EVERY", 0.0)
    write, looks = record.write_arrays, count()

    def interrupted(path, arrays):
        if path.name == "frames.npz" and next(looks) == 3:
            raise KeyboardInterrupt
        write(path, arrays)

    with monkeypatch.context() as patch:
        patch.setattr(record, "write_arrays", interrupted)
        (tiny / "model.safetensors").write_bytes(b"old")
        assert pretrained.main([NAME]) == 130
    assert weights(tiny) == b"old"  # until the new one is whole
    resumed, resume = [], record.resume
    monkeypatch.setattr(
        "ood_core.experiments.trainings.resume", lambda out: (resumed.append(out), resume(out))[1]
    )
    assert pretrained.main([NAME]) == 0
    assert resumed == [places.working(NAME)] and weights(tiny) == whole
    assert [line["step"] for line in Run.load(tiny).log] == list(range(FEW["steps"] + 1))


def test_a_training_of_other_settings_is_not_gone_on_with(tiny, monkeypatch):
    monkeypatch.setattr(record, "EVERY", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(pretrained, "put", lambda *_: 1 / 0)  # killed when it was whole
        with pytest.raises(ZeroDivisionError):
            pretrained.main([NAME])
    card = json.loads((tiny / "card.json").read_text("utf-8"))
    card["config"]["steps"] = 4
    (tiny / "card.json").write_text(json.dumps(card))
    assert pretrained.main([NAME]) == 0
    assert Run.load(tiny).card["step"] == 4


def test_everything_comes_after_what_it_needs():
    found = pretrained.results()
    made = []
    for name, result in found.items():
        assert all(needed in made for needed in result.needs), name
        made.append(name)
    assert found["cifar10/energy"].needs == ("cifar10/baseline",)
    assert "lessons/simclr" in found["lessons/oodness.json"].needs
    assert "cifar10/confident-gan" in found["lessons/cifar10-twin.json"].needs
    assert "canvas/lee-1" in found["canvas/claims.json"].needs
    committed = {p.parent.relative_to(COMMITTED).as_posix() for p in COMMITTED.rglob("card.json")}
    paths_of_files = (*COMMITTED.glob("*/*.json"), *COMMITTED.glob("lessons/*.npz"))
    files = {p.relative_to(COMMITTED).as_posix() for p in paths_of_files}
    assert committed | files == {n for n in found if n.count("canvas/") == 0} | {pretrained.CLAIMS}


@pytest.mark.parametrize(
    "needs", [{"c": "b", "b": "a", "a": ""}, {"a": "cd", "b": "", "c": "b", "d": "bc"}]
)
def test_any_order_of_dependence_is_kept(needs):
    order = pretrained.in_order(needs)
    assert sorted(order) == sorted(needs)
    assert all(order.index(n) < order.index(name) for name, of in needs.items() for n in of)


def test_the_list_tells_name_kind_time_and_dependence(capsys):
    assert pretrained.main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "kind", "took", "comes", "after"]
    rows = {line.split()[0]: line.split() for line in lines[1:]}
    seconds = Run.load(COMMITTED / "cifar10" / "energy").card["seconds"]
    expected = ["cifar10/energy", "run", f"{seconds / 60:.0f}", "min", "cifar10/baseline"]
    assert rows["cifar10/energy"] == expected


def test_the_same_command_goes_on_where_it_was_interrupted(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    places.working("").mkdir(parents=True)
    made, fails = [], {"b"}

    def making(name):
        if name in fails:
            raise KeyboardInterrupt
        made.append(name)

    todo = {n: Result("run", 1.0, (), lambda n=n: making(n)) for n in "abc"}
    with pytest.raises(KeyboardInterrupt):
        pretrained.make(todo, evidence=False)
    fails.clear()
    pretrained.make({"a": todo["a"]}, evidence=True)  # another command
    assert made == ["a", "a"]
    fails.add("b")
    with pytest.raises(KeyboardInterrupt):
        pretrained.make(todo, evidence=False)
    fails.clear()
    pretrained.make(todo, evidence=False)
    assert made == ["a", "a", "a", "b", "c"]
    pretrained.make(todo, evidence=False)  # all of it was made: a new command
    assert made[5:] == ["a", "b", "c"]


def test_what_cannot_be_made_here_is_left_out_or_refused(copy, capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    card = json.loads((copy / "card.json").read_text("utf-8"))
    card["machine"]["device"] = "cuda"
    (copy / "card.json").write_text(json.dumps(card))
    assert pretrained.main([NAME]) == 2
    assert "was trained on a GPU" in capsys.readouterr().err
    found = pretrained.results()
    assert NAME not in pretrained.chosen(found, [], False)
    assert list(pretrained.chosen(found, [], True)) == [NAME]
    assert pretrained.main(["no/such"]) == 2
    assert "Choose one of" in capsys.readouterr().err
    card["data"]["ood/elsewhere"] = card["data"]["ood/band"]
    (copy / "card.json").write_text(json.dumps(card))
    assert pretrained.main(["--evidence", "plane-blobs"]) == 2
    assert "not on this machine: ood/elsewhere" in capsys.readouterr().err


@pytest.mark.skipif(
    not sources.has_parquet("scenes_photos", "train"),
    reason="the photographs are not here: OODLAB_DATA names their folder",
)
def test_photographs_without_features_are_not_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("OODLAB_FEATURES", str(tmp_path / "features"))
    run = Run.load(COMMITTED / "photos/baseline")
    assert record.missing_inputs(run) == []
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path / "no-data"))
    benchmarks.clear()
    assert set(record.missing_inputs(run)) == set(run.card["data"])


def test_a_place_holds_the_old_or_the_new_folder(tmp_path, monkeypatch):
    made, place = tmp_path / "made", tmp_path / "there" / "place"
    for folder, text in ((made, "new"), (place, "old")):
        folder.mkdir(parents=True)
        (folder / "file").write_text(text)
    move = places.move

    def killed(source, target):
        if target == place:
            raise KeyboardInterrupt
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(places, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            places.put(made, place)
    places.restore(tmp_path)
    assert (place / "file").read_text() == "old"
    assert [p.name for p in place.parent.iterdir()] == ["place"]
    places.put(made, place)
    assert (place / "file").read_text() == "new" and (made / "file").exists()
    assert [p.name for p in place.parent.iterdir()] == ["place"]


@pytest.mark.parametrize("experiment", [seeds_digits, seeds_oodness])
def test_experiments_over_seeds_train_as_often_as_they_say(experiment, monkeypatch, tmp_path):
    """The committed run stands in for the other seeds' here."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    trained, written = [], {}

    def committed(world, method, config, seed, out):
        trained.append((world.name, method.name, seed))
        return Run.load(COMMITTED / world.world / method.name)

    monkeypatch.setattr(over_seeds.trainings, "trained", committed)
    monkeypatch.setattr(experiment, "write_atomically", written.__setitem__)
    experiment.main()
    assert len(trained) == sum(experiment.TRAININGS.values())
    ((place, content),) = written.items()
    assert place == COMMITTED / experiment.NAME
    found, before = json.loads(content), json.loads(place.read_text("utf-8"))
    assert found["command"] == before["command"] and found["seeds"] == before["seeds"]
    if experiment is seeds_oodness:
        for shift, seeds in before["auroc"].items():
            assert found["auroc"][shift][0] == pytest.approx(seeds[0])
    else:
        assert set(found["runs"]) == set(before["runs"])
        ours, theirs = (firsts(of["runs"][ON_DIGITS]) for of in (found, before))
        for test, scores in theirs["ood"].items():  # the file may be older than a score
            ours["ood"][test] = {name: ours["ood"][test][name] for name in scores}
        assert all_close(ours, theirs)


def test_a_run_whose_base_is_missing_is_listed_all_the_same(tmp_path, monkeypatch):
    place = tmp_path / "cifar10" / "energy"
    place.mkdir(parents=True)
    shutil.copy(paths.PRETRAINED / "cifar10" / "energy" / "card.json", place)
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path)
    found = pretrained.results()
    assert found["cifar10/energy"].needs == ("cifar10/baseline",)
    assert "cifar10/baseline" not in found
