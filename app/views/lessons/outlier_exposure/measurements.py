"""What the pictures read from runs: confidences, metrics before and after, misclassification."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from app.data import loading, scoring, seeds
from app.views.lessons.outlier_exposure.words import BETS
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.evaluation import metrics
from ood_core.runs.run import Run

SCORE = "msp"
RESAMPLES = 400
BEFORE, AFTER = "digits/baseline", "digits/outlier-exposure"


class Evaluated(Protocol):
    """What tables need of a training: its metrics, as a run's card has them. A `Run` is one."""

    @property
    def benchmark(self) -> Benchmark: ...

    @property
    def seed(self) -> int: ...

    @property
    def metrics(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class MetricsOnly:
    """A training of which only metrics are committed: it has no weights and no evidence."""

    benchmark: Benchmark
    seed: int
    metrics: dict[str, Any]


def baseline_of(run: Evaluated) -> Run:
    """The committed plain classifier of the same world. Raises UserError."""
    return loading.committed(f"{run.benchmark.world}/baseline")


def trained_on(name: str) -> Evaluated:
    """The run of an outlier set; where only its metrics over seeds are kept, those of the first.

    Raises:
        UserError: it is missing.
    """
    measured = seeds.measured()
    if "/" in name or name not in measured:
        return loading.committed(name)
    ood = {
        test: row | {SCORE: {metric: values[0] for metric, values in row[SCORE].items()}}
        for test, row in measured[name]["ood"].items()
    }
    return MetricsOnly(benchmarks.get(name), seed=0, metrics={"ood": ood})


def tests_of(*runs: Evaluated) -> list[str]:
    """The OOD tests that all these runs were evaluated on."""
    shared = set.intersection(*(set(run.metrics["ood"]) for run in runs))
    return [name for name in runs[0].metrics["ood"] if name in shared]


def metric(run: Evaluated, test: str, name: str) -> float:
    """A metric of MSP on one OOD test, a fraction, from the run's card."""
    return run.metrics["ood"][test][SCORE][name]


def change(run: Evaluated, test: str) -> float:
    """FPR95 minus the plain classifier's, a fraction; below zero is better."""
    return metric(run, test, "fpr95") - metric(baseline_of(run), test, "fpr95")


class OverSeeds(NamedTuple):
    """FPR95 of one OOD test over several seeds `(S,)`, fractions."""

    before: np.ndarray  # of the plain classifier with that seed
    after: np.ndarray

    @property
    def change(self) -> np.ndarray:
        return self.after - self.before


def over_seeds() -> dict[str, dict[str, OverSeeds]]:
    """Run of an outlier set of the digits -> OOD test -> FPR95 over seeds. Raises UserError."""
    found = seeds.measured()
    before = {test: np.array(row[SCORE]["fpr95"]) for test, row in found[BEFORE]["ood"].items()}
    return {
        run: {
            test: OverSeeds(before[test], np.array(row[SCORE]["fpr95"]))
            for test, row in found[run]["ood"].items()
        }
        for run in BETS
        if run in found
    }


class Tested(NamedTuple):
    """Confidences `(N,)` and `(M,)` on the ID test and on an OOD test."""

    on_id: np.ndarray
    ood: np.ndarray

    def measured(self, name: str) -> float:
        """A metric of MSP, a fraction."""
        return metrics.evaluate(-self.on_id, -self.ood)[name]

    def caught_below(self) -> float:
        """The least confidence at or below which 95% of the OOD test lie."""
        return float(np.sort(self.ood)[int(np.ceil(0.95 * len(self.ood))) - 1])


def tested(run: Run, test: str, *others: str) -> Tested:
    """On an OOD test, and on those `others` of the run's populations as if they belonged to it."""
    parts = [scoring.confidence(run, name) for name in (f"ood/{test}", *others)]
    return Tested(scoring.confidence(run, "id_test"), np.concatenate(parts))


def among_the_hardest(run: Run, test: str, others: str) -> float:
    """The share of `others` in the 5% of both together that are most confident."""
    ood = tested(run, test, others).ood
    count = len(ood) - int(np.ceil(0.95 * len(ood)))
    hardest = np.argsort(ood, kind="stable")[len(ood) - count :]
    return float(np.mean(hardest >= len(run.evidence[f"ood/{test}"]["logits"])))


class Mistakes(NamedTuple):
    """Wrong answers on ID test inputs, found by confidence; wrong is positive."""

    n: int
    total: int
    auroc: float
    aupr: float
    fpr95: float  # right answers flagged where 95% of the wrong ones are
    recall: np.ndarray  # (U,)
    precision: np.ndarray  # (U,)


def mistakes(run: Run) -> Mistakes:
    """How well low confidence finds the run's own wrong answers."""
    scores, wrong = _answers(run)
    _, tp, fp = metrics.curve(scores[wrong], scores[~wrong])
    return Mistakes(
        int(wrong.sum()),
        len(wrong),
        metrics.auroc(tp, fp),
        metrics.average_precision(tp, fp),
        metrics.fpr_at_95_tpr(tp, fp),
        tp / tp[-1],
        tp / (tp + fp),
    )


def _answers(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """MSP scores of the ID test inputs `(N,)`, and which of them are answered wrongly `(N,)`."""
    test = run.evidence["id_test"]
    return scoring.scored(run, SCORE)["id_test"], test["logits"].argmax(axis=1) != test["labels"]


@loading.cached(8)
def aupr_change(before: Run, after: Run) -> tuple[float, float]:
    """95% bootstrap interval of AUPR (wrong is positive) after minus before, on the same draws."""
    sides = [_answers(run) for run in (before, after)]
    n = len(sides[0][0])
    drawn = np.random.default_rng(0).integers(0, n, (RESAMPLES, n))
    first, second = (_auprs(scores, wrong, drawn) for scores, wrong in sides)
    low, high = np.nanpercentile(second - first, [2.5, 97.5])
    return float(low), float(high)


def _auprs(scores: np.ndarray, wrong: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """AUPR of each row of inputs drawn `(R, N)`; NaN where a draw holds no mistake: `(R,)`.

    Recall rises at the scores of mistakes alone, so the precision is wanted only there.
    """
    thresholds = np.unique(-scores[wrong])
    bins = len(thresholds) + 1  # the last is of inputs below all of them
    at = np.searchsorted(thresholds, -scores) + bins * wrong  # right answers first, then mistakes
    places = at[drawn] + 2 * bins * np.arange(len(drawn))[:, None]
    counts = np.bincount(places.ravel(), minlength=2 * bins * len(drawn))
    fp, tp = counts.reshape(len(drawn), 2, bins)[..., :-1].cumsum(axis=2).swapaxes(0, 1)
    with np.errstate(invalid="ignore"):
        return metrics.average_precision(tp, fp)


def aupr_at(run: Run, test: str, ratio: float) -> float:
    """AUPR-out as if there were `ratio` OOD inputs for each ID input: ID counts are weighted."""
    scored = scoring.scored(run, SCORE)
    _, tp, fp = metrics.curve(scored[f"ood/{test}"], scored["id_test"])
    return metrics.average_precision(tp, fp * tp[-1] / (ratio * fp[-1]))
