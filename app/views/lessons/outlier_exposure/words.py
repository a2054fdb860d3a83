"""The words of the lesson on Outlier Exposure. `{names}` in braces are filled in from the runs."""

from typing import NamedTuple

from app.blocks.lesson import Term

TITLE = "Outlier Exposure"
LEDE = (
    "Fine-tune a trained classifier on real inputs that belong to none of its classes, and "
    "ask for the same probability for every class. Its confidence becomes low on *these* "
    "outliers. Is it then low on outliers of a kind that it was never trained on?"
)

# ---- before and after ----

BEFORE_AFTER = "One set of outliers, and sets it has never seen"
NOISE_QUESTION = (
    "A digit classifier is confident about pure noise: {share} of the Gaussian noise images "
    "get a confidence over 99%. Now it is fine-tuned on the letters A to M, drawn in many "
    "fonts and greys; on them it should give each of the ten digits 10%. It is never "
    "trained on noise. What is its confidence on Gaussian noise afterwards?"
)
NOISE_GUESSES = (
    "Still over 99%: noise is no letter",
    "About half as high",
    "Near 10%: no digit is preferred",
)
NOISE_REVEAL = (
    "You said: *{guess}*. The median confidence on Gaussian noise was {before} and is now "
    "**{after}**, although the network was never trained on noise. (How confident a *plain* "
    "classifier is about noise differs much from seed to seed; the bets below show other "
    "seeds. After fine-tuning, noise is detected with every seed.)"
)
TEST = "OOD test"
STAGES = ("before: trained on digits alone", "after: fine-tuned on letters A to M")
HISTOGRAM_ALT = (
    "Max softmax probability of test digits and of {test}, before and after fine-tuning. FPR95 "
    "goes from {before} to {after}."
)
HISTOGRAM_NOTE = (
    "95% of the OOD test lies left of the dashed line. The digits left of it are flagged by "
    "mistake, and their share is **FPR95**. The closer the line is to the right edge, the "
    "more digits are flagged."
)
LETTERS_NOTE = (
    "The letters N to Z are the hard test. Most of them move to the left, but not all: an O is "
    "drawn like a 0, a Z like a 2, an S like a 5."
)
METRIC_BEFORE, METRIC_AFTER = "{} before", "{} after"
POINTS = "{:+.1f} points"

# ---- the loss ----

TERM = "One more term in the loss"
FORMULA = (
    r"\begin{aligned} \mathcal{L} &=",
    Term(
        r"\mathrm{CE}(x_{in}, y)",
        "cross entropy",
        ("Keeps training on the digits. In the histograms it keeps the digits at the right edge."),
    ),
    "+",
    Term(
        r"\lambda",
        "weight",
        "How much the outliers count: 0.5 for classifiers, in the paper and here.",
    ),
    r"\mathrm{H} \\[2pt] \mathrm{H} &=",
    Term(
        r"\log \textstyle\sum_k e^{z_k}",
        "log-sum-exp",
        (
            "Of one outlier's logits z. It pushes each logit down by that class's probability: "
            "the largest logit most. The arrows below now show this push alone."
        ),
        "down",
    ),
    "-",
    Term(
        r"\tfrac{1}{K} \textstyle\sum_k z_k",
        "mean logit",
        (
            "Of the same outlier. It pushes every logit up by 1/K. The two pushes cancel where "
            "each probability is 1/K. The arrows below now show this push alone."
        ),
        "up",
    ),
    r"\\[2pt] s(x) &=",
    Term(
        r"-\max_k p_k",
        "score",
        ("Minus the confidence (MSP), as for the plain classifier. Only the network is different."),
    ),
    r"\end{aligned}",
)
TERM_EXPLAIN = """
H, averaged over the outliers, is the **cross entropy to the uniform distribution** $u$. A label
says “class 3, 100%”; for an outlier, $u$ says “every class, $1/K$”:

$$\\mathrm{H} = -\\tfrac1K \\textstyle\\sum_k \\log p_k = \\mathrm{KL}(u \\,\\|\\, p) + \\ln K$$
"""
CURVE = (
    "One outlier, K classes. Move the point: it raises or lowers the probability of one class, and "
    "the other classes share the rest. The arrows show where one gradient step takes the logits: "
    "by $-\\lambda\\,(p_k - 1/K)$ each, with λ = 0.5. An arrow's length is that push, not a new "
    "probability."
)
CURVE_NOTE = (
    "The loss has its minimum ln K at the uniform distribution. There no arrow is left: the "
    "loss asks not for *small* logits but for *equal* ones. Far from uniform the loss grows "
    "without bound, but the push on a logit never exceeds 0.5, however confident the "
    "network is."
)
SLIP = (
    "The slide calls this term “Confidence Loss”. That is the name that Lee et al. (lesson "
    "1) give their KL term. The term here is from the paper on Outlier Exposure; the two "
    "differ only by the constant ln K. The outliers differ: there a GAN makes them, here "
    "they are real."
)
SPLIT = (
    "The first slide sorts all methods into “post-hoc” and “outlier exposure”, and means by "
    "the latter training with *real or virtual* OOD data. But Outlier Exposure is the name "
    "of this one paper, and it uses real outliers; Lee et al. *generate* theirs; and CSI's "
    "rotated images are copies of ID images that the network learns to recognise, not "
    "outliers. The Overview's map has a place for each."
)
ONE_BATCH_TITLE = "Why digits and outliers go through the network in one batch"
ONE_BATCH = """
The networks for images use **BatchNorm**: in training, each channel is centred and scaled by the
mean and variance of the batch at hand; at test time, by running averages of these.

- **One batch** (the paper, and here: 128 digits and 256 outliers together): both are normalised by
  one mean and one variance, so the differences between digits and outliers remain.
- **Two batches**, one after the other: each is normalised by *its own* mean and variance. If all
  outliers are brighter than every digit, exactly this difference is lost. And the running averages,
  taken over both kinds of batches, fit neither: at test time the network is given statistics with
  which it was never trained.

The loss still averages the two separately: cross entropy over the digits, the outlier term over the
outliers alone. A mean over the mixed batch would change λ.
"""

# ---- who may play which role ----

ROLES = "Four roles for data, and one rule"
ROLES_QUESTION = (
    "A network is fine-tuned on 4,000 images of Gaussian noise and tested on 500 images of "
    "Gaussian noise drawn with another seed. Not one image is in both. What does the test say?"
)
ROLES_GUESSES = (
    "How well unseen OOD is detected",
    "How well the trained kind is detected",
    "Nothing: the test is invalid",
)
ROLES_REVEAL = (
    "You said: *{guess}*. It says **how well the kind of OOD is detected that the network "
    "was trained on**. The rule of the paper is that training outliers and OOD tests are "
    "*disjoint*. To share no image is the least that this asks, and it can be checked. To "
    "share no *kind* is what makes the test a test of unseen OOD, and somebody has to "
    "declare the kinds."
)
WORLD = "In-distribution set"
ROLE_NAMES = {  # role -> how it is written, and what it is for
    "train": (r"ID train, $\mathcal{D}_{in}^{train}$", "learn the classes"),
    "outliers": (r"outliers, $\mathcal{D}_{out}^{OE}$", "learn what is outside"),
    "test": (r"ID test, $\mathcal{D}_{in}^{test}$", "should be kept"),
    "ood": (r"OOD test, $\mathcal{D}_{out}^{test}$", "should be flagged"),
}
ROLE_COLUMNS = ("role", "what for", "sets")
TINY = "80 Million Tiny Images"
COMMON = ("Gaussian", "Rademacher", "Blobs")
LECTURE = {  # ID set -> its resolution, outliers, OOD tests, as on the slide
    "SVHN": (
        "low resolution",
        TINY,
        (
            *("Gaussian", "Bernoulli", "Blobs", "Icons-50", "Textures"),
            *("Places365", "LSUN", "CIFAR-10", "Chars74K"),
        ),
    ),
    "CIFAR-10": (
        "low resolution",
        TINY,
        (*COMMON, "Textures", "SVHN", "Places365", "LSUN", "CIFAR-100"),
    ),
    "CIFAR-100": (
        "low resolution",
        TINY,
        (*COMMON, "Textures", "SVHN", "Places365", "LSUN", "CIFAR-10"),
    ),
    "TinyImageNet": (
        "high resolution",
        "ImageNet-22K",
        (*COMMON, "Textures", "SVHN", "Places365", "LSUN", "ImageNet"),
    ),
    "Places365": (
        "high resolution",
        "ImageNet-22K",
        (*COMMON, "Icons-50", "Textures", "SVHN", "Places69", "ImageNet"),
    ),
}
HERE = "{title}, in this app"
ID_TEST = "{title}, other images ({n})"
HELD = "**Bold**: this app has it in this role, in its world {world}."
WITHDRAWN = (
    "80 Million Tiny Images was withdrawn by its authors in 2020: among its labels, "
    "collected automatically, were slurs. In its place this app trains on {outliers}. "
    "Classes that are also in CIFAR-10 had to be removed: an outlier that shows a cat would "
    "teach the network low confidence on cats."
)
RANDEMACHER = (
    "The slide writes “Randemacher”; it is Rademacher noise, after Hans Rademacher: every pixel "
    "is $-1$ or $+1$ with equal chance."
)
BREAK = "Try to break the rule"
BREAK_TEXT = (
    "The classes are the digits. Give each set a role: outliers to train on, OOD test, "
    "both, or neither. Every image of one side is compared with every image of the other, "
    "by the check that runs before every training in this app."
)
TRAIN_ON, TEST_ON = "train on it", "test on it"
SET_LABELS = {  # names in ood_core -> as students say it
    "outliers": "letters A to M",
    "noise": "Gaussian noise, another seed",
    "rademacher-noise": "Rademacher noise, another seed",
    "bernoulli-noise": "Bernoulli noise, another seed",
    "many-blobs": "blobs, another seed",
    "more-textures": "textures, other crops",
    "photographs": "photographs",
    "letters": "letters N to Z",
    "gaussian": "Gaussian noise",
    "rademacher": "Rademacher noise",
    "bernoulli": "Bernoulli noise",
    "blobs": "blobs",
    "textures": "textures",
}
NEED_BOTH = "Choose at least one set to train on and one to test on."
REFUSED = "**Refused.** {reason}"
OVERLAP = (
    "**Allowed, but flagged.** No image is shared. But *{test}* is of the same kind as the "
    "training outliers *{outliers}*: its number will say how well the trained kind is "
    "detected, not how well unseen OOD is."
)
FAIR = (
    "**Disjoint.** {outliers} training outliers and {tests} OOD test images share no image and, "
    "as far as the benchmark declares, no kind."
)
COMPARING = "Comparing every image with every other…"

# ---- does it transfer? ----

TRANSFER = "Does it transfer? Place a bet"
TRANSFER_TEXT = (
    "Choose the outliers to train on, then bet: on which OOD tests does detection get "
    "better? *Better* means that FPR95 falls by at least {least} points with every seed "
    "that was trained. Where seeds disagree, the bet stays open. Each bet opens one row of "
    "the table."
)
OUTLIERS_CHOICE = "Outliers to train on"
BET = "Which tests get better?"
PLACE, PLACE_NONE = "Place the bet", "Bet that none gets better"


class Bet(NamedTuple):
    """One outlier set to bet on."""

    outliers: str  # in a few words
    reveal: str  # what to take from its row


BETS = {  # run -> its outliers
    "digits/outlier-exposure": Bet(
        "letters A to M, any greys",
        (
            "FPR95 falls on all six tests, with each of three seeds. On two tests at least one "
            "seed gains less than five points, because its plain classifier did well there "
            "before; those two bets stay open. Why it transfers: the letters N to Z are similar "
            "to the letters A to M, and noise, textures and blobs are as unlike digits as those."
        ),
    ),
    "lessons/outliers-white-letters": Bet(
        "white letters A to M on black",
        (
            "The same letters without the greys. On the letters N to Z the gain is no smaller, "
            "with every seed. On noise and textures the gain is partial, and next to nothing "
            "where the plain classifier did well already; on blobs FPR95 hardly changes: white "
            "strokes on black say little about bright images. Outliers must be *varied* to "
            "transfer (section 5 of the paper)."
        ),
    ),
    "lessons/outliers-noise": Bet(
        "Gaussian noise",
        (
            "Training on noise helps with other noise, and with textures and blobs too: they "
            "are bright where a digit has a black margin. On letters FPR95 hardly changes: over "
            "the seeds it goes from a little better to a little worse. Noise cannot teach what "
            "distinguishes an N from a digit."
        ),
    ),
    "lessons/outliers-photographs": Bet(
        "photographs",
        (
            "Photographs are varied, and FPR95 falls on everything far from digits. On letters "
            "it hardly changes: over the seeds it goes from a little better to a little worse. "
            "Far outliers teach little about near OOD."
        ),
    ),
    "digits+rademacher-noise": Bet(
        "Rademacher noise",
        (
            "Pixels of two greys are enough: FPR95 falls on all noise, on textures and on "
            "blobs. On letters it falls by six points with one seed and not at all with another."
        ),
    ),
    "digits+bernoulli-noise": Bet(
        "Bernoulli noise",
        (
            "Black and white pixels have the same effect: FPR95 falls on all noise, on textures "
            "and on blobs. On letters it hardly changes: a little better or a little worse, "
            "depending on the seed."
        ),
    ),
    "digits+many-blobs": Bet(
        "blobs",
        (
            "Large shapes with crisp edges, and still FPR95 falls on all noise and on textures: "
            "the network seems to learn one thing from all of these, that an input is no thin "
            "stroke on black. On letters it gets better or worse, depending on the seed."
        ),
    ),
    "digits+more-textures": Bet(
        "textures",
        (
            "These are other crops of the tested photographs, so the test on textures does not "
            "count. On all noise and on blobs FPR95 falls with every seed; on letters it hardly "
            "changes."
        ),
    ),
    "cifar10/outlier-exposure": Bet(
        "TinyImageNet (for CIFAR-10)",
        "SVHN and CIFAR-100 do *not* get better: FPR95 rises on both (AUROC falls on SVHN, stays "
        "on CIFAR-100). In the paper both get better. Likely reasons: nothing in TinyImageNet "
        "looks like street numbers, many of CIFAR-100's classes look like CIFAR-10's, and thirty "
        "thousand photographs surround the data less closely than the paper's 80 million.",
    ),
}
RESULT_COLUMNS = ("OOD test", "FPR95", "AUROC", "better?", "your bet")
SEEN_MARK, RANGE = "seen", "{low} to {high}"
BETTER = {True: "yes", False: "no", None: "varies"}
OPEN_MARK = "open"
WON, LOST = "right", "wrong"
RESULT = (
    "You were right on **{right} of {total}** tests. (Not counted: open bets, and tests of the "
    "same kind as the outliers.)"
)
SEEDS_NOTE = (
    "Small print in a cell: the lowest and the highest change over {n} trainings that "
    "differ only in the seed; the large number is that of the first one. The ranges are "
    "wide on noise and textures, because how well a *plain* classifier detects them is "
    "luck: its FPR95 on Gaussian noise was {before} with the different seeds. After "
    "fine-tuning on these outliers it was {after} at most. Where a range contains zero, no "
    "gain has been shown."
)
ONE_SEED = "There is **one seed** here: a few points more or less may be chance."
OTHERS_SHARE = "{test} {n} of {total}"
OTHERS = "Bets on this server so far: {shares}."
HEAT = "Change of FPR95 by training on the outliers, in points; below zero is better"
HEAT_ALT = "Change of FPR95 in points, by outliers and OOD test. {cells}."
HEAT_SEEN = "*seen*: the test is of the same kind as the outliers, so this is not transfer."
HEAT_HIDDEN = "“?”: place that bet to see the row."
HEAT_LARGE = "Large: the run with seed {seed} that the numbers above are from."
SHORT = {  # OOD tests, where a cell's width is all there is
    "letters": "letters<br>N to Z",
    "rademacher": "Rade-<br>macher",
    "bernoulli": "Ber-<br>noulli",
    "gaussian": "Gaus-<br>sian",
    "textures": "tex-<br>tures",
    "cifar100": "CIFAR-<br>100",
    "svhn": "SVHN",
}

PLANE = "Near outliers, far outliers"
PLANE_QUESTION = (
    "On the plane one can see where training outliers have no effect. One network is "
    "fine-tuned on a *thin shell* around the two classes, one on a *far box*: points spread "
    "over [-50, 50]², four times as wide as the picture, none close to the classes. Which "
    "network is still confident just outside the classes?"
)
PLANE_GUESSES = ("Shell", "Far box", "No difference")
PLANE_REVEAL = (
    "You said: *{guess}*. Confidence over 95% covers {shell} of the picture with the shell "
    "and **{box}** with the far box (plain classifier: {plain}). Just beyond the shell (the "
    "test *band*) the mean confidence is {shell_band:.2f} with the shell and {box_band:.2f} "
    "with the far box. None of the far box's outliers lies in that gap, so nothing lowers "
    "the confidence there. Lee et al. draw this figure (lesson 1)."
)
PLANE_HONEST = (
    "And yet by the table both work: FPR95 measures only the *order* of the scores, and "
    "{box_band:.2f} on the band is still below the confidence on the classes, nearly 1. "
    "Read the map and the number together. For the far box, *box* and *ring* are of the "
    "kind that it was trained on; *band* is its only fair test. Outside the picture it is "
    "the other way round: on the *ring*, where only the far box has outliers, the mean "
    "confidence is {shell_ring:.2f} with the shell and {box_ring:.2f} with the far box. "
    "With the far box the learning rate is smaller (0.01 instead of 0.1), as inputs as "
    "large as 50 need; lesson 1 shows the shell at that rate, too."
)
PLANE_TITLES = {
    "plane-blobs/outlier-exposure": "Trained on the shell",
    "lessons/outliers-far-box": "Trained on the far box",
}
PLANE_ROWS = {"plane-blobs/outlier-exposure": "shell", "lessons/outliers-far-box": "far box"}
PLANE_OUTLIERS = "training outliers"
PLANE_ALT = "Confidence on the plane, {title}; above 0.95 on {share} of it."

# ---- the price ----

PRICE = "The price: detecting its own mistakes"
PRICE_QUESTION = (
    "Confidence has a second use: on ID inputs, a classifier's *wrong answers* should have "
    "lower confidence than its right ones. After Outlier Exposure, does confidence detect "
    "the wrong answers better or worse?"
)
PRICE_GUESSES = ("Better", "The same", "Worse")
PRICE_WORLD = "Classifier of"
PRICE_TITLES = {"cifar10": "CIFAR-10", "digits": "Digits"}
PRICE_COLUMNS = ("measure", "before", "after")
PRICE_ROWS = {
    "n": "wrong answers",
    "aupr": "AUPR, wrong is positive",
    "base": "AUPR of guessing",
    "auroc": "AUROC",
}
PRICE_COUNT = "{n} of {total:,}"
PRICE_REVEAL = (
    "You said: *{guess}*. In the paper it gets **worse**: AUPR 45.7 before, 36.4 after (CIFAR-10, "
    "WRN-40-2)."
)
PRICE_OURS = {
    "cifar10": "Ours: {before} before, {after} after; the difference is {difference} points, with "
    "a 95% bootstrap interval over the test images of {low} to {high}. {verdict} AUPR of guessing "
    "rose meanwhile, since there are more mistakes, and this alone lifts AUPR a little; AUROC, "
    "which does not depend on it, goes from {auroc_before} to {auroc_after}.",
    "digits": "Ours: {before} before, {after} after; the difference is {difference} points, with a "
    "95% bootstrap interval over the test images of {low} to {high}. {verdict} There are only "
    "{n_before} and {n_after} mistakes among {total} digits: one mistake more or less moves the "
    "number by points. Trust CIFAR-10 more.",
}
PRICE_FELL = "The interval lies below zero: a loss, as in the paper."
PRICE_OPEN = (
    "The interval contains zero: the direction is the paper's, but these test images alone "
    "do not prove it."
)
PRICE_ROSE = "The direction is not the paper's."
PRICE_WHY = (
    "A wrong answer is often given on a hard ID image, such as a blurred cat. Low "
    "confidence now has two meanings, “unclear which class” and “none of them”, and one "
    "number cannot say which."
)
PRICE_NOTE = (
    "Inputs are flagged in the order of their confidence, the lowest first. AUPR is the "
    "area under a line; the dotted lines are guessing, the share of wrong answers."
)
PRICE_ALT = (
    "Precision and recall of finding wrong answers by confidence. The area below the curve is "
    "{before} before, {after} after."
)

# ---- reading it ----

MISREAD = (
    "“FPR95 of 0% on noise, so it detects OOD.” It detects *this* OOD. The numbers on unseen "
    "kinds, and the worst of them, say more than their mean.",
    "“The outliers only have to be different images from the tests.” Images can differ and the "
    "kind be the same: then the test measures memory.",
    "“Letters N to Z are unseen.” No letter of them was shown, but their fonts and greys were. "
    "They are as unseen as CIFAR-100 is for a network shown TinyImageNet.",
    (
        "“More outliers are always better.” What counts is where they lie: near the classes, "
        "and varied. Far ones leave a gap that only the map shows."
    ),
    (
        "“10% on each class means that the network recognises an outlier.” It means that no "
        "class is preferred. The confidence on a digit that is half a 4 and half a 9 falls too, "
        "for another reason."
    ),
    (
        "“A plain classifier is always confident about noise.” This one is; others, trained the "
        "same way with another seed, are less so. Look at the ranges over seeds."
    ),
)
TABLE_WHAT, TABLE_PAPER, TABLE_OURS = "CIFAR-10", "paper", "ours"
PAPER_FPR95 = {  # OOD test -> FPR95 of the baseline and of Outlier Exposure, percent
    "gaussian": (14.39, 0.69),
    "rademacher": (47.55, 0.49),
    "blobs": (16.20, 0.57),
    "textures": (42.82, 12.16),
    "svhn": (28.82, 4.76),
    "cifar100": (43.47, 27.95),
}
PAPER_MEANS = {  # over the paper's eight OOD tests, percent
    "fpr95": (34.94, 9.50),
    "auroc": (89.27, 97.81),
    "aupr_out": (59.16, 90.48),
    "error": (5.16, 5.27),
}
TABLE_ROWS = {
    "test": "FPR95 on {}",
    "common": "FPR95, mean of these six",
    "fpr95": "FPR95, mean of all tests",
    "auroc": "AUROC, mean of all tests",
    "aupr_out": "AUPR at 1:5, mean of all tests",
    "error": "test error",
}
NUMBERS_CONVENTIONS = (
    "In percent, before → after fine-tuning. Paper: Hendrycks et al., ICLR 2019, WRN-40-2, "
    "100 + 10 epochs, 80 Million Tiny Images. Ours: `pretrained/cifar10`, WRN-16-2, 40 + 5 "
    "epochs, {outliers}, one seed. Both: score MSP, OOD is positive, FPR95 = share of ID flagged "
    "when 95% of OOD is caught. AUPR depends on the ratio of OOD to ID: the paper takes 1:5 (so "
    "guessing gets 16.7); ours is weighted to that ratio. “All tests” are eight in both, but six "
    "in common: the paper adds Places and LSUN, ours scenes and Bernoulli noise. The textures "
    "and SVHN here are small samples."
)
TABLE_READ = (
    "On noise, blobs and textures FPR95 falls as in the paper. On SVHN and CIFAR-100 it "
    "does not: in the paper it fell, here it rose. With one seed we cannot say how much of "
    "that is chance. The first thing to suspect is the outliers: ours are fewer and of "
    "another kind."
)
