"""Runs in one table: each number is the card's."""

import csv
import io
import json
import re

import numpy as np
import pytest

from ood_core.errors import UserError
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.runs.table import Line, as_csv, as_latex, as_markdown, lines

PATHS = [PRETRAINED / "digits" / method for method in ("baseline", "energy")]


@pytest.fixture(scope="module")
def cards():
    return [json.loads((path / "card.json").read_text()) for path in PATHS]


def test_csv_has_every_number_of_the_cards(cards):
    rows = list(
        csv.DictReader(io.StringIO(as_csv(lines(list(map(Run.load, PATHS)), ["msp", "knn"]))))
    )
    for path, card in zip(PATHS, cards, strict=True):
        intervals = json.loads((path / "intervals.json").read_text())
        for score in ("msp", "knn"):
            of = {r["test"]: r for r in rows if (r["run"], r["score"]) == (path.as_posix(), score)}
            for test, row in card["metrics"]["ood"].items():
                assert float(of[test]["fpr95"]) == row[score]["fpr95"]
                low, high = intervals[test][score]["auroc"]
                assert (of[test]["auroc_low"], of[test]["auroc_high"]) == (str(low), str(high))
            noise = ("gaussian", "rademacher", "bernoulli", "blobs")
            mean = np.mean([card["metrics"]["ood"][t][score]["auroc"] for t in noise])
            assert float(of["mean of noise"]["auroc"]) == pytest.approx(mean, abs=1e-12)


def test_markdown_and_latex_have_a_row_for_each_run_and_its_own_score(cards):
    found = lines(list(map(Run.load, PATHS)))
    assert [line.score for line in found] == ["msp", "energy"]
    head, _, first, second, *_ = as_markdown(found).splitlines()
    at = [cell.strip() for cell in head.split("|")].index("textures")
    for row, card, score in ((first, cards[0], "msp"), (second, cards[1], "energy")):
        of = card["metrics"]["ood"]["textures"][score]
        cell = f"{100 * of['auroc']:.1f} / {100 * of['fpr95']:.1f}"
        assert row.split("|")[at].strip() == cell
    written = as_latex(found)
    assert r"\begin{tabular}{ll" in written and written.count(r"\\") == 3
    cells = written.partition("toprule")[2]
    assert not re.search(r"(?<!\\)[_%#$~^]", cells)  # each as LaTeX writes it


def test_what_means_something_to_latex_is_escaped():
    row = Line("~/runs/x^2_{a}", "m", "s", 0.5, {})
    assert r"\textasciitilde{}/runs/x\textasciicircum{}2\_\{a\}" in as_latex([row])


def test_a_score_that_a_run_has_not_is_named():
    with pytest.raises(UserError, match=r"no score 'csi'.*It has: .*msp"):
        lines([Run.load(PATHS[0])], ["csi"])
