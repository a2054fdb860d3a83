"""CSI's score of the picture, addend by addend."""

import streamlit as st

from app import loading, page
from app.exhibits.csi import xray
from app.exhibits.images.bring import Batch
from app.figures import csi as figures
from app.judged import Judged
from app.lessons import images as words
from ood_core.evidence import one_row


def has_turns(found: Judged) -> bool:
    """Whether there is a CSI of four turns: what this part shows."""
    cosines = found.arrays["csi"]["cosines"] if "csi" in found.arrays else ()
    return 2 * len(cosines) == len(xray.LABELS)


def show(batch: Batch, found: Judged, chosen: int) -> None:
    run, arrays = found.runs["csi"], one_row(found.arrays["csi"], chosen)
    addends = xray.addends(loading.fitted(run, "csi")[0].parts(arrays))[:, 0]
    usual = xray.usual_of(xray.addends(loading.csi_parts(run)["id_test"]))
    st.markdown(words.WATERFALL_TEXT)
    figure = figures.waterfall(xray.LABELS, addends, usual, page.mode())
    page.chart(figure, xray.alt(addends), "images:waterfall")
    nearest, cosines = (arrays[name][:, 0] for name in ("nearest", "cosines"))
    xray.neighbours(run, found.x[chosen], nearest, cosines)
