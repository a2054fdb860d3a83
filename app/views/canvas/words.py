"""The words of the canvas; those of its two widgets are theirs."""

from app.components.canvas.words import MAPS
from app.text import message

TITLE = message("canvas.title", "Canvas")
LEDE = message(
    "canvas.lede",
    "Choose points of a plane or draw them, and watch every method learn from the same "
    "points, side by side. The link contains all settings, so you can share it.",
)
PRESETS = message("canvas.presets", "Data")
DRAW = message("canvas.draw", "Drawing")
DRAWN = message("canvas.drawn", "Points of your own.")
TRAIN = message("canvas.train", "Train all methods")
TRAINED = message("canvas.trained", "Trained")
IS_TRAINED = message("canvas.is_trained", "Trained. Draw, or change a setting, to train anew.")
UNTRAINED = message("canvas.untrained", "Not trained yet.")
UNTRAINED_TAKES = message(
    "canvas.untrained_takes",
    "Not trained yet. Training takes {about}, as the last one did here.",
)
CHANGE_TITLE = message("canvas.change_title", "Change what matters")
CANCEL = message("canvas.cancel", "Stop")
WAITING = message("canvas.waiting", "Waiting: {position} before this one.")
STARTING = message("canvas.starting", "Training starts")
PROGRESS = message("canvas.progress", "Training: frame {frame} of {last}")
GENERAL = message("canvas.general", "General")
EXPOSED = message("canvas.exposed", "Training outliers")
EXPOSED_HELP = message(
    "canvas.exposed_help",
    "The outliers that Outlier Exposure and Energy are trained on, unless you draw some. "
    "The held-out ring, on which all methods are tested, lies beyond the shell and shares no "
    "point with them. With a far box both are trained at smaller learning rates, since at "
    "the usual ones their logits explode.",
)
SETS = {
    "shell": message("canvas.sets.shell", "a shell around the classes"),
    "far-box": message("canvas.sets.far_box", "a far box, [−50, 50]²"),  # noqa: RUF001
}
SEED = message("canvas.seed", "Seed")
SEED_HELP = message("canvas.seed_help", "The same for all methods: weights, batches, latents.")
WIDTH = message("canvas.width", "Network width")
WIDTH_HELP = message(
    "canvas.width_help",
    "Units of the first hidden layer; the second has half as many (Lee et al.: 500).",
)
CONTROLS = {  # beside the methods' settings, by their names in a link
    **{"preset": PRESETS, "draw": DRAW, "exposed": EXPOSED, "seed": SEED, "width": WIDTH},
    **{"time": MAPS["time"], "layer": MAPS["layer"], "threshold": MAPS["threshold"]},
    **{"T": MAPS["temperature"], "marks": MAPS["marks"]},
}
METHOD_NOTES = {
    "confident-gan": message(
        "canvas.method_notes.confident_gan",
        "Repulsion, R1 and a β of the generator's own are ours; pull-away is the "
        "paper's. To see the losses of the paper's code, set repulsion, R1 and pull-away to 0 "
        "and the generator's β to β; for those of its text, add pull-away.",
    ),
    "outlier-exposure": message(
        "canvas.method_notes.outlier_exposure",
        "λ weighs the cross entropy of outliers to the uniform distribution.",
    ),
    "energy": message(
        "canvas.method_notes.energy",
        "Margins left empty are the mean energies of the classifier before fine-tuning.",
    ),
    "csi": message(
        "canvas.method_notes.csi",
        "Trained without labels: the classes come from a linear probe. The shifts are "
        "quarter turns about the origin.",
    ),
}
PUT_UP = message("canvas.put_up", "Put it on the board of room {code}")
PUT_UP_HELP = message(
    "canvas.put_up_help",
    "The teacher sees it, as you look at it now, with your nickname if you have one. Another "
    "canvas of yours takes its place.",
)
IS_UP = message("canvas.is_up", "It is on the board of the room.")
DRAW_FIRST = message("canvas.draw_first", "{problem} Until then nothing is trained.")
FAILED = message("canvas.failed", ":material/error: The training stopped: {error}")
PULL_TITLE = message("canvas.pull_title", "What each loss term does to the logits of one point")
RATES = message("canvas.rates", "Loss weights and margins are those of this canvas.")
SUGGESTED = message(
    "canvas.suggested",
    "The loss weights are those of this canvas. Its margins were left empty, so they were "
    "suggested by its own classifier and are not kept. In their place are those of the "
    "pretrained Energy run on the plane.",
)
CLAIMS_TITLE = message("canvas.claims_title", "What the papers claim, and what happens here")
CLAIMS_TEXT = message(
    "canvas.claims_text",
    "Numbers are of the last frame at each preset's own settings, means over {seeds} seeds. A "
    "claim is checked only on the data that it is about. It counts as seen where it holds with "
    "every seed. Lee's two figures differ only in the training outliers: their baseline, Boundary "
    "GAN and CSI are the same trainings, and count once. With the far box, Energy is trained at a "
    "learning rate of {energy:g} and Outlier Exposure at {oe:g}, since at higher ones Energy "
    "loses its accuracy. So what Energy misses on Lee, Figure 1 may be due to the rate and not to "
    "the loss. *Far confidence* is the mean max softmax in the part of the picture farther than 5 "
    "spreads from the data; *ring confidence* is that on the held-out ring. AUROC and FPR95 are "
    "of each method's own score, whichever score the maps above show. Measured by `python -m "
    "ood_core.experiments.claims`.",
)
CLAIMS_COLUMNS = (
    message("canvas.claims_columns.1", "Data"),
    message("canvas.claims_columns.2", "Method"),
    message("canvas.claims_columns.3", "accuracy"),
    message("canvas.claims_columns.4", "far confidence"),
    message("canvas.claims_columns.5", "ring confidence"),
    message("canvas.claims_columns.6", "AUROC, ring"),
    message("canvas.claims_columns.7", "FPR95, ring"),
)
CLAIMS = {  # the words of ood_core/experiments/claims.py
    "gan_far": message(
        "canvas.claims.gan_far",
        "**Lee et al.**: the Boundary GAN lowers the confidence far from the data (at least 20 "
        "points below the baseline's).",
    ),
    "gan_accuracy": message(
        "canvas.claims.gan_accuracy",
        "**Lee et al.**: the Boundary GAN keeps the accuracy (within a point of the baseline's).",
    ),
    "oe_auroc": message(
        "canvas.claims.oe_auroc",
        "**Hendrycks et al.**: Outlier Exposure detects unseen OOD better than the baseline.",
    ),
    "oe_far": message(
        "canvas.claims.oe_far",
        "**Lee et al., Figure 1**: with outliers just around the data, the confidence "
        "falls far away, too (Outlier Exposure, at least 20 points below the "
        "baseline's).",
    ),
    "oe_near": message(
        "canvas.claims.oe_near",
        "**Lee et al., Figure 1**: with outliers from a far box, the confidence near the data "
        "stays higher than with outliers just around the data (Outlier Exposure on the same "
        "classes: on the ring it is at least 20 points higher with the far box, Lee, Figure 1, "
        "than with the shell).",
    ),
    "energy_auroc": message(
        "canvas.claims.energy_auroc",
        "**Liu et al.**: fine-tuned on energy, the network detects unseen OOD "
        "at least as well as with Outlier Exposure (to half a point of AUROC).",
    ),
    "csi_auroc": message(
        "canvas.claims.csi_auroc",
        "**Tack et al.**: CSI detects unseen OOD better than the baseline, without labels.",
    ),
}
SEEN = message("canvas.seen", "{claim} **Seen on:** {seen}.")
SEEN_AND_MISSED = message(
    "canvas.seen_and_missed", "{claim} **Seen on:** {seen}. **Not on:** {missed}."
)
NOWHERE = message("canvas.nowhere", "none")
MISREAD = [
    message(
        "canvas.misread.1",
        "**Many networks, one seed.** Another seed gives other pictures. Change it before you "
        "believe a small difference.",
    ),
    message(
        "canvas.misread.2",
        "**Two dimensions are an easy case for outliers.** A shell can surround the classes in "
        "a plane; no set of photographs surrounds the classes of CIFAR-10.",
    ),
    message(
        "canvas.misread.3",
        "**The ring is near OOD.** A method may have low confidence on the ring and high "
        "confidence far away, or the other way round: look at both numbers.",
    ),
    message(
        "canvas.misread.4",
        "**CSI turns the plane about its origin.** Data that look the same after a quarter "
        "turn, such as the XOR or a ring, give it nothing to distinguish.",
    ),
]
