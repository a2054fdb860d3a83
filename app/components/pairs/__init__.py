"""What every view of a small batch is to every other: a matrix of pairs to point at."""

from typing import NamedTuple

import numpy as np

from app.components import widget
from app.figures import csi as figures
from app.figures import theme
from app.figures.samples import as_png
from app.figures.theme import Mode

SELF, POSITIVE, SHIFTED, OTHER = "self", "positive", "shifted", "other"


class Copy(NamedTuple):
    """One row of the batch: view `view` (0 or 1) of input `image` under shift `shift`."""

    image: int
    shift: int
    view: int


def batch(images: int, shifts: int) -> list[Copy]:
    """The 2 K B views of a batch, an input's own together."""
    return [Copy(i, k, v) for i in range(images) for k in range(shifts) for v in range(2)]


def relations(copies: list[Copy]) -> np.ndarray:
    """What each pair is in con-SI (CSI eq. 4), `(2KB, 2KB)` of words.

    POSITIVE: the two views of one shifted copy. All the rest is negative: SHIFTED is another shift
    of the same input, OTHER another input. SELF is left out of the loss. With one shift this is
    SimCLR.
    """
    image, shift, _ = np.array(copies).T
    same_image = image[:, None] == image
    same_copy = same_image & (shift[:, None] == shift)
    found = np.where(same_copy, POSITIVE, np.where(same_image, SHIFTED, OTHER))
    np.fill_diagonal(found, SELF)
    return found


def pairs(
    views: list[np.ndarray],
    names: list[str],
    kinds: np.ndarray,
    meanings: dict[str, tuple[str, str]],
    words: dict[str, str],
    mode: Mode,
    key: str,
) -> None:
    """Draw the matrix.

    Args:
        views: the pictures of rows and columns, `(H, W) uint8` each.
        names: what each of them is.
        kinds: `relations` of them.
        meanings: kind -> a word or two, and the sentence that says why.
        words: texts by place, see pairs.html and pairs.js.
    """
    positive, negative = figures.pair_colours(mode)
    data = {
        "version": key,
        "images": [as_png(view[..., None]) for view in views],
        "names": names,
        "kinds": kinds.tolist(),
        "meanings": {kind: meanings[kind] for kind in np.unique(kinds).tolist()},
        "words": words,
        "colours": {POSITIVE: positive, SHIFTED: negative, OTHER: negative},
        "paper": theme.PAPER[mode],
        "accent": theme.ACCENT[mode],
    }
    widget("pairs")(data=data, key=key, height="content")
