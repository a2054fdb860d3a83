"""The words: there is a lesson and a set of controls for everything that can be chosen."""

import dataclasses

import pytest

from app.components.tug.words import TUG
from app.figures.training import loss_terms
from app.text import declared, names, passage, say
from app.views import lab
from app.views.lessons.energy import words
from ood_core import benchmarks
from ood_core.evaluation.metrics import METRICS
from ood_core.methods import METHODS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run, finished_runs
from ood_core.scores import SCORES


@pytest.mark.parametrize("world", ["plane-blobs", "digits", "cifar10"])  # one for each network
@pytest.mark.parametrize("method", METHODS)
def test_controls_are_settings_of_the_method(method, world):
    config = METHODS[method].defaults(benchmarks.get(world))
    assert set(METHODS[method].settings) == set(dataclasses.asdict(config))
    for key, setting in METHODS[method].settings.items():
        assert setting.check(getattr(config, key)) == getattr(config, key)
        assert not setting.help or setting.label


def test_every_method_score_and_metric_has_words():
    assert all(passage(lab.__file__, method) for method in METHODS)
    assert set(names.SCORES) == set(SCORES)
    assert set(names.METRICS) == set(METRICS)


def test_every_loss_term_and_phase_of_the_committed_runs_has_words():
    lines = [line for path in finished_runs(PRETRAINED) for line in Run.load(path).log]
    terms = {term for line in lines for term in loss_terms([line])}
    assert len(terms) > 5 and terms <= set(names.LOSSES)
    assert {line["phase"] for line in lines} == set(declared.PHASES)


def test_populations_are_named_by_their_kind():
    assert names.population_label("id_test", "id") == "ID test"
    assert names.population_label("ood/emnist_letters", "near") == "emnist letters (near OOD)"
    assert names.population_label("shift/rotate", "shift") == "ID, shift: rotate"


def test_low_energy_is_no_sign_that_inputs_were_seen():
    """Lesson 3: the lowest energies lie where no data ever was."""
    said = (
        say(names.SCORES["energy"].meaning),
        say(words.SAMPLE["low"]),
        say(TUG["low"]),
        passage(lab.__file__, "score-map"),
    )
    assert "does not mean that the network has seen such inputs" in said[0]
    assert not any("looks like ID" in text for text in said)
