"""The metrics of a run as a table."""

from collections.abc import Collection

import pandas as pd

from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.report import MEAN
from ood_core.runs.run import Run
from ood_core.scores import SCORES


def metrics(run: Run, without: Collection[str] = ()) -> pd.DataFrame:
    """One row for each score and OOD test, then the means of near, far and noise; in percent.

    Columns: `score`, `test`, `kind` (near, far or noise), each metric, its 95% interval as
    `<metric> low` and `<metric> high` (missing where nobody has made the intervals), and
    `base_rate`, the share of OOD inputs, which is what AUPR-out starts from.

    Args:
        without: OOD tests that are left out, of the means, too.
    """
    n_id, groups = run.card["data"]["id_test"]["n"], run.groups
    tests = {test: row for test, row in run.metrics["ood"].items() if test not in without}
    names = [name for name in next(iter(tests.values())) if name in SCORES]
    rows = []
    for score in names:
        for test, found in tests.items():
            row = {"score": score, "test": test, "kind": groups[test]}
            row |= {metric: 100 * found[score][metric] for metric in METRICS}
            rows.append(row | {"base_rate": 100 * found["n"] / (found["n"] + n_id)})
    each = pd.DataFrame(rows)
    means = each.groupby(["score", "kind"], sort=False).mean(numeric_only=True).reset_index()
    means["test"] = [MEAN.format(kind) for kind in means["kind"]]
    table = pd.concat([each, means], ignore_index=True)[each.columns]
    return table.assign(**_ends(_intervals(run, set(groups) - set(tests)), table))


def _intervals(run: Run, without: Collection[str]) -> dict:
    """But those of means that were made of other tests: `without` is left out now.

    The mean of far may have been made when noise was still counted as far.
    """
    made, groups = run.intervals or {}, run.groups
    others = {groups[test] for test in without}
    if "noise" in groups.values() and MEAN.format("noise") not in made:
        others |= {"far"}
    return {test: ends for test, ends in made.items() if test not in map(MEAN.format, others)}


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
