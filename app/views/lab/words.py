"""The words of the Lab."""

PANELS = {
    "threshold": "Threshold",
    "confidence-map": "Confidence map",
    "feature-space": "Feature space",
    "generated-samples": "Generated samples",
    "training-replay": "Training replay",
    "numbers": "Numbers",
    "conventions": "Conventions",
}
NOTES = {  # (benchmark, method): what one should know before reading the numbers
    ("plane-rings", "csi"): (
        "Expect low numbers here: a ring turned about its centre is the "
        "same ring, so CSI cannot distinguish the turns. The method "
        "needs shifts that change the data."
    ),
    ("plane-rings", "outlier-exposure"): (
        "Look at **box** and **ring** (far OOD): they lie "
        "beyond the thin shell of training outliers, and "
        "there the network's confidence is as high as "
        "before."
    ),
}
ACCURACY = {"csi": "Test accuracy (linear probe)"}  # where it is not the method's own
