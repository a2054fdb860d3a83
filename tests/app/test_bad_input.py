"""Runs that nothing true can be drawn of, and runs on very little data, in the Lab."""

import re

import numpy as np
import pytest

from ood_core.benchmarks.custom import store as custom
from ood_core.evidence import Evidence
from tests.app.fake import make_run
from tests.app.test_pages import lab, said
from tests.app.views.test_your_data import csv

PANELS = ("Threshold", "Confidence map", "Feature space", "Numbers", "Conventions")


def spoil(path, change):
    """Change every population of a run's evidence."""
    evidence = Evidence.load(path / "evidence.npz")
    for arrays in evidence.values():
        change(arrays)
    evidence.save(path / "evidence.npz")


def nan(arrays):
    arrays["logits"][0] = np.nan


def same(arrays):
    for name in {"logits", "features"} & set(arrays):
        arrays[name][:] = 1


SPOILED = {
    (nan, "Threshold"): "hold NaN or infinite values",
    (nan, "Feature space"): "hold NaN or infinite values",
    (same, "Threshold"): "Every input has the same MSP score",
    (same, "Feature space"): "all have the same features",
}


@pytest.mark.parametrize(("change", "panel"), SPOILED)
def test_what_cannot_be_drawn_is_a_sentence(fake, change, panel):
    spoil(fake("plane-blobs", "baseline"), change)
    at = lab(benchmark="plane-blobs", method="baseline", panel=panel)
    assert not at.exception
    assert SPOILED[change, panel] in "\n".join(e.value for e in at.error)


def test_a_slice_through_features_that_are_all_the_same_is_a_sentence(fake):
    spoil(fake("digits", "baseline"), same)
    at = lab(benchmark="digits", method="baseline", panel="Confidence map")
    assert not at.exception
    assert "all have the same features" in "\n".join(e.value for e in at.error)


def test_sets_of_one_input_draw_and_show_no_nan(folders):
    id = csv("id.csv", np.array([[-5, 0], [-5, 1], [5, 0], [5, 1]]), list("aabb"))
    custom.make("few", [id], {"one": custom.Test("far", [csv("one.csv", np.array([[0, 9]]))])})
    make_run(folders / "runs", "few", "baseline")
    for panel in PANELS:
        at = lab(benchmark="few", method="baseline", panel=panel)
        assert not at.exception and not at.error, panel
        shown = said(at) + "".join(frame.value.to_string() for frame in at.dataframe)
        assert not re.search(r"\b(nan|inf)\b", shown, re.IGNORECASE), panel
