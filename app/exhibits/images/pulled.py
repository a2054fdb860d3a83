"""The tug-of-war of a picture: from its verdicts to that page, and what is shown there."""

import streamlit as st

from app import page
from app.components.tug import tug
from app.exhibits.canvas import pull
from app.exhibits.images.bring import Batch
from app.figures.samples import as_png
from app.judged import Judged
from app.lessons import images as words
from app.lessons import tug as tug_words
from app.written import literal
from ood_core.benchmarks.benchmark import fingerprint
from ood_core.methods import METHODS

KEPT = "images:pulled"  # in the session: the picture whose logits are pulled at
SOURCE = "tug:source"  # whose logits the page of the tug-of-war shows


def button(batch: Batch, found: Judged, chosen: int) -> None:
    """The way from a picture's verdicts to its tug-of-war."""
    look = {"icon": ":material/swap_vert:", "help": words.TO_TUG_HELP}
    if not st.button(words.TO_TUG, key="images:tug", **look):
        return
    energy = found.runs.get("energy")
    st.session_state[KEPT] = {
        "name": batch.names[chosen],
        "picture": as_png(found.x[chosen].transpose(1, 2, 0)),
        "classes": found.world.classes,
        "logits": {m: a["logits"][chosen].tolist() for m, a in found.arrays.items()},
        "rates": tug_words.START_RATES | (pull.margins(energy) if energy else {}),
        "version": f"{found.world.name}:{fingerprint(found.x[chosen : chosen + 1])}",
    }
    st.session_state[SOURCE] = "image"
    st.switch_page("views/tug.py")


def draw() -> None:
    """The tug-of-war of the picture that was brought along."""
    kept = st.session_state[KEPT]
    column, picture = st.columns([3, 1], vertical_alignment="bottom")
    with column:
        st.markdown(tug_words.IMAGE_TEXT.format(name=literal(kept["name"])))
        method = page.choice(
            tug_words.NETWORK,
            list(kept["logits"]),
            "tug:network",
            format_func=lambda name: METHODS[name].title,
            wrap=True,
        )
    picture.image(kept["picture"], width=84, alt=tug_words.ALT.format(name=kept["name"]))
    z = kept["logits"][method]
    best = max(range(len(z)), key=z.__getitem__)
    version = f"{kept['version']}:{method}"
    tug(kept["classes"], z, "outlier", best, kept["rates"], version, page.mode(), "tug:image")
