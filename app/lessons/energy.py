"""The words of lesson 3, energy."""
# ruff: noqa: RUF001  in prose, a minus sign is a minus sign

from app.course import Term

TITLE = "Energy: what softmax throws away"
LEDE = (
    "Softmax keeps the differences between the logits $z_k$ and forgets their level. The "
    "**energy** $E(x) = -\\log \\sum_k e^{z_k}$ keeps the level: large logits, low energy. Liu "
    "et al. use it twice: as a score, on any classifier that is already there, and as a loss that "
    "opens a gap between ID data and outliers."
)
YEAR = "The slide dates the paper “(2010, NeurIPS)”. It is Liu et al., NeurIPS **2020**."

# 1. one sample, worked out

CONSTANT = "Add 5 to every logit of a classifier. What happens to the softmax, what to the energy?"
CONSTANT_GUESSES = (
    "Both change",
    "Softmax stays, energy rises by 5",
    "Softmax stays, energy falls by 5",
    "Softmax gets surer, energy stays",
)
CLASSES = ("cat", "dog", "rabbit")
LOGITS = (6.0, 3.0, 1.0)
SAMPLE = {
    "title": "worked sample",
    "add": "Add 5 to every logit",
    "reset": "Start again",
    "logit": "logit of {name}",
    "number": "{name}, number",  # what is read aloud of the field to type in
    "c": "constant c, added to all",
    "T": "temperature T",
    "logits": "Logits",
    "probabilities": "Softmax of the logits / T",
    "scale": "Energy",
    "low": "low: looks like ID",
    "high": "high: looks like OOD",
    "softmax": "Softmax:",
    "energy": "Energy:",
    "constant": "Energy without c, minus c:",
    "told": "softmax {shares}; energy {energy}",
}
CONSTANT_TITLE = "One sample, from logits to energy"
CONSTANT_REVEAL = (
    "You said: *{guess}*. **The softmax stays, the energy falls by exactly 5.** "
    "Press the button below and watch. "
    "Dashed outlines, and the dashed ring, show where everything stood without the constant."
)
CONSTANT_EXPLAIN = """
**Why.** Adding c multiplies every exponential by the same $e^c$. Softmax divides by their sum, so
the factor cancels. The energy is the logarithm of that sum, so the factor comes out whole, at
every temperature:

$$E(x)\\ \\text{with}\\ z + c \\;=\\; E(x)\\ \\text{with}\\ z \\;-\\; c$$

The upright strokes on the energy's axis are the energies of the single **pairs**,
$E(x, k) = -z_k$: one for each class. $E(x)$ lies below the lowest of them, by at most
$T \\log 3$.
"""
ENERGY = (
    "E(x) =",
    Term(
        "-T",
        "temperature",
        "set T to 0.1, and the energy is that of the lowest pair. Set T to 5, and all three "
        "logits count. The paper uses T = 1.",
        "temperature",
    ),
    r"\log",
    Term(
        r"\textstyle\sum_k e^{z_k / T}",
        "all logits",
        "large when any logit is large. The largest one rules: move the smallest logit and the "
        "energy hardly stirs.",
        "logits",
    ),
)

# 2. the surface

SURFACE = (
    "A plain classifier learns two classes of points in the plane, by cross-entropy alone; nobody "
    "mentions energy. Where will its energy be **lowest** in the end?"
)
SURFACE_GUESSES = ("On the data", "Between the classes", "Far away from all data")
SURFACE_TITLE = "Cross-entropy shapes an energy surface"
SURFACE_REVEAL = (
    "You said: *{guess}*. **Far away.** Drag the slider from the start. The flat surface folds: a "
    "ridge rises between the classes, and on both sides the energy falls, past the data and on to "
    "the edge of the picture; there it falls fast in the first steps, then rises a little. The "
    "mean energy is {id} on unseen data of the two classes and {far} on the far OOD test "
    "*{test}*, beyond the picture. So read as an OOD score, this energy has it backwards: AUROC "
    "{auroc:.0%}, where guessing gives 50%."
)
SURFACE_WHY = (
    "**Why so far down?** A ReLU network is made of linear pieces. Follow a ray outwards: after "
    "the last kink every logit is a straight line, and the energy goes down along the steepest of "
    "them. Nothing in the loss asks about places without data."
)
MAP = "Energy over the plane"
LINE = "The same along the line x₂ = 0"
SCORE = "energy E(x)"
FILM_ALT = (
    "Energy of the baseline over {steps} training steps; at the end it is {id} on average on ID "
    "test and {far} on {test}, far outside."
)
NLL_TITLE = "Why: the classifier's loss, written in energies"
NLL_INTRO = (
    "With $E(x, y) = -z_y$, the negative log likelihood $-\\log p(y \\mid x)$ (NLL) that "
    "every classifier minimises is "
    "a statement about energies. Point at its terms and see them in the trained network."
)
NLL = (
    r"\text{NLL} =",
    Term(
        r"\tfrac{1}{T} \, E(x, y)",
        "right pair",
        "the energy of the input with its own label. Minimising pulls it down: every point sits "
        "in the valley of its own class, and high up on the other class's line.",
        "pairs",
    ),
    "+",
    Term(
        r"\log \textstyle\sum_j e^{-E(x, j) / T}",
        "all pairs",
        "minus the free energy, over T: −E(x)/T. Minimising it pushes pairs up, the lowest "
        "ones hardest. "
        "The free energy follows whichever pair is lower.",
        "free",
    ),
)
NLL_EXPLAIN = """
The derivatives say it exactly. Descent moves the right pair down with force $(1 - p_y)/T$ and
every other pair $j$ up with force $p_j/T$. So **a classification model is an energy-based
model**: the right pair low, the others high.

But the forces add up to zero. The whole loss is $(E(x, y) - E(x))/T$, a *gap*. Lower all energies
by the same amount and the loss does not notice: that is the constant of the first picture. How low
$E(x)$ lies on the data is a by-product of training, and far from the data it is nobody's concern.
"""
PAIRS_ALT = (
    "Energies of both pairs, and the free energy below them, along x₂ = 0: it is {left} at the "
    "left edge, {middle} in the middle and {right} at the right edge."
)

# 3. energy against softmax

SCORES = (
    "Take a plain CIFAR-10 classifier as it is and score by energy in place of the maximum "
    "softmax probability (MSP). Four of the OOD tests are pictures, four are noise. Where does "
    "the energy reach the higher AUROC?"
)
SCORES_GUESSES = (
    "On all eight",
    "On all pictures, not on most noise",
    "On all noise, not on most pictures",
    "Nowhere",
)
SCORES_TITLE = "Two scores of one network"
SCORES_REVEAL = (
    "You said: *{guess}*. **On all pictures, not on most noise.** "
    "By AUROC the energy wins on {pictures} of "
    "{all_pictures} sets of pictures and on {noise} of {all_noise} of noise."
)
WORLDS = {"cifar10": "CIFAR-10", "digits": "Digits", "plane-blobs": "Two Gaussians"}
WORLD = "World"
TEST = "OOD test"
RULE_OF_FPR = "FPR95 counts"
RULES = {
    "ood": "ID flagged, at 95% of OOD caught",
    "id": "OOD let through, at 95% of ID kept (the paper)",
}
SCORE_AXES = {"msp": "MSP score, −max p", "energy": "energy score, E(x)"}
SCORE_NAMES = {"msp": "MSP", "energy": "Energy"}
SCORE_HEAD = "**{score}** &ensp; AUROC {auroc:.1%}, FPR95 {fpr95:.1%}"
SCORES_ALT = "{score} of ID test inputs and of {test}: AUROC {auroc:.1%}, FPR95 {fpr95:.1%}."
MEAN = "mean"
SCORES_CAPTION = (
    "Same network, same inputs; both scores are turned so that higher means more OOD. AUROC does "
    "not depend on the rule chosen for FPR95. In bold: the better score. One seed of each network."
)
SCORES_EXPLAIN = """
**What to look for.** MSP crowds near −1: most ID inputs, and some OOD inputs, are called certain.
The energy spreads the same inputs out, because it still knows how large the logits were.

**What it does not do.** It brings nothing that the logits do not hold. On CIFAR-10 choose
*gaussian*: its energies form a narrow heap inside the range of the ID energies, and MSP does
better. On *Two Gaussians*, both scores have it backwards on every test.

**The rule matters.** FPR95 looks at one point of the ROC curve, and the two rules look at
different ends of it. The paper keeps 95% of ID; this app's default catches 95% of OOD. Switch,
and the winners change while the network does not.
"""

# 4. the rule

RULE_TITLE = "From a score to a decision"
RULE_FORMULA = (
    r"g(x; \tau, f) = \begin{cases} \text{OOD} & \text{if } -E(x; f) \le \tau \\"
    r" \text{ID} & \text{if } -E(x; f) > \tau \end{cases}"
)
RULE_TEXT = """
The paper reads −E, so that ID is high; this app reads E, so that OOD is high. It is one rule: the
line stands at E = −τ, and what lies to its right is called OOD.

τ is not learned. It is set afterwards, on held-out ID data: the paper takes the one that keeps
95% of them. Drag the line, or focus the slider and use the arrow keys.

Compare two networks, one training of each. As trained, much of the noise lies *left* of the
digits, and no τ will do (with another seed less of it does). *Fine-tuned* is the same network
after the training that the next part explains: textures and most noise lie to the right of nearly
all digits; the letters still overlap.
"""
RULE = "OOD if −E(x) ≤ τ = {-t}, that is, if E(x) ≥ {t}"
NETWORKS = {"baseline": "As trained", "energy": "Fine-tuned with the energy loss"}
NETWORK = "Network (digits)"

# 5. the margins

MARGINS_TITLE = "Fine-tuning: open a gap"
LOSS_INTRO = (
    "With outliers at hand, the energy can be trained directly. Two hinges are added to the "
    "classifier's loss; $[a]_+ = \\max(0, a)$, so inputs on the right side of their margin cost "
    "nothing. Point at the terms."
)
LOSS = (
    r"\mathcal{L}_{nll} + \lambda \big(",
    Term(
        r"\mathbb{E} [E_{in} - m_{in}]_+^2",
        "ID hinge",
        "pushes ID energy **down** until it is below m_in: the solid curve.",
        "in",
    ),
    "+",
    Term(
        r"\mathbb{E} [m_{out} - E_{out}]_+^2",
        "outlier hinge",
        "pushes the outliers' energy **up** until it is above m_out: the dashed curve.",
        "out",
    ),
    r"\big)",
)
LOWERS = (
    "The slide says that the loss *lowers* the energy of OOD samples. Its own formula, this one, "
    "*raises* it above m_out."
)
HINGES = {
    "above": "hinge: distance beyond the margin, squared",
    "below": "share of each set, before fine-tuning",
    "axis": "energy E(x)",
    "hinge_in": "hinge on ID",
    "hinge_out": "hinge on outliers",
    "number": "{name}, number",
    "suggest": "Suggest margins",
    "pushed": "pushed",
    "loss": "mean hinge",
    "told": "λ × (hinge of ID + mean hinge of the OOD rows) = {total} before the first step. "
    "The cross-entropy that it joins stands at {ce}.",
    "swapped": "The margins are in the wrong order: m_in must be below m_out.",
    "alt": "The two hinges over the energies of the pretrained network.",
}
MARGINS_EXPLAIN = """
**Suggest margins** fills in the mean energies of the *pretrained* network: m_in is the mean over
ID training data, m_out the mean over training outliers. So about half of each side is pushed at
first, and not far: the term starts near 1 and falls from there. It is felt, since the
cross-entropy of a trained network is next to nothing; and it does not tear down what was learned,
as the hundreds do that margins far out begin with (next part).

The energies shown are of the OOD *tests*, so their shares are not one half: a run keeps no record
of its training outliers, only their mean, which is the suggested m_out. Move the margins far out
and read the line below the table.
"""
ID_TRAIN = "ID training data"
TESTS = {"near": "near OOD tests", "far": "far OOD tests"}
NOISE = (
    "Fine-tuning showed the digits classifier letters as outliers, and the CIFAR-10 classifier "
    "photographs of other things. Neither saw noise. Where does the energy of Gaussian noise go?"
)
NOISE_GUESSES = (
    "Where it was",
    "Above m_out, like that of the outliers",
    "Below m_in, like that of the ID data",
)
NOISE_REVEAL = (
    "You said: *{guess}*. **Above m_out**, on both. Here its mean goes from {before} to {after}, "
    "and m_out is {m_out}. That it carries over is a finding, not a promise: the formula speaks "
    "only of the outliers that were shown."
)
BEFORE = "Before: the pretrained network"
AFTER = "What fine-tuning gave, with the suggested margins m_in = {m_in} and m_out = {m_out}"
AFTER_TEXT = {
    "digits": "Fine-tuning was shown letters A to M, some in other greys. The OOD tests are other "
    "letters, noise, and textures, none of which it has seen.",
    "cifar10": "Fine-tuning was shown TinyImageNet pictures. Noise, never seen, moves far to the "
    "right of m_out. SVHN does not follow: the energy's FPR95 there *rises*, from {svhn}; on "
    "CIFAR-100, the near OOD, from {cifar100}.",
}
RISE = "{} to {}"  # of FPR95, in the text above

WRONG = (
    "The digits classifier is fine-tuned with m_in = {m_in} and m_out = {m_out}. The "
    "order is right; but before fine-tuning ID energies were around {id}. What happens?"
)
WRONG_GUESSES = (
    "Little: only the gap between the margins counts",
    "Worse detection, same accuracy",
    "Same detection, worse accuracy",
    "Both get worse",
)
WRONG_TITLE = "Margins in the wrong place"
WRONG_REVEAL = (
    "You said: *{guess}*. **Both get worse.** "
    "Accuracy falls from {good:.1%} to {accuracy:.1%}, and on "
    "unseen letters FPR95 rises from {letters_good:.1%} to {letters:.1%}, compared with the "
    "suggested margins."
)
WRONG_EXPLAIN = """
The ID hinge asks every digit to sink by about {fall:.0f}; squared, and times λ = {weight:g}, that
is {term:.0f} at the first step, against a cross-entropy of {ce:.2f}. For a while the network
learns almost nothing but to make logits large. The hinge does not care *which* logit is
large, so the features that told the classes apart give way.

Not all is lost: textures, and noise that flickers from pixel to pixel, still stand out. Letters
and *blobs* do not. That is so with each of three seeds: accuracy {accuracy_seeds}, FPR95 on letters
{letters_seeds} (with the suggested margins {good_seeds}).
"""
WRONG_COLUMNS = ("margins", "m_in", "m_out", "accuracy", "FPR95, letters", "FPR95, mean of {n}")
WRONG_ROWS = {
    "baseline": "none: not fine-tuned",
    "good": "suggested",
    "wrong": "far from the energies",
}
NO_MARGIN = "none"
WRONG_HISTOGRAM = "Energies after fine-tuning with these margins"
HISTOGRAM_ALT, MEAN_ENERGY = "{title}. Mean energy: {means}.", "{name} {mean}"

# 6. and the rest

TRAINING = (
    "Leave the margins empty and they are suggested. On this plane the outliers' mean energy is "
    "*not* above that of ID (see the moving map above), so m_out falls back to −log 2 = −0.69, "
    "the energy of two logits that are zero. Then try m_in = −60 and m_out = −55: the training "
    "gets through, and the accuracy ends at guessing. With −600 and −550 the first steps are so "
    "large that the loss is no longer a number, and the training stops and says so."
)
MISREAD = (
    "**“An energy of −12 is low.”** Energies have no common scale: training never fixes their "
    "level. Compare only within one network, with the energies of its own ID data.",
    "**“Low energy means that the network knows this input.”** On the plane the lowest energies "
    "are where no data ever was.",
    "**“The energy score is better than MSP.”** On some OOD sets, for some networks. Look at which "
    "sets are in the mean, and at the rule behind FPR95.",
    "**“Cross-entropy lowers the energy of ID data.”** It lowers the right pair *against* the "
    "others. The level comes along, or does not.",
    "**“Fine-tuning helps on all OOD.”** It helps as far as the outliers stand for the test. "
    "On CIFAR-10, SVHN and CIFAR-100 get worse: choose CIFAR-10 above, under fine-tuning.",
)
NUMBERS_COLUMNS = (
    *("mean over OOD tests", "paper", "ours, the paper's rule", "ours, this app's rule"),
)
NUMBERS_ROWS = {  # (run, score, metric) -> what it is called, the paper's number
    ("baseline", "msp", "fpr95"): ("MSP: FPR95", 51.04),
    ("baseline", "msp", "auroc"): ("MSP: AUROC", 90.90),
    ("baseline", "msp", "aupr"): ("MSP: AUPR, ID positive", 97.92),
    ("baseline", "energy", "fpr95"): ("Energy, same network: FPR95", 33.01),
    ("baseline", "energy", "auroc"): ("Energy, same network: AUROC", 91.88),
    ("baseline", "energy", "aupr"): ("Energy, same network: AUPR, ID positive", 97.83),
    ("outlier-exposure", "msp", "fpr95"): ("Outlier Exposure: FPR95", 8.53),
    ("energy", "energy", "fpr95"): ("Energy, fine-tuned: FPR95", 3.32),
}
ELSEWHERE = ("svhn", "textures", "scenes")  # our OOD tests that are like the paper's six
NUMBERS_CONVENTIONS = (
    "CIFAR-10, in percent. **The paper** (Liu et al., 2020): WRN-40-2; ID is positive, so FPR95 "
    "is the share of OOD let through when 95% of ID is kept; five ID inputs for each OOD input; "
    "six OOD tests of pictures (Textures, SVHN, Places365, LSUN crop and resize, iSUN). It also "
    "has ODIN, at 35.71 / 91.09 / 97.62. **Ours, the paper's rule**: counted in the same way, "
    "over the {n} tests most like the paper's: SVHN (1,040 crops), textures (10 of 47) and "
    "scenes. The first two hold fewer than one OOD input for five of ID, which flatters AUPR. "
    "**Ours, this app's rule**: OOD positive, all {all} tests, noise and CIFAR-100 among them. "
    "Our network is smaller (WRN-16-2, one seed), fine-tuned for 5 epochs instead of 10, with "
    "TinyImageNet for the withdrawn 80 Million Tiny Images, and with suggested margins ({m_in}, "
    "{m_out}) for the paper's (−23, −5). On CIFAR-100 the paper has FPR95 80.41 (MSP), 74.64 "
    "(ODIN), 73.60 (Energy), 58.10 (Outlier Exposure) and 47.55 (Energy, fine-tuned); we have no "
    "run there."
)
