"""Panel: the same scores under the rules of different papers, and under one's own."""

import numpy as np
import streamlit as st

from app.blocks import choices, layout
from app.data import scoring
from app.figures.conventions import rules
from app.text import names, say, say_each
from app.views.lab import conventions_words as text
from ood_core.evaluation.conventions import CONVENTIONS, Convention, balanced, read
from ood_core.evaluation.metrics import is_constant
from ood_core.runs.run import Run


def show(run: Run) -> None:
    picture, words_beside = layout.picture_and_words()
    with picture:
        score, temperature = choices.score(run, "conventions")
        tests = [n for n in run.kinds if n.startswith("ood/")]
        test = st.selectbox(
            "OOD test",
            tests,
            format_func=lambda n: names.population_label(n, run.kinds[n]),
            key="conventions:test",
            persist_state="session",
        )
        scored = scoring.scored(run, score, temperature)
    with words_beside:
        st.markdown(say(text.INTRODUCTION))
        own, ratio = _own()
    with picture:
        sides = scored["id_test"], scored[test]
        if is_constant(sides):
            st.info(say(text.CONSTANT))
            return
        found = {name: read(convention, *sides) for name, convention in CONVENTIONS.items()}
        drawn = balanced(*sides, ratio) if ratio else sides
        found[say(text.OWN)] = read(own, *drawn)
        fpr = [values["fpr95"] for values in found.values()]
        alt = f"FPR95 goes from {min(fpr):.1%} to {max(fpr):.1%} over the rules."
        layout.chart(rules(found, layout.mode()), alt, "conventions")
        st.markdown(say(text.SPREAD, low=min(fpr), high=max(fpr), ties=_ties(scored["id_test"])))
        if ratio:
            n_id, n_ood = map(len, drawn)
            st.caption(say(text.DRAWN, n_id=n_id, n_ood=n_ood))
    with words_beside:
        st.markdown(say(text.WHY))


def _ties(scores: np.ndarray) -> float:
    """The share of inputs that have their score in common with another one."""
    _, counts = np.unique(scores, return_counts=True)
    return float(counts[counts > 1].sum() / len(scores))


def _own() -> tuple[Convention, float]:
    """A rule put together by hand, and the OOD inputs for each ID input; 0: all there are."""
    st.markdown(f"**{say(text.OWN)}**")
    chosen = {
        name: layout.choice(
            label,
            list(say(text.OPTIONS[name])),
            f"conventions:{name}",
            format_func=say(text.OPTIONS[name]).get,
            wrap=True,
        )
        for name, label in say_each(text.LABELS).items()
    }
    ratio = st.select_slider(
        say(text.RATIO),
        list(say_each(text.RATIOS)),
        format_func=say_each(text.RATIOS).get,
        key="conventions:ratio",
        persist_state="session",
    )
    return Convention(**chosen, ratio=None), ratio
