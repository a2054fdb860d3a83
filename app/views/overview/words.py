"""The words of the overview."""

from app.blocks import course
from app.text import message

TITLE = message("overview.title", "What is out-of-distribution, and how is it detected?")
LEDE = message(
    "overview.lede",
    "A classifier is trained for one kind of input, called **in-distribution** (ID). Every "
    "other input is **out-of-distribution** (OOD), and a classifier in use will meet some.",
)
SETS = {  # population of digits -> what to see in it
    "id_test": (
        message("overview.sets.id_test.1", "ID"),
        message("overview.sets.id_test.2", "Digits like those that the network was trained on."),
    ),
    "ood/letters": (
        message("overview.sets.ood_letters.1", "near OOD"),
        message(
            "overview.sets.ood_letters.2",
            "Similar to digits (white strokes on black), but no digits.",
        ),
    ),
    "ood/textures": (
        message("overview.sets.ood_textures.1", "far OOD"),
        message("overview.sets.ood_textures.2", "Unlike any digit."),
    ),
    "shift/rotate": (
        message("overview.sets.shift_rotate.1", "shifted ID"),
        message(
            "overview.sets.shift_rotate.2",
            "Digits, rotated. Whether to flag them as OOD is your decision.",
        ),
    ),
}
SET_ALT = message("overview.set_alt", "{n} examples of {kind}: {shown}")
QUESTION = message(
    "overview.question",
    "Methods are often sorted into two groups. **Post-hoc**: take a trained classifier as "
    "it is and compute a score, one number for each input, meant to be high for OOD inputs. "
    "**Outlier exposure**: train the classifier with OOD examples, real or virtual. The "
    "method CSI trains a network without labels: it learns to distinguish each image from "
    "its own rotated copies. Which group does CSI belong to?",
)
GUESSES = (
    message("overview.guesses.1", "Post-hoc"),
    message("overview.guesses.2", "Outlier exposure"),
    message("overview.guesses.3", "Neither"),
)
REVEAL = message(
    "overview.reveal",
    "You said: *{guess}*. **Neither fits.** CSI trains a network for OOD detection, so it is not "
    "post-hoc. Its rotated images are copies of ID images, and the network learns to recognise "
    "them. They are not outliers on which its confidence should be low. (If you call them "
    "“virtual OOD”, CSI falls into the second group, beside methods that need a second data set.) "
    "Two questions sort the methods better. Is a network *trained* for OOD detection? And which "
    "*outliers* does the method need: none, generated ones, or real ones?",
)
COLUMNS = {
    "none": message("overview.columns.none", "no outliers"),
    "made": message("overview.columns.made", "generated outliers"),
    "real": message("overview.columns.real", "real outliers"),
}
POST_HOC = message("overview.post_hoc", "The network as it is (post-hoc)")
POST_HOC_SCORES = {
    "msp": message(
        "overview.post_hoc_scores.msp", "Needs only the probabilities that every classifier has."
    ),
    "max_logit": message(
        "overview.post_hoc_scores.max_logit",
        "Keeps the size of the largest logit, which softmax discards.",
    ),
    "energy": message(
        "overview.post_hoc_scores.energy",
        "Combines all logits. The same paper also trains with it: see below.",
    ),
}
POST_HOC_MADE = message(
    "overview.post_hoc_made", "None: nothing is trained here, so no outliers are generated."
)
POST_HOC_OTHERS = message(
    "overview.post_hoc_others",
    "None here. Some post-hoc methods tune their settings on a few OOD examples, as ODIN's "
    "paper does for its temperature; in OOD Lab these settings are fixed.",
)
TRAINED = message("overview.trained", "A network trained for OOD detection")
LESSON = message("overview.lesson", "Lesson")
OPEN_LAB = message("overview.open_lab", "Open in the Lab")
PRICE = message(
    "overview.price",
    "Training for OOD detection has its price: it takes time and may cost accuracy. Training "
    "outliers must differ from the OOD tests, or the test measures nothing new. And where the "
    "outliers do not surround the data, OOD inputs may still go undetected.",
)
BRACKETS = message(
    "overview.brackets",
    "In brackets is the AUROC on the OOD tests of the digits: the chance that an OOD input scores "
    "higher than a digit (50% is guessing). Its three parts are the means over near OOD / far "
    "photographs / noise, each from the lowest to the highest of three trainings that differ only "
    "in the seed. The training of a plain classifier sets no goal for noise, so how well a "
    "post-hoc score detects noise is luck. Scores without brackets were not measured over seeds: "
    "ODIN, for one, which needs the network's gradients.",
)
course.asks(
    {
        "box": (QUESTION, GUESSES),
    }
)
