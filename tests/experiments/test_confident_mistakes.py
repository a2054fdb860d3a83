"""The pictures that the first page shows."""

import numpy as np
from pytest import approx
from scipy.special import softmax

from ood_core import paths
from ood_core.benchmarks import letters
from ood_core.experiments import confident_mistakes, pretrained
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import read_arrays
from ood_core.runs.run import Run


def test_each_is_the_image_of_its_test_that_the_classifier_is_surest_about():
    kept, run = (
        read_arrays(paths.PRETRAINED / CONFIDENT_MISTAKES),
        Run.load(paths.PRETRAINED / confident_mistakes.RUN),
    )
    assert {name.partition("/")[0] for name in kept} == {"run", "letter", *run.groups}
    assert kept["run"] == run.card["created"]
    for test in run.groups:
        p = softmax(run.evidence[f"ood/{test}"]["logits"].astype(np.float64), axis=1)
        row = kept[f"{test}/row"]
        assert p[row].max() == p.max() == approx(kept[f"{test}/confidence"]), test
        assert p[row].argmax() == kept[f"{test}/class"], test
        assert np.median(p.max(axis=1)) == approx(kept[f"{test}/median"]), test
        assert np.array_equal(kept[f"{test}/image"], run.benchmark.ood(test)[row, 0]), test
    assert kept["letter"] == letters.names("N-Z")[kept["letters/row"]]


def test_the_file_is_listed_with_the_run_it_needs():
    assert pretrained.results()[CONFIDENT_MISTAKES].needs == (confident_mistakes.RUN,)
