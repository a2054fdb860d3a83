"""CSI's score of the picture, addend by addend."""

import streamlit as st

from app.blocks import csi_waterfall, layout
from app.data import scoring
from app.data.verdicts import Judged
from app.figures import csi as figures
from app.views.images import words
from app.views.images.sources import Batch
from ood_core.evidence import one_row


def has_turns(found: Judged) -> bool:
    """Whether there is a CSI of four turns: what this part shows."""
    cosines = found.arrays["csi"]["cosines"] if "csi" in found.arrays else ()
    return 2 * len(cosines) == len(csi_waterfall.LABELS)


def show(batch: Batch, found: Judged, chosen: int) -> None:
    run, arrays = found.runs["csi"], one_row(found.arrays["csi"], chosen)
    addends = csi_waterfall.addends(scoring.fitted(run, "csi")[0].parts(arrays))[:, 0]
    usual = csi_waterfall.usual_of(csi_waterfall.addends(scoring.csi_parts(run)["id_test"]))
    st.markdown(words.WATERFALL_TEXT)
    figure = figures.waterfall(csi_waterfall.LABELS, addends, usual, layout.mode())
    layout.chart(figure, csi_waterfall.alt(addends), "images:waterfall")
    nearest, cosines = (arrays[name][:, 0] for name in ("nearest", "cosines"))
    csi_waterfall.neighbours(run, found.x[chosen], nearest, cosines)
