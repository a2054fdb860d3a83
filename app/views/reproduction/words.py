"""The words of the Reproduction page: the papers' CIFAR-10 numbers, and how our runs differ."""

from typing import NamedTuple

from app.text import Message, message, papers
from ood_core.benchmarks import benchmark

TITLE = message("reproduction.title", "Reproduction: the papers' numbers and ours")
LEDE = message(
    "reproduction.lede",
    "All networks are trained on CIFAR-10 with one seed, on two CPU cores; CSI and SimCLR were "
    "trained side by side on one graphics card (H100), in 11 minutes. All our numbers are read "
    "from `pretrained/`, and the commands below make them again. They are in percent. Three "
    "numbers are means over the near OOD tests / the far photographs / the noise; one mean over "
    "all would follow the share of noise. OOD is positive unless the row says otherwise.",
)

ABLATION = "ablation"  # in the place of a run: the confident classifier's by cross entropy alone


class Row(NamedTuple):
    """One number of a paper, and which number of a run stands beside it."""

    run: str  # in pretrained/, or ABLATION
    score: str  # or "error": of the classifier on the ID test set
    metric: str
    what: Message
    paper: tuple[str, ...] | Message  # its numbers as it prints them
    differs: Message
    test: str = ""  # one OOD test instead of the means over near, far and noise


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
    "ablation_error": message(
        "reproduction.what.ablation_error", "its ablation, cross entropy alone, test error"
    ),
    "gan_fpr95": message("reproduction.what.gan_fpr95", "Boundary GAN: FPR95"),
    "ablation_fpr95": message(
        "reproduction.what.ablation_fpr95", "its ablation, cross entropy alone: FPR95"
    ),
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
_ID_POSITIVE = message(
    "reproduction.paper.id_positive", "3.32 over six sets of photographs (ID positive)"
)
_SEEN = message("reproduction.paper.seen", "19.44 (real outliers, no GAN)")
# What differs
_BASE = message(
    "reproduction.differs.base", "WRN-16-2 for WRN-40-2 with dropout; 40 epochs for 100"
)
_TESTS = message(
    "reproduction.differs.tests",
    "the paper's means are taken from its authors' logs by set; 1,040 crops of SVHN, 10 of 47 "
    "textures, scenes for Places and LSUN, Bernoulli noise besides",
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
    "WRN-16-2 for VGG-13; 4 epochs for 100; terms of the GAN's loss that are ours, and a weight of "
    "the generator's KL that is 40 times β (the paper: β); Adam with 0 and 0.99 for 0.5 and 0.999 "
    "in the GAN, and with other learning rates",
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


def _of_groups(metric: str, stage: int) -> tuple[str, ...]:
    """Outlier Exposure's means: near / far / noise, before (0) or after (1) fine-tuning."""
    return tuple(f"{papers.oe_mean(group, metric)[stage]:.2f}" for group in benchmark.GROUPS)


ROWS = (
    Row(PLAIN, "error", "", _WHAT["baseline_error"], (f"{papers.OE_ERROR[0]:.2f}",), _BASE),
    Row(PLAIN, "msp", "fpr95", _WHAT["baseline_fpr95"], _of_groups("fpr95", 0), _TESTS),
    Row(PLAIN, "msp", "auroc", _WHAT["baseline_auroc"], _of_groups("auroc", 0), _SAME),
    Row(OE, "msp", "fpr95", _WHAT["oe_fpr95"], _of_groups("fpr95", 1), _TUNED),
    Row(OE, "msp", "auroc", _WHAT["oe_auroc"], _of_groups("auroc", 1), _SAME),
    Row(OE, "error", "", _WHAT["oe_error"], (f"{papers.OE_ERROR[1]:.2f}",), _SAME),
    Row(ENERGY, "energy", "fpr95", _WHAT["energy_fpr95"], _ID_POSITIVE, _ENERGY),
    Row(ENERGY, "error", "", _WHAT["energy_error"], (f"{papers.ENERGY_ERROR:.2f}",), _MARGINS),
    Row(CONFIDENT, "error", "", _WHAT["gan_error"], _SEEN, _GAN),
    Row(ABLATION, "error", "", _WHAT["ablation_error"], ("19.86",), _ALONE),
    Row(CONFIDENT, "msp", "fpr95", _WHAT["gan_fpr95"], _CHART, _TESTS),
    Row(ABLATION, "msp", "fpr95", _WHAT["ablation_fpr95"], _CHART, _SAME),
    Row(CSI, "csi", "auroc", _WHAT["csi_svhn"], ("99.8",), _FOR_CSI, "svhn"),
    Row(CSI, "csi", "auroc", _WHAT["csi_cifar100"], ("89.3",), _SAME, "cifar100"),
    Row(SIMCLR, "csi", "auroc", _WHAT["simclr_svhn"], _NOT_COMPARED, _ONE, "svhn"),
    Row(SIMCLR, "csi", "auroc", _WHAT["simclr_cifar100"], _NOT_COMPARED, _SAME, "cifar100"),
)
CHARTS = {  # metric -> the name of its chart's axis
    "fpr95": message("reproduction.charts.fpr95", "FPR95 in %: left is better"),
    "auroc": message("reproduction.charts.auroc", "AUROC in %: right is better"),
    "": message("reproduction.charts.error", "test error in %: left is better"),
}
INTERVALS = message(
    "reproduction.intervals",
    "The bar at a dot is its 95% interval by the bootstrap over test inputs, of one training. Test "
    "errors, the ablation and the papers have none.",
)
OF_GROUP = message("reproduction.of_group", "{what}, {group}")
COLUMNS = (
    message("reproduction.columns.what", "what"),
    message("reproduction.columns.paper", "paper"),
    message("reproduction.columns.ours", "ours"),
    message("reproduction.columns.differs", "what differs"),
)
SEEN_TITLE = message("reproduction.seen_title", "What the outliers show, and what they do not")
SEEN_TEXT = message(
    "reproduction.seen_text",
    "TinyImageNet shows alps, cliffs, lakes and seashores, and things like a third of CIFAR-100's "
    "classes. So these OOD tests are not unseen: {tests}. FPR95 on photographs in percent, means "
    "over all four sets, over the other two, and over these:",
)
TRAINED = {  # run -> what it is, and its score
    PLAIN: (message("reproduction.trained.plain", "baseline, MSP"), "msp"),
    OE: (message("reproduction.trained.oe", "Outlier Exposure, MSP"), "msp"),
    ENERGY: (message("reproduction.trained.energy", "Energy fine-tuned"), "energy"),
}
SEEN_COLUMNS = (
    message("reproduction.seen_columns.what", "what"),
    message("reproduction.seen_columns.all", "all photographs"),
    message("reproduction.seen_columns.unseen", "unseen kinds"),
    message("reproduction.seen_columns.seen", "seen kinds"),
)
GROUPS = {  # in a sentence
    "near": message("reproduction.groups.near", "near OOD"),
    "far": message("reproduction.groups.far", "far photographs"),
    "noise": message("reproduction.groups.noise", "noise"),
}
LOWER = message("reproduction.lower", "lower on {group} ({value} to MSP's {msp})")
HIGHER = message("reproduction.higher", "higher on {group} ({value} to MSP's {msp})")
NO_TEST = message("reproduction.no_test", "no test")
CHANGE = message("reproduction.change", "{test} ({before} to {after})")
COMMANDS = message("reproduction.commands", "The commands")
COMMANDS_TEXT = message(
    "reproduction.commands_text",
    "`train` makes a run (the baseline first: Outlier Exposure and Energy are fine-tuned from "
    "it), `evaluate` prints its numbers with 95% bootstrap intervals. `baseline_twin` trains the "
    "ablation of the Boundary GAN anew and writes its numbers into `pretrained/lessons/`. CSI and "
    "SimCLR need a GPU; with another one, or another version of torch, the numbers differ "
    "slightly. The images go into `./data`, as the README of the repository describes.",
)
IN_ORDER = message(
    "reproduction.in_order",
    "One seed each: a difference of a few points may be chance. The lessons show each test.",
)
