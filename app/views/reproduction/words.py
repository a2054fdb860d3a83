"""The words of the Reproduction page: the papers' CIFAR-10 numbers, and how our runs differ."""

from typing import NamedTuple

from app.text import Message, message

TITLE = message("reproduction.title", "Reproduction: the papers' numbers and ours")
LEDE = message(
    "reproduction.lede",
    "CIFAR-10, one seed, trained on two CPU cores; CSI and SimCLR side by side on one "
    "graphics card (H100), in 11 minutes. All our numbers are read from `pretrained/`; the "
    "commands below reproduce them. In percent; means over the OOD tests where the row "
    "names none; OOD is positive unless the row says otherwise.",
)

TWIN = "twin"  # in the place of a run: the confident classifier's by cross entropy alone


class Row(NamedTuple):
    """One number of a paper, and which number of a run stands beside it."""

    run: str  # in pretrained/, or TWIN
    score: str  # or "error": of the classifier on the ID test set
    metric: str
    what: Message
    paper: Message | str  # a number
    differs: Message
    test: str = ""  # one OOD test instead of the mean over all


PLAIN, OE, ENERGY, CONFIDENT, CSI = (
    f"cifar10/{name}" for name in ("baseline", "outlier-exposure", "energy", "confident-gan", "csi")
)
SIMCLR = "lessons/cifar10-simclr"
# What is measured
_WHAT = {
    "baseline_error": message("reproduction.what.baseline_error", "baseline, test error"),
    "baseline_fpr95": message("reproduction.what.baseline_fpr95", "baseline, MSP: FPR95"),
    "baseline_auroc": message("reproduction.what.baseline_auroc", "baseline, MSP: AUROC"),
    "oe_fpr95": message("reproduction.what.oe_fpr95", "Outlier Exposure: FPR95"),
    "oe_auroc": message("reproduction.what.oe_auroc", "Outlier Exposure: AUROC"),
    "oe_error": message("reproduction.what.oe_error", "Outlier Exposure, test error"),
    "energy_fpr95": message("reproduction.what.energy_fpr95", "Energy fine-tuned: FPR95"),
    "energy_error": message("reproduction.what.energy_error", "Energy fine-tuned, test error"),
    "gan_error": message("reproduction.what.gan_error", "Boundary GAN, test error"),
    "twin_error": message(
        "reproduction.what.twin_error", "its twin by cross entropy alone, test error"
    ),
    "gan_fpr95": message("reproduction.what.gan_fpr95", "Boundary GAN: FPR95"),
    "twin_fpr95": message("reproduction.what.twin_fpr95", "its twin by cross entropy alone: FPR95"),
    "csi_svhn": message("reproduction.what.csi_svhn", "CSI without labels, SVHN: AUROC"),
    "csi_cifar100": message(
        "reproduction.what.csi_cifar100", "CSI without labels, CIFAR-100: AUROC"
    ),
    "simclr_svhn": message("reproduction.what.simclr_svhn", "SimCLR, SVHN: AUROC"),
    "simclr_cifar100": message("reproduction.what.simclr_cifar100", "SimCLR, CIFAR-100: AUROC"),
}
# What stands in the paper's place where a number alone would mislead
_NOT_COMPARED = message("reproduction.paper.not_compared", "not compared")
_CHART = message("reproduction.paper.chart", "a bar chart only")
_ID_POSITIVE = message("reproduction.paper.id_positive", "3.32 (ID positive)")
_SEEN = message("reproduction.paper.seen", "19.44 (real outliers, no GAN)")
# What differs
_BASE = message(
    "reproduction.differs.base", "WRN-16-2 for WRN-40-2 with dropout; 40 epochs for 100"
)
_TESTS = message(
    "reproduction.differs.tests",
    "eight OOD tests: 1,040 crops of SVHN, 10 of 47 textures, scenes for Places and LSUN, "
    "Bernoulli noise besides",
)
_TUNED = message(
    "reproduction.differs.tuned",
    "5 epochs for 10; TinyImageNet (30,082 images, overlapping classes removed) for 80 Million "
    "Tiny Images",
)
_ENERGY = message(
    "reproduction.differs.energy",
    "as above; the paper's six OOD tests hold no CIFAR-100, and its FPR95 counts ID as positive",
)
_MARGINS = message(
    "reproduction.differs.margins", "margins suggested by the baseline's mean energies"
)
_GAN = message(
    "reproduction.differs.gan",
    "WRN-16-2 for VGG-13; 4 epochs for 100; terms of the GAN's loss that are ours",
)
_ALONE = message(
    "reproduction.differs.alone",
    "the same weights at the start, batches and optimiser; no GAN, and no samples in a batch",
)
_FOR_CSI = message(
    "reproduction.differs.for_csi",
    "WRN-16-2 for ResNet-18, projection to 64 for 128; 70 epochs for 1,000, SGD with weight decay "
    "5e-4 for LARS with 1e-6; two layer norms and a bound on the weight of cls are ours; compared "
    "with 5,000 of 50,000 training images, once instead of in ten crops; 1,040 crops of SVHN; "
    "trained before a fault was mended: views were mirrored after the turn, which makes turns by "
    "90 and 270 degrees look alike",
)
_SAME = message("reproduction.differs.same", "as above")
_ONE = message(
    "reproduction.differs.one",
    "CSI's program with the identity as its only shift: as many steps of as many images, so a "
    "quarter of the views and negatives",
)
ROWS = (
    Row(PLAIN, "error", "", _WHAT["baseline_error"], "5.16", _BASE),
    Row(PLAIN, "msp", "fpr95", _WHAT["baseline_fpr95"], "34.94", _TESTS),
    Row(PLAIN, "msp", "auroc", _WHAT["baseline_auroc"], "89.27", _SAME),
    Row(OE, "msp", "fpr95", _WHAT["oe_fpr95"], "9.50", _TUNED),
    Row(OE, "msp", "auroc", _WHAT["oe_auroc"], "97.81", _SAME),
    Row(OE, "error", "", _WHAT["oe_error"], "5.27", _SAME),
    Row(ENERGY, "energy", "fpr95", _WHAT["energy_fpr95"], _ID_POSITIVE, _ENERGY),
    Row(ENERGY, "error", "", _WHAT["energy_error"], _NOT_COMPARED, _MARGINS),
    Row(CONFIDENT, "error", "", _WHAT["gan_error"], _SEEN, _GAN),
    Row(TWIN, "error", "", _WHAT["twin_error"], "19.86", _ALONE),
    Row(CONFIDENT, "msp", "fpr95", _WHAT["gan_fpr95"], _CHART, _TESTS),
    Row(TWIN, "msp", "fpr95", _WHAT["twin_fpr95"], _CHART, _SAME),
    Row(CSI, "csi", "auroc", _WHAT["csi_svhn"], "99.8", _FOR_CSI, "svhn"),
    Row(CSI, "csi", "auroc", _WHAT["csi_cifar100"], "89.3", _SAME, "cifar100"),
    Row(SIMCLR, "csi", "auroc", _WHAT["simclr_svhn"], _NOT_COMPARED, _ONE, "svhn"),
    Row(SIMCLR, "csi", "auroc", _WHAT["simclr_cifar100"], _NOT_COMPARED, _SAME, "cifar100"),
)
COLUMNS = (
    message("reproduction.columns.what", "what"),
    message("reproduction.columns.paper", "paper"),
    message("reproduction.columns.ours", "ours"),
    message("reproduction.columns.differs", "what differs"),
)
CHANGE = message("reproduction.change", "{test} ({before} to {after})")
COMMANDS = message("reproduction.commands", "The commands")
COMMANDS_TEXT = message(
    "reproduction.commands_text",
    "`train` makes a run (the baseline first: Outlier Exposure and Energy are fine-tuned from "
    "it), `evaluate` prints its numbers with 95% bootstrap intervals. `baseline_twin` trains the "
    "twin of the Boundary GAN anew and writes its numbers into `pretrained/lessons/`. CSI and "
    "SimCLR need a GPU; with another one, or another version of torch, the numbers differ "
    "slightly. The images go into `./data`, as the README of the repository describes.",
)
IN_ORDER = message(
    "reproduction.in_order",
    "One seed each: a difference of a few points may be chance. The lessons show each test.",
)
