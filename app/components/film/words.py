"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

FILM = {  # see film.js
    "slider": message("widget.film.slider", "Training step"),
    "step": message("widget.film.step", "training step {step} of {last}"),
    "play": message("widget.film.play", "Play"),
    "pause": message("widget.film.pause", "Pause"),
    "confidence": message("widget.film.confidence", "max softmax probability"),
    "share": message("widget.film.share", "share of inputs"),
    "losses": message("widget.film.losses", "Loss terms over the training"),
    "loss": message("widget.film.loss", "loss"),
    "log_loss": message("widget.film.log_loss", "loss (log scale)"),
    "steps": message("widget.film.steps", "training step"),
}
