"""The papers' CIFAR-10 numbers beside those of the committed runs."""

import numpy as np
import pandas as pd
import streamlit as st

from app import loading
from app.lessons import reproduction as words
from app.lessons.outlier_exposure import PAPER_NAMES
from app.lessons.reproduction import Row
from app.written import percent
from ood_core.runs.run import Run


def numbers() -> None:
    rows = [(row.what, row.paper, ours(row), row.differs) for row in words.ROWS]
    st.table(pd.DataFrame(rows, columns=words.COLUMNS).set_index(words.COLUMNS[0]))
    st.markdown(words.READ.format(**facts()))
    st.caption(words.IN_ORDER)


def ours(row: Row) -> str:
    """In percent, as the README's table has it."""
    run = _run(row.run)
    if row.score == "error":
        return f"{100 * (1 - run.metrics['accuracy']):.2f}"
    return f"{100 * _mean(run, row.score, row.metric):.2f}"


def facts() -> dict[str, str | int]:
    """What the runs say where they disagree with the papers."""
    plain, exposed, tuned = (_run(name) for name in ("baseline", "outlier-exposure", "energy"))
    means = {
        score: percent(_mean(plain, score, "fpr95")) for score in ("msp", "energy", "vim", "knn")
    }
    before = _fpr95(plain, "msp")
    after = {"worse_oe": (exposed, "msp"), "worse_energy": (tuned, "energy")}
    rises = {}
    for name, (run, score) in after.items():
        found, was = _fpr95(run, score), _fpr95(plain, score)
        rises[name] = words.AND.join(
            words.RISE.format(_label(test), percent(was[test]), percent(found[test]))
            for test in found
            if found[test] > was[test]
        )
    by_energy = _fpr95(plain, "energy")
    better = [_label(test) for test in before if by_energy[test] < before[test]]
    return means | rises | {"better": ", ".join(better), "n_worse": len(before) - len(better)}


def commands() -> None:
    st.subheader(words.COMMANDS)
    st.markdown(words.COMMANDS_TEXT)
    names = dict.fromkeys(row.run for row in words.ROWS)
    lines = [f"{_run(name).card['command']}\n{_evaluate(name)}" for name in names]
    st.code("\n".join(lines), language="bash", wrap_lines=True)


def _evaluate(name: str) -> str:
    return f"python -m ood_core evaluate --run pretrained/cifar10/{name}"


def _run(name: str) -> Run:
    return loading.committed(f"cifar10/{name}")


def _label(test: str) -> str:
    return PAPER_NAMES.get(test, test)


def _fpr95(run: Run, score: str) -> dict[str, float]:
    return {test: found[score]["fpr95"] for test, found in run.metrics["ood"].items()}


def _mean(run: Run, score: str, metric: str) -> float:
    return float(np.mean([found[score][metric] for found in run.metrics["ood"].values()]))
