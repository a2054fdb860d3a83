"""Runs in one table, from the numbers in their cards: as CSV, Markdown or LaTeX.

CSV has a line for each run, score and OOD test, with every metric as a fraction and its interval
where the run has one. Markdown and LaTeX have a line for each run and score, with AUROC and FPR95
of each test, and of the means of near, far and noise, in percent.
"""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ood_core.errors import UserError
from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.report import MEAN, means
from ood_core.runs.run import Run

SHOWN = ("auroc", "fpr95")  # in a cell, in this order
NONE = "\N{EN DASH}"  # where a run was not tested
SIGNS = {sign: rf"\{sign}" for sign in "_&%#${}"} | {  # as LaTeX writes them
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    NONE: "--",
}


class Line(NamedTuple):
    """A run under a score."""

    run: str
    method: str
    score: str
    accuracy: float
    tests: dict[str, dict[str, Any]]  # OOD test, or mean of a group -> kind, n and the metrics


def lines(runs: Sequence[Run], names: Sequence[str] = ()) -> list[Line]:
    """A line for each run and score.

    Args:
        names: of scores; none: each run's own.

    Raises:
        UserError: a run has no such score.
    """
    return [_line(run, score) for run in runs for score in names or [run.method.score]]


def _line(run: Run, score: str) -> Line:
    ood, groups = run.metrics["ood"], run.groups
    if lacking := [test for test, row in ood.items() if score not in row]:
        known = next(iter(ood.values())).keys() - {"kind", "n"}
        raise UserError(
            "error.table.no_score",
            "{run} has no score {name!r} on {test}. It has: {known}.",
            run=run.path,
            name=score,
            test=lacking[0],
            known=", ".join(sorted(known)),
        )
    intervals = run.intervals or {}
    tests = {test: _cell(row["kind"], row["n"], row[score]) for test, row in ood.items()}
    for group, of in means(ood, groups).items():
        tests[MEAN.format(group)] = _cell(group, "", of[score])
    for test, cell in tests.items():
        cell["intervals"] = intervals.get(test, {}).get(score, {})
    return Line(run.path.as_posix(), run.method.title, score, run.metrics["accuracy"], tests)


def _cell(kind: str, n: int | str, metrics: dict[str, float]) -> dict[str, Any]:
    return {"kind": kind, "n": n, **metrics}


def as_csv(found: Sequence[Line]) -> str:
    ends = [f"{metric}{end}" for metric in METRICS for end in ("", "_low", "_high")]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["run", "method", "score", "accuracy", "test", "kind", "n", *ends])
    for line in found:
        for test, cell in line.tests.items():
            values = []
            for metric in METRICS:
                values += [cell[metric], *cell["intervals"].get(metric, ("", ""))]
            about = line.run, line.method, line.score, line.accuracy
            writer.writerow([*about, test, cell["kind"], cell["n"], *values])
    return out.getvalue()


def as_markdown(found: Sequence[Line]) -> str:
    def row(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    head, *others = _cells(found, str)
    rule = ["---", "---", *["---:"] * (len(head) - 2)]
    return "\n".join(map(row, [head, rule, *others])) + f"\n\n{_legend()}\n"


def as_latex(found: Sequence[Line]) -> str:
    """A table for the package booktabs."""
    head, *others = _cells(found, _escaped)
    rows = [" & ".join(cells) + r" \\" for cells in (head, *others)]
    top = rf"\begin{{tabular}}{{ll{'r' * (len(head) - 2)}}}"
    lines = [f"% {_legend()}", top, r"\toprule", rows[0], r"\midrule", *rows[1:]]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _escaped(text: str) -> str:
    return "".join(SIGNS.get(sign, sign) for sign in text)


def _legend() -> str:
    return f"{' / '.join(name.upper() for name in SHOWN)} in percent, OOD positive"


def _cells(found: Sequence[Line], text: Callable[[str], str]) -> list[list[str]]:
    """The head, and a row for each line; tests before means."""
    tests = list(dict.fromkeys(test for line in found for test in line.tests))
    tests.sort(key=lambda test: test.startswith(MEAN.format("")))
    rows = [["run", "score", "accuracy", *tests]]
    for line in found:
        cells = [_percent(line.tests.get(test)) for test in tests]
        rows.append([line.run, line.score, f"{100 * line.accuracy:.1f}", *cells])
    return [[text(cell) for cell in row] for row in rows]


def _percent(cell: dict[str, Any] | None) -> str:
    return NONE if cell is None else " / ".join(f"{100 * cell[metric]:.1f}" for metric in SHOWN)


FORMATS: dict[str, Callable[[Sequence[Line]], str]] = {
    "csv": as_csv,
    "md": as_markdown,
    "latex": as_latex,
}
