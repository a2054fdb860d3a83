"""The addends of a CSI score, and whom an input is compared with."""

import numpy as np
import streamlit as st

from app.blocks import csi_waterfall_words as words
from app.blocks import layout
from app.data import inputs
from app.figures import csi as figures
from app.figures.csi import Usual
from app.text import declared, say, say_each
from ood_core.runs.run import Run

PICTURE = 76  # pixels on the page: four fit a phone
LABELS = [f"{part} {turn}" for part in ("con", "cls") for turn in words.DEGREES]


def draw(addends: np.ndarray, usual: Usual, key: str, highlighted: str | None = None) -> None:
    """The addends `(2S,)` of one input's score, as `figures.csi.waterfall` has it."""
    drawn = say_each(words.FIGURE)
    figure = figures.waterfall(LABELS, addends, usual, drawn, layout.mode(), highlighted)
    said = [f"{label} {value:.2f}" for label, value in zip(LABELS, addends, strict=True)]
    layout.chart(figure, say(words.XRAY_ALT, addends=", ".join(said)), key)


def addends(parts: dict[str, np.ndarray]) -> np.ndarray:
    """con of every shift, then cls of every shift: `(2S, N)`, high = ID."""
    return np.concatenate([parts["con"], parts["cls"]])


def usual_of(addends: np.ndarray) -> Usual:
    """What the ID test inputs, `(2S, N)`, usually score."""
    totals = addends.sum(axis=0)
    median, low = np.quantile(totals, [0.5, 0.05])
    return Usual(np.median(addends, axis=1), float(median), float(low))


def neighbours(
    run: Run, image: np.ndarray | None, nearest: np.ndarray, cosines: np.ndarray
) -> None:
    """For each shift: the shifted input, and the training input with the largest cosine.

    Args:
        image: `(C, H, W)`, or None where it is not on this machine.
        nearest, cosines: `(S,)`, as in the run's evidence.
    """
    if image is None or inputs.picture(run, "id_train", int(nearest[0])) is None:
        st.caption(say(words.NO_INPUTS))
        return
    classes = declared.classes(run.benchmark)
    with st.container(horizontal=True, gap="small"):
        for k, (turn, m, cosine) in enumerate(zip(words.DEGREES, nearest, cosines, strict=True)):
            with st.container(width=PICTURE):
                said = say(words.INPUT_ALT, turn=turn)
                st.image(_turned(image, k), width="stretch", alt=said)
                st.caption(say(words.INPUT_TURNED, turn=turn))
                label = classes[run.evidence["id_train"]["labels"][m]]
                said = say(words.NEIGHBOUR_ALT, m=m, label=label, turn=turn)
                neighbour = inputs.picture(run, "id_train", int(m)).transpose(2, 0, 1)
                st.image(_turned(neighbour, k), width="stretch", alt=said)
                st.caption(say(words.NEIGHBOUR, label=label, cosine=f"{cosine:.3f}"))


def _turned(image: np.ndarray, k: int) -> np.ndarray:
    """`(C, H, W)` after k quarter turns, as a page shows it."""
    return np.rot90(image, k, axes=(1, 2)).transpose(1, 2, 0).squeeze()
