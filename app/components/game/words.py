"""The words in the widget, which fills in what stands in `{braces}`."""

from app.text import message

GAME = {  # see game.html and game.js
    "beta": message("widget.game.beta", "β of the generator"),
    "under": message("widget.game.under", "Under the samples"),
    "discriminator": message("widget.game.discriminator", "D: where it sees data"),
    "confidence": message("widget.game.confidence", "the classifier's confidence"),
    "nothing": message("widget.game.nothing", "nothing"),
    "arrows": message("widget.game.arrows", "Arrows"),
    "adversarial": message("widget.game.adversarial", "1: look real"),
    "generator_kl": message("widget.game.generator_kl", "2: leave the classes"),
    "samples": message("widget.game.samples", "samples"),
    "learn": message("widget.game.learn", "One learns at a time"),
    "g": message("widget.game.g", "G learns"),
    "d": message("widget.game.d", "D and the classifier learn"),
    "play": message("widget.game.play", "Play"),
    "pause": message("widget.game.pause", "Pause"),
    "slow": message("widget.game.slow", "slow motion"),
    "slider": message("widget.game.slider", "Training step"),
    "step": message("widget.game.step", "step {step} of {last}"),
    "ahead": message(
        "widget.game.ahead", "step {step} of {last}: G has learned, D is still at step {before}"
    ),
    "term_adversarial": message("widget.game.term_adversarial", "term 1: −log D(G(v))"),  # noqa: RUF001
    "term_generator_kl": message("widget.game.term_generator_kl", "term 2: KL(u ‖ p(y | G(v)))"),
    "on_data": message("widget.game.on_data", "samples on the data"),
    "unknown": message("widget.game.unknown", "not yet"),
    "pushed": message(
        "widget.game.pushed", "This sample: push 1 {first}, push 2 {second} (arrows end at {most})"
    ),
    "point": message("widget.game.point", "Point at a sample to read its two pushes."),
    "told": message(  # the picture in a sentence, for who does not see it
        "widget.game.told",
        "β of the generator {beta}, {step}: term 1 {first}, term 2 {second}, samples on the data "
        "{share}.",
    ),
}
