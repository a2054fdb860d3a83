"""What one should know of a classifier before reading its scores."""

import json

import pytest

from app.data import scoring
from ood_core import paths
from ood_core.runs.run import Run


@pytest.fixture
def caveats(fake):
    """The caveats of Energy and of the baseline beside it, with these accuracies on the digits."""

    def told(**accuracy):
        for method, value in accuracy.items():
            place = paths.PRETRAINED / "digits" / method
            card = json.loads((fake("digits", method) / "card.json").read_text())
            card["metrics"]["accuracy"] = value
            (place / "card.json").write_text(json.dumps(card))
        return " ".join(scoring.caveats(Run.load(paths.PRETRAINED / "digits" / "energy")))

    return told


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        ({"energy": 0.1, "baseline": 0.95}, "guesses: accuracy 10.0% with 10 classes"),
        ({"energy": 0.6, "baseline": 0.95}, "60.0%; without this method, the baseline's is 95.0%"),
    ],
)
def test_a_classifier_that_guesses_or_was_ruined_is_told_beside_its_numbers(
    caveats, accuracies, said
):
    assert said in caveats(**accuracies)


def test_a_classifier_as_good_as_without_the_method_is_not_told_of(caveats):
    told = caveats(energy=0.94, baseline=0.95)
    assert "guesses" not in told and "baseline's" not in told
