"""The words in the widgets that several pages draw. `{names}` in braces are filled in."""

from app.lessons.words import METRICS

FILM = {  # see film.js
    "slider": "Training step",
    "step": "training step {step} of {last}",
    "play": "Play",
    "pause": "Pause",
    "confidence": "max softmax probability",
    "share": "share of inputs",
    "losses": "Loss terms over the training",
    "loss": "loss",
    "log_loss": "loss (log scale)",
    "steps": "training step",
}
BRUSH = {  # see brush.html and brush.js
    "scores": "Brush the scores",
    "from": "from",
    "lowest": "Lowest score",
    "to": "to",
    "highest": "Highest score",
    "spread": "Spread out the scores near −1",  # noqa: RUF001
    "map": "Brush the map",
    "left": "left",
    "left_edge": "Left edge",
    "right": "right",
    "right_edge": "Right edge",
    "bottom": "bottom",
    "bottom_edge": "Bottom edge",
    "top": "top",
    "top_edge": "Top edge",
    "clear": "Clear",
    "axis": "{score} score (higher = more OOD)",
    "share": "share of each kind",
    "one": "{population}, input {row}: called {answer}{truth}; {score} score {value}",
    "truth": ", truly {label}",
    "none": "No input lies in this selection.",
    "part": "{population} {n} of {size}",
    "count": "{n} inputs: {parts}.",
    "below": " Below, {shown} of them in the order of their scores.",
    "how": "Drag across the histogram or over the map, or move the sliders below them.",
    "nothing": "No input is selected.",
    "histogram": "Histogram of the {score} score by kind of input.",
    "places": "Map of the inputs: {axes}.",
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
