"""CSI's score of the picture, addend by addend."""

import streamlit as st

from app.blocks import csi_waterfall
from app.data import scoring
from app.data.verdicts import Judged
from app.text import say
from app.views.images import words
from app.views.images.sources import Batch
from ood_core.evidence import one_row


def has_turns(found: Judged) -> bool:
    """Whether there is a CSI of four turns: what this part shows."""
    cosines = found.answers["csi"].arrays["cosines"] if "csi" in found.answers else ()
    return 2 * len(cosines) == len(csi_waterfall.LABELS)


def show(batch: Batch, found: Judged, chosen: int) -> None:
    csi = found.answers["csi"]
    arrays = one_row(csi.arrays, chosen)
    addends = csi_waterfall.addends(csi.score.parts(arrays))[:, 0]
    usual = csi_waterfall.usual_of(csi_waterfall.addends(scoring.csi_parts(csi.run)["id_test"]))
    st.markdown(say(words.WATERFALL_TEXT))
    csi_waterfall.draw(addends, usual, "images:waterfall")
    nearest, cosines = (arrays[name][:, 0] for name in ("nearest", "cosines"))
    csi_waterfall.neighbours(csi.run, found.x[chosen], nearest, cosines)
