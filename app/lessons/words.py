"""Names, formulas and one-line meanings of scores and metrics."""

from typing import NamedTuple

from ood_core.benchmarks import Benchmark


class ScoreWords(NamedTuple):
    title: str
    formula: str  # LaTeX
    meaning: str


SCORES = {
    "msp": ScoreWords(
        "MSP",
        r"s(x) = -\max_k p_k, \quad p = \mathrm{softmax}(z)",
        "Minus the maximum softmax probability: the less sure of its best class, the more OOD.",
    ),
    "max_logit": ScoreWords(
        "MaxLogit",
        r"s(x) = -\max_k z_k",
        "Minus the largest logit. Softmax forgets how large the logits are; this does not.",
    ),
    "energy": ScoreWords(
        "Energy",
        r"s(x) = E(x; T) = -T \log \sum_k e^{z_k / T}",
        "The free energy of the logits. Low energy: the network has seen such inputs.",
    ),
    "entropy": ScoreWords(
        "Entropy",
        r"s(x) = H(p) = -\sum_k p_k \log p_k",
        "How undecided the softmax is, over all classes and not only the best one.",
    ),
    "gen": ScoreWords(
        "GEN",
        r"s(x) = \sum_k p_k^{\gamma} (1 - p_k)^{\gamma}, \quad \gamma = 0.1",
        "Generalised entropy: small probabilities count for more than they do in the entropy.",
    ),
    "mahalanobis": ScoreWords(
        "Mahalanobis",
        r"s(x) = \min_k \, (f - \mu_k)^\top \Sigma^{-1} (f - \mu_k)",
        "Squared distance of the features to the nearest class mean, in units of the spread that "
        "the classes share.",
    ),
    "relative_mahalanobis": ScoreWords(
        "Relative Mahalanobis",
        r"s(x) = \min_k \, M_k(f) - M_0(f)",
        "Mahalanobis distance to the nearest class, less the distance to all training data taken "
        "as one Gaussian: what is unusual for every class anyway does not count.",
    ),
    "knn": ScoreWords(
        "KNN",
        r"s(x) = \lVert \hat f - \hat f_{(50)} \rVert, \quad \hat f = f / \lVert f \rVert",
        "Distance of the features, scaled to length 1, to the 50th nearest training input.",
    ),
    "vim": ScoreWords(
        "ViM",
        r"s(x) = \alpha \, \lVert P^{\perp} f \rVert - \log \sum_k e^{z_k}",
        "Energy, plus the length of that part of the features which training data hardly use.",
    ),
    "react": ScoreWords(
        "ReAct",
        r"s(x) = -\log \sum_k e^{z_k(\min(f, c))}",
        "Energy after clipping the features at c, their 90th percentile on training data: a few "
        "huge activations can no longer make an input look familiar.",
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
        "MSP at T = 1000, after each input took one small step towards the class the network "
        "already prefers. ID inputs are meant to gain more from it. The step needs a gradient, so "
        "ODIN costs two passes forward and one back of its own.",
    ),
    "csi_con": ScoreWords(
        "CSI, contrastive part",
        r"\begin{aligned} s(x) = -\tfrac{1}{S} \sum_k \; & \lambda^{con}_k \,"
        r" \lVert z(S_k x) \rVert \\ & \cdot \max_m \cos(z(S_k x), z(S_k x_m)) \end{aligned}",
        "How near, and how strongly alike, the closest training input is, over the shifts.",
    ),
    "csi_cls": ScoreWords(
        "CSI, shift part",
        r"s(x) = -\tfrac{1}{S} \sum_k \lambda^{cls}_k \, \mathrm{logit}_k(S_k x)",
        "How surely the network recognises which shift was applied.",
    ),
    "csi": ScoreWords(
        "CSI",
        r"s(x) = s_{con}(x) + s_{cls}(x)",
        "Both parts together, the paper's score with its sign turned: high means OOD.",
    ),
}

NOTES = {  # (benchmark, method): what one should know before reading the numbers
    ("plane-rings", "csi"): "Expect little here: a ring turned about its centre is the same ring, "
    "so CSI cannot tell the turns from one another. The method needs shifts that change the data.",
    ("plane-rings", "outlier-exposure"): "Look at **box** and **ring** (far OOD): they lie beyond "
    "the thin shell of training outliers, and there the network is as sure as ever.",
}

CONSTANT = (
    "The {score} score is the same for every input here: no threshold tells any two apart, and its "
    "numbers only count ties."
)
UNFITTED = "There is no {score} score here. {why}"
FEW = "Fewer than {least} inputs on a side, so without an interval: {tests}."
REPLAY_ALT = "Confidence of {method} over {steps} training steps."
REPLAY = {  # method: what to watch in its replay
    "baseline": "The classes separate within the first frames. What follows raises the confidence, "
    "on the data and everywhere else.",
    "confident-gan": "Generator and classifier move in turn: samples that come to lie where the "
    "classifier is sure pull its confidence down there.",
    "outlier-exposure": "Fine-tuning starts from a plain classifier (trained here until the losses "
    "jump, or taken from a finished run) and takes back the confidence around the data.",
    "energy": "Fine-tuning starts from a plain classifier (trained here until the losses jump, or "
    "taken from a finished run). What is shown is confidence; the loss acts on the energy, which "
    "confidence only partly follows.",
    "csi": "CSI learns without labels, so it has no confidence of its own. Shown is a linear probe "
    "that reads its features, to see what they know. CSI's own score is not made of this. Its "
    "contrastive loss stays far from zero: a cosine is at most 1, so no pair can be told from all "
    "others with certainty.",
}
ACCURACY = {"csi": "Test accuracy (linear probe)"}  # where it is not the method's own

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
            f"- **Near OOD** (like the ID data, and not of it): {tests['near']}.",
            f"- **Far OOD** (nothing like it): {tests['far']}.",
            f"- **Shifted ID** (an ID input, changed): {shifts}.",
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
