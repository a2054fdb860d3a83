"""The words in the widget. `{names}` in braces are filled in."""

FILM = {  # see film.js
    "slider": "Training step",
    "step": "training step {step} of {last}",
    "play": "Play",
    "pause": "Pause",
    "confidence": "max softmax probability",
    "share": "share of inputs",
    "losses": "Loss terms over the training",
    "loss": "loss",
    "log_loss": "loss (log scale)",
    "steps": "training step",
}
