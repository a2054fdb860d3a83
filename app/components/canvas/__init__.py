"""Five trainings on one plane: one slider for the time of all, layers, one threshold.

The frames come by themselves (`app.components.frames`); every movement is answered in the browser.
"""

from collections.abc import Collection
from typing import Any

from app.components import widget
from app.components.canvas.words import MAPS
from app.figures import theme
from app.figures.theme import Mode
from app.text import declared, names, say, say_each
from ood_core.canvas.budget import FRAMES
from ood_core.canvas.canvas import PRESETS, Canvas
from ood_core.methods import METHODS

CONTROLS = ("time", "layer", "threshold", "T", "marks")


def canvas(
    shown: Canvas | None,
    view: str,
    is_whole: bool,
    controls: Collection[str],
    mode: Mode,
    key: str,
    **changed: Any,
) -> None:
    """Draw the maps of that canvas; until it has any, those drawn before, dimmed.

    Args:
        shown: None where there is no canvas that could be trained.
        view: layer, frame, threshold, temperature and marks as the link had them when it was
            opened, "" where it had none: what is set later is kept in the browser.
        controls: those that are there, of time, layer, threshold, T and marks.
        is_whole: every frame is there, so the film plays once when it is opened.
        changed: `on_view_change`, `on_picked_change`; the state has `view`, a text for the link,
            and `picked`: canvas, frame, method, a place `x`, `y` and the logits `z` there.
    """
    scores = [colour for _, colour in theme.STRANGENESS[mode]]
    data = {
        "name": shown.name if shown else "",
        "view": view,
        "shows": [] if not shown or shown.drawn else list(PRESETS[shown.preset].shows),
        "frames": FRAMES,
        "whole": is_whole,
        "hidden": [name for name in CONTROLS if name not in controls],
        "methods": [{"name": m.name, "title": m.title, "score": m.score} for m in METHODS.values()],
        "words": say_each(MAPS),
        "losses": {term: names.loss(term) for term in names.LOSSES},
        "phases": {name: say(declared.phase(name)) for name in declared.PHASES},
        "symbols": theme.DRAWN_CLASSES,
        "class_colours": theme.CLASSES[mode],
        "colours": theme.COLOURS[mode],
        "scales": {
            "own": scores,
            "energy": scores,
            "softmax": [colour for _, colour in reversed(theme.CERTAINTY[mode])],
        },
        "paper": theme.PAPER[mode],
        "text": theme.TEXT[mode],
        "muted": theme.MUTED[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("canvas")(data=data, key=key, height="content", **changed)
