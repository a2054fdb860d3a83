"""The metrics of a run as a table."""

from collections.abc import Collection

import pandas as pd

from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.report import MEAN
from ood_core.runs.run import Run


def metrics(run: Run, without: Collection[str] = ()) -> pd.DataFrame:
    """One row for each score and OOD test, then the means of near and of far; in percent.

    Columns: `score`, `test`, `kind`, each metric, its 95% interval as `<metric> low` and
    `<metric> high` (missing where nobody has made the intervals), and `base_rate`, the share of
    OOD inputs, which is what AUPR-out starts from.

    Args:
        without: OOD tests that are left out, of the means, too.
    """
    n_id = run.card["data"]["id_test"]["n"]
    tests = {test: row for test, row in run.metrics["ood"].items() if test not in without}
    names = [name for name in next(iter(tests.values())) if name not in ("kind", "n")]
    rows = []
    for score in names:
        for test, found in tests.items():
            row = {"score": score, "test": test, "kind": found["kind"]}
            row |= {metric: 100 * found[score][metric] for metric in METRICS}
            rows.append(row | {"base_rate": 100 * found["n"] / (found["n"] + n_id)})
    each = pd.DataFrame(rows)
    means = each.groupby(["score", "kind"], sort=False).mean(numeric_only=True).reset_index()
    means["test"] = [MEAN.format(kind) for kind in means["kind"]]
    table = pd.concat([each, means], ignore_index=True)[each.columns]
    made = run.intervals or {}
    if len(tests) < len(run.metrics["ood"]):  # the means' are of all tests
        made = {test: ends for test, ends in made.items() if test in tests}
    return table.assign(**_ends(made, table))


def _ends(intervals: dict, table: pd.DataFrame) -> dict[str, list[float | None]]:
    ends: dict[str, list[float | None]] = {}
    for metric in METRICS:
        found = [
            intervals.get(test, {}).get(score, {}).get(metric)
            for score, test in zip(table["score"], table["test"], strict=True)
        ]
        for side, name in enumerate(("low", "high")):
            ends[f"{metric} {name}"] = [100 * pair[side] if pair else None for pair in found]
    return ends
