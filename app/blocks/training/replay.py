"""Panel: the training again, frame by frame."""

from pathlib import Path
from typing import Any

import streamlit as st

from app.blocks import layout
from app.blocks.training import words
from app.components import film
from app.data.maps import by_kind, class_layers, share_sure
from app.figures.training import loss_terms
from app.text import declared, names, passage, say
from app.text.format import percent, signed
from ood_core.benchmarks import plane
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.files import Arrays
from ood_core.methods import Method
from ood_core.runs.run import Run

SAMPLES = 200  # generated points on a map


@st.fragment  # as a training under way is: where that was, this comes
def show(run: Run) -> None:
    if run.is_outputs:
        st.info(say(words.NO_FILM_OF_OUTPUTS))
        return
    if run.benchmark.is_frozen:
        world, method = declared.title(run.benchmark), run.method.title
        st.info(say(words.NO_METHOD, benchmark=world, method=method))
        return
    picture, text = layout.picture_and_words("training")
    with picture:
        draw(run.benchmark, run.method, run.path, run.frames, run.log)
    with text:
        watch = words.REPLAY.get(run.method.name, declared.idea(run.method))
        st.markdown(passage(__file__, "replay").format(method=say(watch)))


def draw(
    world: Benchmark, method: Method, path: Path, frames: Arrays, log: list[dict[str, Any]]
) -> None:
    """The frames of the run at `path` and its losses as a film, opened at its last frame.

    A training under way is drawn so, too: when it is over, its whole film comes in this place.
    """
    steps, mode = frames["step"].tolist(), layout.mode()
    panels = [_picture(world, frames), film.losses_panel(log, steps, mode)]
    film.film(panels, steps, _alt(world, method, frames, log), f"replay:{path}", mode, at=-1)


def _alt(world: Benchmark, method: Method, frames: Arrays, log: list[dict[str, Any]]) -> str:
    """How sure the network is when the film ends, and where the losses are."""
    if not world.is_plane:
        sure = {kind: values[-1].mean() for kind, values in by_kind(frames, world).items()}
        means = ", ".join(
            f"{say(names.KINDS[kind])} {mean / 255:.2f}" for kind, mean in sure.items()
        )
        end = say(names.REPLAY_IMAGES, means=means)
    else:
        share = share_sure(frames["confidence:grid"][-1] / 255)
        end = say(names.REPLAY_PLANE, share=percent(share, 0))
    last = int(frames["step"][-1])
    film_alt = say(names.REPLAY_ALT, method=method.title, last=last, end=end)
    return f"{film_alt} {_losses(log)}".strip()


def _losses(log: list[dict[str, Any]]) -> str:
    """Where each loss term begins and ends."""
    terms = [
        say(
            names.LOSS_ALT,
            name=names.loss(name),
            first=signed(values[0], 3),
            last=signed(values[-1], 3),
        )
        for name, found in loss_terms(log).items()
        if (values := list(found.values()))
    ]
    return say(names.LOSSES_ALT, terms=", ".join(terms)) if terms else ""


def _picture(world: Benchmark, frames: Arrays) -> film.Panel:
    """The confidence map of a plane, or the histogram of confidence on images."""
    mode = layout.mode()
    if not world.is_plane:
        return film.histogram_panel("", by_kind(frames, world), mode)
    k, made = len(world.classes), frames.get("samples:proposed")
    made = made if made is None else made[:, :SAMPLES]
    layers, confidence = class_layers(world), frames["confidence:grid"]
    return film.map_panel("", layers, plane.FRAME, mode, confidence, 1 / k, made)
