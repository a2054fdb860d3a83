"""The words in the drawing, which fills in what stands in `{braces}`."""

from app.text import message

INPUTS = {  # by name, see ood_core/experiments/passes.py: how it is called, and what it is
    "cat": message("widget.network.inputs.cat", "a cat"),
    "person": message("widget.network.inputs.person", "a person"),
    "bricks": message("widget.network.inputs.bricks", "bricks"),
    "turned": message("widget.network.inputs.turned", "the cat, turned"),
}
NETWORK = {  # see network.html and network.js
    "input": message("widget.network.input", "Image"),
    "network": message("widget.network.network", "Network"),
    "class": message("widget.network.class", "Class"),
    "channel": message("widget.network.channel", "Channel"),
    "accuracy": message("widget.network.accuracy", "{title}, accuracy {accuracy}"),
    "formula": message("widget.network.formula", "Point at a part or at its formula."),
    "image": message("widget.network.image", "image"),
    "maps": message("widget.network.maps", "encoder"),
    "gap": message("widget.network.gap", "average (GAP)"),
    "features": message("widget.network.features", "features"),
    "linear": message("widget.network.linear", "linear layer"),
    "logits": message("widget.network.logits", "logits"),
    "softmax": message("widget.network.softmax", "softmax"),
    "energy": message("widget.network.energy", "energy"),
    "projection": message("widget.network.projection", "projection head"),
    "shift": message("widget.network.shift", "shift head"),
    "adds": message("widget.network.adds", "what each feature adds to “{class}”"),
    "verdict": message(
        "widget.network.verdict", "{share} of ID images score lower: called {verdict}"
    ),
    "higher": message("widget.network.higher", "↑ more OOD"),
    "band": message("widget.network.band", "ID, 5 to 95%"),
    "about_image": message(
        "widget.network.about_image",
        "**The image**, {name} ({kind}): 32 × 32 pixels in three colours.",  # noqa: RUF001
    ),
    "about_maps": message(
        "widget.network.about_maps",
        "**The encoder** turns the image into more and smaller feature maps: {counts}. Six of each "
        "group are drawn; the stronger the ink, the larger the value.",
    ),
    "about_gap": message(
        "widget.network.about_gap",
        "**Global average pooling** replaces each of the {n} last maps by its mean. The mean of "
        "map {channel} is {mean}.",
    ),
    "about_features": message(
        "widget.network.about_features",
        "**The feature vector** f has {n} numbers, one for each map. Number {channel} is {value}.",
    ),
    "about_normed": message(
        "widget.network.about_normed",
        "**The feature vector** f has {n} numbers. In this network a layer norm rescales the "
        "means: number {channel} goes from {mean} to {value}.",
    ),
    "about_linear": message(
        "widget.network.about_linear",
        "**The linear layer** has {n} weights for each class. For “{class}”, weights times "
        "features add up to {sum}; with the bias {bias} the logit is {logit}.",
    ),
    "about_probe": message(
        "widget.network.about_probe",
        "Here the linear layer is only a probe that learns beside the network: CSI's score does "
        "not use it.",
    ),
    "about_logits": message(
        "widget.network.about_logits",
        "**The logits** are one number for each class. The largest is that of “{best}”, {top}; "
        "that of “{class}” is {logit}.",
    ),
    "about_softmax": message(
        "widget.network.about_softmax",
        "**Softmax** turns the logits into shares that add up to 100%. The largest, the "
        "confidence, is {confidence} for “{best}”. Of the ID test images, {share} are more "
        "confident.",
    ),
    "about_energy": message(
        "widget.network.about_energy",
        "**The energy** of all logits together is {energy}. Of the ID test images, {share} have a "
        "lower energy.",
    ),
    "about_projection": message(
        "widget.network.about_projection",
        "**The projection head** g makes {n} numbers of f. Their length is {length}; the nearest "
        "training image has the cosine {cosine}. CSI multiplies the two: high means ID.",
    ),
    "about_shift": message(
        "widget.network.about_shift",
        "**The shift head** guesses by which angle the image was turned. For {angle} it says "
        "{share}; the true angle is {truth}. CSI's score over all four turned copies is higher, so "
        "more OOD, than that of {below} of the ID test images.",
    ),
    "told": message(
        "widget.network.told",
        "{name}, {network}: answer “{best}” with {confidence}, energy {energy}.",
    ),
}
