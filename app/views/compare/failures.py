"""Part: the most confident mistakes of a run, as pictures."""

import numpy as np
import streamlit as st

from app.blocks import gallery
from app.blocks.gallery import Item
from app.data import scoring
from app.text import names, say
from app.text.format import percent
from app.views.compare import choices
from app.views.compare import words as text
from ood_core.runs.run import Run


def show(runs: dict[str, Run]) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = choices.run(runs, "failures")
        run = runs[name]
        score = choices.score(run, "failures")
        test = choices.test({name: run}, "failures")
    scores = choices.scores(name, run, score, ["id_test", test])
    label = names.population_label(test, run.kinds[test])
    st.header(say(text.PASSED, test=label))
    st.caption(say(text.PASSED_TEXT))
    gallery.show(_extreme(run, test, scores, scores[test]))
    st.header(say(text.STRANGE))
    st.caption(say(text.STRANGE_TEXT))
    gallery.show(_extreme(run, "id_test", scores, -scores["id_test"]))
    st.header(say(text.WRONG))
    rows = most_confident_mistakes(run)
    if len(rows):
        notes = _standing(scores["id_test"], scores["id_test"][rows])
        gallery.show(gallery.items(run, "id_test", rows, notes))
    else:
        st.markdown(say(text.NONE_WRONG))


def _extreme(run: Run, name: str, scores: dict[str, np.ndarray], key: np.ndarray) -> list[Item]:
    """The inputs of a population with the lowest `key`."""
    rows = np.argsort(key, kind="stable")[: gallery.SHOWN]
    notes = _standing(scores["id_test"], scores[name][rows])
    return gallery.items(run, name, rows, notes)


def _standing(on_id: np.ndarray, scores: np.ndarray) -> list[str]:
    """How much of ID each scores above, in words."""
    return [say(text.ABOVE, share=percent(np.mean(on_id < score))) for score in scores]


def most_confident_mistakes(run: Run) -> np.ndarray:
    """ID test inputs that are given another class, the most confident first: at most SHOWN rows."""
    test = run.evidence["id_test"]
    wrong = np.flatnonzero(test["logits"].argmax(axis=1) != test["labels"])
    order = np.argsort(-scoring.confidence(run, "id_test")[wrong], kind="stable")
    return wrong[order[: gallery.SHOWN]]
