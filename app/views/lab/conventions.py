"""Panel: the same scores under the rules of different papers, and under one's own."""

import numpy as np
import streamlit as st

from app.blocks import choices, layout
from app.data import scoring
from app.figures.conventions import rules
from app.server import view
from app.text import names, passage, say, say_each
from app.text.format import percent
from app.views.lab import words
from ood_core.evaluation.conventions import CONVENTIONS, Convention, balanced, read
from ood_core.evaluation.metrics import is_constant
from ood_core.runs.run import Run

RATIOS = (0, 1.0, 0.5, 0.2, 0.1, 0.05)  # OOD inputs for each ID input; 0: all there are


def show(run: Run) -> None:
    picture, words_beside = layout.picture_and_words("conventions")
    with picture:
        score, temperature = choices.score(run, "conventions")
        tests = [n for n in run.kinds if n.startswith("ood/")]
        test = layout.listed(
            say(words.TEST),
            tests,
            "conventions:test",
            format_func=lambda n: names.population_label(n, run.kinds[n]),
        )
        scored = scoring.scored(run, score, temperature)
    with words_beside:
        st.markdown(say(words.INTRODUCTION))
        own, ratio = _own()
    with picture:
        sides = scored["id_test"], scored[test]
        if is_constant(sides):
            st.info(say(words.CONSTANT))
            return
        found = {name: read(convention, *sides) for name, convention in CONVENTIONS.items()}
        drawn = balanced(*sides, ratio) if ratio else sides
        found[say(words.OWN)] = read(own, *drawn)
        fpr = [values["fpr95"] for values in found.values()]
        ends = {"low": percent(min(fpr)), "high": percent(max(fpr))}
        figure = rules(found, say_each(words.RULES), layout.mode())
        layout.chart(figure, say(words.RULES_ALT, **ends), "conventions")
        st.markdown(say(words.SPREAD, ties=percent(_ties(scored["id_test"]), 0), **ends))
        if ratio:
            n_id, n_ood = map(len, drawn)
            st.caption(say(words.DRAWN, n_id=n_id, n_ood=n_ood))
    with words_beside:
        st.markdown(passage(__file__, "conventions"))


def _ties(scores: np.ndarray) -> float:
    """The share of inputs that have their score in common with another one."""
    _, counts = np.unique(scores, return_counts=True)
    return float(counts[counts > 1].sum() / len(scores))


def _own() -> tuple[Convention, float]:
    """A rule put together by hand, and the OOD inputs for each ID input; 0: all there are."""
    st.markdown(f"**{say(words.OWN)}**")
    chosen = {
        name: layout.choice(
            say(label),
            list(words.OPTIONS[name]),
            f"conventions:{name}",
            format_func=say_each(words.OPTIONS[name]).get,
            wrap=True,
        )
        for name, label in words.LABELS.items()
    }
    ratio = st.select_slider(
        say(words.RATIO),
        RATIOS,
        view.begin("conventions:ratio", RATIOS[0], lambda asked: asked in RATIOS),
        format_func=lambda ratio: f"1 : {1 / ratio:g}" if ratio else say(words.ALL),
        key="conventions:ratio",
        persist_state="session",
    )
    return Convention(**chosen, ratio=None), ratio
