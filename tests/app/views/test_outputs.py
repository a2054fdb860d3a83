"""Outputs that were brought, on every page that shows a run (uploads are driven in a browser)."""

import io
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.server import ownership
from app.text import names, say
from app.views.your_data import words as text
from ood_core import benchmarks, paths
from ood_core.evaluation import choosing
from ood_core.jobs import queue
from ood_core.runs.import_outputs import import_outputs
from ood_core.runs.run import Run
from ood_core.serving import outputs
from tests.app.test_pages import home, lab, opened, said
from tests.runs.test_import_outputs import arrays

PANELS = (
    *("threshold", "confidence-map", "feature-space", "generated-samples", "training-replay"),
    *("numbers", "conventions"),
)
PARTS = ("numbers", "curves", "brush", "two-runs", "classes", "failures")


@pytest.fixture
def bring(folders):
    """Makes the run `mine` of a small network's outputs, changed or left out."""

    def make(**changed) -> Run:
        file = folders / "a.npz"
        np.savez(file, **arrays(**changed))
        import_outputs(file, folders / "runs" / "mine")
        return Run.load(folders / "runs" / "mine")

    return make


PICTURES = np.random.default_rng(0).integers(0, 256, (80, 8, 8), dtype=np.uint8)
FEATURELESS = dict.fromkeys([n for n in arrays() if "features" in n or n in ("weight", "bias")])


@pytest.mark.parametrize(
    ("changed", "has_features"),
    [({"id_test_thumbnails": PICTURES}, True), (FEATURELESS, False)],
    ids=["with features and thumbnails", "logits alone"],
)
def test_every_panel_and_part_draws_or_says_why_not(bring, changed, has_features):
    def unexpected(at):
        said = [one.value for one in at.error]
        return [one for one in said if has_features or "without features" not in one]

    run = bring(**changed)
    for panel in PANELS:
        at = lab(benchmark="mine", method="baseline", panel=panel)
        assert at.segmented_control(key="lab:benchmark").value == "mine" and not at.exception, panel
        assert not unexpected(at), panel
    for part in PARTS:
        at = opened("compare", benchmark="mine", part=part)
        assert not at.exception, part
        assert not unexpected(at), part
    assert ("features" in run.evidence["id_test"]) == has_features
    assert ("vim" in run.metrics["ood"]["dogs"]) == has_features


def test_scores_that_are_missing_are_said_with_the_arrays_they_lack(bring):
    bring(id_train_labels=None)
    at = lab(benchmark="mine", method="baseline", panel="numbers")
    captions = [one.value for one in at.caption]
    titles = ", ".join(
        names.SCORES[n].title for n in ("mahalanobis", "relative_mahalanobis", "vim", "she")
    )
    assert say(names.LACKS, arrays="`id_train_labels`", scores=titles) in captions
    titles = ", ".join(names.SCORES[n].title for n in ("mcm", "odin", "csi_con", "csi_cls", "csi"))
    assert say(names.LACKS_NETWORK, scores=titles) in captions


def test_settings_that_validation_chose_are_told(bring):
    given = arrays()
    validation = {k: given[f"far_sea_{k}"] + 1 for k in ("features", "logits")}
    validation["logits"] = validation["features"] @ given["weight"].T
    run = bring(**{f"validation_{k}": array for k, array in validation.items()})
    (told,) = map(say, choosing.told(run.card["chosen"]))
    at = lab(benchmark="mine", method="baseline", panel="numbers")
    assert told in [one.value for one in at.caption] and "knn k" in told


def test_the_page_offers_recipes_asks_for_the_file_and_lists_the_world(bring):
    bring()
    at = opened("your_data")
    at.segmented_control(key="own:kind").set_value("outputs").run()
    assert not at.exception and "import-outputs" in said(at) and "torch.cat" in said(at)
    at.button(key="own:outputs:make").click().run()
    assert say(text.NO_FILE) in said(at)
    counts = (("id_train", 120), ("id_test", 80), ("ood/dogs", 50), ("ood/sea", 40))
    lines = [f"{name}: {n} inputs" for name, n in counts]
    report = benchmarks.custom.found()["mine"].report
    assert sorted(map(str, report)) == sorted(lines)
    assert at.selectbox(key="own:chosen").value == "mine"
    assert not at.exception and all(f"- {say(line)}" in said(at) for line in report)


def test_your_images_does_not_ask_a_network_that_is_not_there(bring, fake):
    fake("plane-blobs", "baseline")
    bring(id_test_thumbnails=PICTURES)
    at = opened("images")
    assert not at.exception and "mine" not in said(at)
    assert not home().exception


def making(data, name, world):
    """A page that makes a run of a file and shows whose it is then, and the benchmark."""
    import streamlit as st

    from app.server import ownership
    from app.views.your_data import outputs

    outputs._make(data, name, world)
    for kind in ("run", "benchmark"):
        st.text(ownership.mark(kind, name).whose)


@pytest.fixture
def upload(folders, monkeypatch):
    """Makes the run `ours` of arrays, in this process; the page, and the runs that get a UMAP."""
    later = []
    monkeypatch.setattr(ownership, "address", lambda: "192.0.2.1")  # a page in a test has none
    monkeypatch.setattr(queue.Queue, "add_later", lambda self, run: later.append(run))
    monkeypatch.setattr(
        *(outputs, "import_outputs"),
        lambda file, data, name, world: import_outputs(
            Path(file), paths.RUNS / name, world, data=data
        ),
    )

    def make(given, world=""):
        np.savez(file := io.BytesIO(), **given)
        asked = {"data": file.getvalue(), "name": "ours", "world": world}
        return AppTest.from_function(making, kwargs=asked, default_timeout=60).run(), later

    return make


def test_the_run_and_its_benchmark_are_the_visitors_and_are_not_made_twice(upload):
    at, later = upload(arrays())
    assert not at.exception and not at.error
    assert [one.value for one in at.text] == ["yours", "yours"]
    assert Run.load(paths.RUNS / "ours").benchmark.name == "ours"
    assert list(benchmarks.custom.found()) == ["ours"] and later == [paths.RUNS / "ours"]
    card = (paths.RUNS / "ours" / "card.json").read_bytes()
    at, _ = upload(arrays(bias=np.ones(4, np.float32)))
    assert [one.value for one in at.error] == [say(text.TAKEN, name="ours")]
    assert (paths.RUNS / "ours" / "card.json").read_bytes() == card and len(later) == 1


def test_outputs_of_a_world_that_is_here_make_a_run_alone(upload):
    world, rng = benchmarks.get("digits"), np.random.default_rng(0)
    given = {"id_test_logits": rng.normal(size=(len(world.id_test.x), 10)).astype(np.float32)}
    given["far_textures_logits"] = rng.normal(size=(len(world.ood("textures")), 10))
    at, _ = upload(given | {"id_test_labels": world.id_test.y}, "digits")
    assert not at.exception and not at.error
    assert [one.value for one in at.text] == ["yours", "here"]
    assert Run.load(paths.RUNS / "ours").benchmark.name == "digits"
    assert not benchmarks.custom.found()
