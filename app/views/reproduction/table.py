"""The papers' CIFAR-10 numbers beside those of the committed runs."""

from typing import Any

import numpy as np
import streamlit as st

from app.blocks import layout
from app.data import loading
from app.text import declared, passage, say, say_each
from app.text.format import percent
from app.text.names import PAPER_NAMES
from app.views.reproduction import words
from app.views.reproduction.words import Row

LEAST = 3  # points of FPR95 from which a change is named


def numbers() -> None:
    rows = [(row.what, row.paper, ours(row), row.differs) for row in words.ROWS]
    layout.table(say_each(rows), say_each(words.COLUMNS))
    st.markdown(passage(__file__, "reading").format(**facts()))
    st.caption(say(words.IN_ORDER))


def ours(row: Row) -> str:
    """In percent, as the README's table has it."""
    found = _metrics(row.run)
    if row.score == "error":
        return f"{100 * (1 - found['accuracy']):.2f}"
    if row.test:
        return f"{100 * found['ood'][row.test][row.score][row.metric]:.2f}"
    return f"{100 * _mean(found, row.score, row.metric):.2f}"


def facts() -> dict[str, str | int]:
    """What the runs say beside the table."""
    plain, exposed, tuned = map(_metrics, (words.PLAIN, words.OE, words.ENERGY))
    means = {
        score: percent(_mean(plain, score, "fpr95")) for score in ("msp", "energy", "vim", "knn")
    }
    before = _fpr95(plain, "msp")
    after = {"worse_oe": (exposed, "msp"), "worse_energy": (tuned, "energy")}
    rises = {}
    for name, (metrics, score) in after.items():
        found, was = _fpr95(metrics, score), _fpr95(plain, score)
        worse = [test for test in found if found[test] > was[test]]
        rises[name] = ", ".join(_changes(was, found, worse))
    by_energy = _fpr95(plain, "energy")
    better = [_label(test) for test in before if by_energy[test] < before[test]]
    energy = {"better": ", ".join(better), "n_worse": len(before) - len(better)}
    return means | rises | energy | _gan() | _csi()


def _gan() -> dict[str, str | int]:
    """The confident classifier beside its twin."""
    was, found = (_fpr95(_metrics(name), "msp") for name in (words.TWIN, words.CONFIDENT))
    means = {n: percent(float(np.mean([*m.values()]))) for n, m in (("twin", was), ("gan", found))}
    fell = [test for test in found if was[test] - found[test] >= LEAST / 100]
    kept = ", ".join(_label(test) for test in found if test not in fell)
    return means | {"fell": ", ".join(_changes(was, found, fell)), "kept": kept, "least": LEAST}


def _csi() -> dict[str, str]:
    """AUROC of CSI, of SimCLR and of the baseline's MSP."""
    runs = {"csi": (words.CSI, "csi"), "simclr": (words.SIMCLR, "csi"), "msp": (words.PLAIN, "msp")}
    said = {}
    for name, (run, score) in runs.items():
        found = _metrics(run)
        for test in ("svhn", "cifar100"):
            said[f"{name}_{test}"] = percent(found["ood"][test][score]["auroc"])
        said[f"{name}_mean"] = percent(_mean(found, score, "auroc"))
    return said


def _changes(before: dict[str, float], after: dict[str, float], tests: list[str]) -> list[str]:
    return [
        say(words.CHANGE, test=_label(t), before=percent(before[t]), after=percent(after[t]))
        for t in tests
    ]


def commands() -> None:
    st.header(say(words.COMMANDS))
    st.markdown(say(words.COMMANDS_TEXT))
    names = dict.fromkeys(row.run for row in words.ROWS)
    st.code("\n".join(map(_again, names)), language="bash", wrap_lines=True)


def _again(name: str) -> str:
    """The commands that make a run and its numbers again."""
    if name == words.TWIN:
        return loading.twin()["command"]
    evaluate = f"python -m ood_core evaluate --run pretrained/{name}"
    return f"{loading.committed(name).card['command']}\n{evaluate}"


def _metrics(name: str) -> dict[str, Any]:
    return loading.twin() if name == words.TWIN else loading.committed(name).metrics


def _label(test: str) -> str:
    return PAPER_NAMES.get(test) or say(declared.population(test))


def _fpr95(metrics: dict[str, Any], score: str) -> dict[str, float]:
    return {test: found[score]["fpr95"] for test, found in metrics["ood"].items()}


def _mean(metrics: dict[str, Any], score: str, metric: str) -> float:
    return float(np.mean([found[score][metric] for found in metrics["ood"].values()]))
