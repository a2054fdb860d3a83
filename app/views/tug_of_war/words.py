"""The words of the logit tug-of-war."""

from app.text import message

TITLE = message("tug_of_war.title", "Tug-of-war")
LEDE = message(
    "tug_of_war.lede",
    "A loss changes a network through its logits. Here are the logits of one input: see how "
    "each term of each paper's loss pulls at them, and take steps.",
)
SOURCE = message("tug_of_war.source", "Whose logits?")
SOURCES = {
    "pictures": message("tug_of_war.sources.pictures", "A digit, or no digit"),
    "point": message("tug_of_war.sources.point", "A point of the canvas"),
    "image": message("tug_of_war.sources.image", "Your image"),
    "own": message("tug_of_war.sources.own", "Your own numbers"),
}
PICTURE = message("tug_of_war.picture", "Input")
PICTURES_TEXT = message(
    "tug_of_war.pictures_text",
    "The logits are those of the plain digit classifier (the pretrained baseline). You can choose "
    "the input with the highest confidence from each OOD test, and the digits with the lowest.",
)
IMAGE_TEXT = message(
    "tug_of_war.image_text", "The logits of **{name}**, from the page Your images."
)
NETWORK = message("tug_of_war.network", "Network")
NO_POINT = message("tug_of_war.no_point", "Click a point of a map on the canvas first.")
TO_CANVAS = message("tug_of_war.to_canvas", "To the canvas")
DIGIT = message("tug_of_war.digit", "a digit, {label} (ID test {row})")
OOD = message("tug_of_war.ood", "{name}: called “{answer}”, {confidence}")
ALT = message("tug_of_war.alt", "The input: {name}")
MISREAD = [
    message(
        "tug_of_war.misread.1",
        "**A real step moves weights, not logits.** The logits of all other inputs change with "
        "them, most of all those of inputs with similar features. That is how training outliers "
        "change the output on unseen ones.",
    ),
    message(
        "tug_of_war.misread.2",
        "**The arrows are for one input.** In training each term is a mean over a batch.",
    ),
]
