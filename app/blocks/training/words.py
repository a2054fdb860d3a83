"""The words of a training on a page: waiting, under way, over, broken off, taken along."""

from app.text import message

WAITING = message("training.waiting", "**{what}** waits, place {place} in the queue.{when}")
STARTS = message("training.starts", " It starts in {about}.")
UNTIMED = message("training.untimed", " How long that takes was never measured here.")
LEFT = message("training.left", ", {about} left")
STOP_HELP = message("training.stop_help", "Keeps the run so far.")
LEAVE_HELP = message(
    "training.leave_help", "Cancels it for you only: others are waiting for it, too."
)
LEFT_TO_OTHERS = message(
    "training.left_to_others",
    "You left this training; it continues for the others who asked for it.",
)
SETTINGS = message("training.settings", "Settings")
ALREADY = message(
    "training.already",
    "This training was done here before; its run is selected. Choose another seed for a new one.",
)
REMOVED = message("training.removed", "To make room, the oldest runs were removed: {names}.")
NOTHING_KEPT = message("training.nothing_kept", "Nothing was kept: it had hardly begun.")
SET_ASIDE = message(
    "training.set_aside",
    "The training was stopped before its run was written; you can continue it below.",
)
TOOK = message(
    "training.took", "The pretrained run took {seconds:.0f} s where it was made{where}. "
)
ON_GPU = message(
    "training.on_gpu",
    ", on a GPU: two CPU cores would take days, so choose a few hundred steps here",
)
LIMITS = message(
    "training.limits",
    "Kept here: {n} of at most {runs} runs, {size:.2f} of {gigabytes:g} GB; the oldest are "
    "removed to make room. A training is stopped after {minutes:g} min.",
)
CHOICES = {
    "rotation": message("training.choices.rotation", "quarter turns"),
    "identity": message("training.choices.identity", "none (SimCLR)"),
}  # of settings
TRAIN = message("training.train", "Train your own")
NO_RUN = message(
    "training.no_run",
    "There is no run of {method} on {benchmark} yet. Train your own, or choose another method.",
)
STOPPED = message(
    "training.stopped",
    "This training was stopped at step {step} of {steps} ({phase}): you see the network as it was "
    "then.",
)
STANDS = message("training.stands", "Training: {share:.0%}")
MINE = message("training.mine", "**Your trainings**")
PLACE = message("training.place", "{what}: place {place}")
RUNNING = message("training.running", "{what}: under way")
SHOW = message("training.show", "Show")
CANCEL = message("training.cancel", "Cancel")
STOPPING = message("training.stopping", "Stopping…")
CLOSE = message("training.close", "Close")
BROKEN_OFF = message(
    "training.broken_off", "A training with seed {seed} was interrupted at step {step} of {steps}."
)
GO_ON = message("training.go_on", "Continue it")
REMOVE = message("training.remove", "Remove it")
ADOPTING = message(
    "training.adopting", "checking the bundle, and measuring its network on every test set…"
)

TAKE = message("training.take", "Save this run, or load another")
BUNDLE = message("training.bundle", "Save as a bundle")
BUNDLE_ABOUT = message(
    "training.bundle_about",
    "A **bundle** is one .zip file: the weights, the settings and the recorded training. "
    "Any OOD Lab can load it.",
)
BRING = message("training.bring", "A bundle (.zip)")
BRING_ABOUT = message(
    "training.bring_about",
    "Only the weights, the settings and the history are read from a bundle. **Every number "
    "is measured again**, on the data of the computer that runs OOD Lab.",
)
BRING_IT = message("training.bring_it", "Load it")


def shared_with(n: int) -> str:
    others = "1 other" if n == 1 else f"{n} others"
    return f"Shared with {others}: if you cancel, the training continues for them."


def about(seconds: float) -> str:
    """A time to wait, as precisely as it can be foretold."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 100:
        return f"about {round(seconds, -1):.0f} s"
    if seconds < 100 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.0f} h"


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
