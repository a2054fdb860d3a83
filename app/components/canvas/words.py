"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

MAPS = {  # see canvas.html and canvas.js
    "time": message("widget.canvas.time", "Time"),
    "back": message("widget.canvas.back", "One frame back"),
    "on": message("widget.canvas.on", "One frame on"),
    "play": message("widget.canvas.play", "Play"),
    "pause": message("widget.canvas.pause", "Pause"),
    "layer": message("widget.canvas.layer", "Map"),
    "own": message("widget.canvas.own", "each method's own score"),
    "softmax": message("widget.canvas.softmax", "max softmax"),
    "energy": message("widget.canvas.energy", "energy"),
    "marks": message("widget.canvas.marks", "Show"),
    "boundary": message("widget.canvas.boundary", "decision boundary"),
    "train": message("widget.canvas.train", "training points"),
    "id": message("widget.canvas.id", "ID test"),
    "ring": message("widget.canvas.ring", "held-out ring"),
    "outliers": message("widget.canvas.outliers", "outliers"),
    "proposed": message("widget.canvas.proposed", "generated, proposed"),
    "ordinary": message("widget.canvas.ordinary", "generated, ordinary"),
    "threshold": message("widget.canvas.threshold", "Threshold"),
    "temperature": message("widget.canvas.temperature", "T of the energy"),
    "rule_softmax": message("widget.canvas.rule_softmax", "OOD where max softmax ≤ {t}"),
    "rule_energy": message("widget.canvas.rule_energy", "OOD where E ≥ {t}"),
    "rule_own": message(
        "widget.canvas.rule_own",
        "OOD where the score is as high as the top {share} of ID test",
    ),
    "is_id": message("widget.canvas.is_id", "ID"),
    "is_ood": message("widget.canvas.is_ood", "OOD"),
    "frame": message("widget.canvas.frame", "frame {frame} of {last}"),
    "coming": message("widget.canvas.coming", "frame {frame}; {ready} of {last} are here"),
    "phase": message("widget.canvas.phase", "{phase}, step {step} of {steps}"),
    "diverged": message(
        "widget.canvas.diverged",
        "diverged: its logits are no longer finite. Try smaller weights.",
    ),
    "tpr": message("widget.canvas.tpr", "TPR, ring"),
    "fpr": message("widget.canvas.fpr", "FPR, ID"),
    "auroc": message("widget.canvas.auroc", "AUROC"),
    "accuracy": message("widget.canvas.accuracy", "accuracy"),
    "far": message("widget.canvas.far", "far confidence"),
    "map": message(
        "widget.canvas.map",
        "{title}: {tpr} of the ring caught, {fpr} of ID flagged, accuracy {accuracy}.",
    ),
    "hint": message(
        "widget.canvas.hint",
        "Click a map, or move its cross with the arrow keys and press Enter: further down the "
        "page you then see what each loss term would do to the logits there. TPR, FPR and AUROC "
        "are of the score that the map shows.",
    ),
    "empty": message("widget.canvas.empty", "Nothing is trained yet: press Train all methods."),
    "old": message("widget.canvas.old", "As it was before your change"),
}
