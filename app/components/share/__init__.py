"""A link to what is seen on the page, made in the browser when it is looked at or copied."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.components import widget
from app.components.share.words import SHARE
from app.figures import theme
from app.figures.theme import Mode
from app.server import view
from app.text import say_each


def share(held: Mapping[str, Any], controls: Sequence[str], mode: Mode) -> None:
    """Draw it.

    Args:
        held: what the page's widgets are set to, by their keys.
        controls: those that the link shows alone; none for all.
    """
    data = {
        "set": dict(held),
        "controls": list(controls),
        "parameter": view.PARAMETER,
        "only": view.ONLY,
        "longest": view.LONGEST,
        "words": say_each(SHARE),
        "accent": theme.ACCENT[mode],
    }
    widget("share")(data=data, key="share-made", height="content")
