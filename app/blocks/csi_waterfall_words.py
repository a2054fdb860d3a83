"""The words around the waterfall of a CSI score."""

from app.text import message

DEGREES = ("0°", "90°", "180°", "270°")
XRAY_ALT = message("csi_waterfall.xray_alt", "Addends of the score: {addends}")
NEIGHBOUR = message("csi_waterfall.neighbour", "a {label}, cos {cosine}")
NEIGHBOUR_ALT = message(
    "csi_waterfall.neighbour_alt", "Training digit {m}, a {label}, turned by {turn}"
)
NO_INPUTS = message(
    "csi_waterfall.no_inputs",
    "Its data set is not on this machine, or has changed since the training.",
)
INPUT_TURNED = message("csi_waterfall.input_turned", "input, {turn}")
INPUT_ALT = message("csi_waterfall.input_alt", "The input turned by {turn}")
