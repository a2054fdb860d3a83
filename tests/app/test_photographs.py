"""Both worlds of photographs on the pages, by committed evidence: no data, no network at hand."""

import numpy as np
import pytest

from app.blocks import photographs, photographs_words
from app.data import inputs
from app.text import say
from app.text.format import percent
from app.views.images import resolution, sources, verdicts, words
from app.views.lab import words as lab_words
from ood_core import benchmarks, paths
from ood_core.errors import UserError
from ood_core.evidence import joined, one_row
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.serving import scorer
from tests.app.test_pages import opened, said


@pytest.fixture(autouse=True)
def no_data(monkeypatch, tmp_path):
    """No data set, no features; networks give the evidence of the first ID test photographs."""
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path / "no-data"))
    monkeypatch.setenv("OODLAB_FEATURES", str(tmp_path / "features"))
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()

    def look(run, x):
        return joined([one_row(run.evidence["id_test"], i % 50) for i in range(len(x))])

    monkeypatch.setattr(scorer, "look", look)
    monkeypatch.setattr(scorer, "warm", lambda runs: None)
    yield
    benchmarks.clear()


def committed(world: str, method: str = "baseline") -> Run:
    return Run.load(paths.PRETRAINED / world / method)


def answered(world: str, **link: str):
    at = opened("images", benchmark=world, **link)
    at.segmented_control(key=f"guess:images:{world}").set_value(say(words.GUESSES[1])).run()
    assert not at.exception and not at.error
    return at


def test_imagenet_comes_first_with_its_five_best_answers_and_every_score():
    at = opened("images")
    assert at.segmented_control(key="images:benchmark").options[0] == "ImageNet"
    at = answered("imagenet")
    logits = committed("imagenet").evidence["id_test"]["logits"][0].astype(float)
    p = np.exp(logits - logits.max())
    best = np.argsort(-p)[:5]
    table = at.dataframe[0].value
    assert list(table["answer"]) == [benchmarks.get("imagenet").classes[k] for k in best]
    assert table["confidence"].to_numpy() == pytest.approx(p[best] / p.sum(), abs=1e-6)
    assert all(title in said(at) for title in ("**MSP ", "Energy ", "GradNorm "))
    rows = verdicts._methods(at.session_state["images:judged"][1])
    assert {"MSP", "Energy"} <= {row.title for row in rows}
    assert not any(row.score for row in rows)  # no name is written twice
    for shown, has_csi in ((at, False), (answered("photos"), True)):
        told = [caption.value for caption in shown.caption]
        assert any(say(words.CSI_ANSWERS) in line for line in told) == has_csi


@pytest.mark.parametrize(
    ("world", "part"), [("imagenet", "small"), ("imagenet", "fool"), ("photos", "lands")]
)
def test_parts_of_your_images_draw(world, part):
    at = answered(world, more=part)
    assert say(words.PARTS[part]) in [tab.label for tab in at.tabs if tab.children]
    if world == "photos":
        assert any("not on this machine" in caption.value for caption in at.caption)


@pytest.mark.parametrize(
    ("world", "panel"),
    [
        *(("imagenet", name) for name in ("threshold", "confidence-map", "feature-space")),
        *(("imagenet", name) for name in ("training-replay", "numbers")),
        *(("photos", name) for name in ("confidence-map", "feature-space", "training-replay")),
    ],
)
def test_panels_of_the_lab_draw(world, panel):
    at = opened("lab", benchmark=world, method="baseline", panel=panel)
    assert not at.exception and not at.error
    is_told = world == "imagenet" and panel in ("training-replay", "confidence-map")
    assert not is_told or at.info


def test_the_lab_says_that_nothing_is_trained_on_imagenet():
    at = opened("lab", benchmark="imagenet", method="csi", panel="threshold")
    assert not at.exception and "Nothing is trained on ImageNet" in said(at)
    made = opened("lab", benchmark="photos", method="confident-gan", panel="generated-samples")
    assert not made.exception and say(lab_words.MADE_FEATURES) in said(made)


@pytest.mark.parametrize(
    ("world", "part"),
    [("imagenet", "brush"), ("imagenet", "classes"), ("photos", "brush"), ("photos", "failures")],
)
def test_compare_draws(world, part):
    at = opened("compare", benchmark=world, part=part)
    assert not at.exception and not at.error


def test_the_part_on_photographs_tells_what_the_cards_say():
    at = opened("overview")
    at.segmented_control(key="guess:box").set_value(
        at.segmented_control(key="guess:box").options[0]
    )
    at.run()
    assert not at.exception
    baseline = committed("photos").metrics["ood"]
    plain, neighbours = (
        percent(float(np.mean([row[score]["fpr95"] for row in baseline.values()])))
        for score in ("msp", "knn")
    )
    text = say(photographs_words.NEIGHBOURS, plain=plain, neighbours=neighbours)
    assert text in said(at)
    assert at.table[-1].value[say(photographs_words.MEAN)].iloc[0] == plain


def test_what_the_lessons_say_of_photographs_is_so():
    """Outliers help; distances tell more than the last layer of the same network."""
    runs = {name: committed(photographs.WORLD, name) for name in METHODS}
    plain = photographs.mean(runs["baseline"], "msp")
    assert photographs.mean(runs["baseline"], "knn") < plain / 4
    assert photographs.mean(runs["outlier-exposure"], "msp") < plain / 2
    assert photographs.mean(runs["energy"], "energy") < plain / 2
    assert photographs.mean(runs["csi"], "csi", "auroc") > 0.9
    assert runs["csi"].method.outliers == "none"


def test_a_photograph_is_none_where_its_data_set_is_not():
    run = committed("photos")
    assert inputs.picture(run, "id_test", 0) is None
    with pytest.raises(UserError, match="scenes_photos is not here"):
        run.benchmark.picture("id_test", 0)


def test_a_photograph_is_brought_to_32_pixels_by_means_of_areas():
    photograph = np.random.default_rng(0).integers(0, 256, (3, 256, 256), np.uint8)
    whole = resolution.middle(photograph)
    assert whole.shape == (3, 224, 224) and np.array_equal(whole, photograph[:, 16:240, 16:240])
    tiles = whole.reshape(3, 32, 7, 32, 7).mean((2, 4))
    assert np.abs(resolution.resized(whole, 32) - tiles).max() <= 1


def test_pictures_are_read_at_the_size_that_their_world_takes():
    assert sources.ready("imagenet").x.shape[1:] == (3, 256, 256)
    assert sources.ready("cifar10").x.shape[1:] == (3, 32, 32)
    assert set(verdicts.PARTS) == set(words.PARTS)
