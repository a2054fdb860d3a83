"""The words beside the drawing of a network."""

from app.text import message

TITLE = message("network.title", "How an image becomes a score")
TEXT = message(
    "network.text",
    "Four pictures pass {networks}, trained on the ten classes of {world}. Choose a picture, then "
    "point at a part of the network: its formula lights up, and the other way round.",
)
ONE = message("network.one", "one network")
SOME = message("network.some", "one of {n} networks")
LOOK = message(
    "network.look",
    "Look at the bricks. The plain network has no answer “bricks”: it must choose among its ten "
    "classes, and says “{answer}” with {confidence}. The energy of the bricks is above that of "
    "{share} of the ID test images.",
)
EFFECT = {  # method -> what to look for on its network
    "confident-gan": message(
        "network.effect.confident_gan",
        "Let the bricks pass both networks. With the Boundary GAN the confidence is {after} "
        "instead of {before}. But this network was trained for a short time only (its accuracy is "
        "beside its name), so compare with care.",
    ),
    "outlier-exposure": message(
        "network.effect.outlier_exposure",
        "Let the bricks pass both networks. The confidence falls from {before} to {after}, because "
        "the logits have become nearly equal. {share} of the ID test images are more confident "
        "than that.",
    ),
    "energy": message(
        "network.effect.energy",
        "Let the person pass both networks. The energy is above that of {before} of the ID test "
        "images before fine-tuning, and of {after} after it. The numbers themselves do not say "
        "that: each network has an energy scale of its own.",
    ),
    "csi": message(
        "network.effect.csi",
        "CSI has two more heads on the same features. Let the cat pass, upright and turned: the "
        "shift head gives the right angle {upright} when it is upright, and {turned} when it is "
        "turned.",
    ),
}
NOTE = message(
    "network.note",
    "The pictures are scikit-image's (a cat, an astronaut, a brick wall), made 32 pixels wide, "
    "so no data set is needed to see them. A single picture shows how a network works, not how "
    "good a method is.",
)
