"""The words of lesson 3, energy. A figure or a widget gets those that stand in a dictionary."""
# ruff: noqa: RUF001  in prose, a minus sign is a minus sign

from app.blocks import course
from app.blocks.lesson import Term
from app.components.film.words import FILM
from app.components.tuning.words import TUNING
from app.text import message

TITLE = message("energy.title", "Energy: what softmax throws away")
LEDE = message(
    "energy.lede",
    "Softmax keeps the differences between the logits $z_k$ and discards their level. The "
    "**energy** $E(x) = -\\log \\sum_k e^{z_k}$ keeps the level: large logits, low energy. "
    "Liu et al. use it twice: as a score for any trained classifier, and as a loss that "
    "opens a gap between ID data and outliers.",
)
YEAR = message(
    "energy.year",
    "It dates the paper “(2010, NeurIPS)”. It is Liu et al., NeurIPS **2020**.",
)

SCORE = message("energy.score", "energy E(x)")  # on an axis
NUMBER = message("energy.number", "{name}, number")  # read aloud: the field to type that input in
HISTOGRAM = {
    "share": message("energy.histogram.share", "share of each set"),
    # a share of the inputs, and where its bin of scores begins
    "hover": message("energy.histogram.hover", "%{y:.1%} from %{x:.2f}"),
}

# 1. one sample, worked out

CONSTANT_TITLE = message("energy.constant_title", "One sample, from logits to energy")
CONSTANT = message(
    "energy.constant",
    "Add 5 to every logit of a classifier. What happens to the softmax, what to the energy?",
)
CONSTANT_GUESSES = (
    message("energy.constant_guesses.1", "Both change"),
    message("energy.constant_guesses.2", "Softmax stays, energy rises by 5"),
    message("energy.constant_guesses.3", "Softmax stays, energy falls by 5"),
    message("energy.constant_guesses.4", "Softmax gets more confident, energy stays"),
)
CLASSES = (
    message("energy.classes.1", "cat"),
    message("energy.classes.2", "dog"),
    message("energy.classes.3", "rabbit"),
)
SAMPLE = {
    "add": message("energy.sample.add", "Add 5 to every logit"),
    "reset": message("energy.sample.reset", "Start again"),
    "logit": message("energy.sample.logit", "logit of {name}"),
    "number": NUMBER,
    "c": message("energy.sample.c", "constant c, added to all"),
    "T": message("energy.sample.t", "temperature T"),
    "logits": message("energy.sample.logits", "Logits"),
    "probabilities": message("energy.sample.probabilities", "Softmax of the logits / T"),
    "scale": message("energy.sample.scale", "Energy"),
    "low": message("energy.sample.low", "low: called ID"),
    "high": message("energy.sample.high", "high: called OOD"),
    "softmax": message("energy.sample.softmax", "Softmax:"),
    "energy": message("energy.sample.energy", "Energy:"),
    "constant": message("energy.sample.constant", "Energy without c, minus c:"),
    "of_T": message("energy.sample.of_t", "T, in the sentence"),  # read aloud
    "of_c": message("energy.sample.of_c", "c, in the sentence"),
    "live": message(
        "energy.sample.live",
        "At T = {T}, with c = {c}, the energy is {E}, and the largest softmax is {p}.",
    ),
    "told": message("energy.sample.told", "softmax {shares}; energy {energy}"),  # read aloud
}
CONSTANT_REVEAL = message(
    "energy.constant_reveal",
    "You said: *{guess}*. **The softmax stays, the energy falls by exactly 5.** In the picture 5 "
    "has been added. Dashed outlines, and the dashed ring, show where everything stood before. "
    "*Start again* takes it away.",
)
CONSTANT_EXPLAIN = message(
    "energy.constant_explain",
    """
**Why.** Adding c multiplies every exponential by the same $e^{c/T}$. Softmax divides by their sum,
so the factor cancels. The energy is the logarithm of that sum, so the factor comes out whole, at
every temperature:

$$-T \\log \\textstyle\\sum_k e^{(z_k + c) / T} \\;=\\; E(x) - c$$

The upright strokes on the energy's axis are the energies of the single **pairs**,
$E(x, k) = -z_k$: one for each class. $E(x)$ lies below the lowest of them, by at most
$T \\log 3$.
""",
)
ENERGY = (
    "E(x) =",
    Term(
        "-T",
        message("energy.energy.2.temperature", "temperature"),
        message(
            "energy.energy.2.temperature.meaning",
            "set T to 0.1, and the energy is that of the lowest pair. Set T to 5, and all three "
            "logits count. The paper uses T = 1.",
        ),
        "temperature",
    ),
    r"\log",
    Term(
        r"\textstyle\sum_k e^{z_k / T}",
        message("energy.energy.4.all_logits", "all logits"),
        message(
            "energy.energy.4.all_logits.meaning",
            "large when any logit is large. The largest logit dominates: move the smallest one "
            "and the energy hardly changes.",
        ),
        "logits",
    ),
)

# 2. the surface

SURFACE_TITLE = message("energy.surface_title", "Cross entropy shapes an energy surface")
SURFACE = message(
    "energy.surface",
    "A plain classifier is trained on two classes of points in the plane by cross entropy, "
    "without any energy term. Where will its energy be **lowest** in the end?",
)
SURFACE_GUESSES = (
    message("energy.surface_guesses.1", "On the data"),
    message("energy.surface_guesses.2", "Between the classes"),
    message("energy.surface_guesses.3", "Far away from all data"),
)
SURFACE_REVEAL = message(
    "energy.surface_reveal",
    "You said: *{guess}*. It is **far away from all data**. Drag the slider to watch the "
    "training. Before the first step the surface is flat. At the end there is a ridge of high "
    "energy between the classes. The farther a point is from the ridge, the lower its energy, "
    "also beyond the data. The mean energy is {id} on unseen data of the two classes, but {far} "
    "on *{test}*, an OOD test all around the data, too far out for this picture. An OOD score "
    "should be higher on OOD. Here it is lower, so the energy does worse than guessing: AUROC "
    "{auroc:.0%}, where guessing gives 50%.",
)
SURFACE_WHY = message(
    "energy.surface_why",
    "**Why so low?** A ReLU network is made of linear pieces. Follow a ray outwards: after "
    "the last kink every logit is a straight line, and the energy falls as the steepest of "
    "them rises. The loss has no term for places without data.",
)
MAP = message("energy.map", "Energy over the plane")
LINE = message("energy.line", "The same along the line x₂ = 0")
FILM_ALT = message(
    "energy.film_alt",
    "Energy of the baseline over {steps} training steps; at the end it is {id} on average on ID "
    "test and {far} on {test}, far outside.",
)
NLL_TITLE = message("energy.nll_title", "Why: the classifier's loss, written in energies")
NLL_INTRO = message(
    "energy.nll_intro",
    "With $E(x, y) = -z_y$, the negative log likelihood $-\\log p(y \\mid x)$ (NLL) that every "
    "classifier minimises is a statement about energies. Choose a term and see it in the trained "
    "network.",
)
NLL = (
    r"\text{NLL} =",
    Term(
        r"\tfrac{1}{T} \, E(x, y)",
        message("energy.nll.2.right_pair", "right pair"),
        message(
            "energy.nll.2.right_pair.meaning",
            "the energy of the input with its own label. Minimising pulls it down: every point "
            "lies low on the line of its own class and high on the line of the other.",
        ),
        "pairs",
    ),
    "+",
    Term(
        r"\log \textstyle\sum_j e^{-E(x, j) / T}",
        message("energy.nll.4.all_pairs", "all pairs"),
        message(
            "energy.nll.4.all_pairs.meaning",
            "minus the free energy, divided by T: −E(x)/T. Minimising it pushes pairs up, the "
            "lowest ones hardest. The free energy follows whichever pair is lower.",
        ),
        "free",
    ),
)
NLL_EXPLAIN = message(
    "energy.nll_explain",
    """
The derivatives say it exactly. Gradient descent moves the right pair down with force $(1 - p_y)/T$
and every other pair $j$ up with force $p_j/T$. So **a classification model is an energy-based
model**: the right pair low, the others high.

But the forces add up to zero. The whole loss is $(E(x, y) - E(x))/T$, a *difference*. Lower all
energies by the same amount and the loss stays the same: that is the constant of the first picture.
So how low $E(x)$ is on the data is a by-product of training. Far from the data the loss does
not control it at all.
""",
)
PAIRS_ALT = message(
    "energy.pairs_alt",
    "Energies of both pairs, and the free energy below them, along x₂ = 0: it is {left} at the "
    "left edge, {middle} in the middle and {right} at the right edge.",
)
PAIRS = {
    "pair": message("energy.pairs.pair", "E(x, {name}), the pair with class {name}"),
    "free": message("energy.pairs.free", "E(x), the free energy"),
    "right": message("energy.pairs.right", "right pairs, class {name}"),
    "hover": message("energy.pairs.hover", "E = %{y:.1f} at x₁ = %{x:.1f}"),
    "line": message("energy.pairs.line", "x₁, along the line x₂ = 0"),
    "energy": message("energy.pairs.energy", "energy"),
}

# 3. energy against softmax

SCORES_TITLE = message("energy.scores_title", "Two scores of one network")
SCORES = message(
    "energy.scores",
    "Take a plain CIFAR-10 classifier as it is and use the energy as its score in place of "
    "the maximum softmax probability (MSP). Some of the OOD tests are pictures, some are "
    "noise. On which does the energy reach the higher AUROC?",
)
SCORES_GUESSES = (
    message("energy.scores_guesses.1", "On all of them"),
    message("energy.scores_guesses.2", "On all pictures, not on all noise"),
    message("energy.scores_guesses.3", "On all noise, not on all pictures"),
    message("energy.scores_guesses.4", "Nowhere"),
)
SCORES_REVEAL = message(
    "energy.scores_reveal",
    "You said: *{guess}*. By AUROC the energy is better on **{pictures} of {all_pictures}** sets "
    "of pictures and on **{noise} of {all_noise}** sets of noise.",
)
WORLD = message("energy.world", "Data")
TEST = message("energy.test", "OOD test")
NOISE_TEST = message("energy.noise_test", "{name} (noise)")  # far OOD that a generator makes
RULE_OF_FPR = message("energy.rule_of_fpr", "FPR95 counts")
RULES = {
    "ood": message("energy.rules.ood", "ID flagged, at 95% of OOD caught"),
    "id": message("energy.rules.id", "OOD let through, at 95% of ID kept (the paper)"),
}
SCORE_AXES = {
    "msp": message("energy.score_axes.msp", "MSP score, −max p"),
    "energy": message("energy.score_axes.energy", "energy score, E(x)"),
}
SCORES_ALT = message(
    "energy.scores_alt",
    "{score} of ID test inputs and of {test}: AUROC {auroc:.1%}, FPR95 {fpr95:.1%}.",
)
SCORES_CAPTION = message(
    "energy.scores_caption",
    "Same network, same inputs; both scores have the sign that makes higher mean more OOD. "
    "AUROC does not depend on the rule chosen for FPR95. In bold: the better score. One "
    "seed of each network.",
)
SCORES_EXPLAIN = message(
    "energy.scores_explain",
    """
**What to look for.** MSP crowds near −1: on most ID inputs, and on some OOD inputs, the confidence
is nearly 1. The energy spreads the same inputs out, because it keeps how large the logits are.

**What it does not do.** It contains nothing that the logits do not. On CIFAR-10 choose *gaussian*:
its energies form a narrow peak inside the range of the ID energies, and MSP does better. On *Two
Gaussians*, both scores rank the wrong way round on every test.

**The rule matters.** FPR95 is one point of the ROC curve, and the two rules read it at different
ends. The paper keeps 95% of ID; this app's default catches 95% of OOD. Switch, and the better score
changes while the network does not.
""",
)

# 4. the rule

RULE_TITLE = message("energy.rule_title", "From a score to a decision")
RULE_FORMULA = (
    r"g(x; \tau, f) = \begin{cases} \text{OOD} & \text{if } -E(x; f) \le \tau \\"
    r" \text{ID} & \text{if } -E(x; f) > \tau \end{cases}"
)
RULE_TEXT = message(
    "energy.rule_text",
    """
The paper's score is −E, so that ID is high; this app's is E, so that OOD is high. It is one rule:
the threshold line stands at E = −τ, and inputs to the right of it are called OOD.

τ is not learned. It is set afterwards, on held-out ID data: the paper takes the one that keeps
95% of them. Drag the line, or focus the slider and use the arrow keys.

Compare two networks (one training of each). *As trained*: {left} of the Gaussian noise lies left
of the median digit, so no τ can separate the two (with another seed, less of it lies there).
*Fine-tuned*: the same
network after the training that the next part explains.
""",
)
RULE = message("energy.rule", "OOD if −E(x) ≤ τ = {-t}, that is, if E(x) ≥ {t}")
NETWORKS = {
    "baseline": message("energy.networks.baseline", "As trained"),
    "energy": message("energy.networks.energy", "Fine-tuned with the energy loss"),
}
NETWORK = message("energy.network", "Network (digits)")

# 5. the margins

MARGINS_TITLE = message("energy.margins_title", "Fine-tuning: open a gap")
LOSS_INTRO = message(
    "energy.loss_intro",
    "With training outliers, as the digits here have them, the energy can be trained directly. "
    "Two hinges are added to the classifier's loss; $[a]_+ = \\max(0, a)$, so ID inputs below "
    "$m_{in}$ and outliers above $m_{out}$ cost nothing. Choose a term.",
)
LOSS = (
    r"\mathcal{L}_{nll} + \lambda \big(",
    Term(
        r"\mathbb{E} [E_{in} - m_{in}]_+^2",
        message("energy.loss.2.id_hinge", "ID hinge"),
        message(
            "energy.loss.2.id_hinge.meaning",
            "pushes ID energy **down** until it is below $m_{in}$: in the film, arrows to the "
            "left.",
        ),
        "in",
    ),
    "+",
    Term(
        r"\mathbb{E} [m_{out} - E_{out}]_+^2",
        message("energy.loss.4.outlier_hinge", "outlier hinge"),
        message(
            "energy.loss.4.outlier_hinge.meaning",
            "pushes the outliers' energy **up** until it is above $m_{out}$: arrows to the right.",
        ),
        "out",
    ),
    r"\big)",
)
LOWERS = message(
    "energy.lowers",
    "It says that the loss *lowers* the energy of OOD samples. Its own formula, this one, "
    "*raises* it above $m_{out}$.",
)
MARGINS_EXPLAIN = message(
    "energy.margins_explain",
    """
**Drag a margin.** The markers stay: they show what the training with its own margins did; these are
dashed once you drag. The arrows follow. Each is the force of the hinge on one input: $2 \\lambda$
times its distance beyond the margin. A margin far out pulls on every input, and hard.

**Suggest margins** fills in mean energies of the *pretrained* network: for $m_{{in}}$ the mean over
ID training data, for $m_{{out}}$ the mean over training outliers. So at first about half of each
set is beyond its margin, and not by much. Over all ID training data λ times the ID hinge starts at
{start:.2f}. The cross entropy of a trained network is close to zero, so this has an effect, but it
is small enough to keep what the network has learned.
""",
)
NOISE = message(
    "energy.noise",
    "In fine-tuning, the outliers were letters for the digit classifier, and photographs of "
    "other things for the CIFAR-10 classifier. Neither was trained on noise. Where does the "
    "energy of Gaussian noise go?",
)
NOISE_GUESSES = (
    message("energy.noise_guesses.1", "Where it was"),
    message("energy.noise_guesses.2", "Above mₒᵤₜ, like that of the outliers"),
    message("energy.noise_guesses.3", "Below mᵢₙ, like that of the ID data"),
)
NOISE_REVEAL = message(
    "energy.noise_reveal",
    "You said: *{guess}*. **Above $m_{{out}}$**, for both classifiers. In the run shown here the "
    "mean energy of noise goes from {before} to {after}, and $m_{{out}}$ is {m_out}. The loss "
    "contains only the training outliers, so nothing guarantees that noise follows them. Here it "
    "did.",
)
TWO_FRAMES = message(
    "energy.two_frames",
    "Of this fine-tuning two moments are kept, before and after; the energies of its training "
    "outliers are not among them.",
)
AFTER_TEXT = {
    "digits": message(
        "energy.after_text.digits",
        "The training outliers were the letters A to M, some in other greys. The OOD "
        "tests are other letters, noise, and textures, none of which was trained on.",
    ),
    "cifar10": message(
        "energy.after_text.cifar10",
        "The training outliers were TinyImageNet pictures. Noise, never trained on, "
        "moves far to the right of $m_{{out}}$. SVHN does not: its FPR95 by energy "
        "*rises*, from {svhn}, and so does that of CIFAR-100, the near OOD, from "
        "{cifar100}.",
    ),
}
RISE = message("energy.rise", "{before} to {after}")  # of FPR95, in the text above

WRONG_TITLE = message("energy.wrong_title", "Margins in the wrong place")
WRONG = message(
    "energy.wrong",
    "The digit classifier is fine-tuned with the margins {m_in} for ID and {m_out} for outliers. "
    "Their order is right, but before fine-tuning the ID energies were around {id}. What happens "
    "to accuracy and to FPR95 on letters, compared with the suggested margins?",
)
WRONG_GUESSES = (
    message("energy.wrong_guesses.1", "Little: only the gap between the margins counts"),
    message("energy.wrong_guesses.2", "Worse detection, same accuracy"),
    message("energy.wrong_guesses.3", "Same detection, worse accuracy"),
    message("energy.wrong_guesses.4", "Both get worse"),
)
WRONG_REVEAL = message(
    "energy.wrong_reveal",
    "You said: *{guess}*. **Both get worse** than with the suggested margins: accuracy falls from "
    "{good:.1%} to {accuracy:.1%}, and FPR95 on unseen letters rises from {letters_good:.1%} to "
    "{letters:.1%}. Not everything does. On letters even this is better than no fine-tuning "
    "({letters_before:.1%}), and on noise FPR95 is {noise:.1%} instead of {noise_good:.1%}. (The "
    "table is of all test inputs, with one seed.)",
)
WRONG_EXPLAIN = message(
    "energy.wrong_explain",
    """
The ID hinge asks the energy of every digit to fall by about {fall:.0f}. The loss squares this and
multiplies it by λ = {weight:g}: that is {term:.0f} at the first step, where the cross entropy is
{ce:.2f}. So at first the network learns almost nothing but to make logits large. The hinge does not
ask *which* logit is large, so features that separated the classes are lost.

Not everything is lost: textures, and noise that is drawn pixel by pixel, are still detected. How
much gets worse depends on the seed.
""",
)
WRONG_MORE = message(
    "energy.wrong_more",
    "With three seeds. Accuracy: {accuracy_seeds}. FPR95 on letters: {letters_seeds} (with the "
    "suggested margins {good_seeds}).",
)
WRONG_COLUMNS = (
    message("energy.wrong_columns.1", "margins"),
    message("energy.wrong_columns.2", "accuracy"),
    message("energy.wrong_columns.3", "FPR95, letters"),
    message("energy.wrong_columns.4", "FPR95, far photographs"),
    message("energy.wrong_columns.5", "FPR95, noise"),
)
WRONG_ROWS = {
    "baseline": message("energy.wrong_rows.baseline", "none: not fine-tuned"),
    "good": message("energy.wrong_rows.good", "suggested"),
    "wrong": message("energy.wrong_rows.wrong", "far from the energies"),
}
MARGIN_COLUMNS = ("mᵢₙ", "mₒᵤₜ")  # of a table: a formula as a heading is not read aloud
NO_MARGIN = message("energy.no_margin", "none")

# 6. and the rest

TRAINING = message("energy.training", "If you leave the margins empty, they are suggested.")
TRAINING_TRY = message(  # gives the answers on the surface and on wrong margins away
    "energy.training_try",
    "On this plane the outliers' mean energy is *not* above that of ID (see *Energy over the "
    "plane* in the second part of this page). So $m_{out}$ falls back to −log 2 = −0.69, the "
    "energy of two logits that are zero. Then try $m_{in}$ = −60 and $m_{out}$ = −55: the training "
    "gets through, and the accuracy ends at guessing. With −600 and −550 the first steps are so "
    "large that the loss is no longer a number. The training then stops and says so.",
)
MISREAD = (
    message(
        "energy.misread.1",
        "**“An energy of −12 is low.”** Energies have no common scale: training never fixes their "
        "level. Compare only within one network, with the energies of its own ID data.",
    ),
    message(
        "energy.misread.2",
        "**“Low energy means that the network knows this input.”** On the plane the lowest "
        "energies are where no data ever was.",
    ),
    message(
        "energy.misread.3",
        "**“The energy score is better than MSP.”** On some OOD sets, for some networks. Look at "
        "which sets are in the mean, and at the rule behind FPR95.",
    ),
    message(
        "energy.misread.4",
        "**“Cross entropy lowers the energy of ID data.”** It lowers the right pair *relative "
        "to* the others. The level may fall with it, or not.",
    ),
    message(
        "energy.misread.5",
        "**“Fine-tuning helps on all OOD.”** It helps where the training outliers are like the "
        "test. On CIFAR-10, SVHN and CIFAR-100 get worse: choose CIFAR-10 above, under "
        "fine-tuning.",
    ),
)
NUMBERS_AXIS = message("energy.numbers_axis", "means over OOD tests, in %")
NUMBERS_SPREAD = message(
    "energy.numbers_spread",
    "The bar at a dot reaches from the lowest to the highest of our {n} tests.",
)
NUMBERS_COLUMNS = (
    message("energy.numbers_columns.1", "means over OOD tests"),
    message("energy.numbers_columns.2", "paper"),
    message("energy.numbers_columns.3", "ours, the paper's rule"),
    message("energy.numbers_columns.4", "ours, this app's rule: near / far / noise"),
)
NUMBERS_ROWS = {  # by run, score and metric
    ("baseline", "msp", "fpr95"): message("energy.numbers_rows.msp_fpr95", "MSP: FPR95"),
    ("baseline", "msp", "auroc"): message("energy.numbers_rows.msp_auroc", "MSP: AUROC"),
    ("baseline", "msp", "aupr"): message("energy.numbers_rows.msp_aupr", "MSP: AUPR, ID positive"),
    ("baseline", "energy", "fpr95"): message(
        "energy.numbers_rows.energy_fpr95", "Energy, same network: FPR95"
    ),
    ("baseline", "energy", "auroc"): message(
        "energy.numbers_rows.energy_auroc", "Energy, same network: AUROC"
    ),
    ("baseline", "energy", "aupr"): message(
        "energy.numbers_rows.energy_aupr", "Energy, same network: AUPR, ID positive"
    ),
    ("outlier-exposure", "msp", "fpr95"): message(
        "energy.numbers_rows.outlier_exposure_fpr95", "Outlier Exposure: FPR95"
    ),
    ("energy", "energy", "fpr95"): message(
        "energy.numbers_rows.fine_tuned_fpr95", "Energy, fine-tuned: FPR95"
    ),
}
NUMBERS_CONVENTIONS = message(
    "energy.numbers_conventions",
    "CIFAR-10, in percent. **The paper** (Liu et al., 2020): WRN-40-2; ID is positive, so FPR95 "
    "is the share of OOD let through when 95% of ID is kept; five ID inputs for each OOD input; "
    "six OOD tests of pictures (Textures, SVHN, Places365, LSUN crop and resize, iSUN). It also "
    "has ODIN, at 35.71 / 91.09 / 97.62. **Ours, the paper's rule**: counted in the same way, "
    "over the {n} tests most like the paper's: SVHN (1,040 crops), textures (10 of 47) and "
    "scenes. The first two hold fewer than one OOD input for five of ID, which flatters AUPR. "
    "**Ours, this app's rule**: OOD positive; near (CIFAR-100) / far photographs / noise. "
    "Our network is smaller (WRN-16-2, one seed), fine-tuned for 5 epochs instead of 10, with "
    "TinyImageNet for the withdrawn 80 Million Tiny Images, and with suggested margins ({m_in}, "
    "{m_out}) for the paper's (−23, −5). On CIFAR-100 the paper has FPR95 80.41 (MSP), 74.64 "
    "(ODIN), 73.60 (Energy), 58.10 (Outlier Exposure) and 47.55 (Energy, fine-tuned); we have no "
    "run there.",
)
course.asks(
    {
        "energy:constant": (CONSTANT, CONSTANT_GUESSES),
        "energy:surface": (SURFACE, SURFACE_GUESSES),
        "energy:scores": (SCORES, SCORES_GUESSES),
        "energy:noise": (NOISE, NOISE_GUESSES),
        "energy:wrong": (WRONG, WRONG_GUESSES),
    }
)

CONTROLS = {  # of its widgets, by their names in a link
    "logits": (CONSTANT_TITLE, {name: SAMPLE[name] for name in ("logits", "c", "T")}),
    "film": (SURFACE_TITLE, {"time": FILM["slider"]}),
    "tuning": (
        MARGINS_TITLE,
        {"tests": TUNING["unseen"], "time": TUNING["slider"], "margins": TUNING["margins"]},
    ),
}
