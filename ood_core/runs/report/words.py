"""What a report says, by the names that its script has for it.

What stands in braces, the script fills in.
"""

from ood_core.errors import Sentence

WORDS = {
    "page": Sentence("report.page", "OOD Lab: report"),
    "heading": Sentence("report.heading", "Out-of-distribution detection: report"),
    "intro": Sentence(
        "report.intro",
        "Scores are higher = more OOD; OOD is the positive class. Means are over near tests, far "
        "tests and noise apart. Intervals are 95% bootstrap intervals over the test inputs.",
    ),
    "no_script": Sentence(
        "report.no_script",
        "The figures of this report need JavaScript; it loads nothing from elsewhere.",
    ),
    "accuracy": Sentence("report.accuracy", "Accuracy on the ID test: {share}."),
    "threshold": Sentence("report.threshold", "Threshold"),
    "score": Sentence("report.score", "Score"),
    "histograms": Sentence(
        "report.histograms", "Histograms of the score of each population, and the threshold"
    ),
    "above": Sentence(
        "report.above",
        "Above {limit} an input is called OOD: so are {share} of the ID test inputs.",
    ),
    "inputs": Sentence("report.inputs", "{n} inputs"),
    "called": Sentence("report.called", "{share} called OOD"),
    "every": Sentence("report.every", "Every score on every test"),
    "column_test": Sentence("report.column.test", "test"),
    "column_score": Sentence("report.column.score", "score"),
    "column_kind": Sentence("report.column.kind", "kind"),
    "map": Sentence("report.map", "Feature space: the first inputs of each population by PCA"),
    "again": Sentence("report.again", "How to make it again"),
    "card": Sentence("report.card", "The card: settings, data, packages, machine"),
}
ENGLISH = {name: str(word) for name, word in WORDS.items()}
NAMES = {"id_test": "ID test"}  # of populations; the others are called as they are
