"""The words of a training on a page: waiting, under way, over, broken off, taken along."""

WAITING = "**{what}** waits, place {place} in the queue.{when}"
STARTS = " It starts in {about}."
UNTIMED = " How long that takes was never measured here."
LEFT = ", {about} left"
STOP_HELP = "Keeps the run so far."
LEAVE_HELP = "Only you leave it: others wait for it, too."
LEFT_TO_OTHERS = "You left this training; it goes on for the others who asked for it."
ALREADY = (
    "This very training was done here before: its run is selected. Another seed makes a new one."
)
REMOVED = "To make room, the oldest runs were removed: {names}."
NOTHING_KEPT = "Nothing was kept: it had hardly begun."
SET_ASIDE = "The training was stopped before the run could be written; it can go on, below."
TOOK = "The pretrained run took {seconds:.0f} s where it was made{where}. "
ON_GPU = ", on a GPU: two CPU cores would take days, so ask them for a few hundred steps"
LIMITS = (
    "Kept here: {n} of at most {runs} runs, {size:.2f} of {gigabytes:g} GB; to make room, the "
    "oldest go. A training is stopped after {minutes:g} min."
)
TRAIN = "Train your own"
NO_RUN = "There is no run of {method} on {benchmark} yet. Train your own, or choose another method."
STOPPED = (
    "This training was stopped at step {step} of {steps} ({phase}): you see the network as it was "
    "then."
)
STANDS = "Training: {share:.0%}"
MINE = "**Your trainings**"
PLACE = "{what}: place {place}"
RUNNING = "{what}: under way"
SHOW = "Show"
CANCEL = "Cancel"
STOPPING = "Stopping…"
CLOSE = "Close"
BROKEN_OFF = "A training with seed {seed} was broken off at step {step} of {steps}."
GO_ON = "Go on with it"
REMOVE = "Remove it"
ADOPTING = "checking the bundle, and measuring its network on every test set…"

TAKE = "Take this run along, or bring one in"
BUNDLE = "Save as a bundle"
BUNDLE_ABOUT = (
    "A **bundle** is one .zip file: the weights, the settings and what was watched. Any OOD Lab "
    "can bring it in."
)
BRING = "A bundle (.zip)"
BRING_ABOUT = (
    "Of a bundle, only the weights, the settings and the history are taken. **Every number is "
    "measured anew**, on the data of the computer that runs OOD Lab."
)
BRING_IT = "Bring it in"


def shared_with(n: int) -> str:
    others = "1 other, who asked" if n == 1 else f"{n} others, who asked"
    return f"Shared with {others} for the same: a cancel is yours alone, the training goes on."


def about(seconds: float) -> str:
    """A time to wait, as precisely as it can be foretold."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 100:
        return f"about {round(seconds, -1):.0f} s"
    if seconds < 100 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.0f} h"
