"""Names, formulas and one-line meanings of scores and metrics."""

from typing import NamedTuple

from ood_core.benchmarks.benchmark import Benchmark


class ScoreWords(NamedTuple):
    title: str
    formula: str  # LaTeX
    meaning: str


class Scores(dict[str, ScoreWords]):
    """The words of each score; one that has none yet goes by its own name."""

    def __missing__(self, name: str) -> ScoreWords:
        return ScoreWords(name.replace("_", " "), "", "")


WRITTEN = {
    "msp": ScoreWords(
        "MSP",
        r"s(x) = -\max_k p_k, \quad p = \mathrm{softmax}(z)",
        "Minus the maximum softmax probability: the lower the confidence, the more OOD.",
    ),
    "max_logit": ScoreWords(
        "MaxLogit",
        r"s(x) = -\max_k z_k",
        "Minus the largest logit. Unlike softmax, it keeps how large the logits are.",
    ),
    "energy": ScoreWords(
        "Energy",
        r"s(x) = E(x; T) = -T \log \sum_k e^{z_k / T}",
        (
            "The free energy of the logits: low where any logit is large. Low energy does not "
            "mean that the network has seen such inputs: lesson 3 shows the lowest energies far "
            "from all data."
        ),
    ),
    "entropy": ScoreWords(
        "Entropy",
        r"s(x) = H(p) = -\sum_k p_k \log p_k",
        (
            "The entropy of the softmax: high where the probability is spread over many "
            "classes. It uses all classes, not only the largest one."
        ),
    ),
    "gen": ScoreWords(
        "GEN",
        r"s(x) = \sum_k p_k^{\gamma} (1 - p_k)^{\gamma}, \quad \gamma = 0.1",
        ("Generalised entropy: small probabilities count for more than they do in the entropy."),
    ),
    "mahalanobis": ScoreWords(
        "Mahalanobis",
        r"s(x) = \min_k \, (f - \mu_k)^\top \Sigma^{-1} (f - \mu_k)",
        (
            "Squared distance of the features to the nearest class mean, measured with the "
            "covariance that all classes share."
        ),
    ),
    "relative_mahalanobis": ScoreWords(
        "Relative Mahalanobis",
        r"s(x) = \min_k \, M_k(f) - M_0(f)",
        (
            "Mahalanobis distance to the nearest class, minus the distance to one Gaussian "
            "fitted to all training data: what is unusual for every class does not count."
        ),
    ),
    "knn": ScoreWords(
        "KNN",
        r"s(x) = \lVert \hat f - \hat f_{(50)} \rVert, \quad \hat f = f / \lVert f \rVert",
        "Distance of the features, scaled to length 1, to the 50th nearest training input.",
    ),
    "vim": ScoreWords(
        "ViM",
        r"s(x) = \alpha \, \lVert P^{\perp} f \rVert - \log \sum_k e^{z_k}",
        (
            "Energy, plus the length of the features' residual: their part outside the "
            "directions in which the training features vary most."
        ),
    ),
    "react": ScoreWords(
        "ReAct",
        r"s(x) = -\log \sum_k e^{z_k(\min(f, c))}",
        (
            "Energy after clipping the features at c, their 90th percentile on training data: a "
            "few huge activations can no longer make the energy low."
        ),
    ),
    "ash": ScoreWords(
        "ASH",
        r"s(x) = -\log \sum_k e^{z_k(\tilde f)}",
        "Energy after setting the smallest 65% of the features to zero and scaling up the rest.",
    ),
    "odin": ScoreWords(
        "ODIN",
        r"\begin{aligned} s(x) &= -p(x') \\ p(x) &= \max_k \, \mathrm{softmax}_k(z / T) \\"
        r" x' &= x + \varepsilon \, \mathrm{sign} \, \nabla_x \log p(x) \end{aligned}",
        (
            "MSP at T = 1000, computed after a small step of the input that raises the "
            "probability of the predicted class. The step is meant to raise it more for ID "
            "inputs. It needs a gradient, so ODIN costs two forward passes and one backward "
            "pass."
        ),
    ),
    "csi_con": ScoreWords(
        "CSI, contrastive part",
        r"\begin{aligned} s(x) = -\tfrac{1}{S} \sum_k \; & \lambda^{con}_k \,"
        r" \lVert z(S_k x) \rVert \\ & \cdot \max_m \cos(z(S_k x), z(S_k x_m)) \end{aligned}",
        (
            "Minus the cosine to the nearest training input times the length of the projection, "
            "averaged over the shifts."
        ),
    ),
    "csi_cls": ScoreWords(
        "CSI, shift part",
        r"s(x) = -\tfrac{1}{S} \sum_k \lambda^{cls}_k \, \mathrm{logit}_k(S_k x)",
        (
            "Minus the logit of the shift that was applied, averaged over the shifts: low where "
            "the network recognises the shift."
        ),
    ),
    "csi": ScoreWords(
        "CSI",
        r"s(x) = s_{con}(x) + s_{cls}(x)",
        (
            "The sum of both parts. It is the paper's score with the opposite sign, so that "
            "high means OOD."
        ),
    ),
}
SCORES = Scores(WRITTEN)

# what a picture of the Lab shows, for those who cannot see it
FEATURES_ALT = "Feature space of {method} by {map}."
FEATURES_APART = " By the distance to the nearest training features, AUROC: {aurocs}."
REPLAY_ALT = "Confidence of {method} over {last} training steps. {end}"
REPLAY_PLANE = "At the end it is above 0.95 on {share} of the plane."
REPLAY_IMAGES = "At the end its mean is: {means}."
LOSSES_ALT = "Each loss term over the training steps: {terms}."
LOSS_ALT = "{name} {first} to {last}"
SHEET_ALT = (
    "{n} images of {label}: brightness {mean:.0%} on average, {black:.0%} of the pixels black, "
    "{white:.0%} white."
)
GENERATED_ALT = (
    "Samples over the training. At its end, as near to a training input as 95% of the ID test "
    "inputs are: {shares}."
)
POINTS_ALT = "The points of {world}: {sets}."

CONSTANT = (
    "The {score} score is the same for every input here: no threshold separates any two, "
    "and its numbers only count ties."
)
UNFITTED = "There is no {score} score here. {why}"
FEW = "Fewer than {least} inputs on a side, so without an interval: {tests}."

METRICS = {"auroc": "AUROC", "fpr95": "FPR95", "aupr_out": "AUPR-out", "aupr_in": "AUPR-in"}


def populations(benchmark: Benchmark) -> str:
    """What this benchmark's sets are, as a Markdown list."""
    tests = {
        kind: "; ".join(
            f"*{name.replace('_', ' ')}*: {test.about}"
            for name, test in benchmark.ood_tests.items()
            if test.kind == kind
        )
        or "none"
        for kind in ("near", "far")
    }
    shifts = "; ".join(
        f"*{name.replace('_', ' ')}*: {shift.about}" for name, shift in benchmark.shifts.items()
    )
    return "\n".join(
        [
            f"- **In-distribution (ID)**: {benchmark.about}",
            f"- **Training outliers** (only some methods use them): {benchmark.outliers_about}.",
            f"- **Near OOD** (similar to the ID data): {tests['near']}.",
            f"- **Far OOD** (unlike the ID data): {tests['far']}.",
            f"- **Shifted ID** (ID inputs, changed): {shifts}.",
        ]
    )


def population_label(name: str, kind: str) -> str:
    """`ood/letters`, near -> "letters (near OOD)"."""
    short = name.partition("/")[2].replace("_", " ")
    return {
        "id": "ID train" if name == "id_train" else "ID test",
        "near": f"{short} (near OOD)",
        "far": f"{short} (far OOD)",
        "shift": f"ID, shift: {short}",
    }[kind]


NOT_HERE = "The link asks for the {name} “{asked}”, which is not here."
NOT_OFFERED = "“{wanted}”, chosen on another page, cannot be shown here. This is “{shown}”."
GONE = "“{wanted}” is not here any more. This is “{shown}”."
PAPER_NAMES = {
    "gaussian": "Gaussian",
    "rademacher": "Rademacher",
    "bernoulli": "Bernoulli",
    "blobs": "Blobs",
    "textures": "Textures",
    "svhn": "SVHN",
    "cifar100": "CIFAR-100",
}
