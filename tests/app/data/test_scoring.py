"""Scores as pages read them."""

import numpy as np

from app.data import scoring
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy
from tests.app.test_pages import lab

CHOSEN = {"energy": {"temperature": 5.0}}


def test_energy_is_read_at_the_temperature_that_was_chosen_for_the_run(fake):
    run = Run.load(fake("plane-blobs", "energy", chosen=CHOSEN))
    for given, used in ((None, 5.0), (1.0, 1.0)):
        found = scoring.scored(run, "energy", given)
        for population, values in found.items():
            assert np.allclose(values, Energy(used).score(run.evidence[population]))


def test_each_run_begins_with_its_own_temperature(fake):
    fake("plane-blobs", "energy", chosen=CHOSEN)
    fake("plane-rings", "energy")
    at = lab(benchmark="plane-rings", method="energy", panel="threshold")
    assert [slider.value for slider in at.slider if slider.label == "Temperature T"] == [1.0]
    at.segmented_control(key="lab:benchmark").set_value("plane-blobs").run()
    assert not at.exception
    assert [slider.value for slider in at.slider if slider.label == "Temperature T"] == [5.0]
