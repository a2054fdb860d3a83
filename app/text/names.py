"""What scores, metrics, populations and loss terms are called, and what several pages say of them.

Titles of scores, metrics and the papers' data sets are names and stay in every language.
"""

from typing import NamedTuple

from app.text import Message, declared, message, say
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evaluation.report import MEAN


class ScoreWords(NamedTuple):
    title: str
    formula: str  # LaTeX
    meaning: Message


class Scores(dict[str, ScoreWords]):
    """The words of each score; one that has none yet goes by its own name."""

    def __missing__(self, name: str) -> ScoreWords:
        return ScoreWords(name.replace("_", " "), "", Message(f"score.{name}", ""))


WRITTEN = {
    "msp": ScoreWords(
        "MSP",
        r"s(x) = -\max_k p_k, \quad p = \mathrm{softmax}(z)",
        message(
            "score.msp",
            "Minus the maximum softmax probability: the lower the confidence, the more OOD.",
        ),
    ),
    "msp_t": ScoreWords(
        "MSP, T = 1000",
        r"s(x) = -\max_k p_k, \quad p = \mathrm{softmax}(z / T), \quad T = 1000",
        message(
            "score.msp_t",
            "MSP of the logits divided by T = 1000, as in ODIN but without its step of the "
            "input. At so high a temperature it ranks inputs by how far the largest logit is "
            "above the mean of all logits.",
        ),
    ),
    "max_logit": ScoreWords(
        "MaxLogit",
        r"s(x) = -\max_k z_k",
        message(
            "score.max_logit",
            "Minus the largest logit. Unlike softmax, it keeps how large the logits are.",
        ),
    ),
    "energy": ScoreWords(
        "Energy",
        r"s(x) = E(x; T) = -T \log \sum_k e^{z_k / T}",
        message(
            "score.energy",
            "The free energy of the logits: low where any logit is large. Low energy does not "
            "mean that the network has seen such inputs: lesson 3 shows the lowest energies far "
            "from all data.",
        ),
    ),
    "entropy": ScoreWords(
        "Entropy",
        r"s(x) = H(p) = -\sum_k p_k \log p_k",
        message(
            "score.entropy",
            "The entropy of the softmax: high where the probability is spread over many classes. "
            "It uses all classes, not only the largest one.",
        ),
    ),
    "gen": ScoreWords(
        "GEN",
        r"s(x) = \sum_k p_k^{\gamma} (1 - p_k)^{\gamma}, \quad \gamma = 0.1",
        message(
            "score.gen",
            "Generalised entropy: small probabilities count for more than they do in the entropy.",
        ),
    ),
    "kl_matching": ScoreWords(
        "KL-matching",
        r"s(x) = \min_k \mathrm{KL}(p \,\Vert\, d_k)",
        message(
            "score.kl_matching",
            "How far the softmax is from the nearest typical one. The typical softmax of a "
            "class is the mean over the training inputs that are predicted as that class.",
        ),
    ),
    "mahalanobis": ScoreWords(
        "Mahalanobis",
        r"s(x) = \min_k \, (f - \mu_k)^\top \Sigma^{-1} (f - \mu_k)",
        message(
            "score.mahalanobis",
            "Squared distance of the features to the nearest class mean, measured with the "
            "covariance that all classes share.",
        ),
    ),
    "relative_mahalanobis": ScoreWords(
        "Relative Mahalanobis",
        r"s(x) = \min_k \, M_k(f) - M_0(f)",
        message(
            "score.relative_mahalanobis",
            "Mahalanobis distance to the nearest class, minus the distance to one Gaussian fitted"
            " to all training data: what is unusual for every class does not count.",
        ),
    ),
    "knn": ScoreWords(
        "KNN",
        r"s(x) = \lVert \hat f - \hat f_{(50)} \rVert, \quad \hat f = f / \lVert f \rVert",
        message(
            "score.knn",
            "Distance of the features, scaled to length 1, to the 50th nearest training input.",
        ),
    ),
    "nnguide": ScoreWords(
        "NNGuide",
        r"s(x) = E(x) \cdot \tfrac{1}{k} \sum_{m \in \mathrm{top}\,k} (-E(x_m))"
        r" \cos(f, f_m), \quad k = 10",
        message(
            "score.nnguide",
            "Energy E, weighted by how alike the features are to those of the ten training "
            "inputs that are most alike and surest: low only where the network is sure and "
            "has seen something similar.",
        ),
    ),
    "vim": ScoreWords(
        "ViM",
        r"s(x) = \alpha \, \lVert P^{\perp} f \rVert - \log \sum_k e^{z_k}",
        message(
            "score.vim",
            "Energy, plus the length of the features' residual: their part outside the directions"
            " in which the training features vary most.",
        ),
    ),
    "gradnorm": ScoreWords(
        "GradNorm",
        r"s(x) = -\lVert f \rVert_1 \, \lVert p - u \rVert_1",
        message(
            "score.gradnorm",
            "Minus the size of the gradient that the last layer's weights get from a loss "
            "that pulls the softmax p towards uniform u. It is the size of the features times "
            "the distance of p from u, so no gradient has to be computed.",
        ),
    ),
    "she": ScoreWords(
        "SHE",
        r"s(x) = -f^\top S_{\hat y}, \quad \hat y = \arg\max_k z_k",
        message(
            "score.she",
            "Minus the inner product of the features and the pattern of the predicted class: "
            "the mean features of those training inputs of that class that are classified "
            "correctly.",
        ),
    ),
    "fdbd": ScoreWords(
        "fDBD",
        r"s(x) = -\tfrac{1}{K - 1} \sum_{c \neq \hat y} \frac{z_{\hat y} - z_c}"
        r"{\lVert w_{\hat y} - w_c \rVert \, \lVert f - \mu \rVert}",
        message(
            "score.fdbd",
            "Minus the mean distance of the features to the decision boundaries of all other "
            "classes, relative to their distance from the mean training feature.",
        ),
    ),
    "nci": ScoreWords(
        "NCI",
        r"s(x) = -\frac{(f - \mu)^\top w_{\hat y}}{\lVert f - \mu \rVert} "
        r" - \alpha \lVert f \rVert_1, \quad \alpha = 0.0001",
        message(
            "score.nci",
            "How little the features, seen from the mean training feature, point along the "
            "weights of the predicted class. A second term lets large features count a little "
            "as ID.",
        ),
    ),
    "react": ScoreWords(
        "ReAct",
        r"s(x) = -\log \sum_k e^{z_k(\min(f, c))}",
        message(
            "score.react",
            "Energy after clipping the features at c, their 90th percentile on training data: a "
            "few huge activations can no longer make the energy low.",
        ),
    ),
    "ash": ScoreWords(
        "ASH-S",
        r"s(x) = -\log \sum_k e^{z_k(\tilde f)}",
        message(
            "score.ash",
            "ASH-S at the 65th percentile: energy after setting the smallest 65% of the features "
            "to zero and scaling up the rest.",
        ),
    ),
    "ash_b": ScoreWords(
        "ASH-B",
        r"s(x) = -\log \sum_k e^{z_k(\tilde f)}",
        message(
            "score.ash_b",
            "ASH-B at the 65th percentile: energy after setting the smallest 65% of the "
            "features to zero and all others to one value, which keeps their sum.",
        ),
    ),
    "scale": ScoreWords(
        "SCALE",
        r"s(x) = -\log \sum_k e^{z_k(e^r f)}, \quad"
        r" r = \tfrac{\sum_i f_i}{\sum_{i \in \mathrm{top}} f_i}",
        message(
            "score.scale",
            "SCALE at the 85th percentile: energy after multiplying all features by exp(r), "
            "where r is their sum over the sum of the largest 15%. Nothing is set to zero.",
        ),
    ),
    "dice": ScoreWords(
        "DICE",
        r"s(x) = -\log \sum_k e^{\tilde w_k^\top f + b_k}",
        message(
            "score.dice",
            "Energy by the 10% of the last layer's weights that contribute most to the logits "
            "of training data. The other weights are set to zero.",
        ),
    ),
    "mcm": ScoreWords(
        "MCM",
        r"s(x) = -\max_k p_k, \quad p = \mathrm{softmax}(\cos(f, t) / T)",
        message(
            "score.mcm",
            "MSP of the cosines between the features and the text vectors of the classes: the "
            "worse the best class's name fits, the more OOD. It needs a vision-language model, "
            "such as CLIP, and nothing is trained.",
        ),
    ),
    "odin": ScoreWords(
        "ODIN",
        r"\begin{aligned} s(x) &= -p(x') \\ p(x) &= \max_k \, \mathrm{softmax}_k(z / T) \\"
        r" x' &= x + \varepsilon \, \mathrm{sign} \, \nabla_x \log p(x) \end{aligned}",
        message(
            "score.odin",
            "MSP at T = 1000, computed after a small step of the input that raises the "
            "probability of the predicted class. The step is meant to raise it more for ID "
            "inputs. It needs a gradient, so ODIN costs two forward passes and one backward pass.",
        ),
    ),
    "csi_con": ScoreWords(
        "CSI (con)",
        r"\begin{aligned} s(x) = -\tfrac{1}{S} \sum_k \; & \lambda^{con}_k \,"
        r" \lVert z(S_k x) \rVert \\ & \cdot \max_m \cos(z(S_k x), z(S_k x_m)) \end{aligned}",
        message(
            "score.csi_con",
            "Minus the cosine to the nearest training input times the length of the projection, "
            "averaged over the shifts.",
        ),
    ),
    "csi_cls": ScoreWords(
        "CSI (cls)",
        r"s(x) = -\tfrac{1}{S} \sum_k \lambda^{cls}_k \, \mathrm{logit}_k(S_k x)",
        message(
            "score.csi_cls",
            "Minus the logit of the shift that was applied, averaged over the shifts: low where "
            "the network recognises the shift.",
        ),
    ),
    "csi": ScoreWords(
        "CSI",
        r"s(x) = s_{con}(x) + s_{cls}(x)",
        message(
            "score.csi",
            "The sum of both parts. It is the paper's score with the opposite sign, so that high "
            "means OOD.",
        ),
    ),
}
SCORES = Scores(WRITTEN)

METRICS = {"auroc": "AUROC", "fpr95": "FPR95", "aupr_out": "AUPR-out", "aupr_in": "AUPR-in"}
PAPER_NAMES = {
    "gaussian": "Gaussian",
    "rademacher": "Rademacher",
    "bernoulli": "Bernoulli",
    "blobs": "Blobs",
    "textures": "Textures",
    "svhn": "SVHN",
    "cifar100": "CIFAR-100",
}

# Kinds of populations, in legends
KINDS = {
    "id": message("names.kind.id", "in-distribution"),
    "near": message("names.kind.near", "near OOD"),
    "far": message("names.kind.far", "far OOD"),
    "shift": message("names.kind.shift", "shifted ID"),
    "outliers": message("names.kind.outliers", "training outliers"),
    "generated": message("names.kind.generated", "generated"),
}

# One population
ID_TRAIN = message("names.id_train", "ID train")
ID_TEST = message("names.id_test", "ID test")
OF_KIND = {
    "near": message("names.of_kind.near", "{name} (near OOD)"),
    "far": message("names.of_kind.far", "{name} (far OOD)"),
    "shift": message("names.of_kind.shift", "ID, shift: {name}"),
}
ID_CLASS = message("names.id_class", "ID, class {name}")

# All populations of a benchmark
POPULATIONS = message(
    "names.populations",
    "- **In-distribution (ID)**: {id}\n"
    "- **Training outliers** (only some methods use them): {outliers}.\n"
    "- **Near OOD** (similar to the ID data): {near}.\n"
    "- **Far OOD** (unlike the ID data): {far}.\n"
    "- **Shifted ID** (ID inputs, changed): {shift}.",
)
NONE = message("names.none", "none")

# The two generators of the boundary GAN
GENERATORS = {
    "ordinary": message("names.generator.ordinary", "Ordinary GAN"),
    "proposed": message("names.generator.proposed", "Proposed: Boundary GAN"),
}

# Loss terms
LOSSES = {
    "adversarial": message("names.loss.adversarial", "adversarial"),
    "classifier_kl": message("names.loss.classifier_kl", "classifier KL"),
    "contrastive": message("names.loss.contrastive", "contrastive"),
    "cross_entropy": message("names.loss.cross_entropy", "cross entropy"),
    "discriminator": message("names.loss.discriminator", "discriminator"),
    "energy": message("names.loss.energy", "energy"),
    "generator_kl": message("names.loss.generator_kl", "generator KL"),
    "outlier_exposure": message("names.loss.outlier_exposure", "outlier exposure"),
    "probe": message("names.loss.probe", "probe"),
    "pull_away": message("names.loss.pull_away", "pull away"),
    "repulsion": message("names.loss.repulsion", "repulsion"),
    "shift": message("names.loss.shift", "shift"),
}

# Axes and colour bars
CONFIDENCE = message("names.confidence", "max softmax probability")
SCORE = message("names.score", "{score} score")
PCA_AXES = (
    message("names.pca_axis.first", "1st principal direction"),
    message("names.pca_axis.second", "2nd principal direction"),
)
UMAP_AXES = (
    message("names.umap_axis.first", "UMAP 1 (no unit)"),
    message("names.umap_axis.second", "UMAP 2 (no unit)"),
)

# What pictures show, for those who cannot see them
FEATURES_ALT = message("names.features_alt", "Feature space of {method} by {map}.")
FEATURES_APART = message(
    "names.features_apart", "By the distance to the nearest training features, AUROC: {aurocs}."
)
REPLAY_ALT = message("names.replay_alt", "Confidence of {method} over {last} training steps. {end}")
REPLAY_PLANE = message("names.replay_plane", "At the end it is above 0.95 on {share} of the plane.")
REPLAY_IMAGES = message("names.replay_images", "At the end its mean is: {means}.")
LOSSES_ALT = message("names.losses_alt", "Each loss term over the training steps: {terms}.")
LOSS_ALT = message("names.loss_alt", "{name} {first} to {last}")
SHEET_ALT = message(
    "names.sheet_alt",
    "{n} images of {label}: brightness {mean:.0%} on average, {black:.0%} of the pixels black, "
    "{white:.0%} white.",
)
GENERATED_ALT = message(
    "names.generated_alt",
    "Samples over the training. At its end, as near to a training input as 95% of the ID test "
    "inputs are: {shares}.",
)
POINTS_ALT = message("names.points_alt", "The points of {world}: {sets}.")

# What one should know before reading a run's scores
CONSTANT = message(
    "names.constant",
    "The {score} score is the same for every input here: no threshold separates any two, "
    "and its numbers only count ties.",
)
NOT_NEGATIVE = message(
    "names.unfitted.not_negative",
    "There is no {score} score here: it needs features that are not negative, such as those "
    "after a ReLU.",
)
UNFITTED = {  # score -> why it cannot be fitted to a run
    "knn": message(
        "names.unfitted.knn",
        "There is no KNN score here: it needs 50 training inputs, and there are fewer.",
    ),
    "nnguide": message(
        "names.unfitted.nnguide",
        "There is no NNGuide score here: it needs 10 training inputs, and there are fewer.",
    ),
    "she": message(
        "names.unfitted.she",
        "There is no SHE score here: of some class, no training input is classified correctly.",
    ),
    "vim": message(
        "names.unfitted.vim",
        "There is no ViM score here: it needs features that vary, and these leave no residual.",
    ),
    "ash": NOT_NEGATIVE,
    "scale": NOT_NEGATIVE,
    "ash_b": NOT_NEGATIVE,
}
AT_CHANCE = message(
    "names.at_chance",
    "Its classifier guesses: accuracy {accuracy:.1%} with {k} classes. Scores that read its "
    "answers tell little.",
)
LOST = message(
    "names.lost",
    "Its accuracy is {accuracy:.1%}; without this method, the baseline's is {before:.1%}.",
)
UNFITTED_OTHER = message("names.unfitted.other", "There is no {score} score here. {why}")
LACKS = message("names.lacks", "Without {arrays} there is no {scores} here.")
LACKS_NETWORK = message(
    "names.lacks_network",
    "{scores} cannot be computed: they need the network itself, or a network of another kind, and "
    "only outputs were uploaded.",
)
NO_TRAINING_DATA = message(
    "names.no_training_data",
    "KNN, ViM, Mahalanobis and every other score that reads training features are missing here: "
    "the network's training data are not at hand.",
)
FITTED_ON_PART = message(
    "names.fitted_on_part",
    "KNN, ViM, Mahalanobis and every other score that reads training features are fitted on the "
    "first {n:,} of {all:,} training inputs: with all of them they give other numbers.",
)
FEW = message("names.few", "Fewer than {least} inputs on a side, so without an interval: {tests}.")

# Over training seeds, the lowest and the highest value
SPAN = message("names.span", "{low} to {high}")


# In tables
SHORT_KINDS = {
    "near": message("names.short_kind.near", "near"),
    "far": message("names.short_kind.far", "far"),
    "noise": message("names.short_kind.noise", "noise"),
}
MEANS = {
    MEAN.format("near"): message("names.mean.near", "mean of near"),
    MEAN.format("far"): message("names.mean.far", "mean of far"),
    MEAN.format("noise"): message("names.mean.noise", "mean of noise"),
}

# In a map's legend, the point that was chosen
SELECTED = message("names.selected", "selected")


def population_label(name: str, kind: str) -> str:
    """`ood/letters`, near -> "letters (near OOD)"."""
    if kind == "id":
        return say(ID_TRAIN if name == "id_train" else ID_TEST)
    return say(OF_KIND[kind], name=declared.population(name))


def test(name: str) -> str:
    """An OOD test by its name, or the mean over those of a group."""
    return say(MEANS[name] if name in MEANS else declared.population(name))


def populations(benchmark: Benchmark) -> str:
    """What this benchmark's sets are, as a Markdown list."""
    sets = {
        kind: [
            (name, declared.test(benchmark, name))
            for name, test in benchmark.ood_tests.items()
            if test.kind == kind
        ]
        for kind in ("near", "far")
    }
    sets["shift"] = [(name, declared.shift(benchmark, name)) for name in benchmark.shifts]
    listed = {
        kind: "; ".join(f"*{say(declared.population(n))}*: {say(about)}" for n, about in found)
        for kind, found in sets.items()
    }
    return say(
        POPULATIONS,
        id=declared.about(benchmark),
        outliers=declared.outliers(benchmark),
        **{kind: text or NONE for kind, text in listed.items()},
    )


def loss(term: str) -> str:
    """What a loss term is called; one that has no words yet goes by its own name."""
    return say(LOSSES[term]) if term in LOSSES else term.replace("_", " ")
