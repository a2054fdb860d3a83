"""Outputs that were brought, on every page that shows a run (uploads are driven in a browser)."""

import numpy as np
import pytest

from app.text import names, say
from app.views.your_data import words as text
from ood_core import benchmarks
from ood_core.runs.import_outputs import import_outputs
from ood_core.runs.run import Run
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
    "changed",
    [{"id_test_thumbnails": PICTURES}, FEATURELESS],
    ids=["with features and thumbnails", "logits alone"],
)
def test_every_panel_and_part_draws_or_says_why_not(bring, changed):
    run = bring(**changed)
    for panel in PANELS:
        at = lab(benchmark="mine", method="baseline", panel=panel)
        assert at.segmented_control(key="lab:benchmark").value == "mine" and not at.exception, panel
        unsaid = [one.value for one in at.error if "without features" not in one.value]
        assert not unsaid, panel
    for part in PARTS:
        at = opened("compare", benchmark="mine", part=part)
        assert not at.exception, part
        assert not [one.value for one in at.error if "without features" not in one.value], part
    assert "features" in run.evidence["id_test"] or "vim" not in run.metrics["ood"]["dogs"]


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


def test_the_page_offers_recipes_asks_for_the_file_and_lists_the_world(bring):
    bring()
    at = opened("your_data")
    at.segmented_control(key="own:kind").set_value("outputs").run()
    assert not at.exception and "import-outputs" in said(at) and "torch.cat" in said(at)
    at.button(key="own:outputs:make").click().run()
    assert say(text.NO_FILE) in said(at)
    at.session_state["own:open:mine"] = True
    at.run()
    assert not at.exception
    assert {str(line) for line in benchmarks.custom.found()["mine"].report} <= {
        f"{name}: {n} inputs"
        for name, n in (("id_train", 120), ("id_test", 80), ("ood/dogs", 50), ("ood/sea", 40))
    }


def test_your_images_does_not_ask_a_network_that_is_not_there(bring, fake):
    fake("plane-blobs", "baseline")
    bring(id_test_thumbnails=PICTURES)
    at = opened("images")
    assert not at.exception and "mine" not in said(at)
    assert not home().exception
