"""The words of a training on a page: waiting, under way, over, broken off, taken along."""

from app.text import message, say

# The form before it
TRAIN = message("training.train", "Train your own")
SETTINGS = message("training.settings", "Settings")
SEED = message("training.seed", "Seed")
SUGGESTED = message("training.suggested", "suggested")  # stands in a number's empty field
CHOICES = {  # of settings
    "rotation": message("training.choices.rotation", "quarter turns"),
    "identity": message("training.choices.identity", "none (SimCLR)"),
}
TRAIN_METHOD = message("training.train_method", "Train {method}")
TOOK = message("training.took", "The pretrained run took {seconds:.0f} s where it was made.")
TOOK_ON_GPU = message(
    "training.took_on_gpu",
    "The pretrained run took {seconds:.0f} s where it was made, on a GPU: two CPU cores would "
    "take most of a day, so choose a few hundred steps here.",
)
LIMITS = message(
    "training.limits",
    "Kept here: {n} of at most {runs} runs, {size:.2f} of {gigabytes:g} GB; the oldest are "
    "removed to make room. A training is stopped after {minutes:g} min.",
)
ALREADY = message(
    "training.already",
    "This training was done here before; its run is selected. Choose another seed for a new one.",
)
REMOVED = message("training.removed", "To make room, the oldest runs were removed: {names}.")
NO_RUN = message(
    "training.no_run",
    "There is no run of {method} on {benchmark} yet. Train your own, or choose another method.",
)
NO_METHOD = message(
    "training.no_method",
    "Nothing is trained on {benchmark}: its network comes trained. Choose {method}, and any score "
    "of it; to train on photographs, choose another benchmark.",
)
NO_FILM_OF_OUTPUTS = message(
    "training.no_film_of_outputs",
    "There is nothing to replay: only this network's outputs were uploaded.",
)

# Where it stands
NAME = message("training.name", "{method} on {world}, seed {seed}")  # of a training
WAITING = message("training.waiting", "**{what}** waits, place {place} in the queue.")
STARTS = message("training.starts", "{stands} It starts in {about}.")
UNTIMED = message("training.untimed", "{stands} How long that takes was never measured here.")
STARTING = message("training.starting", "Starting…")
SAVING = message("training.saving", "saving the run")
AT_STEP = message("training.at_step", "{phase}, step {step} of {steps}, {seconds:.0f} s")
LEFT = message("training.left", "{stands}, {about} left")
IMPORTING = message(
    "training.importing", "Checking the bundle, and measuring its network on every test set…"
)
ABOUT = {  # a time to wait: {about} in the sentences above
    "moment": message("training.about.moment", "a few seconds"),
    "seconds": message("training.about.seconds", "about {n:.0f} s"),
    "minutes": message("training.about.minutes", "about {n:.0f} min"),
    "hours": message("training.about.hours", "about {n:.0f} h"),
}
STANDS = message("training.stands", "Training: {share:.0%}")
MINE = message("training.mine", "**Your trainings**")
PLACE = message("training.place", "{what}: place {place}")
RUNNING = message("training.running", "{what}: under way")
SHOW = message("training.show", "Show")
UNKNOWN = message("training.unknown", "The training in the link is not known here any more.")

# Its end
CANCEL = message("training.cancel", "Cancel")
STOP_HELP = message("training.stop_help", "Keeps the run so far.")
STOPPING = message("training.stopping", "Stopping…")
SHARED = message(
    "training.shared", "Shared with {n} others: if you cancel, the training continues for them."
)
SHARED_WITH_ONE = message(
    "training.shared_with_one",
    "Shared with 1 other: if you cancel, the training continues for them.",
)
LEAVE_HELP = message(
    "training.leave_help", "Cancels it for you only: others are waiting for it, too."
)
LEFT_TO_OTHERS = message(
    "training.left_to_others",
    "You left this training; it continues for the others who asked for it.",
)
CLOSE = message("training.close", "Close")
NOTHING_KEPT = message("training.nothing_kept", "Nothing was kept: it had hardly begun.")
SET_ASIDE = message(
    "training.set_aside",
    "The training was stopped before its run was written; you can continue it below.",
)
STOPPED = message(
    "training.stopped",
    "This training was stopped at step {step} of {steps} ({phase}): you see the network as it was "
    "then.",
)
INTERRUPTED = message(
    "training.broken_off", "A training with seed {seed} was interrupted at step {step} of {steps}."
)
RESUME = message("training.go_on", "Continue it")
REMOVE = message("training.remove", "Remove it")

# A run as a file
TAKE = message("training.take", "Save this run, or load another")
BUNDLE = message("training.bundle", "Save as a bundle")
BUNDLE_ABOUT = message(
    "training.bundle_about",
    "A **bundle** is one .zip file: the weights, the settings and the recorded training. "
    "Any OOD Lab can load it.",
)
REPORT = message("training.report", "Save a report")
REPORT_ABOUT = message(
    "training.report_about",
    "A **report** is one HTML file that opens without OOD Lab and without the internet: a "
    "threshold to drag, every number with its interval, the feature space, and how to make the run "
    "again.",
)
NOTEBOOK = message("training.notebook", "Save a notebook")
NOTEBOOK_ABOUT = message(
    "training.notebook_about",
    "A **notebook** for Jupyter makes the run again by the Python API, and compares its numbers.",
)
BUNDLE_OF_OUTPUTS = message(
    "training.bundle_of_outputs",
    "Keep the .npz file that you uploaded: *Your data*, or `python -m ood_core import-outputs`, "
    "makes this run from it again.",
)
BRING = message("training.bring", "A bundle (.zip)")
BRING_ABOUT = message(
    "training.bring_about",
    "Only the weights, the settings and the history are read from a bundle. **Every number "
    "is measured again**, on the data of the computer that runs OOD Lab.",
)
BRING_IT = message("training.bring_it", "Load it")

REPLAY = {  # method: what to watch in its replay
    "baseline": message(
        "training.replay.baseline",
        "The classes separate within the first frames. The later frames raise the "
        "confidence, on the data and everywhere else.",
    ),
    "confident-gan": message(
        "training.replay.confident_gan",
        "Generator and classifier are updated in turn: where generated samples "
        "lie, the classifier's confidence falls.",
    ),
    "outlier-exposure": message(
        "training.replay.outlier_exposure",
        "Fine-tuning starts from a plain classifier (trained here until the "
        "losses jump, or taken from a finished run) and lowers the "
        "confidence around the data.",
    ),
    "energy": message(
        "training.replay.energy",
        "Fine-tuning starts from a plain classifier (trained here until the losses "
        "jump, or taken from a finished run). The picture shows confidence; the loss "
        "acts on the energy, which confidence follows only partly.",
    ),
    "csi": message(
        "training.replay.csi",
        "CSI learns without labels, so it has no class probabilities. The picture shows "
        "the confidence of a linear probe, a classifier trained on CSI's features; CSI's "
        "own score does not use it. The contrastive loss stays far from zero: a cosine "
        "is at most 1, so no pair can be distinguished from all others with certainty.",
    ),
}


def about(seconds: float) -> str:
    """A time to wait, as precisely as it can be foretold."""
    if seconds < 10:
        return say(ABOUT["moment"])
    if seconds < 100:
        return say(ABOUT["seconds"], n=round(seconds, -1))
    if seconds < 100 * 60:
        return say(ABOUT["minutes"], n=seconds / 60)
    return say(ABOUT["hours"], n=seconds / 3600)
