"""The words around the waterfall of a CSI score."""

DEGREES = ("0°", "90°", "180°", "270°")
XRAY_ALT = "Addends of the score: {addends}"
NEIGHBOUR = "a {label}, cos {cosine}"
NEIGHBOUR_ALT = "Training digit {m}, a {label}, turned by {turn}"
NO_INPUTS = "Its data set is not on this machine, or has changed since the training."
INPUT_TURNED, INPUT_ALT = "input, {turn}", "The input turned by {turn}"
