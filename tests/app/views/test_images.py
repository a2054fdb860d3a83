"""The page for one's own images, without a browser (uploads are driven in one)."""

import io
import json
import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from app.blocks.navigation import script
from app.components.verdicts import Axis, Method
from app.data import inputs, loading
from app.data.loading import Finished
from app.data.verdicts import judge, networks
from app.text import say, say_each
from app.text.format import certainty, literal
from app.views.images import neighbours, sources, verdicts, words
from ood_core import benchmarks, paths
from ood_core.benchmarks import samples
from ood_core.benchmarks.benchmark import fingerprint
from ood_core.errors import UserError
from ood_core.evidence import one_row
from ood_core.methods import METHODS
from ood_core.paths import PRETRAINED
from ood_core.runs import run as runs
from ood_core.runs.run import Run
from ood_core.serving import decoder, scorer
from tests.app.fake import make_run
from tests.app.test_pages import opened, said


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Runs of every method on digits, made up once."""
    folder = tmp_path_factory.mktemp("pretrained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OODLAB_DATA", str(folder / "no-data"))
        benchmarks.clear()  # a benchmark offers the data it found when it was made
        for method in METHODS:
            make_run(folder, "digits", method)
    return folder


@pytest.fixture
def digits(folders, made, monkeypatch):
    """These runs; the networks give the evidence of the first ID test images.

    So what the page says of the i-th picture is what it must say of ID test image i.
    """
    monkeypatch.setattr(paths, "PRETRAINED", made)

    def look(run, x):
        rows = [one_row(run.evidence["id_test"], i % 50) for i in range(len(x))]
        return {
            name: np.concatenate([row[name] for row in rows], axis=int(array.shape[0] == 4))
            for name, array in rows[0].items()
        }

    monkeypatch.setattr(scorer, "look", look)
    monkeypatch.setattr(scorer, "warm", lambda runs: None)
    return {method: Run.load(made / "digits" / method) for method in METHODS}


def visit(**link):
    at = opened("images", benchmark="digits", **link)
    assert not at.exception
    return at


def test_samples_ask_first_then_tell_how_many_are_called_ood(digits):
    at = visit()
    assert "Of 12 pictures" not in said(at) and not at.tabs
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[1])).run()
    assert not at.exception and not at.error
    baseline = digits["baseline"].evidence["id_test"]["logits"]
    p = np.exp(baseline - baseline.max(1, keepdims=True))
    confidence = (p / p.sum(1, keepdims=True)).max(1)
    limit = np.sort(confidence)[len(confidence) - int(np.ceil(0.95 * len(confidence)))]
    count = int((confidence[:12] < limit).sum())
    assert f"**Baseline {count}**" in said(at)


@pytest.mark.parametrize("part", [name for name in verdicts.PARTS if name != verdicts.SMALL])
def test_every_part_draws(digits, part):
    at = visit(more=part)
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[0])).run()
    assert not at.exception and not at.error
    assert [tab.label for tab in at.tabs if tab.children] == [say(words.PARTS[part])]


def test_a_picture_put_on_the_board_stays_there(digits):
    at = visit(more="fool")
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[0])).run()
    assert say(words.EMPTY_BOARD) in [caption.value for caption in at.caption]
    at.button(key="images:put").click().run()
    assert not at.exception
    assert say(words.EMPTY_BOARD) not in [caption.value for caption in at.caption]
    (entry,) = at.session_state["images:board"]["digits"].values()
    assert entry.called == words.SAMPLES["digit"] and 0 <= entry.fooled <= len(METHODS)


def test_the_logits_of_a_picture_are_taken_to_the_tug_of_war(digits):
    at = visit()
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[0])).run()
    at.button(key="images:tug").click().run()
    assert not at.exception
    kept = at.session_state["images:pulled"]
    for method, run in digits.items():
        assert kept["logits"][method] == run.evidence["id_test"]["logits"][0].tolist()
    at.switch_page(script("tug_of_war")).run()
    assert not at.exception and not at.warning
    assert at.segmented_control(key="tug:source").value == "image"
    assert say(words.SAMPLES["digit"]) in said(at)
    at.segmented_control(key="tug:network").set_value("energy").run()
    assert not at.exception


def test_networks_that_give_no_answer_are_a_sentence(digits, monkeypatch):
    def fail(run, x):
        raise UserError("error.test", "The networks gave no answer.")

    at = visit()
    monkeypatch.setattr(scorer, "look", fail)
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[0])).run()
    assert not at.exception
    assert "The networks gave no answer." in [info.value for info in at.info]


def test_a_world_without_networks_is_a_sentence(folders):
    at = opened("images")
    assert not at.exception and say(words.NO_WORLD) in said(at)


def test_every_sample_is_read_for_every_world():
    assert set(say_each(words.SAMPLES)) == set(samples.SAMPLES)
    for shape in ((1, 28, 28), (3, 32, 32)):
        for load in samples.SAMPLES.values():
            seen = decoder.decode(load(), shape)
            assert seen.pixels.shape == shape and seen.pixels.std() > 5
    digit, turned = (
        decoder.decode(samples.SAMPLES[name](), (1, 28, 28)).pixels for name in ("digit", "turned")
    )
    world = benchmarks.get("digits").id_test
    assert np.array_equal(digit, world.x[world.y == 4][0])
    assert np.array_equal(turned[0], np.rot90(digit[0]))


def test_a_batch_keeps_what_can_be_read_and_says_the_rest():
    picture = io.BytesIO()
    Image.fromarray(np.full((40, 40), 60, np.uint8)).save(picture, "PNG")
    files = [("good.png", picture.getvalue()), ("bad_*.png", b"<svg>"), ("empty", b"")]
    batch = sources._decoded((1, 28, 28), files, inverted=True)
    assert batch.names == ("good.png",) and (batch.x == 195).all()
    assert [name for name, _ in batch.refused] == ["bad_*.png", "empty"]


def test_the_table_has_a_line_for_each_picture_and_method(digits, monkeypatch):
    x = benchmarks.get("digits").id_test.x[:3]
    found = judge("digits", digits, x)
    seen = [decoder.decode(samples.SAMPLES["digit"](), (1, 28, 28))] * 3
    table = verdicts.table(sources.Batch(("a", "b, c", "d"), tuple(seen)), found)
    back = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    assert len(back) == 3 * len(METHODS) and set(back["picture"]) == {"a", "b, c", "d"}
    energy = digits["energy"].evidence["id_test"]["logits"].astype(np.float64)
    on_id = -np.log(np.exp(energy).sum(axis=1))
    rows = back[back["method"] == "energy"]
    assert np.allclose(rows["value"], on_id[:3], atol=1e-4)
    assert np.allclose(rows["id_percentile"], [np.mean(on_id < one) for one in on_id[:3]])
    assert rows["verdict"].tolist() == [
        "OOD" if one > np.sort(on_id)[949] else "ID" for one in on_id[:3]
    ]


def test_a_mapped_input_lands_among_its_neighbours_on_the_umap():
    run = Run.load(PRETRAINED / "digits" / "baseline")
    letters = run.evidence["ood/letters"]["features"][:20].astype(np.float32)
    placed = neighbours.on_umap(run, run.umap, letters)
    together = [
        (f, xy)
        for n, xy in run.umap.items()
        for f, xy in zip(run.evidence[n]["features"], xy, strict=False)
    ]
    features = np.array([f for f, _ in together], np.float32)
    places = np.array([xy for _, xy in together])
    for one, place in zip(letters, placed, strict=True):
        nearest = np.linalg.norm(features - one, axis=1).argsort()[:5]
        assert np.allclose(place, places[nearest].mean(axis=0), atol=1e-4)


@pytest.mark.parametrize("changed", [False, True])
def test_training_inputs_are_found_where_evidence_holds_a_part_of_them(
    changed, monkeypatch, tmp_path
):
    """The card's fingerprint is of all of them; no other data are shown in their place."""
    world = replace(benchmarks.get("plane-blobs"), train_count=10)
    seen = world.id_train.x + changed
    card = {"data": {"id_train": {"sha256": fingerprint(seen)}}}
    run = Run(tmp_path, card)
    monkeypatch.setattr(Run, "benchmark", world)
    monkeypatch.setattr(loading, "open_run", lambda path: run)
    x = inputs.inputs("any", "id_train")
    assert x is None if changed else np.array_equal(x, world.id_train.x[:10])


def test_histograms_put_the_threshold_and_stranger_scores_in_order():
    for saturates, on_id in (
        (True, -1 + np.geomspace(1e-9, 0.3, 100)),
        (False, np.linspace(-20, -5, 100)),
    ):
        axis = Axis.of(Method("m", "any title", on_id, float(on_id[94]), saturates))
        places = axis.place(on_id)
        assert (np.diff(places) >= 0).all() and places.min() == 0 and places.max() <= 1
        assert axis.place(on_id[-1:] + 1e9 * (not saturates)) <= 1
        assert 0.3 < axis.place(on_id[94:95]) < 1


def test_committed_runs_come_first_and_missing_ones_are_left_out(fake):
    fake("digits", "baseline")
    assert list(networks("digits", Finished.now())) == ["baseline"]


def test_names_and_certainties_are_written_as_they_are():
    assert literal("a_[x](y) $z$ :red[b].png") == r"a\_\[x\]\(y\) \$z\$ \:red\[b\]\.png"
    assert len(literal("x" * 500)) == 60
    assert certainty(0.99999) == "99.9%" and certainty(1.0) == "100.0%"


def test_a_rerun_walks_once_over_each_folder_and_loads_each_run_once(digits, monkeypatch):
    """However many runs there are, and whichever part is open."""
    card = json.loads((digits["baseline"].path / "card.json").read_text("utf-8"))
    for i in range(80):  # more than a page's caches used to hold
        place = paths.RUNS / f"run-{i}"
        place.mkdir(parents=True)
        (place / "card.json").write_text(json.dumps(card | {"seed": i}))
    walked, loaded, walk, load = [], [], os.walk, Run.load
    monkeypatch.setattr(runs.os, "walk", lambda folder: walked.append(folder) or walk(folder))
    monkeypatch.setattr(Run, "load", lambda path: loaded.append(path) or load(path))
    at = visit(more="shift")  # it asks the networks about more images
    at.segmented_control(key="guess:images:digits").set_value(say(words.GUESSES[0])).run()
    assert not at.exception
    assert [tab.label for tab in at.tabs if tab.children] == [say(words.PARTS["shift"])]
    assert len(loaded) == len(set(loaded)) >= 80
    walked.clear(), loaded.clear()
    at.run()
    assert not at.exception and sorted(walked) == sorted([paths.PRETRAINED, paths.RUNS])
    assert loaded == []
    os.utime(paths.RUNS / "run-7" / "card.json", ns=(1, 1))  # written anew: another version
    at.run()
    assert not at.exception and loaded == [str(paths.RUNS / "run-7")]


def test_a_run_that_has_gone_since_the_page_was_drawn_is_a_sentence(digits, folders):
    asked = {method: digits[method] for method in ("baseline", "energy")}
    asked["energy"] = Run(folders / "gone", digits["energy"].card)
    found = judge("digits", asked, np.zeros((1, 1, 28, 28), np.uint8))
    assert list(found.answers) == ["baseline"] and "gone is not a run" in say(found.left_out[0])
