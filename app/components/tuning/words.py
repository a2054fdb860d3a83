"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

TUNING = {  # see tuning.html and tuning.js
    "unseen": message("widget.tuning.unseen", "Unseen OOD"),
    "slider": message("widget.tuning.slider", "Training step"),
    "play": message("widget.tuning.play", "Play the fine-tuning"),
    "pause": message("widget.tuning.pause", "Pause"),
    "before": message("widget.tuning.before", "step {step} of {last}, before fine-tuning"),
    "tuned": message("widget.tuning.tuned", "step {step} of {last}, fine-tuning"),
    "accuracy": message("widget.tuning.accuracy", "Accuracy, {n} of the film"),
    "fpr95": message("widget.tuning.fpr95", "FPR95, {test}, {n} of the film"),
    "tuning": message("widget.tuning.tuning", "fine-tuning"),  # in a chart, over those steps
    "of_all": message("widget.tuning.of_all", "Ring: all test inputs, at the end: {value}"),
    "told": message(  # the film in a sentence, for who does not see it
        "widget.tuning.told",
        "{step}. Mean {axis}: {means}. Accuracy {accuracy}, FPR95 of {test} {fpr95}.",
    ),
    "not_trained": message("widget.tuning.not_trained", "{label}: in no loss"),
    "number": message("widget.tuning.number", "{name}, number"),
    "margins": message("widget.tuning.margins", "Margins"),
    "suggest": message("widget.tuning.suggest", "Suggest margins"),
    "pushed": message("widget.tuning.pushed", "beyond its margin"),
    "loss": message("widget.tuning.loss", "mean squared hinge"),
    "force": message("widget.tuning.force", "mean force"),
    "unit": message("widget.tuning.unit", "force 1"),  # an arrow of that length
    "sample": message("widget.tuning.sample", "E {energy}, force {force}"),
    "total": message(
        "widget.tuning.total",
        "With λ = {lambda}, λ × (mean squared hinge of ID + of outliers) = {total}. "  # noqa: RUF001
        "The cross entropy, to which this is added, is {ce}.",
    ),
    "swapped": message(
        "widget.tuning.swapped", "The margins are in the wrong order: mᵢₙ must be below mₒᵤₜ."
    ),
}
