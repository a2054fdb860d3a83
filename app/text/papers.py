"""Numbers that papers and their authors' logs print, in percent, each with its source."""

import numpy as np

Pair = tuple[float, float]  # before fine-tuning on outliers, after it

# Outlier Exposure on CIFAR-10 (Hendrycks et al., ICLR 2019), WRN-40-2, by OOD test: the authors'
# logs CIFAR/snapshots/cifar10_wrn_{baseline,oe_tune}_test.txt, whose means are the paper's
# table 1. OOD is positive, one OOD input for five of ID.
OE_TESTS: dict[str, dict[str, Pair]] = {
    "gaussian": {"fpr95": (14.39, 0.69), "auroc": (94.72, 99.60), "aupr_out": (70.00, 94.28)},
    "rademacher": {"fpr95": (47.55, 0.49), "auroc": (79.93, 99.78), "aupr_out": (32.29, 97.39)},
    "blobs": {"fpr95": (16.20, 0.57), "auroc": (94.54, 99.83), "aupr_out": (73.71, 98.92)},
    "textures": {"fpr95": (42.82, 12.16), "auroc": (88.37, 97.72), "aupr_out": (58.44, 90.97)},
    "svhn": {"fpr95": (28.82, 4.76), "auroc": (91.83, 98.43), "aupr_out": (66.93, 89.41)},
    "places365": {"fpr95": (47.54, 17.28), "auroc": (87.80, 96.23), "aupr_out": (57.49, 87.27)},
    "lsun": {"fpr95": (38.74, 12.08), "auroc": (89.08, 97.57), "aupr_out": (58.58, 89.42)},
    "cifar100": {"fpr95": (43.47, 27.95), "auroc": (87.88, 93.31), "aupr_out": (55.81, 76.22)},
}
OE_GROUPS = {
    "cifar100": "near",
    **dict.fromkeys(("textures", "svhn", "places365", "lsun"), "far"),
    **dict.fromkeys(("gaussian", "rademacher", "blobs"), "noise"),
}
OE_ERROR: Pair = (5.16, 5.27)  # on the ID test set
OE_MISTAKES: dict[str, Pair] = {  # wrong answers on ID, found by confidence: the same logs
    "fpr95": (25.17, 23.29),
    "auroc": (93.36, 92.71),
    "aupr": (45.73, 36.40),
}

# Energy on CIFAR-10 (Liu et al., NeurIPS 2020), WRN-40-2. ID is positive; means over six OOD tests,
# all of them photographs.
ENERGY_FPR95 = 3.32  # fine-tuned, table 1
ENERGY_ERROR = 4.98  # fine-tuned, on the ID test set, section 4.2


def oe_mean(group: str, metric: str) -> Pair:
    """The mean over Outlier Exposure's tests of a group: near, far or noise."""
    found = [of[metric] for test, of in OE_TESTS.items() if OE_GROUPS[test] == group]
    before, after = np.mean(found, axis=0)
    return float(before), float(after)
