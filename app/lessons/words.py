"""Names, formulas and one-line meanings of scores and metrics."""

from typing import NamedTuple


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
    "csi_con": ScoreWords(
        "CSI, contrastive part",
        r"s(x) = -\tfrac{1}{S} \sum_k \lambda^{con}_k \max_m \cos(z(S_k x), z(S_k x_m))"
        r" \,\lVert z(S_k x) \rVert",
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

METRICS = {"auroc": "AUROC", "fpr95": "FPR95", "aupr_out": "AUPR-out", "aupr_in": "AUPR-in"}


def population_label(name: str, kind: str) -> str:
    """`ood/letters`, near -> "letters (near OOD)"."""
    short = name.partition("/")[2].replace("_", " ")
    return {
        "id": "ID train" if name == "id_train" else "ID test",
        "near": f"{short} (near OOD)",
        "far": f"{short} (far OOD)",
        "shift": f"ID, shift: {short}",
    }[kind]
