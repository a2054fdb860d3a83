"""The words in the widget. `{names}` in braces are filled in."""

from app.text import message

FILM = {  # see film.js
    "slider": message("widget.film.film.slider", "Training step"),
    "step": message("widget.film.film.step", "training step {step} of {last}"),
    "play": message("widget.film.film.play", "Play"),
    "pause": message("widget.film.film.pause", "Pause"),
    "confidence": message("widget.film.film.confidence", "max softmax probability"),
    "share": message("widget.film.film.share", "share of inputs"),
    "losses": message("widget.film.film.losses", "Loss terms over the training"),
    "loss": message("widget.film.film.loss", "loss"),
    "log_loss": message("widget.film.film.log_loss", "loss (log scale)"),
    "steps": message("widget.film.film.steps", "training step"),
}
