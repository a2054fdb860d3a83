"""The words in the widget. `{names}` in braces are filled in."""

from app.text import message

MAPS = {  # see canvas.html and canvas.js
    "time": message("widget.canvas.maps.time", "Time"),
    "back": message("widget.canvas.maps.back", "One frame back"),
    "on": message("widget.canvas.maps.on", "One frame on"),
    "play": message("widget.canvas.maps.play", "Play"),
    "pause": message("widget.canvas.maps.pause", "Pause"),
    "layer": message("widget.canvas.maps.layer", "Map"),
    "own": message("widget.canvas.maps.own", "each method's own score"),
    "softmax": message("widget.canvas.maps.softmax", "max softmax"),
    "energy": message("widget.canvas.maps.energy", "energy"),
    "marks": message("widget.canvas.maps.marks", "Show"),
    "boundary": message("widget.canvas.maps.boundary", "decision boundary"),
    "train": message("widget.canvas.maps.train", "training points"),
    "id": message("widget.canvas.maps.id", "ID test"),
    "ring": message("widget.canvas.maps.ring", "held-out ring"),
    "outliers": message("widget.canvas.maps.outliers", "outliers"),
    "proposed": message("widget.canvas.maps.proposed", "generated, proposed"),
    "ordinary": message("widget.canvas.maps.ordinary", "generated, ordinary"),
    "threshold": message("widget.canvas.maps.threshold", "Threshold"),
    "temperature": message("widget.canvas.maps.temperature", "T of the energy"),
    "rule_softmax": message("widget.canvas.maps.rule_softmax", "OOD where max softmax ≤ {t}"),
    "rule_energy": message("widget.canvas.maps.rule_energy", "OOD where E ≥ {t}"),
    "rule_own": message(
        "widget.canvas.maps.rule_own",
        "OOD where the score is as high as the top {share} of ID test",
    ),
    "line": message("widget.canvas.maps.line", "threshold"),
    "is_id": message("widget.canvas.maps.is_id", "ID"),
    "is_ood": message("widget.canvas.maps.is_ood", "OOD"),
    "frame": message("widget.canvas.maps.frame", "frame {frame} of {last}"),
    "coming": message("widget.canvas.maps.coming", "frame {frame}; {ready} of {last} are here"),
    "phase": message("widget.canvas.maps.phase", "{phase}, step {step} of {steps}"),
    "diverged": message(
        "widget.canvas.maps.diverged",
        "diverged: its logits are no longer finite. Try smaller weights.",
    ),
    "tpr": message("widget.canvas.maps.tpr", "TPR, ring"),
    "fpr": message("widget.canvas.maps.fpr", "FPR, ID"),
    "auroc": message("widget.canvas.maps.auroc", "AUROC"),
    "accuracy": message("widget.canvas.maps.accuracy", "accuracy"),
    "far": message("widget.canvas.maps.far", "far confidence"),
    "map": message(
        "widget.canvas.maps.map",
        "{title}: {tpr} of the ring caught, {fpr} of ID flagged, accuracy {accuracy}.",
    ),
    "hint": message(
        "widget.canvas.maps.hint",
        "Click a map, or move its cross with the arrow keys and press Enter: further down the "
        "page you then see what each loss term would do to the logits there.",
    ),
    "empty": message(
        "widget.canvas.maps.empty", "Nothing is trained yet: press Train all methods."
    ),
    "old": message("widget.canvas.maps.old", "As it was before your change"),
}
