"""The logits of one input as bars, and what each loss term would do to them as arrows.

Everything is computed in the browser; the formulas are those of
`ood_core.evaluation.logit_gradients`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from app.components import widget
from app.components.tug.words import TUG
from app.figures import theme
from app.figures.theme import Mode
from app.text import say_each


def tug(
    classes: Sequence[str],
    z: Sequence[float],
    role: Literal["id", "outlier"],
    y: int,
    rates: Mapping[str, float],
    version: str,
    mode: Mode,
    key: str,
    editable: bool = False,
) -> None:
    """Draw it.

    Args:
        z: logits, one for each class.
        role, y: what the input is taken for, and its class; the visitor may change both.
        rates: weights and margins to begin with: `lambda_oe`, `beta`, `lambda`, `m_in`, `m_out`.
        version: changes with the input; what was set for one is kept.
        editable: whether the logits have fields of their own.
    """
    data = {
        "classes": list(classes),
        "z": [float(v) for v in z],
        "role": role,
        "y": y,
        "rates": {name: round(value, 2) for name, value in rates.items()},
        "version": version,
        "editable": editable,
        "words": say_each(TUG),
        "colours": {
            "ce": theme.colour("id", mode),
            "hinge_in": theme.colour("shift", mode),
            "uniform": theme.colour("outliers", mode),
            "kl": theme.colour("near", mode),
            "hinge_out": theme.colour("shift", mode),
        },
        "text": theme.TEXT[mode],
        "muted": theme.MUTED[mode],
        "accent": theme.ACCENT[mode],
        "certain": theme.CERTAIN[mode],
    }
    widget("tug")(data=data, key=key, height="content")
