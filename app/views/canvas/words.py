"""The words of the canvas: the page, and its two widgets. `{names}` in braces are filled in."""

TITLE = "Canvas"
LEDE = (
    "Choose points of a plane or draw them, and watch every method learn from the same "
    "points, side by side. The link contains all settings, so you can share it."
)
PRESETS = "Data"
DRAWN = "Points of your own."
TRAIN = "Train all methods"
TRAINED = "Trained"
IS_TRAINED = "Trained. Draw, or change a setting, to train anew."
UNTRAINED = "Not trained yet."
TAKES = " Training takes {about}, as the last one did here."
CHANGE_TITLE = "Change what matters"
CANCEL = "Stop"
WAITING = "Waiting: {position} before this one."
STARTING = "Training starts"
PROGRESS = "Training: frame {frame} of {last}"
GENERAL = "General"
TABS = {"confident-gan": "Boundary GAN"}  # of methods whose title is too long for a tab
EXPOSED = "Training outliers"
EXPOSED_HELP = (
    "The outliers that Outlier Exposure and Energy are trained on, unless you draw some. "
    "The held-out ring, on which all methods are tested, lies beyond the shell and shares no "
    "point with them. With a far box both are trained at smaller learning rates, since at "
    "the usual ones their logits explode."
)
SETS = {"shell": "a shell around the classes", "far-box": "a far box, [−50, 50]²"}  # noqa: RUF001
SEED = "Seed"
SEED_HELP = "The same for all methods: weights, batches, latents."
WIDTH = "Network width"
WIDTH_HELP = "Units of the first hidden layer; the second has half as many (Lee et al.: 500)."
METHOD_NOTES = {
    "confident-gan": "Repulsion, R1 and a β of the generator's own are ours; pull-away is the "
    "paper's. To see the losses of the paper's code, set repulsion, R1 and pull-away to 0 and the "
    "generator's β to β; for those of its text, add pull-away.",
    "outlier-exposure": "λ weighs the cross entropy of outliers to the uniform distribution.",
    "energy": "Margins left empty are the mean energies of the classifier before fine-tuning.",
    "csi": (
        "Trained without labels: the classes come from a linear probe. The shifts are "
        "quarter turns about the origin."
    ),
}
DRAW_FIRST = "{problem} Until then nothing is trained."
FAILED = ":material/error: The training stopped: {error}"
PULL_TITLE = "What each loss term does to the logits of one point"
RATES = "Loss weights and margins are those of this canvas."
SUGGESTED = (
    "The loss weights are those of this canvas. Its margins were left empty, so here they "
    "are those that Energy was trained with on Two blobs; on this canvas they are suggested "
    "by its own classifier."
)
CLAIMS_TITLE = "What the papers claim, and what happens here"
CLAIMS_TEXT = (
    "The last frame at each preset's own settings; means over {seeds} seeds. A claim is "
    "checked only on the data that it is about, and counts as seen where it holds with "
    "every seed. Lee's two figures differ only in the training outliers: their baseline, "
    "Boundary GAN and CSI are the same trainings, and count once. With the far box, Energy "
    "is trained at a learning rate of {energy:g} and Outlier Exposure at {oe:g}, since at "
    "higher ones Energy loses its accuracy: what Energy misses on Lee, Figure 1 may be due "
    "to the rate and not to the loss. Far confidence is the mean max softmax in the part of "
    "the picture farther than 5 spreads from the data, ring confidence that on the held-out "
    "ring. Measured by `python -m ood_core.experiments.claims`."
)
CLAIMS_COLUMNS = ("Data", "Method", "accuracy", "far confidence")
CLAIMS_COLUMNS += ("ring confidence", "AUROC, ring", "FPR95, ring")
CLAIMS_MISSING = (
    "The table has not been measured here: run `python -m ood_core.experiments.claims`."
)
CLAIMS = {  # the words of ood_core/experiments/claims.py
    "gan_far": (
        "**Lee et al.**: the boundary GAN lowers the confidence far from the data "
        "(at least 20 points below the baseline's)."
    ),
    "gan_accuracy": (
        "**Lee et al.**: the boundary GAN keeps the accuracy (within a point of the baseline's)."
    ),
    "oe_auroc": (
        "**Hendrycks et al.**: Outlier Exposure detects unseen OOD better than the baseline."
    ),
    "oe_far": (
        "**Lee et al., Figure 1**: with outliers just around the data, the confidence "
        "falls far away, too (Outlier Exposure, at least 20 points below the "
        "baseline's)."
    ),
    "oe_near": (
        "**Lee et al., Figure 1**: with outliers from a far box, the confidence near "
        "the data stays higher than with outliers just around the data (Outlier "
        "Exposure on the same classes: the ring confidence is at least 20 points "
        "higher with the far box, Lee, Figure 1, than with the shell)."
    ),
    "energy_auroc": (
        "**Liu et al.**: fine-tuned on energy, the network detects unseen OOD "
        "at least as well as with Outlier Exposure (to half a point of AUROC)."
    ),
    "csi_auroc": (
        "**Tack et al.**: CSI detects unseen OOD better than the baseline, without labels."
    ),
}
SEEN = "{claim} **Seen on:** {titles}."
MISSED = " **Not on:** {titles}."
NOWHERE = "none"
MISREAD = [
    "**Many networks, one seed.** Another seed gives other pictures. Change it before you "
    "believe a small difference.",
    (
        "**Two dimensions are an easy case for outliers.** A shell can surround the classes in "
        "a plane; no set of photographs surrounds the classes of CIFAR-10."
    ),
    (
        "**The ring is near OOD.** A method may have low confidence on the ring and high "
        "confidence far away, or the other way round: look at both numbers."
    ),
    (
        "**CSI turns the plane about its origin.** Data that look the same after a quarter "
        "turn, such as the XOR or a ring, give it nothing to distinguish."
    ),
]
