"""The words around the waterfall of a CSI score."""

from app.text import message

DEGREES = ("0°", "90°", "180°", "270°")
XRAY_ALT = message("csi_waterfall.xray_alt", "Addends of the score: {addends}")
FIGURE = {
    "sum": message("csi_waterfall.figure.sum", "sum"),
    "low": message("csi_waterfall.figure.low", "95% of ID test<br>end right of this"),
    "median": message("csi_waterfall.figure.median", "median of<br>ID test"),
    "axis": message("csi_waterfall.figure.axis", "s_CSI, addend by addend (high = ID)"),
    # over a bar or a tick; the chart fills in what stands in %{}
    "hover_sum": message("csi_waterfall.figure.hover_sum", "the score s_CSI: %{x:.3f}"),
    "hover_median": message(
        "csi_waterfall.figure.hover_median", "%{y}: median of ID test %{customdata:.3f}"
    ),
}
NEIGHBOUR = message("csi_waterfall.neighbour", "a {label}, cos {cosine}")
NEIGHBOUR_ALT = message(
    "csi_waterfall.neighbour_alt", "Training digit {m}, a {label}, turned by {turn}"
)
INPUT_TURNED = message("csi_waterfall.input_turned", "input, {turn}")
INPUT_ALT = message("csi_waterfall.input_alt", "The input turned by {turn}")
NO_INPUTS = message(
    "csi_waterfall.no_inputs",
    "Its data set is not on this machine, or has changed since the training.",
)
