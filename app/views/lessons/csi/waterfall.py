"""One image's score, addend by addend, and its nearest training neighbours."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.blocks.csi_waterfall import addends, draw, neighbours, usual_of
from app.data import inputs, loading, scoring
from app.server import view
from app.text import names, say, say_each
from app.text.format import signed
from app.views.lessons.csi import words
from ood_core.runs.run import Run


def waterfall() -> None:
    st.header(say(words.XRAY))
    run = loading.committed("digits/csi")
    highlighted = lesson.formula("csi:score", words.SCORE)
    lesson.slip(say(words.SCORE_SLIP))
    guess = lesson.predict("csi:turned", say(words.TURNED), say_each(words.TURNED_OPTIONS))
    if guess is None:
        return
    medians = _medians(run)
    st.markdown(say(words.TURNED_REVEAL, guess=guess, **medians))
    lesson.more("turned", say(words.TURNED_MORE, **medians))
    kinds = run.kinds
    parts = {n: addends(f) for n, f in scoring.csi_parts(run).items() if n in kinds}
    picture, text = layout.picture_and_words("waterfall")
    with picture:
        population, row = _choose(run, {n: a.shape[1] for n, a in parts.items()})
        one = parts[population][:, row]
        _verdict(one.sum(), parts["id_test"].sum(axis=0))
        draw(one, usual_of(parts["id_test"]), "csi:waterfall", highlighted)
    text.markdown(say(words.XRAY_TEXT))
    st.markdown(say(words.NEIGHBOURS))
    x = inputs.inputs(str(run.path), population)
    nearest, cosines = (run.evidence[population][n][:, row] for n in ("nearest", "cosines"))
    neighbours(run, None if x is None else x[row], nearest, cosines)


def _medians(run: Run) -> dict[str, str]:
    """Of con and cls, each summed over the shifts: digits turned by 90°, and upright ones."""
    found = scoring.csi_parts(run)
    return {
        term + suffix: signed(float(np.median(found[population][term].sum(axis=0))), 2)
        for population, suffix in (("shift/rotate", ""), ("id_test", "_id"))
        for term in ("con", "cls")
    }


def _choose(run: Run, sizes: dict[str, int]) -> tuple[str, int]:
    kinds = run.kinds
    left, right = st.columns([2, 1])
    with left:
        population = layout.listed(
            say(words.POPULATION),
            list(sizes),
            "csi:population",
            format_func=lambda n: names.population_label(n, kinds[n]),
        )
    last = sizes[population] - 1
    if st.session_state.get("csi:row", 0) > last:
        st.session_state["csi:row"] = last
    first = view.begin("csi:row", 0, lambda asked: type(asked) is int and 0 <= asked <= last)
    label = say(words.INPUT, last=last)
    row = right.number_input(label, 0, last, first or "min", key="csi:row", persist_state="session")
    return population, row


def _verdict(total: float, on_id: np.ndarray) -> None:
    share = float(np.mean(on_id < total))
    st.markdown(say(words.VERDICT, total=f"{total:.2f}", share=f"{share:.0%}"))
