"""The words of the canvas: the page, and its two widgets. `{names}` in braces are filled in."""

TITLE = "Canvas"
LEDE = (
    "Choose points of a plane or draw them, and watch five methods learn from the same ones, side "
    "by side. The link keeps everything, so send it to somebody."
)
PRESETS = "Data"
DRAWN = "Points of your own."
TRAIN = "Train all five"
TRAINED = "Trained"
IS_TRAINED = "Trained. Draw, or change a setting, to train anew."
UNTRAINED = "Not trained yet."
TAKES = " Training takes {about}, as the last one did here."
CHANGE_TITLE = "Change what matters"
CANCEL = "Stop"
WAITING = "Waiting: {position} before this one."
STARTING = "Training starts"
PROGRESS = "Training: frame {frame} of {last}"
TABS = {
    "world": "World",
    "confident-gan": "Boundary GAN",
    "outlier-exposure": "Outlier Exposure",
    "energy": "Energy",
    "csi": "CSI",
}
EXPOSED = "Training outliers"
EXPOSED_HELP = (
    "What Outlier Exposure and Energy learn from, where you draw none. The held-out ring that all "
    "five are tested on lies beyond the shell and shares no point with them. From a far box both "
    "learn at smaller rates, since at the usual ones their logits explode."
)
SETS = {"shell": "a shell around the classes", "far-box": "a far box, [−50, 50]²"}  # noqa: RUF001
SEED = "Seed"
SEED_HELP = "The same for all five: weights, batches, latents."
WIDTH = "Network width"
WIDTH_HELP = "Units of the first hidden layer; the second has half as many (Lee et al.: 500)."
SHIFTS = "Shift set"
SHIFTS_HELP = "What CSI tells an input apart from."
SHIFT_SETS = {"rotation": "quarter turns", "identity": "none (SimCLR)"}
METHOD_NOTES = {
    "confident-gan": "Repulsion, R1 and a β of the generator's own are ours; pull-away is the "
    "paper's. To see the losses of the paper's code, set repulsion, R1 and pull-away to 0 and the "
    "generator's β to β; for those of its text, add pull-away.",
    "outlier-exposure": "λ weighs the cross entropy of outliers to the uniform distribution.",
    "energy": "Margins left empty are the mean energies of the classifier before fine-tuning.",
    "csi": "No labels: the classes are a linear probe's. Quarter turns about the origin.",
}
DRAW_FIRST = "{problem} Until then nothing is trained."
FAILED = ":material/error: The training stopped: {error}"
PULL_TITLE = "The pulls on one point"
POINT = "{method} at ({x:.1f}, {y:.1f}) in frame {frame}, read off the picture"
RATES = "The weights are this canvas's; so are the margins."
SUGGESTED = (
    "The weights are this canvas's. Margins left empty there are here those that Energy was "
    "trained with on Two blobs; on this canvas its own classifier suggests them."
)
CLAIMS_TITLE = "What the papers claim, and what happens here"
CLAIMS_TEXT = (
    "The last frame at each preset's own settings; means over {seeds} seeds. A claim is looked for "
    "on the data it speaks of, and seen where it holds with every seed. Lee's two figures differ "
    "in the training outliers alone: their baseline, Boundary GAN and CSI are the same trainings, "
    "and count once. From the far box Energy learns at a rate of {energy:g} and Outlier Exposure "
    "at {oe:g}, since at higher ones Energy loses its accuracy: what Energy misses on Lee, "
    "Figure 1 may be due to the rate and not to the loss. Far confidence is the mean max softmax "
    "in the part of the picture farther than 5 spreads from the data, ring confidence that on the "
    "held-out ring. "
    "Measured by `python -m ood_core.runs.claims`."
)
CLAIMS_COLUMNS = ("Data", "Method", "accuracy", "far confidence")
CLAIMS_COLUMNS += ("ring confidence", "AUROC, ring", "FPR95, ring")
CLAIMS_MISSING = "The table has not been measured here: run `python -m ood_core.runs.claims`."
CLAIMS = {  # the words of ood_core/runs/claims.py
    "gan_far": "**Lee et al.**: the boundary GAN takes away the confidence far from the data (at "
    "least 20 points below the baseline's).",
    "gan_accuracy": "**Lee et al.**: and it keeps the accuracy (within a point of the baseline's).",
    "oe_auroc": "**Hendrycks et al.**: Outlier Exposure finds unseen OOD better than the baseline.",
    "oe_far": "**Lee et al., Figure 1**: with outliers that lie just around the data, the "
    "confidence falls far away, too (Outlier Exposure, at least 20 points below the baseline's).",
    "oe_near": "**Lee et al., Figure 1**: outliers from a far box leave the network surer of what "
    "is near the data than outliers just around it do (Outlier Exposure on the same classes: the "
    "ring confidence is at least 20 points higher with the far box, Lee, Figure 1, than with the "
    "shell).",
    "energy_auroc": "**Liu et al.**: fine-tuned on energy, it finds unseen OOD at least as well as "
    "Outlier Exposure (to half a point of AUROC).",
    "csi_auroc": "**Tack et al.**: CSI finds unseen OOD better than the baseline, without labels.",
}
SEEN = "{claim} **Seen on:** {titles}."
MISSED = " **Not on:** {titles}."
NOWHERE = "none"
MISREAD = [
    "**Five networks, one seed.** Another seed draws other pictures. Change it before you believe "
    "a small difference.",
    "**Two dimensions are kind to outliers.** A shell can surround the classes in a plane; no set "
    "of photographs surrounds the classes of CIFAR-10.",
    "**The ring is near OOD.** A method may be unsure on the ring and certain far away, or the "
    "other way round: look at both numbers.",
    "**CSI turns the plane about its origin.** Data that look the same after a quarter turn, such "
    "as the XOR or a ring, give it nothing to tell apart.",
]
MAPS = {  # see canvas.html and canvas.js
    "time": "Time",
    "back": "One frame back",
    "on": "One frame on",
    "play": "Play",
    "pause": "Pause",
    "layer": "Map",
    "own": "each method's own score",
    "softmax": "max softmax",
    "energy": "energy",
    "marks": "Show",
    "boundary": "decision boundary",
    "train": "training points",
    "id": "ID test",
    "ring": "held-out ring",
    "outliers": "outliers",
    "proposed": "generated, proposed",
    "ordinary": "generated, ordinary",
    "threshold": "Threshold",
    "temperature": "T of the energy",
    "rule_softmax": "OOD where max softmax ≤ {t}",
    "rule_energy": "OOD where E ≥ {t}",
    "rule_own": "OOD where the score is as high as the top {share} of ID test",
    "line": "threshold",
    "is_id": "ID",
    "is_ood": "OOD",
    "frame": "frame {frame} of {last}",
    "coming": "frame {frame}; {ready} of {last} are here",
    "phase": "{phase}, step {step} of {steps}",
    "diverged": "diverged: its logits are no numbers any more. Try smaller weights.",
    "tpr": "TPR, ring",
    "fpr": "FPR, ID",
    "auroc": "AUROC",
    "accuracy": "accuracy",
    "far": "far confidence",
    "map": "{title}: {tpr} of the ring caught, {fpr} of ID flagged, accuracy {accuracy}.",
    "hint": "Click a map, or move its cross with the arrow keys and press Enter: further down the "
    "page you then see what each loss term would do to the logits there.",
    "empty": "Nothing is trained yet: press Train all five.",
    "old": "As it was before your change",
}
SKETCH = {  # see sketch.html and sketch.js
    "tools": "Draw",
    "plane": "The plane: draw by mouse, or move the cursor by arrow keys and place points by Space",
    "outliers": "outliers",
    "eraser": "eraser",
    "clear": "Clear",
    "outlier_count": "{n} drawn outliers",
    "full": "{name}: full, erase some to add others",
    "how": "Drag to spray points. By keys: arrows move the cursor (Shift: faster), Space places.",
}
