"""The ordinary and the proposed generator: their objectives and their samples."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import Panel, film, map_panel, sheet_panel
from app.data import loading
from app.data.maps import class_layers
from app.figures.theme import Mode
from app.text import names, say, say_each
from app.text.format import percent
from app.views.lessons.confident_gan import words
from app.views.lessons.confident_gan.measurements import AROUND, ON_DATA, sigmas
from ood_core.benchmarks import plane
from ood_core.runs.run import Run

PLANE, DIGITS = "plane-blobs/confident-gan", "digits/confident-gan"
EVERY = 2  # of the digits' frames: as pictures they are large


def generator() -> None:
    """The ordinary GAN, the question, then the added term and what it does."""
    st.header(say(words.GAN))
    st.markdown(say(words.GAN_TEXT))
    lesson.formula("gan", words.GAN_FORMULA)
    lesson.slip(say(words.GAN_SLIP))
    guess = lesson.predict("generator", say(words.GAN_QUESTION), say_each(words.GAN_OPTIONS))
    if guess is None:
        return
    lesson.show(_explain, guess)
    lesson.show(_proposed)
    honest = say(words.HONEST)
    layout.folded(
        say(words.HONEST_TITLE), lambda: st.markdown(honest), "honest", ":material/balance:"
    )


def _proposed() -> None:
    """The whole objective, and what each of its terms does with the samples."""
    term = lesson.formula("proposed", words.PROPOSED_FORMULA)
    highlighted = say(names.GENERATORS[term]) if term in names.GENERATORS else None
    lesson.show(_on_the_plane, highlighted)
    lesson.show(_on_digits, highlighted)


def _explain(guess: lesson.Guess) -> None:
    run = loading.committed(PLANE)
    proposed = sigmas(run.frames["samples:proposed"][-1])
    found = _on_data(run)
    found["around"] = percent(np.mean((proposed > ON_DATA) & (proposed <= AROUND)), 0)
    st.markdown(say(words.GAN_EXPLAIN, guess=guess, **found))
    lesson.more("generator", say(words.GAN_MORE, on_data=ON_DATA, around=AROUND, n=len(proposed)))


def _on_data(run: Run) -> dict[str, str]:
    """How much of each generator's last samples lies on the data."""
    last = {name: run.frames[f"samples:{name}"][-1] for name in names.GENERATORS}
    return {name: percent(np.mean(sigmas(xy) <= ON_DATA), 0) for name, xy in last.items()}


def _on_the_plane(highlighted: str | None) -> None:
    st.subheader(say(words.PLANE_FILM))
    st.markdown(say(words.PLANE_TEXT))
    run = loading.committed(PLANE)
    alt = say(words.FILM_ALT["plane"], **_on_data(run))
    _film(run, _maps(run, layout.mode()), 1, alt, highlighted)


def _on_digits(highlighted: str | None) -> None:
    st.subheader(say(words.DIGIT_FILM))
    run = loading.committed(DIGITS)
    kl = run.log[-1]["losses"]["generator_kl"] / run.config["generator_beta"]
    st.markdown(say(words.DIGIT_TEXT, kl=kl))
    _film(run, _titled(_sheets(run)), EVERY, say(words.FILM_ALT["digits"], kl=kl), highlighted)


def _film(run: Run, panels: list[Panel], every: int, alt: str, highlighted: str | None) -> None:
    steps = run.frames["step"][::every].tolist()
    version = f"{run.benchmark.name}:{loading.version(run)}"
    film(panels, steps, alt, version, layout.mode(), -1, highlighted)


def _maps(run: Run, mode: Mode) -> list[Panel]:
    data, frames = class_layers(run.benchmark), run.frames
    made = {name: frames[f"samples:{name}"] for name in names.GENERATORS}
    sure = frames["confidence:grid"]
    ordinary, proposed = say_each(names.GENERATORS).values()
    return [
        map_panel(ordinary, data, plane.FRAME, mode, moving=made["ordinary"]),
        map_panel(proposed, data, plane.FRAME, mode, sure, 0.5, made["proposed"]),
    ]


@loading.cached(4)
def _sheets(run: Run) -> list[Panel]:
    """Without titles, which depend on who reads them."""
    return [sheet_panel("", run.frames[f"samples:{name}"][::EVERY]) for name in names.GENERATORS]


def _titled(panels: list[Panel]) -> list[Panel]:
    titles = say_each(names.GENERATORS).values()
    return [panel | {"title": title} for panel, title in zip(panels, titles, strict=True)]
