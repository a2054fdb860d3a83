"""Part: how often each class is recognised, and which of them OOD inputs are taken for."""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.figures import classes as figures
from app.text import declared, say, say_each
from app.text import names as text_names
from app.text.format import percent
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.runs.run import Run

MOST = 100  # classes that can be drawn beside each other


def show(runs: dict[str, Run]) -> None:
    runs = choices.whole(runs, "evidence")
    world = next(iter(runs.values())).benchmark
    if len(world.classes) > MOST:
        st.info(say(text.MANY_CLASSES, n=f"{len(world.classes):,}"))
        return
    st.header(say(text.ACCURACY))
    names = say_each(declared.classes(world))
    rates = {name: per_class(run) for name, run in runs.items()}
    figure = figures.accuracy(rates, names, say_each(text.ACCURACY_AXES), layout.mode())
    layout.kept_chart(figure, _accuracy_alt(rates, names), "accuracy-by-class")
    st.caption(say(text.WILSON))
    if any(run.method.name == "csi" for run in runs.values()):
        st.caption(say(text.PROBE))
    name = choices.run(runs, "classes")
    run = runs[name]
    st.header(say(text.TAKEN))
    kinds = run.kinds
    tests = [n for n in kinds if n.startswith("ood/")]
    shares = np.stack([taken_for(run.evidence[n]["logits"]) for n in tests])
    rows = [text_names.population_label(n, kinds[n]) for n in tests]
    most = [
        say(text.TAKEN_FOR, test=test, label=names[int(s.argmax())], share=percent(s.max(), 0))
        for test, s in zip(rows, shares, strict=True)
    ]
    words = say_each(text.ANSWER_SHARES)
    figure = figures.shares(shares, rows, names, words, layout.mode())
    layout.kept_chart(figure, say(text.TAKEN_ALT, most="; ".join(most)), "taken-for")
    st.caption(say(text.TAKEN_TEXT))
    st.header(say(text.CONFUSED))
    test = run.evidence["id_test"]
    confusion = np.stack(
        [taken_for(test["logits"][test["labels"] == k]) for k in range(len(names))]
    )
    truth = [say(text.TRULY, label=name) for name in names]
    figure = figures.shares(confusion, truth, names, words, layout.mode())
    right = np.diag(confusion)[np.unique(test["labels"])]
    ends = {"lowest": percent(right.min(), 0), "highest": percent(right.max(), 0)}
    layout.kept_chart(figure, say(text.CONFUSED_ALT, **ends), "confusion")


def per_class(run: Run) -> np.ndarray:
    """Share recognised, and its 95% Wilson interval, of each ID class: `(K, 3)`; NaN of none."""
    test = run.evidence["id_test"]
    right = test["logits"].argmax(axis=1) == test["labels"]
    found = [right[test["labels"] == k] for k in range(len(run.benchmark.classes))]
    none = (np.nan,) * 3  # outputs that were brought may lack a class
    return np.array([(h.mean(), *wilson(int(h.sum()), len(h))) if len(h) else none for h in found])


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a share (Wilson, 1927); z is the normal's quantile."""
    p, spread = hits / n, z * z / n
    middle = (p + spread / 2) / (1 + spread)
    half = z * np.sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    return middle - half, middle + half


def taken_for(logits: np.ndarray) -> np.ndarray:
    """The share of inputs that each class is the answer to: `(N, K) -> (K,)`; 0 of none."""
    counts = np.bincount(logits.argmax(axis=1), minlength=logits.shape[1])
    return counts / max(len(logits), 1)


def _accuracy_alt(rates: dict[str, np.ndarray], names: tuple[str, ...]) -> str:
    weakest = [
        say(
            text.WEAKEST,
            run=run,
            label=names[int(np.nanargmin(found[:, 0]))],
            share=percent(np.nanmin(found[:, 0])),
        )
        for run, found in rates.items()
    ]
    return say(text.ACCURACY_ALT, weakest="; ".join(weakest))
