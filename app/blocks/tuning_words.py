"""The words of the film of a fine-tuning."""

from app.text import message

OUTLIERS = message("tuning.outliers", "Training outliers")
FILM_ALT = message(  # for who does not see the film
    "tuning.film_alt",
    "Each marker is one input, at its score. Over the fine-tuning FPR95 on {test} goes from "
    "{before} to {after}; at its end it is {of_all} on all test inputs, and the accuracy "
    "{accuracy}.",
)
