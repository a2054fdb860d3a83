"""The words of the lesson on the confident classifier and the boundary GAN.

Numbers in braces are read from the committed runs when the page is drawn.
"""

from typing import NamedTuple

from app.blocks import course
from app.blocks.lesson import Term
from app.components.film.words import FILM
from app.components.game.words import GAME
from app.text import message


class Result(NamedTuple):
    """A row of the paper's Table 1, in percent: cross entropy -> confidence loss."""

    data: str
    outliers: str
    test: str
    tnr: tuple[float, float]
    auroc: tuple[float, float] | None = None

    @property
    def seen(self) -> bool:
        return self.test == self.outliers


TITLE = message("confident_gan.title", "Boundary GAN")
LEDE = message(
    "confident_gan.lede",
    "Cross entropy makes a classifier confident on its training data and sets no goal for other "
    "inputs. Lee et al. (ICLR 2018) add two things: a loss term for **low confidence** on "
    "outliers, and a **generator** that makes them at the boundary of the data. The paper's "
    "*confident classifier* is our **Boundary GAN**.",
)

# ---- 1: which outliers ----

WHICH = message("confident_gan.which", "Where should the outliers lie?")
WHICH_TEXT = message(
    "confident_gan.which_text",
    """
Two classes of points, and a classifier trained without outliers. Violet is high confidence. On
{sure} of the square $[-12, 12]^2$ it is over 0.95; it is low only in a strip between the classes.

Now the classifier is trained with 1,000 outliers, too: points of neither class. On them its answer
should be 50 : 50. They cannot fill the whole plane. Where would you put them?
""",
)
WHICH_ALT = message(
    "confident_gan.which_alt",
    "Confidence of a classifier trained without outliers: over 0.95 on {sure}.",
)
WHICH_QUESTION = message(
    "confident_gan.which_question",
    "Which outliers make the confidence low **all around** the data?",
)
WHICH_OPTIONS = (
    message("confident_gan.which_options.1", "Far ones, all over a large box"),
    message("confident_gan.which_options.2", "Ones in a thin shell around the data"),
    message("confident_gan.which_options.3", "Both do, outliers are outliers"),
)
WHICH_BETS = (1, 2, 1)  # of each option, the map shown first
OUTLIER_SETS = {  # run -> name on the switch, sentence beside it
    "plane-blobs/baseline": (
        message("confident_gan.outlier_sets.none", "none"),
        message(
            "confident_gan.outlier_sets.none.shown",
            "No outliers: confidence over 0.95 on {sure} of the picture.",
        ),
    ),
    "lessons/outliers-far-box": (
        message("confident_gan.outlier_sets.far_box", "far box"),
        message(
            "confident_gan.outlier_sets.far_box.shown",
            "1,000 far outliers, {inside} of them in this picture: confidence over 0.95 on "
            "{sure} of it.",
        ),
    ),
    "plane-blobs/outlier-exposure": (
        message("confident_gan.outlier_sets.boundary", "boundary"),
        message(
            "confident_gan.outlier_sets.boundary.shown",
            "1,000 boundary outliers: confidence over 0.95 on {sure} of the picture: the data "
            "and a margin around it.",
        ),
    ),
}
OUTLIER_SWITCH = message("confident_gan.outlier_switch", "Training outliers")
OUTLIER_PANELS = (
    message("confident_gan.outlier_panels.1", "Confidence of the classifier"),
    message("confident_gan.outlier_panels.2", "Training outliers"),
    message("confident_gan.outlier_panels.3", "Mean confidence"),
)
OUTLIER_ALT = message(
    "confident_gan.outlier_alt", "The classifier's confidence on the plane, over 0.95 on: {sure}."
)
OUTLIER_SURE = message("confident_gan.outlier_sure", "{share} with {outliers}")
OUTLIER_GAUGES = {  # population -> what it is called, where it lies
    "id_test": (
        message("confident_gan.outlier_gauges.id_test", "ID test"),
        message("confident_gan.outlier_gauges.id_test.about", "the two classes"),
    ),
    "ood/band": (
        message("confident_gan.outlier_gauges.ood_band", "near OOD: band"),
        message(
            "confident_gan.outlier_gauges.ood_band.about",
            "3 to 5 away from the nearest training point",
        ),
    ),
    "ood/box": (
        message("confident_gan.outlier_gauges.ood_box", "far OOD: box"),
        message("confident_gan.outlier_gauges.ood_box.about", "farther than 5, in the picture"),
    ),
    "ood/ring": (
        message("confident_gan.outlier_gauges.ood_ring", "far OOD: ring"),
        message(
            "confident_gan.outlier_gauges.ood_ring.about",
            "radius 20 to 30, outside the picture",
        ),
    ),
}
GAUGE_SCALE = message(
    "confident_gan.gauge_scale",
    "Mean confidence, 0.5 (guessing) to 1; the thin marks are those of the three outlier sets",
)
GAUGE_MARKS = message("confident_gan.gauge_marks", "marks: {marks}")
GAUGE_MARK = message("confident_gan.gauge_mark", "{outliers} {mean:.2f}")
WHICH_EXPLAIN = message(
    "confident_gan.which_explain",
    """
You said: *{guess}*. **The thin shell is better**, but look closely at both.

- **Far box.** The outliers are spread thinly over the square $[-50, 50]^2$; none is within 5 of a
  training point (the maps show test points). Confidence is low where *they* are. Nothing asks for
  low confidence between them and the data. So the violet reaches far out from both classes: on near
  OOD the mean confidence is still {far_band:.2f}.
- **Boundary.** The outliers lie where the data ends, so the confidence has to fall right there.
  Farther out it mostly stays low: on near OOD the mean is {shell_band:.2f}, although no training
  outlier was there.
- **Everywhere?** Not quite. On the ring, far outside the picture, the mean confidence with the
  shell is {shell_ring:.2f}. Beyond its outliers a network extrapolates, and nothing in the loss
  keeps its confidence low there.
""",
)
WHICH_NOTE = message(
    "confident_gan.which_note",
    "This follows figure 1 of Lee et al. (section 2.2), who draw outliers from $[-50, 50]^2$, or "
    "near the boundary in $[-20, 20]^2$. Our far box leaves out everything nearer than 5 to a "
    "training point. Our shell lies 1.5 to 3 away from the nearest training point. With the far "
    "box the learning rate is 0.01 instead of 0.1, because inputs as large as 50 make the "
    "training fail otherwise. At that rate the shell's mean confidence is {slow_band:.2f} on near "
    "OOD, still below the far box, and {slow_ring:.2f} on the ring: it extrapolates worse.",
)
WHICH_TRAP = message(
    "confident_gan.which_trap",
    "AUROC does not show this difference. On near OOD it is {far:.3f} with the far box and "
    "{shell:.3f} with the shell, because it only asks whether the confidence is higher on ID than "
    "on OOD. Yet with the far box a user would trust many answers on OOD.",
)
WHICH_MORE = message(
    "confident_gan.which_more",
    "With the far box the confidence is over 0.95 on {far_band_sure} of near OOD, and over "
    "{band_tenth:.3f} on its highest tenth. Nine tenths of ID lie above {id_tenth:.4f}, so the "
    "two can still be separated. With the shell the mean confidence on the far OOD of the picture "
    "is {shell_box:.2f}.",
)
LOSS = message("confident_gan.loss", "The loss that asks for low confidence")
LOSS_FORMULA = [
    r"\begin{aligned} \min_\theta \; &",
    Term(
        r"\mathbb{E}_{x, y} \left[-\log p_\theta(y \mid x)\right]",
        message("confident_gan.loss_formula.cross_entropy", "cross entropy"),
        message(
            "confident_gan.loss_formula.cross_entropy.meaning",
            "The right class with high confidence on the training data: the two violet areas of "
            "the map.",
        ),
    ),
    r"\\ & +",
    Term(
        r"\beta",
        message("confident_gan.loss_formula.weight", "weight"),
        message(
            "confident_gan.loss_formula.weight.meaning",
            "How much low confidence on outliers counts. The paper: 0.1 for CIFAR-10, 1 for "
            "SVHN. Our Boundary GAN: 1 on the plane, 0.3 on digits.",
        ),
    ),
    Term(
        r"\mathbb{E}_{\tilde{x}} \, \mathrm{KL}(u \,\|\, p_\theta(y \mid \tilde{x}))",
        message("confident_gan.loss_formula.confidence_term", "confidence term"),
        message(
            "confident_gan.loss_formula.confidence_term.meaning",
            "On an outlier the answer should be the uniform distribution u, 1/K for each class. "
            "KL is 0 for that answer and grows without bound as the probability of any class "
            "goes to 0. On the map: the violet recedes from the outliers.",
        ),
    ),
    r"\end{aligned}",
]
LOSS_TEXT = message(
    "confident_gan.loss_text",
    "Here $p_\\theta$ is the classifier's softmax, $\\mathbb{E}$ a mean over the inputs named "
    "below it, and $u$ the answer *every class alike*. KL says how far the answer is from $u$. "
    "Written out: $\\mathrm{KL}(u \\,\\|\\, p) = -\\frac{1}{K} \\sum_k \\log p_k - \\ln K$. "
    "Outlier Exposure (lesson 2) minimises the first part alone, the cross entropy to $u$. The "
    "two losses differ by the constant $\\ln K$, so they have the same gradient. (The maps above "
    "that have outliers are trained with Outlier Exposure's loss and its weight λ = 0.5.)",
)
LOSS_SLIP = message(
    "confident_gan.loss_slip",
    "On Outlier Exposure it calls the outlier term “Confidence Loss”. That is Lee et al.'s name, "
    "for the KL term here. What Hendrycks et al. minimise is the cross entropy to u.",
)

# ---- 2: the failure ----

FAILURE = message("confident_gan.failure", "Outliers that do not surround the data")
FAILURE_TEXT = message(
    "confident_gan.failure_text",
    "The paper tries real outliers first. The data are photographs (CIFAR-10), the outliers house "
    "numbers (SVHN). After training, house numbers are detected almost perfectly: at the "
    "threshold that keeps 95% of the data, 99.8% of them are caught. Before, 13.7% were.",
)
FAILURE_QUESTION = message(
    "confident_gan.failure_question",
    "Photographs of *other* things (TinyImageNet) are OOD, too, but none of them was an outlier "
    "in the training. Before, 13.6% of them were caught. How many are caught now?",
)
FAILURE_OPTIONS = (
    message("confident_gan.failure_options.1", "Over 90% now"),
    message("confident_gan.failure_options.2", "Somewhat more, 20 to 50%"),
    message("confident_gan.failure_options.3", "No more than before"),
)
PAPER = [  # Lee et al., ICLR 2018, Table 1
    Result("CIFAR-10", "SVHN", "SVHN", (13.7, 99.8), (46.6, 99.9)),
    Result("CIFAR-10", "SVHN", "TinyImageNet", (13.6, 10.1)),
    Result("CIFAR-10", "SVHN", "LSUN", (14.0, 10.8)),
    Result("SVHN", "CIFAR-10", "CIFAR-10", (47.4, 99.9), (62.6, 99.9)),
    Result("SVHN", "CIFAR-10", "LSUN", (46.3, 100.0)),
]
PAPER_ACCURACY = {"CIFAR-10": (80.14, 80.56), "SVHN": (93.82, 94.23)}
FAILURE_EXPLAIN = message(
    "confident_gan.failure_explain",
    """
You said: *{guess}*. **It fell, to 10.1%.** The network learned to recognise house numbers, and
nothing about photographs of other things.

How can this be? The loss asks for low confidence only where outliers lie. Elsewhere the confidence
may follow or not. If all outliers lie to one side of the data, nothing asks for it on the other
sides. House numbers may lie to one side of CIFAR-10, and the other photographs elsewhere: there the
confidence did not follow, and a little fewer are caught than before. With the roles exchanged it
works. House numbers are then the data, and CIFAR-10's varied photographs the outliers: LSUN is
caught, too, though it was never shown.

So outliers must **surround** the data, closely. In 3,072 dimensions nobody can see whether they do.
(This is how we read the table. Only the table was measured.)
""",
)
FAILURE_ALT = message(
    "confident_gan.failure_alt",
    "Share of OOD caught before and after training with outliers, Lee et al., Table 1. Data "
    "CIFAR-10 with outliers SVHN: SVHN 13.7 to 99.8, TinyImageNet 13.6 to 10.1, LSUN 14.0 to 10.8. "
    "Data SVHN with outliers CIFAR-10: CIFAR-10 47.4 to 99.9, LSUN 46.3 to 100.",
)
FAILURE_GROUP = message("confident_gan.failure_group", "data {data}, outliers {outliers}")
FAILURE_LEGEND = (
    message("confident_gan.failure_legend.1", "before"),
    message("confident_gan.failure_legend.2", "after: the training outliers"),
    message("confident_gan.failure_legend.3", "after: never shown"),
)
FAILURE_AXIS = message("confident_gan.failure_axis", "OOD caught at 95% of ID kept, %")

# ---- 3: the GAN ----

GAN = message("confident_gan.gan", "Let a network make the outliers")
GAN_TEXT = message(
    "confident_gan.gan_text",
    "A GAN has two networks. The **generator** G turns random numbers v into inputs; the "
    "**discriminator** D learns to distinguish these from data. G learns to make inputs "
    "that D takes for data.",
)
GAN_FORMULA = [
    r"\begin{aligned} \min_G \max_D \; &",
    Term(
        r"\mathbb{E}_x \log D(x)",
        message("confident_gan.gan_formula.real", "real"),
        message(
            "confident_gan.gan_formula.real.meaning",
            "D should call the data real. G has no part in this term.",
        ),
    ),
    r"\\ & +",
    Term(
        r"\mathbb{E}_v \log(1 - D(G(v)))",
        message("confident_gan.gan_formula.made", "made"),
        message(
            "confident_gan.gan_formula.made.meaning",
            "D should call the samples made; G moves them to where D takes them for real. At "
            "best they follow the data's own distribution.",
        ),
    ),
    r"\end{aligned}",
]
GAN_SLIP = message(
    "confident_gan.gan_slip",
    "It says “Adversarial Generative Network”. The name is generative adversarial network: GAN.",
)
GAN_QUESTION = message(
    "confident_gan.gan_question",
    "Lee et al. add one term to what G minimises: a weight times KL(u ‖ p(y | G(v))), where p is "
    "the answer of a classifier that is trained at the same time. Where will the samples go?",
)
GAN_OPTIONS = (
    message("confident_gan.gan_options.1", "Onto the data, like an ordinary GAN's"),
    message("confident_gan.gan_options.2", "Around the data, where it ends"),
    message("confident_gan.gan_options.3", "As far away from the data as they can"),
)
PROPOSED_FORMULA = [
    r"\begin{aligned} & \min_G \max_D \\ &",
    Term(
        r"\mathbb{E}_x \log D(x) + \mathbb{E}_v \log(1 - D(G(v)))",
        message("confident_gan.proposed_formula.term_1_look_real", "term 1: look real"),
        message(
            "confident_gan.proposed_formula.term_1_look_real.meaning",
            "The ordinary GAN. Alone, it puts the samples on the data: the left picture below.",
        ),
        "ordinary",
    ),
    r"\\ & +",
    Term(
        r"\beta_G \, \mathbb{E}_v \, \mathrm{KL}(u \,\|\, p_\theta(y \mid G(v)))",
        message(
            "confident_gan.proposed_formula.term_2_leave_the_classes", "term 2: leave the classes"
        ),
        message(
            "confident_gan.proposed_formula.term_2_leave_the_classes.meaning",
            "Large where the classifier is confident. G moves the samples out of the violet "
            "areas: the right picture below. The classifier then learns low confidence wherever "
            "they are.",
        ),
        "proposed",
    ),
    r"\end{aligned}",
]
GAN_EXPLAIN = message(
    "confident_gan.gan_explain",
    """
You said: *{guess}*. **Mostly around the data.** Of the ordinary GAN's samples {ordinary} lie on the
data, of the proposed GAN's only {proposed}. Most of the proposed ones, {around}, lie in a ring
around it. It is not perfect: some samples still lie on the data, and some far away.
""",
)
GAN_MORE = message(
    "confident_gan.gan_more",
    "Counted are the {n} samples of each generator's last frame. *On the data* is within "
    "{on_data:g} $\\sigma$ of a class mean, where 95% of the data are. *In the ring* is from "
    "{on_data:g} to {around:g} $\\sigma$.",
)
FILM_ALT = {
    "plane": message(
        "confident_gan.film_alt.plane",
        "Samples over the training; at its end {ordinary} of the ordinary generator's lie on "
        "the data, and {proposed} of the proposed one's.",
    ),
    "digits": message(
        "confident_gan.film_alt.digits",
        "Samples over the training; at its end the answers to the proposed generator's are "
        "a KL divergence of {kl:.3f} from uniform.",
    ),
}
PLANE_FILM = message("confident_gan.plane_film", "In two dimensions")
PLANE_TEXT = message(
    "confident_gan.plane_text",
    "Both start from the same weights and get the same batches and random numbers v. The "
    "colour on the right is the confidence of the classifier that is trained with the "
    "samples. Step through the training: where samples appear, the confidence falls.",
)
DIGIT_FILM = message("confident_gan.digit_film", "The same as pictures of digits")
DIGIT_TEXT = message(
    "confident_gan.digit_text",
    "At the last step the two sheets look alike at first sight. So they should: the boundary of "
    "the data is close to the data. On the right, look for an extra stroke, or for parts of two "
    "digits in one image. On these the classifier nearly guesses: KL to uniform is {kl:.3f} nats "
    "at the end (the unit of the natural logarithm), and 0 is guessing. Both generators are small "
    "and were trained for a minute or two, so their images are rough.",
)
HONEST = message(
    "confident_gan.honest",
    """
**How it is really trained.** The three networks are updated in turn: D, then G, then the
classifier, all from scratch. As in the authors' code, G minimises $-\\log D(G(v))$ in place of
$\\log(1 - D(G(v)))$. The goal is the same, but the gradient does not vanish while D is ahead (the
non-saturating loss).

**Only in the paper's text:** a pull-away term (mean squared cosine between samples) against
collapse. The released code has none; here it is a setting, off by default.

**Ours.** With the three losses alone, the samples did not surround the data here: with three seeds,
2 to 3% of 5,000 samples lay around it. We added three things, and then 78 to 81% did. A gradient
penalty R1 keeps D smooth at the data's edge. A *repulsion* between samples, in place of pull-away,
spreads them around the data. And G has a KL weight of its own ($\\beta_G$ = 3, where the classifier
has β = 1; the paper has one β for both). It moves the samples off the data, so that the classifier
keeps its confidence there.
""",
)
HONEST_TITLE = message("confident_gan.honest_title", "The paper's terms, and ours")

# ---- 4: the balance ----

BALANCE = message("confident_gan.balance", "Too close, to one side, balanced")
BALANCE_TEXT = message(
    "confident_gan.balance_text",
    "The generator's loss has two terms, and each pushes every sample. **Term 1**, an ordinary "
    "GAN's, is low where D takes a sample for data: its push says *look real*. **Term 2**, the KL "
    "divergence, is low where the classifier is unsure: its push says *leave the classes*. Its "
    "weight is $\\beta_G$. (The classifier's weight β of the first part stays 1; the paper has one "
    "β for both.)",
)
BALANCE_QUESTION = message(
    "confident_gan.balance_question",
    "Term 2 gets ten times more weight ($\\beta_G$ from 3 to 30). What happens?",
)
BALANCE_OPTIONS = (
    message("confident_gan.balance_options.1", "Samples lie farther out: safer"),
    message("confident_gan.balance_options.2", "Samples leave gaps of high confidence"),
    message("confident_gan.balance_options.3", "Little: the data has not moved"),
)
BETAS = {  # run -> β, its name, what its picture shows
    "lessons/gan-generator-beta-0": (
        "0",
        message("confident_gan.betas.0", "too close"),
        message(
            "confident_gan.betas.0.shown",
            "Too close: samples lie on the data, so the classifier is less confident on the "
            "data itself.",
        ),
    ),
    "lessons/gan-generator-beta-1": (
        "1",
        message("confident_gan.betas.1", "too close"),
        message(
            "confident_gan.betas.1.shown",
            "Still too close: the samples have only begun to leave the centres of the classes.",
        ),
    ),
    "plane-blobs/confident-gan": (
        "3",
        message("confident_gan.betas.3", "balanced"),
        message(
            "confident_gan.betas.3.shown",
            "Balanced: confident on the data, low confidence all around. This is the default here.",
        ),
    ),
    "lessons/gan-generator-beta-5": (
        "5",
        message("confident_gan.betas.5", "balanced"),
        message(
            "confident_gan.betas.5.shown",
            "Balanced, and with this seed a little better than the default.",
        ),
    ),
    "lessons/gan-generator-beta-10": (
        "10",
        message("confident_gan.betas.10", "to one side"),
        message(
            "confident_gan.betas.10.shown",
            "To one side: the samples crowd below the data. Above it the confidence is high again.",
        ),
    ),
    "lessons/gan-generator-beta-30": (
        "30",
        message("confident_gan.betas.30", "to one side"),
        message(
            "confident_gan.betas.30.shown",
            "To one side: all samples lie where the confidence is already low. Elsewhere it is "
            "high.",
        ),
    ),
}
AT_THE_END = message(
    "confident_gan.at_the_end",
    "Weight {beta}, at the end. {shown} Mean confidence on ID test {on_id:.2f}, on near OOD "
    "{near:.2f} (0.5 is guessing).",
)
BALANCE_ALT = message(
    "confident_gan.balance_alt",
    "Share of the generator's samples that lie on the data, by the weight of term 2: {shares}.",
)
BALANCE_EXPLAIN = message(
    "confident_gan.balance_explain",
    """
You said: *{guess}*. **They leave gaps**: move $\\beta_G$ from 3 to 30 in the picture. The goal is
low confidence all around the data; a low term 2 is only the means. Once the confidence is low in
*one* region, the cheapest way to lower the term is to put every sample there. Then the rest of the
boundary has no samples. The mean confidence on near OOD is {near_high:.2f} at $\\beta_G$ = 30,
against {near_mid:.2f} at $\\beta_G$ = 3. The samples are hardly farther away, but all on one side.
""",
)
BALANCE_MORE = message(
    "confident_gan.balance_more",
    "From $\\beta_G$ = 0 to 30 term 1 rises from {adv_low:.2f} to {adv_high:.2f}. Term 2, without "
    "its weight, falls from {kl_low:.3f} to {kl_high:.4f}. The median distance of the samples "
    "from a class mean is {mid_median:.1f} $\\sigma$ at $\\beta_G$ = 3 and {far_median:.1f} "
    "$\\sigma$ at $\\beta_G$ = 30.",
)
BALANCE_NOTE = message(
    "confident_gan.balance_note",
    "These are six trainings of seed 0. They differ in the generator's $\\beta_G$ alone; the "
    "classifier's β stays 1. **Turns.** In the training D, G and the classifier take a step each "
    "in turn. The picture keeps every 75th step. It shows first what G has learned since the last "
    "one, then what D and the classifier have. Arrow 2 includes $\\beta_G$. Our repulsion between "
    "samples is a third push, without an arrow. It is on in all six, so at $\\beta_G$ = 0 the "
    "samples lie less close to the data than an ordinary GAN's. Each term shown is a mean over "
    "1/40 of the training. With seeds 1 and 2 the gap opens elsewhere and has another width.",
)

# ---- 5: the histogram ----

EFFECT = message("confident_gan.effect", "What the KL term does to confidence")
EFFECT_TEXT = message(
    "confident_gan.effect_text",
    "Each picture compares one classifier without the KL term and one with it. On the plane it is "
    "the same training with the classifier's β = 0 and with β = 1 ($\\beta_G$ is 3). On digits it "
    "is the baseline and the classifier of the Boundary GAN; near OOD are letters, far OOD "
    "textures. Noise stands only in the text below.",
)
EFFECT_QUESTION = message(
    "confident_gan.effect_question",
    "On which inputs does the digit classifier's confidence fall most?",
)
EFFECT_OPTIONS = (
    message("confident_gan.effect_options.1", "Near OOD (letters)"),
    message("confident_gan.effect_options.2", "Far OOD (textures)"),
    message("confident_gan.effect_options.3", "Both alike"),
)
EFFECT_SWITCH = message("confident_gan.effect_switch", "KL term in the classifier's loss")
EFFECT_STOPS = {  # at the ends of that switch
    "without": message("confident_gan.effect_stops.without", "without"),
    "with": message("confident_gan.effect_stops.with", "with"),
}
EFFECT_SAYS = message(
    "confident_gan.effect_says",
    "Mean confidence on the plane: in-distribution {plane_id:.2f}, near OOD {plane_near:.2f}, far "
    "OOD {plane_far:.2f}; on digits: in-distribution {digits_id:.2f}, near OOD {digits_near:.2f}, "
    "far OOD {digits_far:.2f}, noise {digits_noise:.2f}.",
)
EFFECT_PANELS = {
    "plane": message("confident_gan.effect_panels.plane", "Two Gaussians"),
    "digits": message("confident_gan.effect_panels.digits", "Digits"),
}
EFFECT_ALT = {  # {says} is the sentence above
    "without": message(
        "confident_gan.effect_alt.without",
        "Share of inputs by confidence, without the KL term. {says}",
    ),
    "with": message(
        "confident_gan.effect_alt.with", "Share of inputs by confidence, with the KL term. {says}"
    ),
}
EFFECT_EXPLAIN = message(
    "confident_gan.effect_explain",
    """
You said: *{guess}*. **On far OOD**: there the mean confidence falls from {far_before:.2f} to
{far_after:.2f}. On letters it hardly changes. A likely reason: this generator makes broken digits,
and a clean letter is not one. On the plane the samples do surround the data. There the confidence
falls on both near and far OOD.

On the plane there is a price. Some samples lie on the data, so the confidence on ID falls, too:
from {plane_id_before:.2f} to {plane_id_after:.2f}.
""",
)
EFFECT_MORE = message(
    "confident_gan.effect_more",
    "Mean confidence before and after, on letters: {near_before:.2f} and {near_after:.2f}. On "
    "noise: {noise_before:.2f} and {noise_after:.2f}. On ID digits: {id_before:.3f} and "
    "{id_after:.3f}. On far OOD, with each of three seeds: {seeds_before} before, {seeds_after} "
    "after.",
)
EFFECT_NOTE = message(
    "confident_gan.effect_note",
    "On the plane the two runs differ only in the KL term. On digits they also differ in "
    "the optimiser, the batches and the learning rate. So the KL term need not be the cause "
    "of all of that change.",
)
BROUGHT = message("confident_gan.brought", "What did the Boundary GAN bring here?")
BROUGHT_SERIES = (
    message("confident_gan.brought_series.1", "plain classifier"),
    message("confident_gan.brought_series.2", "Boundary GAN"),
)
BROUGHT_GROUPS = {
    "near": message("confident_gan.brought_groups.near", "near OOD: letters"),
    "far": message("confident_gan.brought_groups.far", "far OOD: textures"),
    "noise": message("confident_gan.brought_groups.noise", "noise, mean of the sets"),
}
BROUGHT_AXIS = message("confident_gan.brought_axis", "AUROC in %; 50 is guessing")
BROUGHT_DOTS = message(
    "confident_gan.brought_dots",
    "A dot is the mean over {n} trainings that differ only in the seed; its bar reaches from the "
    "lowest to the highest.",
)
BROUGHT_READ = message(
    "confident_gan.brought_read",
    """
**Mixed.** By AUROC, on digits:

- **Letters (near OOD): nothing.** {near_plain} without it, {near_gan} with it.
- **Textures and noise: better, with every seed.** Textures {far_plain} without it and {far_gan}
  with it; noise {noise_plain} and {noise_gan}.

**The seed decides how much.** The AUROC of the *plain* classifier on textures is {far_seeds} with
the {n} seeds, so the gain is anything from {least} to {most} points.

**Is the Boundary GAN the cause?** On digits the two differ in more than it (see above). On
photographs (CIFAR-10, one short training each) they differ in it alone: CIFAR-100 {photo_near}, far
photographs {photo_far}, noise {photo_noise}. There, with one seed, the gain is on noise.
""",
)

# ---- the end ----

MISREAD = [
    message(
        "confident_gan.misread.1",
        "**“The GAN makes realistic outliers.”** It makes inputs that a small D takes for data "
        "and on which the classifier's confidence is low. Nothing makes them resemble the OOD "
        "inputs that you will meet.",
    ),
    message(
        "confident_gan.misread.2",
        "**“Low KL on the samples: the classifier is safe.”** At $\\beta_G$ = 30 the KL is lowest, "
        "and the confidence is high on over half of the picture. The KL says something only about "
        "places where samples *are*.",
    ),
    message(
        "confident_gan.misread.3",
        "**“High AUROC: confidence on OOD is low.”** With the far box, AUROC on near OOD is "
        "nearly 1 while the confidence on much of it is high.",
    ),
    message(
        "confident_gan.misread.4",
        "**“Two dimensions show what happens on images.”** A thin shell surrounds two blobs. In "
        "784 dimensions a few thousand samples surround nothing, and here the confidence on "
        "letters did not fall.",
    ),
    message(
        "confident_gan.misread.5",
        "**“Confidence-calibrated” is not calibration** in the sense of reliability diagrams. It "
        "means low confidence off the data. Whether 0.8 is right 80% of the time is another "
        "question.",
    ),
]
NUMBERS_CONVENTIONS = message(
    "confident_gan.numbers_conventions",
    "In percent, cross entropy → with the method. **The paper's rules, for its rows and ours:** "
    "ID is positive. TNR is the share of OOD rejected, averaged over the thresholds that keep 94 "
    "to 96% of ID; AUROC is the same whichever side is called positive. **The paper's rows** are "
    "Table 1: a VGG-13, and *real* outliers, not the GAN. **Ours** are the committed runs of "
    "seed 0 on digits with a small convolutional network: baseline → Boundary GAN, which has "
    "seen no outlier at all; and on CIFAR-10 a WRN-16-2 trained for 4 epochs, by cross entropy "
    "alone → with the Boundary GAN (TNR by these rules was not recorded for the former). They "
    "are not the same experiment; compare the pattern, not the digits.",
)
NUMBERS_AXIS = message("confident_gan.numbers_axis", "AUROC in %, cross entropy → with the method")
NUMBERS_COLUMNS = (
    message("confident_gan.numbers_columns.1", "training"),
    message("confident_gan.numbers_columns.2", "tested on"),
    message("confident_gan.numbers_columns.3", "TNR at 95% TPR"),
    "AUROC",
    message("confident_gan.numbers_columns.5", "accuracy"),
)
NUMBERS_PAPER = message("confident_gan.numbers_paper", "paper: {data}, outliers {outliers}")
NUMBERS_OURS = message("confident_gan.numbers_ours", "ours: digits, Boundary GAN")
NUMBERS_SEEDS = message(
    "confident_gan.numbers_seeds", "the same over three seeds: mean (lowest to highest)"
)
NUMBERS_CIFAR = message("confident_gan.numbers_cifar", "ours: CIFAR-10, Boundary GAN")
NUMBERS_LETTERS = message("confident_gan.numbers_letters", "letters")
NUMBERS_GROUPS = {
    "far": message("confident_gan.numbers_groups.far", "far photographs, mean"),
    "noise": message("confident_gan.numbers_groups.noise", "noise, mean"),
}
NUMBERS_SEEN = message("confident_gan.numbers_seen", "{test} (seen)")
course.asks(
    {
        "outliers": (WHICH_QUESTION, WHICH_OPTIONS),
        "failure": (FAILURE_QUESTION, FAILURE_OPTIONS),
        "generator": (GAN_QUESTION, GAN_OPTIONS),
        "balance": (BALANCE_QUESTION, BALANCE_OPTIONS),
        "effect": (EFFECT_QUESTION, EFFECT_OPTIONS),
    }
)

CONTROLS = {  # of its widgets, by their names in a link
    "film": (GAN, {"time": FILM["slider"]}),
    "game": (
        BALANCE,
        {name: GAME[name] for name in ("beta", "under", "arrows", "learn")}
        | {"time": GAME["slider"]},
    ),
}
