"""A black square to draw on in white, by mouse, touch or key."""

import base64

from app.components import widget
from app.components.pad.words import PAD
from app.text import say_each

SIDE = 280  # pixels
PEN = 22  # pixels: MNIST's strokes are about two of its 28 pixels wide


def pad(key: str) -> bytes | None:
    """Draw it. Returns the drawing as PNG, None while there is nothing on it."""
    data = {"words": say_each(PAD), "side": SIDE, "pen": PEN}
    drawn = widget("pad")(data=data, key=key, height="content", on_picture_change=lambda: None)
    content = (drawn.picture or "").partition(",")[2]
    return base64.b64decode(content) if content else None
