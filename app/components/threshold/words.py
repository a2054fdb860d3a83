"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message
from app.text.names import METRICS

THRESHOLD = {  # see threshold.html and threshold.js
    "populations": message("widget.threshold.populations", "Populations"),
    "id_test": message("widget.threshold.id_test", "ID test"),
    "together": message(
        "widget.threshold.together",
        "More than four of a kind are drawn as one line. Point at one to see it by itself.",
    ),
    "histogram": message(
        "widget.threshold.histogram",
        "Histogram of the score by population, with the threshold",
    ),
    "slider": message("widget.threshold.slider", "Threshold"),
    "cut": message("widget.threshold.cut", "cut-off, in the rule"),
    "minus_cut": message("widget.threshold.minus_cut", "minus the cut-off, in the rule"),
    "slider_at": message(
        "widget.threshold.slider_at",
        "{threshold}: {tpr} of OOD caught, {fpr} of ID flagged",
    ),
    "roc": message("widget.threshold.roc", "ROC curve; the ring is the chosen threshold"),
    "axis": message("widget.threshold.axis", "{score} score (higher = more OOD)"),
    "share": message("widget.threshold.share", "share of each population"),
    "from_here": message("widget.threshold.from_here", "OOD from here"),
    "onwards": message("widget.threshold.onwards", "OOD →"),
    "at": message("widget.threshold.at", "At this threshold"),
    "flagged": message("widget.threshold.flagged", "flagged as OOD"),
    "passed": message("widget.threshold.passed", "let through"),
    "ood": message("widget.threshold.ood", "OOD"),
    "id": message("widget.threshold.id", "ID"),
    "shifted": message("widget.threshold.shifted", "shifted"),
    "threshold": message("widget.threshold.threshold", "threshold"),
    "tpr": message("widget.threshold.tpr", "OOD caught (TPR)"),
    "fpr": message("widget.threshold.fpr", "ID flagged (FPR)"),
    "whole": message("widget.threshold.whole", "all chosen OOD sets"),
    **METRICS,
    "base": message("widget.threshold.base", "base rate (OOD)"),
    "reset": message("widget.threshold.reset", "Back to 95% of OOD caught"),
    "spread": message("widget.threshold.spread", "Spread out the scores near −1"),  # noqa: RUF001
    "no_ood": message(
        "widget.threshold.no_ood",
        "Switch an OOD set on: without one there is nothing to detect.",
    ),
    "equal": message(
        "widget.threshold.equal",
        "Many scores are equal, so no threshold catches exactly 95%: this one catches {caught}.",
    ),
    "backwards": message(
        "widget.threshold.backwards",
        "An AUROC below 50% means that the score ranks the wrong way round: most "
        "of these OOD inputs score lower than ID inputs.",
    ),
}
