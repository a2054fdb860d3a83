"""A row of inputs: their pictures, or where there are none, words."""

from html import escape
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.blocks import words
from app.data.inputs import inputs, picture
from app.figures.samples import as_uri
from app.text import declared, names, say
from app.text.format import certainty, signed
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax

SHOWN = 12  # inputs of a gallery


class Item(NamedTuple):
    """One input: what it is, its picture as a data URI or None, and what is said of it."""

    name: str
    picture: str | None
    lines: tuple[str, ...]


def items(run: Run, population: str, rows: np.ndarray, notes: list[str]) -> list[Item]:
    """The inputs `rows` of a population with the network's answers, and a note on each."""
    arrays = run.evidence[population]
    of = names.ID_TEST if population == "id_test" else declared.population(population)
    return [
        Item(
            f"{say(of)} {row}",
            _picture(run, population, row),
            (_answer(run, arrays, row), *_place(run, population, row), note),
        )
        for row, note in zip(rows.tolist(), notes, strict=True)
    ]


def _picture(run: Run, population: str, row: int) -> str | None:
    pixels = None if run.benchmark.is_plane else picture(run, population, row)
    return None if pixels is None else as_uri(pixels)


def _place(run: Run, population: str, row: int) -> list[str]:
    """Where a point lies."""
    x = inputs(str(run.path), population) if run.benchmark.is_plane else None
    if x is None:
        return []
    return [say(words.AT, x=signed(x[row, 0]), y=signed(x[row, 1]))]


def _answer(run: Run, arrays: dict[str, np.ndarray], row: int) -> str:
    p = softmax(arrays["logits"][row : row + 1])[0]
    classes, best = declared.classes(run.benchmark), int(p.argmax())
    truth = int(arrays["labels"][row]) if "labels" in arrays else best
    said = words.RIGHT if truth == best else words.WRONG
    return say(said, answer=classes[best], confidence=certainty(p[best]), truth=classes[truth])


def show(found: list[Item]) -> None:
    """Side by side, as many in a line as there is room for."""
    st.html(f'<div class="gallery">{"".join(map(_figure, found))}</div>')


def _figure(item: Item) -> str:
    picture = f'<img src="{item.picture}" alt="{escape(item.name)}">' if item.picture else ""
    lines = "".join(f"<span>{escape(line)}</span>" for line in item.lines)
    return f"<figure>{picture}<figcaption><b>{escape(item.name)}</b>{lines}</figcaption></figure>"
