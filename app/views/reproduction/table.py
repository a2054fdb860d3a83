"""The papers' CIFAR-10 numbers beside those of the committed runs."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import streamlit as st

from app.blocks import layout, lesson
from app.data import loading
from app.data.dots import dot, group_mean
from app.figures.dots import Dot, Rows
from app.text import Message, declared, passage, say, say_each
from app.text.format import percent
from app.text.names import PAPER_NAMES
from app.views.reproduction import words
from app.views.reproduction.words import Row
from ood_core.evaluation.report import means

LEAST = 3  # points of FPR95 from which a change is named


def numbers() -> None:
    for metric, axis in words.CHARTS.items():
        lesson.dotted(chart(metric), say(axis), f"reproduction:{metric or 'error'}")
    st.caption(say(words.INTERVALS))
    rows = [(row.what, printed(row), ours(row), row.differs) for row in words.ROWS]
    layout.table(say_each(rows), say_each(words.COLUMNS))
    st.markdown(passage(__file__, "reading").format(**facts()))
    st.caption(say(words.IN_ORDER))


def printed(row: Row) -> Message | str:
    """The paper's numbers, near / far / noise, or what stands in their place."""
    return row.paper if isinstance(row.paper, Message) else " / ".join(row.paper)


def chart(metric: str) -> Rows:
    """Every number of the table by that metric, or every test error for ""."""
    _, paper, mine, _ = say_each(words.COLUMNS)
    found = {}
    for row in words.ROWS:
        if row.metric != metric:
            continue
        theirs = () if isinstance(row.paper, Message) else row.paper
        for (name, number), of_paper in zip_longest(_dots(row), theirs):
            found[name] = {paper: Dot(float(of_paper))} if of_paper else {}
            found[name][mine] = number
    return found


def _dots(row: Row) -> Iterator[tuple[str, Dot]]:
    """Ours, by what it is of."""
    what = say(row.what)
    if row.score == "error":
        yield what, Dot(100 * (1 - _metrics(row.run)["accuracy"]))
    elif row.test:
        yield what, dot(loading.committed(row.run), row.test, row.score, row.metric)
    else:
        for group, of in _means(row.run).items():
            name = say(words.OF_GROUP, what=what, group=words.GROUPS[group])
            if row.run == words.ABLATION:
                yield name, Dot(100 * of[row.score][row.metric])
            else:
                run = loading.committed(row.run)
                yield name, dot(run, group_mean(group), row.score, row.metric)


def ours(row: Row) -> str:
    """In percent, as the README's table has it: near / far photographs / noise, or one number."""
    found = _metrics(row.run)
    if row.score == "error":
        return f"{100 * (1 - found['accuracy']):.2f}"
    if row.test:
        return f"{100 * found['ood'][row.test][row.score][row.metric]:.2f}"
    return " / ".join(f"{100 * of[row.score][row.metric]:.2f}" for of in _means(row.run).values())


def facts() -> dict[str, str | int]:
    """What the runs say beside the table."""
    plain = loading.committed(words.PLAIN)
    fitted = {"part": plain.benchmark.train_count, "whole": plain.card["data"]["id_train"]["n"]}
    return fitted | _energy() | _outliers() | _gan() | _csi()


def _energy() -> dict[str, str]:
    """FPR95 of other scores on the plain network, beside MSP's."""
    found = {}
    for score in ("energy", "vim", "knn"):
        pairs = {
            group: (of[score]["fpr95"], of["msp"]["fpr95"])
            for group, of in _means(words.PLAIN).items()
        }
        found[score] = ", ".join(
            say(
                words.LOWER if value < msp else words.HIGHER,
                group=words.GROUPS[group],
                value=percent(value),
                msp=percent(msp),
            )
            for group, (value, msp) in pairs.items()
        )
    return found


def _outliers() -> dict[str, str]:
    """On which tests FPR95 rose by training with outliers."""
    rises = {}
    for name, run, score in (("oe", words.OE, "msp"), ("tuned", words.ENERGY, "energy")):
        was, found = _fpr95(_metrics(words.PLAIN), score), _fpr95(_metrics(run), score)
        worse = [test for test in found if found[test] > was[test]]
        rises[f"worse_{name}"] = ", ".join(_changes(was, found, worse)) or say(words.NO_TEST)
    return rises


def _gan() -> dict[str, str | int]:
    """The confident classifier with its GAN beside the ablation without it."""
    was, found = (_fpr95(_metrics(name), "msp") for name in (words.ABLATION, words.CONFIDENT))
    groups = {
        group: say(
            words.CHANGE,
            test=words.GROUPS[group],
            before=percent(before["msp"]["fpr95"]),
            after=percent(_means(words.CONFIDENT)[group]["msp"]["fpr95"]),
        )
        for group, before in _means(words.ABLATION).items()
    }
    fell = [test for test in found if was[test] - found[test] >= LEAST / 100]
    rest = [test for test in found if test not in fell]
    changes = {
        name: ", ".join(_changes(was, found, tests))
        for name, tests in (("fell", fell), ("rest", rest))
    }
    none = say(words.NO_TEST)
    return {
        "gan": ", ".join(groups.values()),
        "fell": changes["fell"] or none,
        "rest": changes["rest"] or none,
        "least": LEAST,
    }


def _csi() -> dict[str, str]:
    """AUROC of CSI, of SimCLR and of the baseline's MSP."""
    runs = {"csi": (words.CSI, "csi"), "simclr": (words.SIMCLR, "csi"), "msp": (words.PLAIN, "msp")}
    said = {}
    for name, (run, score) in runs.items():
        for test in ("svhn", "cifar100"):
            said[f"{name}_{test}"] = percent(_metrics(run)["ood"][test][score]["auroc"])
        for group, of in _means(run).items():
            said[f"{name}_{group}"] = percent(of[score]["auroc"])
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
    if name == words.ABLATION:
        return loading.confident_gan_ablation()["command"]
    evaluate = f"python -m ood_core evaluate --run pretrained/{name}"
    return f"{loading.committed(name).card['command']}\n{evaluate}"


def _metrics(name: str) -> dict[str, Any]:
    return (
        loading.confident_gan_ablation()
        if name == words.ABLATION
        else loading.committed(name).metrics
    )


def _label(test: str) -> str:
    return PAPER_NAMES.get(test) or say(declared.population(test))


def _fpr95(metrics: dict[str, Any], score: str) -> dict[str, float]:
    return {test: found[score]["fpr95"] for test, found in metrics["ood"].items()}


def _means(name: str) -> dict[str, Any]:
    """Near, far and noise -> score -> metric -> its mean over those tests."""
    groups = loading.committed(words.CONFIDENT if name == words.ABLATION else name).groups
    return means(_metrics(name)["ood"], groups)
