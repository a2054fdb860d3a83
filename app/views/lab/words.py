"""The words of the Lab."""

from app.text import message

PANELS = {
    "threshold": message("lab.panels.threshold", "Threshold"),
    "confidence-map": message("lab.panels.confidence_map", "Confidence map"),
    "feature-space": message("lab.panels.feature_space", "Feature space"),
    "generated-samples": message("lab.panels.generated_samples", "Generated samples"),
    "training-replay": message("lab.panels.training_replay", "Training replay"),
    "numbers": message("lab.panels.numbers", "Numbers"),
    "conventions": message("lab.panels.conventions", "Conventions"),
}
NOTES = {  # (benchmark, method): what one should know before reading the numbers
    ("plane-rings", "csi"): message(
        "lab.notes.plane_rings_csi",
        "Expect low numbers here: a ring turned about its centre is the "
        "same ring, so CSI cannot distinguish the turns. The method "
        "needs shifts that change the data.",
    ),
    ("plane-rings", "outlier-exposure"): message(
        "lab.notes.plane_rings_outlier_exposure",
        "Look at **box** and **ring** (far OOD): they lie "
        "beyond the thin shell of training outliers, and "
        "there the network's confidence is as high as "
        "before.",
    ),
}
ACCURACY = {
    "csi": message("lab.accuracy.csi", "Test accuracy (linear probe)")
}  # where it is not the method's own
