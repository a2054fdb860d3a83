"""Shifting transformations: the copies of a digit, and a batch's pairs with and without them."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components import pairs
from app.text import say, say_each
from app.views.lessons.csi import words
from app.views.lessons.csi.augmented_views import view
from ood_core import benchmarks

PICTURE = 108  # pixels on the page
SHIFTS = {"SimCLR": 1, "CSI": 4}  # K: S_0 is the image as it is, S_k turns it by 90 k degrees


def choose_digit(key: str) -> int:
    """The row of the test digit that the visitor chose."""
    last = len(benchmarks.get("digits").id_test.y) - 1
    return st.number_input(
        say(words.CHOOSE_DIGIT, last=last), 0, last, key=key, persist_state="session", width=180
    )


def copies_of_a_digit() -> None:
    """S_0 to S_3 of the chosen digit; then the question, then the matrix."""
    st.header(say(words.SHIFTING))
    st.markdown(say(words.SHIFTING_TEXT))
    row = choose_digit("csi:digit")
    digits = benchmarks.get("digits").id_test
    image, digit = digits.x[row, 0], digits.y[row]
    with st.container(horizontal=True, gap="medium", key="csi-copies"):
        for k, turn in enumerate(say_each(words.TURNS)):
            with st.container(width=PICTURE):
                st.image(
                    np.rot90(image, k),
                    width="stretch",
                    alt=say(words.COPY_ALT, digit=digit, turn=turn),
                )
                st.caption(f"$S_{k}$: {turn}")
    guess = lesson.predict("csi:pair", say(words.PAIR, digit=digit), say_each(words.PAIR_OPTIONS))
    if guess:
        st.markdown(say(words.PAIR_REVEAL, guess=guess))
        _matrix(row)
        lesson.slip(say(words.SHIFT_SLIP))
        _losses()


def _matrix(row: int) -> None:
    with st.container(horizontal=True, gap="large"):
        method = layout.choice(say(words.METHOD), list(SHIFTS), "csi:method", "CSI")
        images = layout.choice(say(words.IMAGES), [2, 3], "csi:images")
    digits, rng = benchmarks.get("digits").id_test, np.random.default_rng(row)
    copies = pairs.batch(images, SHIFTS[method])
    rows = [(row + copy.image) % len(digits.y) for copy in copies]
    pictures, names = [], []
    for i, (_, shift, number) in zip(rows, copies, strict=True):
        pictures.append(view(np.rot90(digits.x[i, 0], shift), rng))
        turn = words.TURNS[shift]
        names.append(say(words.COPY, digit=digits.y[i], turn=turn, view=number + 1))
    st.markdown(say(words.BATCH, k=SHIFTS[method], b=images, n=len(copies)))
    kinds = pairs.relations(copies)
    pairs.pairs(
        pictures,
        names,
        kinds,
        say_each(words.PAIRS_OF_COPIES),
        say_each(words.MATRIX),
        layout.mode(),
        "csi:pairs",
    )


def _losses() -> None:
    """The two losses as a formula to point at."""
    st.subheader(say(words.LOSSES))
    lesson.formula("csi:loss", words.LOSS)
    st.markdown(say(words.LOSSES_TEXT))
