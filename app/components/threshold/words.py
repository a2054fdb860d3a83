"""The words in the widget. `{names}` in braces are filled in."""

from app.text.names import METRICS

THRESHOLD = {  # see threshold.html and threshold.js
    "populations": "Populations",
    "id_test": "ID test",
    "histogram": "Histogram of the score by population, with the threshold",
    "slider": "Threshold",
    "slider_at": "{threshold}: {tpr} of OOD caught, {fpr} of ID flagged",
    "roc": "ROC curve; the ring is the chosen threshold",
    "axis": "{score} score (higher = more OOD)",
    "share": "share of each population",
    "from_here": "OOD from here",
    "onwards": "OOD →",
    "at": "At this threshold",
    "flagged": "flagged as OOD",
    "passed": "let through",
    "ood": "OOD",
    "id": "ID",
    "shifted": "shifted",
    "threshold": "threshold",
    "tpr": "OOD caught (TPR)",
    "fpr": "ID flagged (FPR)",
    "whole": "all chosen OOD sets",
    **METRICS,
    "base": "base rate (OOD)",
    "reset": "Back to 95% of OOD caught",
    "spread": "Spread out the scores near −1",  # noqa: RUF001
    "no_ood": "Switch an OOD set on: without one there is nothing to detect.",
    "equal": (
        "Many scores are equal, so no threshold catches exactly 95%: this one catches {caught}."
    ),
    "backwards": (
        "An AUROC below 50% means that the score ranks the wrong way round: most "
        "of these OOD inputs score lower than ID inputs."
    ),
}
