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
LABELS = [f"{part} {turn}" for part in ("con", "cls") for turn in words.DEGREES]


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
    parts = {n: addends(found) for n, found in loading.csi_parts(run).items()}
    population, row = _choose(run, {n: a.shape[1] for n, a in parts.items()})
    usual = usual_of(parts["id_test"])
    one = parts[population][:, row]
    _verdict(one.sum(), parts["id_test"].sum(axis=0))
    figure = figures.waterfall(LABELS, one, usual, page.mode(), strong)
    page.chart(figure, alt(one), "csi:waterfall")
    st.markdown(words.NEIGHBOURS)
    x = one_input.inputs(str(run.path), population)
    nearest, cosines = (run.evidence[population][n][:, row] for n in ("nearest", "cosines"))
    neighbours(run, None if x is None else x[row], nearest, cosines)


def _medians(run: Run) -> dict[str, str]:
    """Of con and cls, each summed over the shifts: digits turned by 90°, and upright ones."""
    found = loading.csi_parts(run)
    return {
        term + suffix: signed(float(np.median(found[population][term].sum(axis=0))), 2)
        for population, suffix in (("shift/rotate", ""), ("id_test", "_id"))
        for term in ("con", "cls")
    }


def alt(addends: np.ndarray) -> str:
    """The addends `(2S,)` in words."""
    said = [f"{label} {value:.2f}" for label, value in zip(LABELS, addends, strict=True)]
    return words.XRAY_ALT.format(addends=", ".join(said))


def addends(parts: dict[str, np.ndarray]) -> np.ndarray:
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


def neighbours(
    run: Run, image: np.ndarray | None, nearest: np.ndarray, cosines: np.ndarray
) -> None:
    """For each shift: the shifted input, and the training input with the largest cosine.

    Args:
        image: `(C, H, W)`, or None where it is not on this machine.
        nearest, cosines: `(S,)`, as in the run's evidence.
    """
    train = one_input.inputs(str(run.path), "id_train")
    if image is None or train is None:
        st.caption(words.NO_INPUTS)
        return
    with st.container(horizontal=True, gap="small"):
        for k, (turn, m, cosine) in enumerate(zip(words.DEGREES, nearest, cosines, strict=True)):
            with st.container(width=PICTURE):
                said = words.INPUT_ALT.format(turn=turn)
                st.image(_turned(image, k), width="stretch", alt=said)
                st.caption(words.INPUT_TURNED.format(turn=turn))
                label = run.benchmark.classes[run.evidence["id_train"]["labels"][m]]
                said = words.NEIGHBOUR_ALT.format(m=m, label=label, turn=turn)
                st.image(_turned(train[m], k), width="stretch", alt=said)
                st.caption(words.NEIGHBOUR.format(label=label, cosine=f"{cosine:.3f}"))


def _turned(image: np.ndarray, k: int) -> np.ndarray:
    """`(C, H, W)` after k quarter turns, as a page shows it."""
    return np.rot90(image, k, axes=(1, 2)).transpose(1, 2, 0).squeeze()
