"""The words of the lesson on Outlier Exposure. `{names}` in braces are filled in from the runs."""

from typing import NamedTuple

from app.blocks import course
from app.blocks.lesson import Term
from app.components.tuning.words import TUNING
from app.components.uniform.words import UNIFORM
from app.text import Message, message

TITLE = message("outlier_exposure.title", "Outlier Exposure")
LEDE = message(
    "outlier_exposure.lede",
    "Fine-tune a trained classifier on real inputs that belong to none of its classes, and "
    "ask for the same probability for every class. Its confidence becomes low on *these* "
    "outliers. Is it then low on outliers of a kind that it was never trained on?",
)

# ---- before and after ----

BEFORE_AFTER = message(
    "outlier_exposure.before_after", "One set of outliers, and sets it has never seen"
)
NOISE_QUESTION = message(
    "outlier_exposure.noise_question",
    "A digit classifier is confident about pure noise: {share} of the Gaussian noise images "
    "get a confidence over 99%. Now it is fine-tuned on the letters A to M, drawn in many "
    "fonts and greys; on them it should give each of the ten digits 10%. It is never "
    "trained on noise. What is its confidence on Gaussian noise afterwards?",
)
NOISE_GUESSES = (
    message("outlier_exposure.noise_guesses.1", "Still over 99%: noise is no letter"),
    message("outlier_exposure.noise_guesses.2", "About half as high"),
    message("outlier_exposure.noise_guesses.3", "Near 10%: no digit is preferred"),
)
NOISE_REVEAL = message(
    "outlier_exposure.noise_reveal",
    "You said: *{guess}*. The median confidence on Gaussian noise was {before} and is now "
    "**{after}**, although the network was never trained on noise. (With other seeds a *plain* "
    "classifier can be much less confident about noise, as the bets below show. After "
    "fine-tuning, noise is detected with every seed.)",
)
FILM = message("outlier_exposure.film", "The fine-tuning as a film")
FILM_TEXT = message(
    "outlier_exposure.film_text",
    "Each marker is one input, at the confidence that the network has in it. Press play: the "
    "letters A to M are in the loss, and move to 10%. Then choose an unseen test and play again: "
    "it is in no loss, and follows or does not.",
)
ALL_INPUTS = message("outlier_exposure.all_inputs", "All test inputs, before and after")
TEST = message("outlier_exposure.test", "OOD test")
STAGES = (
    message("outlier_exposure.stages.1", "before: trained on digits alone"),
    message("outlier_exposure.stages.2", "after: fine-tuned on letters A to M"),
)
HISTOGRAM = {
    "share": message("outlier_exposure.histogram.share", "share of set"),
    "confidence": message("outlier_exposure.histogram.confidence", "max softmax probability"),
    "near": message("outlier_exposure.histogram.near", "{share} near confidence {confidence}"),
}
HISTOGRAM_ALT = message(
    "outlier_exposure.histogram_alt",
    "Max softmax probability of test digits and of {test}, before and after fine-tuning. FPR95 "
    "goes from {before} to {after}.",
)
HISTOGRAM_NOTE = message(
    "outlier_exposure.histogram_note",
    "95% of the OOD test lies left of the dashed line. The digits left of it are flagged by "
    "mistake, and their share is **FPR95**. The closer the line is to the right edge, the "
    "more digits are flagged.",
)
LETTERS_NOTE = message(
    "outlier_exposure.letters_note",
    "The letters N to Z are the hard test. Letters that are drawn like a digit are left out of it: "
    "O and o (drawn like 0), Z and z (2), S and s (5) and q (9). So are I and l (1), of the "
    "outliers A to M. Such a letter *is* a digit: nothing in the picture says otherwise.",
)
EVERY_TEST = message("outlier_exposure.every_test", "Every OOD test at once")
EVERY_TEST_SERIES = message("outlier_exposure.every_test_series", "digit classifier")
EVERY_TEST_AXIS = message(
    "outlier_exposure.every_test_axis", "FPR95 in %, before → after fine-tuning"
)
EVERY_TEST_DOTS = message(
    "outlier_exposure.every_test_dots",
    "Hollow: before fine-tuning. Filled: after. Means over seeds; bars reach from the lowest to "
    "the highest.",
)
EVERY_TEST_READ = message(
    "outlier_exposure.every_test_read",
    "**For digits it transfers to all {tests} tests**: FPR95 falls on every one, with each of "
    "{seeds} seeds. It transfers best to textures and to noise drawn pixel by pixel, where at most "
    "{easy} of the digits are still flagged. More is left on the letters N to Z ({letters}), and "
    "most on blobs ({blobs}). Where a seed gains little ({little}), its plain classifier "
    "did well before. With photographs it does not transfer everywhere: open the bets below.",
)
HOLDS_ID = message("outlier_exposure.holds_id", "What if an OOD test holds ID?")
DIRTY = message(
    "outlier_exposure.dirty",
    "**With these letters in it, the test holds ID, and FPR95 shoots up.** {n} of its {total} "
    "letters ({share}) are drawn like digits then, and FPR95 after fine-tuning is **{dirty}** "
    "instead of {clean}. Why so much? FPR95 asks for 95% of the test, so the 5% that look most "
    "like digits decide it. Of those, "
    "{hardest} are such letters, and to flag them is to flag digits. Look at the hardest inputs of "
    "a test before you believe its FPR95. Outlier Exposure's authors did: they left out icons of "
    "numbers, and alphabets with characters like digits.",
)
METRIC_BEFORE = message("outlier_exposure.metric_before", "{metric} before")
METRIC_AFTER = message("outlier_exposure.metric_after", "{metric} after")
# The number must come first: an arrow beside it is drawn by its sign.
POINTS = message("outlier_exposure.points", "{change:+.1f} points")

# ---- the loss ----

TERM = message("outlier_exposure.term", "One more term in the loss")
FORMULA = (
    r"\begin{aligned} \mathcal{L} &=",
    Term(
        r"\mathrm{CE}(x_{in}, y)",
        message("outlier_exposure.formula.cross_entropy", "cross entropy"),
        message(
            "outlier_exposure.formula.cross_entropy.meaning",
            "Keeps training on the digits. In the histograms it keeps the digits at the right "
            "edge.",
        ),
    ),
    "+",
    Term(
        r"\lambda",
        message("outlier_exposure.formula.weight", "weight"),
        message(
            "outlier_exposure.formula.weight.meaning",
            "How much the outliers count: 0.5 for classifiers, in the paper and here.",
        ),
    ),
    r"\mathrm{H} \\[2pt] \mathrm{H} &=",
    Term(
        r"\log \textstyle\sum_k e^{z_k}",
        message("outlier_exposure.formula.log_sum_exp", "log-sum-exp"),
        message(
            "outlier_exposure.formula.log_sum_exp.meaning",
            "Of one outlier's logits z. It pushes each logit down by that class's probability: "
            "the largest logit most. The arrows now show this push alone.",
        ),
        "down",
    ),
    "-",
    Term(
        r"\tfrac{1}{K} \textstyle\sum_k z_k",
        message("outlier_exposure.formula.mean_logit", "mean logit"),
        message(
            "outlier_exposure.formula.mean_logit.meaning",
            "Of the same outlier. It pushes every logit up by 1/K. The two pushes cancel where "
            "each probability is 1/K. The arrows now show this push alone.",
        ),
        "up",
    ),
    r"\\[2pt] s(x) &=",
    Term(
        r"-\max_k p_k",
        message("outlier_exposure.formula.score", "score"),
        message(
            "outlier_exposure.formula.score.meaning",
            "Minus the confidence (MSP), as for the plain classifier. Only the network is "
            "different.",
        ),
    ),
    r"\end{aligned}",
)
TERM_EXPLAIN = message(
    "outlier_exposure.term_explain",
    """
H, averaged over the outliers, is the **cross entropy to the uniform distribution** $u$. A label
says “class 3, 100%”; for an outlier, $u$ says “every class, $1/K$”:

$$\\mathrm{H} = -\\tfrac1K \\textstyle\\sum_k \\log p_k = \\mathrm{KL}(u \\,\\|\\, p) + \\ln K$$
""",
)
CURVE = message(
    "outlier_exposure.curve",
    "On an outlier the loss asks for the same probability for each of the K classes. Here is one "
    "outlier. Move the point: it raises or lowers the probability of one class, and the other "
    "classes share the rest. The arrows show where one gradient step takes the logits: by "
    "$-\\lambda\\,(p_k - 1/K)$ each; λ is 0.5 at first. An arrow's length is that push, not a new "
    "probability.",
)
CURVE_NOTE = message(
    "outlier_exposure.curve_note",
    "The loss has its minimum ln K at the uniform distribution. There the arrows "
    "vanish: the loss asks not for *small* logits but for *equal* ones. Far from uniform the loss "
    "grows without bound, but the push on a logit never exceeds λ, however confident the "
    "network is.",
)
SLIP = message(
    "outlier_exposure.slip",
    "It calls this term “Confidence Loss”. That is the name that Lee et al. (lesson 1) give "
    "their KL term. The term here is from the paper on Outlier Exposure; the two differ only by "
    "the constant ln K. The outliers differ: there a GAN makes them, here they are real.",
)
SPLIT = message(
    "outlier_exposure.split",
    "It sorts all methods into “post-hoc” and “outlier exposure”, and means by the latter "
    "training with *real or virtual* OOD data. But Outlier Exposure is the name of this one "
    "paper, and it uses real outliers; Lee et al. *generate* theirs; and CSI's rotated images "
    "are copies of ID images that the network learns to recognise, not outliers. The Overview's "
    "map has a place for each.",
)
ONE_BATCH_TITLE = message(
    "outlier_exposure.one_batch_title",
    "Why digits and outliers go through the network in one batch",
)
ONE_BATCH = message(
    "outlier_exposure.one_batch",
    """
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
""",
)

# ---- who may play which role ----

ROLES = message("outlier_exposure.roles", "Four roles for data, and one rule")
ROLES_QUESTION = message(
    "outlier_exposure.roles_question",
    "A network is fine-tuned on 4,000 images of Gaussian noise and tested on 500 images of "
    "Gaussian noise drawn with another seed. Not one image is in both. What does the test say?",
)
ROLES_GUESSES = (
    message("outlier_exposure.roles_guesses.1", "How well unseen OOD is detected"),
    message("outlier_exposure.roles_guesses.2", "How well the trained kind is detected"),
    message("outlier_exposure.roles_guesses.3", "Nothing: the test is invalid"),
)
ROLES_REVEAL = message(
    "outlier_exposure.roles_reveal",
    "You said: *{guess}*. It says **how well the kind of OOD is detected that the network was "
    "trained on**. The paper's rule is that training outliers and OOD tests are *disjoint*. At "
    "the least they share no image, and that can be checked. But only if they share no *kind* is "
    "it a test of unseen OOD, and somebody has to declare the kinds.",
)
WORLD = message("outlier_exposure.world", "In-distribution set")
ROLE_NAMES = {  # role -> how it is written, and what it is for
    "train": (
        message("outlier_exposure.role_names.train", r"ID train, $\mathcal{D}_{in}^{train}$"),
        message("outlier_exposure.role_names.train.purpose", "learn the classes"),
    ),
    "outliers": (
        message("outlier_exposure.role_names.outliers", r"outliers, $\mathcal{D}_{out}^{OE}$"),
        message("outlier_exposure.role_names.outliers.purpose", "learn what is outside"),
    ),
    "test": (
        message("outlier_exposure.role_names.test", r"ID test, $\mathcal{D}_{in}^{test}$"),
        message("outlier_exposure.role_names.test.purpose", "should be kept"),
    ),
    "ood": (
        message("outlier_exposure.role_names.ood", r"OOD test, $\mathcal{D}_{out}^{test}$"),
        message("outlier_exposure.role_names.ood.purpose", "should be flagged"),
    ),
}
ROLE_COLUMNS = (
    message("outlier_exposure.role_columns.1", "role"),
    message("outlier_exposure.role_columns.2", "what for"),
    message("outlier_exposure.role_columns.3", "sets"),
)


class Lecture(NamedTuple):
    """A row of the slide's table, by the names that the sets have there."""

    resolution: Message  # of the ID set
    outliers: str
    tests: tuple[str, ...]


LOW = message("outlier_exposure.lecture.low", "{name} (low resolution)")
HIGH = message("outlier_exposure.lecture.high", "{name} (high resolution)")
LECTURE_NOISES = {  # the sets of the slide that have no names of their own
    "Gaussian": message("outlier_exposure.lecture.gaussian", "Gaussian"),
    "Rademacher": message("outlier_exposure.lecture.rademacher", "Rademacher"),
    "Bernoulli": message("outlier_exposure.lecture.bernoulli", "Bernoulli"),
    "Blobs": message("outlier_exposure.lecture.blobs", "Blobs"),
    "Textures": message("outlier_exposure.lecture.textures", "Textures"),
}
TINY, IMAGENET = "80 Million Tiny Images", "ImageNet-22K"
COMMON = ("Gaussian", "Rademacher", "Blobs")
PHOTOGRAPHS = ("Textures", "SVHN", "Places365", "LSUN")
LECTURE = {  # ID set -> the rest of its row
    "SVHN": Lecture(
        LOW,
        TINY,
        (
            *("Gaussian", "Bernoulli", "Blobs", "Icons-50", "Textures"),
            *("Places365", "LSUN", "CIFAR-10", "Chars74K"),
        ),
    ),
    "CIFAR-10": Lecture(LOW, TINY, (*COMMON, *PHOTOGRAPHS, "CIFAR-100")),
    "CIFAR-100": Lecture(LOW, TINY, (*COMMON, *PHOTOGRAPHS, "CIFAR-10")),
    "TinyImageNet": Lecture(HIGH, IMAGENET, (*COMMON, *PHOTOGRAPHS, "ImageNet")),
    "Places365": Lecture(
        HIGH, IMAGENET, (*COMMON, "Icons-50", "Textures", "SVHN", "Places69", "ImageNet")
    ),
}
HERE = message("outlier_exposure.here", "{title}, in this app")
ID_TEST = message("outlier_exposure.id_test", "{title}, other images ({n})")
HELD = message(
    "outlier_exposure.held", "**Bold**: this app has it in this role, in its benchmark {world}."
)
WITHDRAWN = message(
    "outlier_exposure.withdrawn",
    "80 Million Tiny Images was withdrawn by its authors in 2020: among its labels, "
    "collected automatically, were slurs. In its place this app trains on {outliers}. "
    "Classes that are also in CIFAR-10 had to be removed: an outlier that shows a cat would "
    "teach the network low confidence on cats.",
)
RANDEMACHER = message(
    "outlier_exposure.randemacher",
    "It writes “Randemacher”. The name is Rademacher noise, after Hans Rademacher: every pixel "
    "is $-1$ or $+1$ with equal chance.",
)
BREAK = message("outlier_exposure.break", "Try to break the rule")
BREAK_TEXT = message(
    "outlier_exposure.break_text",
    "The classes are the digits. Give each set a role: outliers to train on, OOD test, both, or "
    "neither. The check that runs before every training in this app compares every image of one "
    "side with every image of the other.",
)
GIVEN = {  # roles that a set may be given
    "train": message("outlier_exposure.given.train", "train on it"),
    "test": message("outlier_exposure.given.test", "test on it"),
}
SET_LABELS = {  # names in ood_core -> as students say it
    "outliers": message("outlier_exposure.set_labels.outliers", "letters A to M"),
    "noise": message("outlier_exposure.set_labels.noise", "Gaussian noise, another seed"),
    "rademacher-noise": message(
        "outlier_exposure.set_labels.rademacher_noise", "Rademacher noise, another seed"
    ),
    "bernoulli-noise": message(
        "outlier_exposure.set_labels.bernoulli_noise", "Bernoulli noise, another seed"
    ),
    "many-blobs": message("outlier_exposure.set_labels.many_blobs", "blobs, another seed"),
    "more-textures": message("outlier_exposure.set_labels.more_textures", "textures, other crops"),
    "photographs": message("outlier_exposure.set_labels.photographs", "photographs"),
    "letters": message("outlier_exposure.set_labels.letters", "letters N to Z"),
    "gaussian": message("outlier_exposure.set_labels.gaussian", "Gaussian noise"),
    "rademacher": message("outlier_exposure.set_labels.rademacher", "Rademacher noise"),
    "bernoulli": message("outlier_exposure.set_labels.bernoulli", "Bernoulli noise"),
    "blobs": message("outlier_exposure.set_labels.blobs", "blobs"),
    "textures": message("outlier_exposure.set_labels.textures", "textures"),
}
NEED_BOTH = message(
    "outlier_exposure.need_both", "Choose at least one set to train on and one to test on."
)
REFUSED = message(
    "outlier_exposure.refused",
    "**Refused.** A test that shares inputs with the training outliers cannot say how well unseen "
    "OOD is detected. Here that is {tests}.",
)
OVERLAP = message(
    "outlier_exposure.overlap",
    "**Allowed, but flagged.** No image is shared. But *{test}* is of the same kind as the "
    "training outliers *{outliers}*: its number will say how well the trained kind is "
    "detected, not how well unseen OOD is.",
)
FAIR = message(
    "outlier_exposure.fair",
    "**Disjoint.** {outliers} training outliers and {tests} OOD test images share no image and, "
    "as far as the benchmark declares, no kind.",
)
LOADING = message("outlier_exposure.loading", "Loading the images…")
COMPARING = message("outlier_exposure.comparing", "Comparing every image with every other…")

# ---- does it transfer? ----

TRANSFER = message("outlier_exposure.transfer", "Does it transfer? Place a bet")
TRANSFER_TEXT = message(
    "outlier_exposure.transfer_text",
    "Choose the outliers to train on, then bet: on which OOD tests does detection get better? A "
    "small change may be the luck of one seed, so there is a rule: a test counts as *better* if "
    "FPR95 falls by at least {least} points with every seed that was trained. Where seeds "
    "disagree, the bet stays open. Each bet opens one row of the table. The row of the letters A "
    "to M is told above: it is open, and there is nothing to bet on it.",
)
OPEN_ALL = message("outlier_exposure.open_all", "Show all rows without a bet")
OUTLIERS_CHOICE = message("outlier_exposure.outliers_choice", "Outliers to train on")
BET = message("outlier_exposure.bet", "Which tests get better?")
PLACE = message("outlier_exposure.place", "Place the bet")
PLACE_NONE = message("outlier_exposure.place_none", "Bet that none gets better")


class Bet(NamedTuple):
    """One outlier set to bet on."""

    outliers: Message  # in a few words
    reveal: Message  # what to take from its row


BETS = {  # run -> its outliers
    "digits/outlier-exposure": Bet(
        message("outlier_exposure.bets.letters", "letters A to M, any greys"),
        message(
            "outlier_exposure.bets.letters.reveal",
            "FPR95 falls on all six tests, with each of three seeds. On two of them a seed gains "
            "less than the five points of the rule, because its plain classifier did well there "
            "before. Those two bets stay open. Why does it transfer? The letters N to Z are like "
            "the letters A to M. Noise, textures and blobs are as unlike digits as the outliers "
            "are.",
        ),
    ),
    "lessons/outliers-white-letters": Bet(
        message("outlier_exposure.bets.white_letters", "white letters A to M on black"),
        message(
            "outlier_exposure.bets.white_letters.reveal",
            "The same letters without the greys. On the letters N to Z the gain is as large. On "
            "noise and textures it is partial; with the seed whose plain classifier did well "
            "there before, it is next to nothing. On blobs it is small: white strokes on black "
            "say little about bright images. Outliers must be *varied* to transfer (section 5 of "
            "the paper).",
        ),
    ),
    "lessons/outliers-noise": Bet(
        message("outlier_exposure.bets.gaussian", "Gaussian noise"),
        message(
            "outlier_exposure.bets.gaussian.reveal",
            "Training on noise helps with other noise, and with textures and blobs too: "
            "they are bright where a digit has a black margin. On letters FPR95 hardly "
            "changes: over the seeds it goes from a little better to a little worse. "
            "Noise cannot teach what distinguishes an N from a digit.",
        ),
    ),
    "lessons/outliers-photographs": Bet(
        message("outlier_exposure.bets.photographs", "photographs"),
        message(
            "outlier_exposure.bets.photographs.reveal",
            "Photographs are varied, and FPR95 falls on everything far from digits. On "
            "letters it falls, too, with every seed, but by less than the five points of "
            "the rule. Far outliers teach little about near OOD.",
        ),
    ),
    "digits+rademacher-noise": Bet(
        message("outlier_exposure.bets.rademacher", "Rademacher noise"),
        message(
            "outlier_exposure.bets.rademacher.reveal",
            "Pixels of two greys are enough: FPR95 falls on all noise, on textures and on "
            "blobs. On letters it hardly changes: a little better or a little worse, "
            "depending on the seed.",
        ),
    ),
    "digits+bernoulli-noise": Bet(
        message("outlier_exposure.bets.bernoulli", "Bernoulli noise"),
        message(
            "outlier_exposure.bets.bernoulli.reveal",
            "Black and white pixels have the same effect: FPR95 falls on all noise, on "
            "textures and on blobs. On letters it hardly changes: a little better or a "
            "little worse, depending on the seed.",
        ),
    ),
    "digits+many-blobs": Bet(
        message("outlier_exposure.bets.blobs", "blobs"),
        message(
            "outlier_exposure.bets.blobs.reveal",
            "Large shapes with crisp edges, and still FPR95 falls on all noise and on "
            "textures: the network seems to learn one thing from all of these, that an "
            "input is no thin stroke on black. On letters it falls with every seed, by "
            "four to nine points.",
        ),
    ),
    "digits+more-textures": Bet(
        message("outlier_exposure.bets.textures", "textures"),
        message(
            "outlier_exposure.bets.textures.reveal",
            "These are other crops of the tested photographs, so the test on textures "
            "does not count. On all noise and on blobs FPR95 falls with every seed; on "
            "letters it hardly changes.",
        ),
    ),
    "cifar10/outlier-exposure": Bet(
        message("outlier_exposure.bets.tinyimagenet", "TinyImageNet (for CIFAR-10)"),
        message(
            "outlier_exposure.bets.tinyimagenet.reveal",
            "SVHN does *not* get better: FPR95 rises, AUROC falls. CIFAR-100 and the scenes do "
            "not count, because the outliers show some of the same things (bees, lobsters, "
            "mountains and seas, for instance): 32 of CIFAR-100's hundred classes and four of the "
            "six kinds of scenes. Even so FPR95 rises on CIFAR-100, too (AUROC stays). In the "
            "paper both get better. Likely reasons: nothing in TinyImageNet looks like street "
            "numbers. Many of CIFAR-100's other classes look like CIFAR-10's. And thirty thousand "
            "photographs surround the data less closely than the paper's 80 million.",
        ),
    ),
}
RESULT_COLUMNS = (
    message("outlier_exposure.result_columns.1", "OOD test"),
    "FPR95",
    "AUROC",
    message("outlier_exposure.result_columns.4", "better?"),
    message("outlier_exposure.result_columns.5", "your bet"),
)
BETTER = {
    True: message("outlier_exposure.better.true", "yes"),
    False: message("outlier_exposure.better.false", "no"),
    None: message("outlier_exposure.better.none", "varies"),
}
# How a bet ended; "seen" stands in the table of changes, too.
WON = message("outlier_exposure.won", "right")
LOST = message("outlier_exposure.lost", "wrong")
OPEN_MARK = message("outlier_exposure.open_mark", "open")
SEEN_MARK = message("outlier_exposure.seen_mark", "seen")
RESULT = message(
    "outlier_exposure.result",
    "You were right on **{right} of {total}** tests. (Not counted: open bets, and tests of the "
    "same kind as the outliers.)",
)
SEEDS_NOTE = message(
    "outlier_exposure.seeds_note",
    "The large number in a cell is the first training's. The small print is the lowest and the "
    "highest change over {n} trainings that differ only in the seed. On noise and textures the "
    "ranges are wide, because it is luck how well a *plain* classifier detects them: its FPR95 on "
    "Gaussian noise was {before} with the different seeds. After fine-tuning on these outliers it "
    "was {after} at most. Where a range contains zero, no gain has been shown.",
)
ONE_SEED = message(
    "outlier_exposure.one_seed",
    "There is **one seed** here: a few points more or less may be chance.",
)
OTHERS_SHARE = message("outlier_exposure.others_share", "{test} {n} of {total}")  # visitors
OTHERS = message("outlier_exposure.others", "Bets on this server so far: {shares}.")
HEAT = message(
    "outlier_exposure.heat",
    "Change of FPR95 by training on the outliers, in points; below zero is better",
)
HEAT_HOVER = message("outlier_exposure.heat_hover", "{outliers}, tested on {test}: {change} points")
RANGE = message("outlier_exposure.range", "{low} to {high}")  # of a change over the seeds
HEAT_ALT = message(
    "outlier_exposure.heat_alt", "Change of FPR95 in points, by outliers and OOD test. {cells}."
)
HEAT_SEEN = message(
    "outlier_exposure.heat_seen",
    "*seen*: the test is of the same kind as the outliers, so this is not transfer.",
)
HEAT_HIDDEN = message("outlier_exposure.heat_hidden", "“?”: place that bet to see the row.")
HEAT_LARGE = message(
    "outlier_exposure.heat_large",
    "Large: the run with seed {seed} that the numbers above are from.",
)
SHORT = {  # OOD tests, where a cell's width is all there is
    "letters": message("outlier_exposure.short.letters", "letters<br>N to Z"),
    "rademacher": message("outlier_exposure.short.rademacher", "Rade-<br>macher"),
    "bernoulli": message("outlier_exposure.short.bernoulli", "Ber-<br>noulli"),
    "gaussian": message("outlier_exposure.short.gaussian", "Gaus-<br>sian"),
    "textures": message("outlier_exposure.short.textures", "tex-<br>tures"),
    "cifar100": "CIFAR-<br>100",
}

PLANE = message("outlier_exposure.plane", "Near outliers, far outliers")
PLANE_QUESTION = message(
    "outlier_exposure.plane_question",
    "On the plane one can see where training outliers have no effect. A network is fine-tuned on a "
    "*far box*: points spread over [-50, 50]², none within 5 of a training point. It is tested on "
    "three sets: the *band*, 3 to 5 away from the classes; the *box*, farther away, within the "
    "picture; the *ring*, at a radius of 20 to 30. No test point was a training outlier. Which "
    "test shows what the network does with a kind of OOD that it has **not** seen?",
)
PLANE_GUESSES = (
    message("outlier_exposure.plane_guesses.1", "All three: no test point was trained on"),
    message("outlier_exposure.plane_guesses.2", "Only the band"),
    message("outlier_exposure.plane_guesses.3", "Only the ring: it is the farthest"),
)
PLANE_REVEAL = message(
    "outlier_exposure.plane_reveal",
    "You said: *{guess}*. **Only the band.** Box and ring lie among the outliers of the far box, "
    "so they test what was trained. No outlier lies where the band is, so the loss does not ask "
    "for low confidence there. The mean confidence on the band is still {box_band:.2f}. Of a "
    "network trained on a thin shell around the classes it is {shell_band:.2f}.",
)
PLANE_HONEST = message(
    "outlier_exposure.plane_honest",
    "And yet by the table both work: on every test FPR95 falls by at least {fall:.1f} points. "
    "FPR95 measures only the *order* of the scores: {box_band:.2f} on the band is still below the "
    "confidence on the classes, nearly 1. Read the map and the number together.",
)
PLANE_MORE = message(
    "outlier_exposure.plane_more",
    "The confidence is over 95% on {box} of the picture with the far box, on {shell} with the "
    "shell, and on {plain} with the plain classifier. For the shell, the fair test is the *ring*, "
    "where only the far box has outliers. The mean confidence there is {shell_ring:.2f} with the "
    "shell and {box_ring:.2f} with the far box. With the far box the learning rate is 0.01 "
    "instead of 0.1, as inputs as large as 50 need. Lesson 1 shows the shell at that rate, too.",
)
PLANE_TITLES = {
    "plane-blobs/outlier-exposure": message(
        "outlier_exposure.plane_titles.shell", "Trained on the shell"
    ),
    "lessons/outliers-far-box": message(
        "outlier_exposure.plane_titles.far_box", "Trained on the far box"
    ),
}
PLANE_ROWS = {
    "plane-blobs/outlier-exposure": message("outlier_exposure.plane_rows.shell", "shell"),
    "lessons/outliers-far-box": message("outlier_exposure.plane_rows.far_box", "far box"),
}
PLANE_TESTS = message("outlier_exposure.plane_tests", "Where the OOD tests lie")
PLANE_OUTLIERS = message("outlier_exposure.plane_outliers", "training outliers")
PLANE_ALT = message(
    "outlier_exposure.plane_alt", "Confidence on the plane, {title}; above 0.95 on {share} of it."
)

PLANE_TESTS_ALT = message(
    "outlier_exposure.plane_tests_alt",
    "Where the OOD tests lie, by their points' distance from the middle: {tests}.",
)
PLANE_REACH = message("outlier_exposure.plane_reach", "{test} {reach}")  # a test, its distances

# ---- the price ----

PRICE = message("outlier_exposure.price", "The price: detecting its own mistakes")
PRICE_QUESTION = message(
    "outlier_exposure.price_question",
    "Confidence has a second use: on ID inputs, a classifier's *wrong answers* should have "
    "lower confidence than its right ones. After Outlier Exposure, does confidence detect "
    "the wrong answers better or worse?",
)
PRICE_GUESSES = (
    message("outlier_exposure.price_guesses.1", "Better"),
    message("outlier_exposure.price_guesses.2", "The same"),
    message("outlier_exposure.price_guesses.3", "Worse"),
)
PRICE_WORLD = message("outlier_exposure.price_world", "Classifier of")
PRICE_COLUMNS = (
    message("outlier_exposure.price_columns.1", "metric"),
    message("outlier_exposure.price_columns.2", "before"),
    message("outlier_exposure.price_columns.3", "after"),
)
PRICE_ROWS = {
    "n": message("outlier_exposure.price_rows.n", "wrong answers"),
    "aupr": message("outlier_exposure.price_rows.aupr", "AUPR, wrong is positive"),
    "base": message("outlier_exposure.price_rows.base", "AUPR of guessing"),
    "auroc": "AUROC",
    "fpr95": message("outlier_exposure.price_rows.fpr95", "FPR95, wrong is positive"),
}
PRICE_COUNT = message("outlier_exposure.price_count", "{n} of {total:,}")
PRICE_REVEAL = message(
    "outlier_exposure.price_reveal",
    "You said: *{guess}*. **It depends on the measure.** In the authors' own log (CIFAR-10, "
    "WRN-40-2, in percent) AUPR and AUROC get worse: {aupr} and {auroc}. FPR95 gets a little "
    "better: {fpr95}. Here FPR95 is the share of right answers that are flagged when 95% of the "
    "wrong ones are.",
)
PRICE_OURS = {  # {verdict} is one of the three sentences below
    "cifar10": message(
        "outlier_exposure.price_ours.cifar10",
        "Ours, by AUPR: {before} before, {after} after. The difference is {difference} points; "
        "its 95% bootstrap interval over the test images is {low} to {high}. {verdict} There are "
        "more mistakes than before, which alone lifts AUPR a little. AUROC does not depend on how "
        "many there are: it goes from {auroc_before} to {auroc_after}. {fpr95}",
    ),
    "digits": message(
        "outlier_exposure.price_ours.digits",
        "Ours, by AUPR: {before} before, {after} after. The difference is {difference} points; "
        "its 95% bootstrap interval over the test images is {low} to {high}. {verdict} Of {total} "
        "digits only {n_before} and {n_after} are answered wrongly, so one mistake more or less "
        "moves the number by points. Trust CIFAR-10 more. {fpr95}",
    ),
}
PRICE_FPR95 = {  # FPR95 of the wrong answers after - before, of ours: up, or not
    True: message(
        "outlier_exposure.price_fpr95.true",
        "Unlike in the paper's log, FPR95 gets worse, too: {before} before, {after} after.",
    ),
    False: message(
        "outlier_exposure.price_fpr95.false",
        "As in the paper's log, FPR95 does not get worse: {before} before, {after} after.",
    ),
}
PRICE_ACCURACY = message(
    "outlier_exposure.price_accuracy",
    "**And the classes themselves?** The accuracy of this classifier goes from {before} to {after} "
    "({change} points). The paper's, on CIFAR-10, goes from {paper_before} to {paper_after}.",
)
PRICE_FELL = message(
    "outlier_exposure.price_fell", "The interval lies below zero: a loss, as in the paper."
)
PRICE_OPEN = message(
    "outlier_exposure.price_open",
    "The interval contains zero: the direction is the paper's, but these test images alone "
    "do not prove it.",
)
PRICE_ROSE = message("outlier_exposure.price_rose", "The direction is not the paper's.")
PRICE_WHY = message(
    "outlier_exposure.price_why",
    "A wrong answer is often given on a hard ID image, such as a blurred cat. Low "
    "confidence now has two meanings, “unclear which class” and “none of them”, and one "
    "number cannot say which.",
)
PRICE_NOTE = message(
    "outlier_exposure.price_note",
    "Inputs are flagged in the order of their confidence, the lowest first. AUPR is the "
    "area under a line; the dotted lines are guessing, the share of wrong answers.",
)
PRICE_FIGURE = {
    "recall": message("outlier_exposure.price_figure.recall", "recall: share of mistakes found"),
    "precision": message(
        "outlier_exposure.price_figure.precision", "precision: share of flagged that are mistakes"
    ),
    "hover": message(
        "outlier_exposure.price_figure.hover", "recall {recall}, precision {precision}"
    ),
}
PRICE_ALT = message(
    "outlier_exposure.price_alt",
    "Precision and recall of finding wrong answers by confidence. The area below the curve is "
    "{before} before, {after} after.",
)

# ---- reading it ----

MISREAD = (
    message(
        "outlier_exposure.misread.1",
        "“FPR95 of 0% on noise, so it detects OOD.” It detects *this* OOD. The numbers on unseen "
        "kinds, and the worst of them, say more than their mean.",
    ),
    message(
        "outlier_exposure.misread.2",
        "“The outliers only have to be different images from the tests.” Images can differ and the "
        "kind be the same: then the test measures memory.",
    ),
    message(
        "outlier_exposure.misread.3",
        "“Letters N to Z are unseen.” No letter of them was shown, but their fonts and greys were. "
        "CIFAR-100 is less unseen yet for a network shown TinyImageNet: a third of its classes "
        "have a counterpart there, so this app marks it as seen.",
    ),
    message(
        "outlier_exposure.misread.4",
        "“More outliers are always better.” What counts is where they lie: near the classes, "
        "and varied. Far ones leave a gap that only the map shows.",
    ),
    message(
        "outlier_exposure.misread.5",
        "“10% on each class means that the network recognises an outlier.” It means that no "
        "class is preferred. The confidence on a digit that is half a 4 and half a 9 falls too, "
        "for another reason.",
    ),
    message(
        "outlier_exposure.misread.6",
        "“A plain classifier is always confident about noise.” This one is; others, trained the "
        "same way with another seed, are less so. Look at the ranges over seeds.",
    ),
)
TABLE_WHAT = "CIFAR-10"
NUMBERS_AXIS = message("outlier_exposure.numbers_axis", "FPR95 in %, before → after fine-tuning")
TABLE_PAPER = message("outlier_exposure.table_paper", "paper")
TABLE_OURS = message("outlier_exposure.table_ours", "ours")
TABLE_ROWS = {
    "test": message("outlier_exposure.table_rows.test", "FPR95 on {test}"),
    "seen": message("outlier_exposure.table_rows.seen", "FPR95 on {test} (seen in part)"),
    "error": message("outlier_exposure.table_rows.error", "test error"),
}
TABLE_MEANS = {  # {group}: "mean of near"
    "fpr95": message("outlier_exposure.table_means.fpr95", "FPR95, {group}"),
    "auroc": message("outlier_exposure.table_means.auroc", "AUROC, {group}"),
    "aupr_out": message("outlier_exposure.table_means.aupr_out", "AUPR at 1:5, {group}"),
}
NUMBERS_CONVENTIONS = message(
    "outlier_exposure.numbers_conventions",
    "In percent, before → after fine-tuning. Paper: Hendrycks et al., ICLR 2019, WRN-40-2, "
    "100 + 10 epochs, 80 Million Tiny Images. Ours: `pretrained/cifar10`, WRN-16-2, 40 + 5 "
    "epochs, {outliers}, one seed. Both: score MSP, OOD is positive, FPR95 = share of ID flagged "
    "when 95% of OOD is caught. AUPR depends on the ratio of OOD to ID: the paper takes 1:5 (so "
    "guessing gets 16.7); ours is weighted to that ratio. Near is CIFAR-100 in both. Far are "
    "Textures, SVHN, Places and LSUN in the paper, textures, SVHN and scenes here; noise here has "
    "Bernoulli besides. The paper's means are taken from its authors' logs by set; over all eight "
    "sets together it prints FPR95 34.94 → 9.50 and AUROC 89.27 → 97.81, three of the eight being "
    "noise. The textures and SVHN here are small samples.",
)
TABLE_READ = message(
    "outlier_exposure.table_read",
    "**The paper's classifier and ours.** In the paper FPR95 fell on every set. Ours is a CIFAR-10 "
    "classifier fine-tuned on {outliers}. Its FPR95 falls on {fell}. It rises on {rose}. With one "
    "seed we cannot say how much of that is chance. The first thing to suspect is the outliers: "
    "ours are fewer and of another kind.",
)
TABLE_READ_SEEN = message(
    "outlier_exposure.table_read_seen",
    "On {test} it rises although the outliers show some of its classes: {n} of a hundred. The "
    "others were never shown, and FPR95 is decided by the 5% of a test that look most like ID. "
    "AUROC, which looks at all of them, hardly moves: {before} before, {after} after.",
)
AND = message("outlier_exposure.and", "{first} and {last}")  # the end of a list
TABLE_FELL = message("outlier_exposure.table_fell", "FPR95 falls on every set, as in the paper.")
course.asks(
    {
        "oe-noise": (NOISE_QUESTION, NOISE_GUESSES),
        "oe-roles": (ROLES_QUESTION, ROLES_GUESSES),
        "oe-fair": (PLANE_QUESTION, PLANE_GUESSES),
        "oe-price": (PRICE_QUESTION, PRICE_GUESSES),
    }
)

CONTROLS = {  # of its widgets, by their names in a link
    "tuning": (BEFORE_AFTER, {"tests": TUNING["unseen"], "time": TUNING["slider"]}),
    "uniform": (
        TERM,
        {"classes": UNIFORM["classes"], "p": UNIFORM["slider"], "uniform": UNIFORM["uniform"]},
    ),
}
