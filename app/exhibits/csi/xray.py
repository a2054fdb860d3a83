"""One image's score, addend by addend, and its nearest training neighbours."""

import numpy as np
import streamlit as st

from app import course, loading, page
from app.figures import csi as figures
from app.figures.csi import Usual
from app.lessons import csi as words
from app.lessons import words as names
from app.panels import one_input
from app.written import signed
from ood_core.runs.run import Run

PICTURE = 76  # pixels on the page: four fit a phone


def waterfall() -> None:
    st.header(words.XRAY)
    run = loading.committed("digits/csi")
    strong = course.formula("csi:score", words.SCORE)
    course.slip(words.SCORE_SLIP)
    guess = course.predict("csi:turned", words.TURNED, words.TURNED_OPTIONS)
    if guess is None:
        return
    st.markdown(words.TURNED_REVEAL.format(guess=guess, **_medians(run)))
    st.markdown(words.XRAY_TEXT)
    parts = {n: _addends(found) for n, found in loading.csi_parts(run).items()}
    population, row = _choose(run, {n: a.shape[1] for n, a in parts.items()})
    usual = usual_of(parts["id_test"])
    addends = parts[population][:, row]
    _verdict(addends.sum(), parts["id_test"].sum(axis=0))
    labels = [f"{part} {turn}" for part in ("con", "cls") for turn in words.DEGREES]
    said = [f"{label} {value:.2f}" for label, value in zip(labels, addends, strict=True)]
    alt = words.XRAY_ALT.format(addends=", ".join(said))
    page.chart(figures.waterfall(labels, addends, usual, page.mode(), strong), alt, "csi:waterfall")
    st.markdown(words.NEIGHBOURS)
    _neighbours(run, population, row)


def _medians(run: Run) -> dict[str, str]:
    """Of con and cls, each summed over the shifts: digits turned by 90°, and upright ones."""
    found = loading.csi_parts(run)
    return {
        term + suffix: signed(float(np.median(found[population][term].sum(axis=0))), 2)
        for population, suffix in (("shift/rotate", ""), ("id_test", "_id"))
        for term in ("con", "cls")
    }


def _addends(parts: dict[str, np.ndarray]) -> np.ndarray:
    """con of every shift, then cls of every shift: `(2S, N)`, high = ID."""
    return np.concatenate([parts["con"], parts["cls"]])


def usual_of(addends: np.ndarray) -> Usual:
    """What the ID test inputs, `(2S, N)`, usually score."""
    totals = addends.sum(axis=0)
    median, low = np.quantile(totals, [0.5, 0.05])
    return Usual(np.median(addends, axis=1), float(median), float(low))


def _choose(run: Run, sizes: dict[str, int]) -> tuple[str, int]:
    kinds = loading.kinds(run)
    left, right = st.columns([2, 1])
    population = left.selectbox(
        words.POPULATION,
        list(sizes),
        format_func=lambda n: names.population_label(n, kinds[n]),
        key="csi:population",
        persist_state="session",
    )
    last = sizes[population] - 1
    if st.session_state.get("csi:row", 0) > last:
        st.session_state["csi:row"] = last
    row = right.number_input(
        words.INPUT.format(last=last), 0, last, key="csi:row", persist_state="session"
    )
    return population, row


def _verdict(total: float, on_id: np.ndarray) -> None:
    share = float(np.mean(on_id < total))
    st.markdown(words.VERDICT.format(total=f"{total:.2f}", share=f"{share:.0%}"))


def _neighbours(run: Run, population: str, row: int) -> None:
    """For each shift: the shifted input, and the training input with the largest cosine."""
    x, train = (one_input.inputs(str(run.path), name) for name in (population, "id_train"))
    if x is None or train is None:
        st.caption(words.NO_INPUTS)
        return
    with st.container(horizontal=True, gap="small"):
        for k, turn in enumerate(words.DEGREES):
            m, cosine = (run.evidence[population][n][k, row] for n in ("nearest", "cosines"))
            with st.container(width=PICTURE):
                alt = words.INPUT_ALT.format(turn=turn)
                st.image(np.rot90(x[row, 0], k), width="stretch", alt=alt)
                st.caption(words.INPUT_TURNED.format(turn=turn))
                label = run.evidence["id_train"]["labels"][m]
                alt = words.NEIGHBOUR_ALT.format(m=m, label=label, turn=turn)
                st.image(np.rot90(train[m, 0], k), width="stretch", alt=alt)
                st.caption(words.NEIGHBOUR.format(label=label, cosine=f"{cosine:.3f}"))
