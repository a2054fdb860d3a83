"""From a picture's verdicts to its tug-of-war."""

import streamlit as st

from app.blocks import tug_of_war
from app.blocks.navigation import script
from app.blocks.tug_of_war import KEPT, SOURCE
from app.components.tug.words import START_RATES
from app.data.verdicts import Judged
from app.figures.samples import as_uri
from app.text import declared, say
from app.views.images import words
from app.views.images.sources import Batch
from ood_core.benchmarks.benchmark import fingerprint


def button(batch: Batch, found: Judged, chosen: int) -> None:
    """The way from a picture's verdicts to its tug-of-war."""
    look = {"icon": ":material/swap_vert:", "help": say(words.TO_TUG_HELP)}
    if not st.button(say(words.TO_TUG), key="images:tug", **look):
        return
    energy = found.answers.get("energy")
    st.session_state[KEPT] = {
        "name": batch.called[chosen],
        "picture": as_uri(found.x[chosen].transpose(1, 2, 0)),
        "classes": declared.classes(found.world),
        "logits": {m: a.arrays["logits"][chosen].tolist() for m, a in found.answers.items()},
        "rates": START_RATES | (tug_of_war.margins(energy.run) if energy else {}),
        "version": f"{found.world.name}:{fingerprint(found.x[chosen : chosen + 1])}",
    }
    st.session_state[SOURCE] = "image"
    st.switch_page(script("tug_of_war"))
