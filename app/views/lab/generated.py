"""Panel: what the GANs make, the ordinary beside the proposed."""

import streamlit as st

from app.blocks import layout
from app.components.film import film, map_panel, sheet_panel
from app.data.maps import class_layers
from app.figures import samples
from app.text import passage
from ood_core.benchmarks import plane
from ood_core.methods import METHODS
from ood_core.runs.run import Run

GAN = "confident-gan"


def show(run: Run) -> None:
    if run.method.name != GAN:
        st.info(
            f"{run.method.title} has no generator. {METHODS[GAN].title} makes its own outliers."
        )
        st.button(f"Show {METHODS[GAN].title}", on_click=_choose_gan)
        return
    picture, text = layout.picture_and_words()
    frames, steps = run.frames, run.frames["step"].tolist()
    made = {name: frames[f"samples:{name}"] for name in samples.TITLES}
    with picture:
        if run.benchmark.is_image:
            panels = [sheet_panel(samples.TITLES[name], x) for name, x in made.items()]
        else:
            data, mode = class_layers(run.benchmark), layout.mode()
            panels = [
                map_panel(samples.TITLES[name], data, plane.FRAME, mode, moving=x)
                for name, x in made.items()
            ]
        alt = "Samples over the training."
        film(panels, steps, alt, f"generated:{run.path}", layout.mode(), at=-1)
        st.caption("Both start from the same weights and see the same batches and latents.")
    with text:
        st.markdown(passage(__file__, "generated"))
        st.markdown(
            passage(__file__, "generated-images" if run.benchmark.is_image else "generated-plane")
        )


def _choose_gan() -> None:
    st.session_state["method"] = GAN
