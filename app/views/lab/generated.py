"""Panel: what the GANs make, the ordinary beside the proposed."""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.components.film import film, map_panel, sheet_panel
from app.data import loading
from app.data.maps import class_layers
from app.text import names, passage, say
from app.text.format import percent
from app.views.lab import words
from ood_core.benchmarks import plane
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores.features import squared_distances

SAMPLE = 300  # test inputs that say how near is usual
GAN = "confident-gan"


def show(run: Run) -> None:
    if run.method.name != GAN:
        gan = METHODS[GAN].title
        st.info(say(words.NO_GENERATOR, method=run.method.title, gan=gan))
        st.button(say(words.SHOW_GAN, gan=gan), key="show-gan", on_click=_choose_gan)
        return
    if run.benchmark.backbone:
        st.info(say(words.MADE_FEATURES))
        return
    if not (run.benchmark.is_image or run.benchmark.is_plane):
        st.info(say(words.MADE_VECTORS))
        return
    picture, text = layout.picture_and_words("generated")
    frames, steps = run.frames, run.frames["step"].tolist()
    made = {name: frames[f"samples:{name}"] for name in names.GENERATORS}
    with picture:
        if run.benchmark.is_image:
            panels = [sheet_panel(say(names.GENERATORS[name]), x) for name, x in made.items()]
        else:
            data, mode = class_layers(run.benchmark), layout.mode()
            panels = [
                map_panel(say(names.GENERATORS[name]), data, plane.FRAME, mode, moving=x)
                for name, x in made.items()
            ]
        alt = _alt(run, {name: x[-1] for name, x in made.items()})
        film(panels, steps, alt, f"generated:{loading.version(run)}", layout.mode(), at=-1)
        st.caption(say(words.SAME_START))
    with text:
        st.markdown(passage(__file__, "generated"))
        st.markdown(
            passage(__file__, "generated-images" if run.benchmark.is_image else "generated-plane")
        )


def _alt(run: Run, last: dict[str, np.ndarray]) -> str:
    """How much of what each generator makes at the end lies where the data are."""
    train, test = run.benchmark.id_train.x, run.benchmark.id_test.x[:SAMPLE]
    shares = {say(names.GENERATORS[name]): on_data(x, train, test) for name, x in last.items()}
    said = ", ".join(f"{title} {percent(share, 0)}" for title, share in shares.items())
    return say(names.GENERATED_ALT, shares=said)


def on_data(made: np.ndarray, train: np.ndarray, test: np.ndarray) -> float:
    """The share of samples as near to a training input as 95% of the test inputs are.

    Args:
        made, train, test: inputs `(n, ...)` in the same units.
    """
    made, train, test = (x.reshape(len(x), -1).astype(np.float32) for x in (made, train, test))
    near, usual = (squared_distances(x, train).min(axis=1) for x in (made, test))
    return float((near <= np.quantile(usual, 0.95)).mean())


def _choose_gan() -> None:
    st.session_state["method"] = GAN
