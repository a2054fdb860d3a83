"""No result is typed by hand: what README and the long texts print is a run's, a paper's or a rule.

A number that looks like a result (with a decimal point, or in percent) stands in code, is filled
in by the page, or is one of those that are declared here, each with what it comes from.
"""

import re
from pathlib import Path

import pytest

from app.data import loading
from app.text import APP, papers, say, say_each
from app.views.lessons.confident_gan import words as gan_words
from app.views.reproduction import table, words
from ood_core.exercises import EXERCISES

README = APP.parent / "README.md"
RESULT = re.compile(r"\d+(?:\.\d+)?%|\d+\.\d+")
NO_PROSE = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\{[^}]*\}")  # code, formulas, links, places
RULES = {"95%", "50%", "94"}  # of the metrics: OOD caught, guessing
DECLARED = {  # file -> numbers that are no results, or that the papers give
    "README.md": {
        "3.11": "Python's version",
        "3.0": "of a licence",
        "2.45": "sigma within which 95% of a Gaussian of the plane lie",
        "2.11": "torch's version, of the run's card",
    },
    "outlier-exposure.en.md": {"0.5": "the paper's weight"},
    "energy.en.md": {"0.1": "the paper's weight"},
    "exam.en.md": dict.fromkeys(("20%", "21%", "55%"), "of a question, of no network"),
    "plan-180.en.md": dict.fromkeys(("21%", "55%"), "of the exam's question"),
    "plan-50.en.md": {"99%": "what a student may say"},
    "sees.en.md": {
        f"{want.least:.0%}": "wanted" for want in EXERCISES["sees"].wants if want.measure == "auroc"
    },
    "unseen-by-softmax.en.md": {"0%": "the other way round altogether"},
}
ABLATION = "python -m ood_core.experiments.ablation_confident_gan"  # prints its table


def prose(path: Path) -> list[str]:
    """The lines outside of code; without the table that the ablation's command prints."""
    lines, is_code, is_printed = [], False, False
    for line in path.read_text("utf-8").splitlines():
        is_code ^= line.startswith("```")
        is_printed = line.startswith("| generator |") or (is_printed and line.startswith("|"))
        if not (is_code or is_printed):
            lines.append(NO_PROSE.sub("", line))
    return lines


def test_the_readmes_results_are_those_of_the_runs_and_the_papers():
    accuracy = loading.committed("digits/baseline").metrics["accuracy"]
    rows = [(table.printed(row), table.ours(row), row.differs) for row in words.ROWS]
    cells = [cell for row in say_each(rows) for cell in row]
    computed = {number for cell in cells for number in RESULT.findall(cell)}
    known = computed | RULES | set(DECLARED[README.name]) | {f"{100 * accuracy:.0f}%"}
    found = {number for line in prose(README) for number in RESULT.findall(line)}
    assert found <= known, f"typed by hand: {sorted(found - known)}"
    assert ABLATION in README.read_text("utf-8")
    torch = loading.committed(words.CSI).card["packages"]["torch"]
    assert torch.startswith("2.11")


@pytest.mark.parametrize("path", sorted(APP.rglob("*.en.md")), ids=lambda path: path.name)
def test_long_texts_print_no_result_that_is_not_filled_in(path):
    known = RULES | set(DECLARED.get(path.name, ()))
    found = {number for line in prose(path) for number in RESULT.findall(line)}
    assert found <= known, f"typed by hand: {sorted(found - known)}"


def test_the_papers_numbers_say_where_they_are_from():
    """Each declaration of `papers` stands below a comment that names its source."""
    text = Path(papers.__file__).read_text("utf-8")
    for source in ("CIFAR/snapshots/cifar10_wrn_{baseline,oe_tune}_test.txt", "Liu et al."):
        assert source in text


def test_lesson_1_has_the_ranges_of_the_ablations_table():
    """How many samples lie around the data with the paper's losses alone, and with ours."""
    lines = README.read_text("utf-8").splitlines()
    rows = [[c.strip() for c in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    around = {
        name: [float(v) for v in first.split("/")]
        for name, first, *_ in (row for row in rows if len(row) == 5 and " / " in row[1])
    }
    ends = [
        [f"{100 * end(around[name]):.0f}" for end in (min, max)]
        for name in ("the three losses alone", "all")
    ]
    said = say(gan_words.HONEST)
    assert f"{ends[0][0]} to {ends[0][1]}% of 5,000 samples lay around it" in said
    assert f"then {ends[1][0]} to {ends[1][1]}% did" in said
