"""What lessons show of a run, and the experiments over seeds measure on each (imports no torch)."""

import numpy as np

from ood_core.evaluation import metrics
from ood_core.evaluation.report import by_group
from ood_core.evidence import Evidence
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax


def confidences_by_group(run: Run) -> dict[str, np.ndarray]:
    """Maximum softmax probabilities of "id", the ID test set, and of each group of OOD tests.

    The groups are those of `Run.groups`: near, far and noise, as far as it has them.
    """
    populations = {"id": ["id_test"]} | {
        group: [f"ood/{test}" for test in tests] for group, tests in by_group(run.groups).items()
    }
    return {
        group: np.concatenate([softmax(run.evidence[n]["logits"]).max(axis=1) for n in names])
        for group, names in populations.items()
    }


def oodness(evidence: Evidence) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Scores of ID inputs and of shifted ones by shift: `{shift: (ID, shifted)}`, (3, N) each.

    The rows are the paper's score s_con, its factor cosine alone and its factor length alone, for
    the input as it is (the first of the shifts); higher = more OOD.
    """
    shifts = [name for name in evidence if name.startswith("shift/")]
    scores = {}
    for name in ["id_test", *shifts]:
        cosine, length = (evidence[name][factor][0] for factor in ("cosines", "lengths"))
        scores[name] = -np.stack([cosine * length, cosine, length])
    return {name.partition("/")[2]: (scores["id_test"], scores[name]) for name in shifts}


def oodness_aurocs(evidence: Evidence) -> dict[str, list[float]]:
    """Shift -> AUROC of the three rows of `oodness`."""
    return {
        shift: [metrics.evaluate(*rows)["auroc"] for rows in zip(ours, theirs, strict=True)]
        for shift, (ours, theirs) in oodness(evidence).items()
    }
