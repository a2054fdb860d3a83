"""Part: ROC and PR curves of chosen runs and scores on one OOD test or several."""

from itertools import product

import streamlit as st

from app.blocks import layout
from app.data import scoring
from app.figures import comparison
from app.figures.comparison import Sides
from app.text import declared, say, say_each
from app.text import names as text_names
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.errors import UserError
from ood_core.runs.run import Run

OWN = "own"  # of each run, the score of its method
MOST = 7  # curves in a picture


def show(runs: dict[str, Run]) -> None:
    runs = choices.whole(runs, "evidence")
    kinds = next(iter(runs.values())).kinds
    tests = [name for name in kinds if name.startswith("ood/")]
    left, right = st.columns(2, gap="medium")
    with left:
        chosen = st.multiselect(
            say(text.TESTS),
            tests,
            tests[:1],
            format_func=lambda n: text_names.population_label(n, kinds[n]),
            key=f"compare:curves:tests:{next(iter(runs.values())).benchmark.world}",
            persist_state="session",
        )
    with right:
        names = dict.fromkeys(n for run in runs.values() for n in scoring.score_names(run))
        extra = st.multiselect(
            say(text.SCORES),
            [OWN, *names],
            [OWN],
            format_func=lambda n: say(text.OWN) if n == OWN else text_names.SCORES[n].title,
            key="compare:curves:scores",
            persist_state="session",
        )
    asked = lines(runs, chosen, extra)
    if not asked:
        st.info(say(text.NO_CURVE))
        return
    if len(asked) > MOST:
        st.caption(say(text.TOO_MANY, n=len(asked), most=MOST))
    drawn = [_sides(runs, *line) for line in asked[:MOST]]
    words = say_each(text.CURVE)
    figure = comparison.curves([side for side in drawn if side], words, layout.mode())
    legend = "; ".join(trace.name for trace in figure.data if trace.showlegend and trace.name)
    layout.kept_chart(figure, say(text.CURVES_ALT, curves=legend), "roc-and-pr")
    st.caption(say(text.CURVES))


def lines(runs: dict[str, Run], tests: list[str], scores: list[str]) -> list[tuple[str, str, str]]:
    """(run, score, OOD test) for each curve: what a run does not have is left out."""
    found = []
    for test, score, (name, run) in product(tests, scores, runs.items()):
        score = run.method.score if score == OWN else score
        line = (name, score, test)
        if score in scoring.score_names(run) and test in run.evidence and line not in found:
            found.append(line)
    return found


def _sides(runs: dict[str, Run], name: str, score: str, test: str) -> Sides | None:
    """One curve's scores; a sentence in its place where they are no use."""
    try:
        found = choices.scores(name, runs[name], score, ["id_test", test])
    except UserError as error:
        st.info(say(error))
        return None
    title = f"{choices.named(name, score)}, {say(declared.population(test))}"
    return Sides(title, found["id_test"], found[test])
