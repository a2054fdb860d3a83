"""The words of the Reproduction page: the papers' CIFAR-10 numbers, and how our runs differ."""

from typing import NamedTuple

from app.text import message

TITLE = message("reproduction.title", "Reproduction: the papers' numbers and ours")
LEDE = message(
    "reproduction.lede",
    "CIFAR-10, one seed, trained on two CPU cores; CSI and SimCLR side by side on one "
    "graphics card (H100), in 11 minutes. All our numbers are read from `pretrained/`; the "
    "commands below reproduce them. In percent; means over the OOD tests where the row "
    "names none; OOD is positive unless the row says otherwise.",
)


TWIN = message(
    "reproduction.twin", "twin"
)  # the confident classifier's training by cross entropy alone


class Row(NamedTuple):
    """One number of a paper, and which number of a run stands beside it."""

    run: str  # in pretrained/, or TWIN
    score: str  # or "error": of the classifier on the ID test set
    metric: str
    what: str
    paper: str
    differs: str
    test: str = ""  # one OOD test instead of the mean over all


PLAIN, OE, ENERGY, CONFIDENT, CSI = (
    f"cifar10/{name}" for name in ("baseline", "outlier-exposure", "energy", "confident-gan", "csi")
)
SIMCLR = message("reproduction.simclr", "lessons/cifar10-simclr")
_BASE = message("reproduction._base", "WRN-16-2 for WRN-40-2 with dropout; 40 epochs for 100")
_TESTS = message(
    "reproduction._tests",
    "eight OOD tests: 1,040 crops of SVHN, 10 of 47 textures, scenes for Places and LSUN, "
    "Bernoulli noise besides",
)
_TUNED = message(
    "reproduction._tuned",
    "5 epochs for 10; TinyImageNet (30,082 images, overlapping classes removed) for 80 Million "
    "Tiny Images",
)
_ENERGY = message(
    "reproduction._energy",
    "as above; the paper's six OOD tests hold no CIFAR-100, and its FPR95 counts ID as positive",
)
_MARGINS = message("reproduction._margins", "margins suggested by the baseline's mean energies")
_CHART = message("reproduction._chart", "a bar chart only")
_GAN = message(
    "reproduction._gan",
    "WRN-16-2 for VGG-13; 4 epochs for 100; terms of the GAN's loss that are ours",
)
_SEEN = message("reproduction._seen", "19.44 (real outliers, no GAN)")
_ALONE = message(
    "reproduction._alone",
    "the same weights at the start, batches and optimiser; no GAN, and no samples in a batch",
)
_FOR_CSI = message(
    "reproduction._for_csi",
    "WRN-16-2 for ResNet-18, projection to 64 for 128; 70 epochs for 1,000, SGD with weight decay "
    "5e-4 for LARS with 1e-6; two layer norms and a bound on the weight of cls are ours; compared "
    "with 5,000 of 50,000 training images, once instead of in ten crops; 1,040 crops of SVHN; "
    "trained before a fault was mended: views were mirrored after the turn, which makes turns by "
    "90 and 270 degrees look alike",
)
_SAME = message("reproduction._same", "as above")
_ONE = message(
    "reproduction._one",
    "CSI's program with the identity as its only shift: as many steps of as many images, so a "
    "quarter of the views and negatives",
)
ROWS = (
    Row(PLAIN, "error", "", "baseline, test error", "5.16", _BASE),
    Row(PLAIN, "msp", "fpr95", "baseline, MSP: FPR95", "34.94", _TESTS),
    Row(PLAIN, "msp", "auroc", "baseline, MSP: AUROC", "89.27", _SAME),
    Row(OE, "msp", "fpr95", "Outlier Exposure: FPR95", "9.50", _TUNED),
    Row(OE, "msp", "auroc", "Outlier Exposure: AUROC", "97.81", _SAME),
    Row(OE, "error", "", "Outlier Exposure, test error", "5.27", _SAME),
    Row(ENERGY, "energy", "fpr95", "Energy fine-tuned: FPR95", "3.32 (ID positive)", _ENERGY),
    Row(ENERGY, "error", "", "Energy fine-tuned, test error", "not compared", _MARGINS),
    Row(CONFIDENT, "error", "", "confident classifier + GAN, test error", _SEEN, _GAN),
    Row(TWIN, "error", "", "its twin by cross entropy alone, test error", "19.86", _ALONE),
    Row(CONFIDENT, "msp", "fpr95", "confident classifier + GAN: FPR95", _CHART, _TESTS),
    Row(TWIN, "msp", "fpr95", "its twin by cross entropy alone: FPR95", _CHART, _SAME),
    Row(CSI, "csi", "auroc", "CSI without labels, SVHN: AUROC", "99.8", _FOR_CSI, "svhn"),
    Row(CSI, "csi", "auroc", "CSI without labels, CIFAR-100: AUROC", "89.3", _SAME, "cifar100"),
    Row(SIMCLR, "csi", "auroc", "SimCLR, SVHN: AUROC", "not compared", _ONE, "svhn"),
    Row(SIMCLR, "csi", "auroc", "SimCLR, CIFAR-100: AUROC", "not compared", _SAME, "cifar100"),
)
COLUMNS = (
    message("reproduction.columns.1", "what"),
    message("reproduction.columns.2", "paper"),
    message("reproduction.columns.3", "ours"),
    message("reproduction.columns.4", "what differs"),
)
CHANGE, AND = message("reproduction.change", "{} ({} to {})"), message("reproduction.and", " and ")
READ = message(
    "reproduction.read",
    "**Energy is not better than MSP here.** On the plain network its mean FPR95 is {energy} to "
    "MSP's {msp}: it is lower on {better} and higher on the other {n_worse}. **Outliers did not "
    "help everywhere.** FPR95 rose on {worse_oe} with Outlier Exposure and on {worse_energy} with "
    "the energy loss. **And without any outliers** ViM on the plain network reaches {vim}, KNN "
    "{knn}.\n\n"
    "**The boundary GAN helps, most of all on noise.** Beside the same training by cross entropy "
    "alone, the mean FPR95 falls from {twin} to {gan}: {fell}. On {kept} it moves by less than "
    "{least} points. Both trained for a tenth of the baseline's epochs, so neither classifies as "
    "well.\n\n"
    "**CSI needs no labels.** After 70 epochs (the paper: 1,000) its AUROC is {csi_svhn} on "
    "SVHN, {csi_cifar100} on CIFAR-100 and {csi_mean} in the mean. SimCLR, after as many steps of "
    "as many images, has {simclr_svhn}, {simclr_cifar100} and {simclr_mean}; the baseline's MSP, "
    "with labels, {msp_svhn}, {msp_cifar100} and {msp_mean}.",
)
COMMANDS = message("reproduction.commands", "The commands")
COMMANDS_TEXT = message(
    "reproduction.commands_text",
    "`train` makes a run (the baseline first: Outlier Exposure and Energy are fine-tuned "
    "from it), `evaluate` prints its numbers with 95% bootstrap intervals. "
    "`baseline_twin` trains the twin of the confident classifier anew and writes its "
    "numbers into `pretrained/lessons/`. CSI and SimCLR need a GPU; with another one, or "
    "another version of torch, the numbers differ slightly. The images go into `./data`, as "
    "the README of the repository describes.",
)
IN_ORDER = message(
    "reproduction.in_order",
    "One seed each: a difference of a few points may be chance. The lessons show each test.",
)
