"""A run's numbers with their intervals, in percent, as charts of dots have them."""

from typing import Any

from app.data import loading
from app.figures.dots import Dot, Ends
from ood_core.evaluation.report import MEAN, means
from ood_core.runs.run import Run


def dot(run: Run, test: str, score: str, metric: str, before: Run | None = None) -> Dot:
    """The number of one OOD test, or of `group_mean(...)`.

    Args:
        before: the run whose number stands before it.
    """
    value, ends = _read(run, test, score, metric)
    return Dot(value, ends, *(_read(before, test, score, metric) if before else ()))


def group_mean(group: str) -> str:
    """The name of the mean over the OOD tests of a group: near, far or noise."""
    return MEAN.format(group)


@loading.cached(16)
def _rows(run: Run) -> dict[str, Any]:
    """Its OOD tests, and the means of their groups."""
    ood = run.metrics["ood"]
    return ood | {group_mean(group): of for group, of in means(ood, run.groups).items()}


def _read(run: Run, test: str, score: str, metric: str) -> tuple[float, Ends]:
    ends = (run.intervals or {}).get(test, {}).get(score, {}).get(metric)
    value = 100 * _rows(run)[test][score][metric]
    return value, ends and (100 * ends[0], 100 * ends[1])
