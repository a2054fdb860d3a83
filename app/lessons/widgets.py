"""The words in the widgets that several pages draw. `{names}` in braces are filled in."""

from app.lessons.words import METRICS

FILM = {  # see film.js
    "slider": "Training step",
    "step": "training step {step} of {last}",
    "play": "Play",
    "pause": "Pause",
    "confidence": "max softmax probability",
    "share": "share of inputs",
}
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
    "whole": "all chosen OOD together",
    **METRICS,
    "base": "base rate (OOD)",
    "reset": "Back to 95% of OOD caught",
    "spread": "Spread out the scores near −1",  # noqa: RUF001
    "no_ood": "Switch an OOD set on: without one there is nothing to catch.",
    "equal": "Many scores are equal, so no threshold catches just 95%: this one catches {caught}.",
    "backwards": "An AUROC below 50% means that this score has it backwards: it finds most of "
    "this OOD less strange than ID.",
}
