"""The words of the part "on photographs"."""

from app.text import message

TITLE = message("photographs.title", "On photographs")
INTRODUCTION = message(
    "photographs.introduction",
    "{about} Each photograph passes that network once; the network stays as it is. A small head "
    "then learns on the features, in seconds. The table shows FPR95 on five sets of other "
    "photographs.",
)
AXIS = message("photographs.axis", "method, score")
MEAN = message("photographs.mean", "mean")
ACCURACY = message("photographs.accuracy", "accuracy")
OF_METHOD = {
    "confident-gan": message(
        "photographs.of_method.confident_gan",
        "**Two dimensions are kind to made outliers.** On the plane a ring of samples surrounds a "
        "class. Here a sample is a vector of 1,280 features, and no ring of samples surrounds "
        "anything: the Boundary GAN has a mean FPR95 of {own}, the plain classifier {plain}.",
    ),
    "outlier-exposure": message(
        "photographs.of_method.outlier_exposure",
        "**Real outliers carry over.** The outliers are one picture of each of 929 ImageNet "
        "classes, none of them a scene. They bring the mean FPR95 from {plain} to {own}. The "
        "features come from a network that was trained on those very classes, so it is no "
        "surprise that a head can tell them.",
    ),
    "energy": message(
        "photographs.of_method.energy",
        "**Two margins for the same outliers.** With a picture of each of 929 ImageNet "
        "classes as outliers, fine-tuning for energy brings the mean FPR95 from {plain} to {own}.",
    ),
    "csi": message(
        "photographs.of_method.csi",
        "**No labels, and no pixels.** CSI sees the features of 500 photographs, of their quarter "
        "turns and of two random crops of each. That is enough for a mean AUROC of {auroc} and a "
        "mean FPR95 of {own}.",
    ),
}
NEIGHBOURS = message(
    "photographs.neighbours",
    "**And a nearest neighbour?** KNN reads the hidden layer of the plain classifier and asks how "
    "near the training features are. It has never seen an outlier, and its mean FPR95 is "
    "{neighbours}; the confidence of the same network has {plain}. Where features are good, "
    "distances among them tell more than the last layer makes of them "
    "([Sun et al., ICML 2022](https://arxiv.org/abs/2204.06507)).",
)
