"""White letters on black, set in the fonts that matplotlib ships and jittered until they look
placed by hand.

Drawing five thousand takes seconds, and other versions of Pillow or FreeType set other pixels. So
they are drawn once, by `python -m ood_core.benchmarks.letters`, and kept in `letters.npz`.

A letter that is drawn like a digit is a digit: as an outlier it teaches the wrong thing, and in an
OOD test it counts as missed what is rightly taken for ID. So LOOK_ALIKES are in neither; those of
the test are kept apart, for lesson 2 shows what they would do to it.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ood_core.files import write_arrays

KEPT = Path(__file__).with_suffix(".npz")
SETS = {  # name -> what `draw` takes
    "A-M": ("ABCDEFGHIJKLM", 4000, 1),
    "N-Z": ("NOPQRSTUVWXYZ", 1000, 2),
}
LOOK_ALIKES = "OoIlZzSsq"  # 0, 1, 2, 5 and 9
FONTS = [
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    *("DejaVuSansMono", "DejaVuSansMono-Oblique"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    *("cmr10", "cmb10", "cmss10", "cmtt10", "cmti10"),
]


def kept(name: str) -> np.ndarray:
    """The letters of that set `(n, 1, 28, 28) uint8` without LOOK_ALIKES."""
    return all_of(name)[~_is_look_alike(name)]


def look_alikes(name: str) -> np.ndarray:
    """The letters of that set that are drawn like digits `(n, 1, 28, 28) uint8`."""
    return all_of(name)[_is_look_alike(name)]


def all_of(name: str) -> np.ndarray:
    """Both together, in the order in which they are drawn."""
    with np.load(KEPT) as stored:
        return stored[name]


def _is_look_alike(name: str) -> np.ndarray:
    return np.isin(drawn(name), list(LOOK_ALIKES))


@cache
def _glyph(letter: str, font: str) -> Image.Image:
    """One letter, white on black, its longer side 80 pixels, in the middle of 112 x 112."""
    package = Path(find_spec("matplotlib").origin).parent
    face = ImageFont.truetype(str(package / "mpl-data/fonts/ttf" / f"{font}.ttf"), 100)
    left, top, right, bottom = face.getbbox(letter)
    drawn = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(drawn).text((-left, -top), letter, font=face, fill=255)
    scale = 80 / max(drawn.size)
    drawn = drawn.resize([max(1, round(side * scale)) for side in drawn.size])
    canvas = Image.new("L", (112, 112))
    canvas.paste(drawn, ((112 - drawn.width) // 2, (112 - drawn.height) // 2))
    return canvas


class Place(NamedTuple):
    """How a letter is placed by hand."""

    angle: float
    shear: float
    stretch: np.ndarray  # (2,)
    move: np.ndarray  # (2,), pixels of 112


def _hand_placed(glyph: Image.Image, place: Place) -> np.ndarray:
    """The glyph turned, sheared, stretched and moved a little, at 28 x 28."""
    angle, shear, stretch, move = place
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[1, shear], [0, 1]]) @ np.diag(stretch)
    offset = np.array([56, 56]) - linear @ (np.array([56, 56]) + move)
    coefficients = np.column_stack([linear, offset]).ravel()
    warped = glyph.transform(
        (112, 112), Image.Transform.AFFINE, tuple(coefficients), Image.Resampling.BILINEAR
    )
    return np.asarray(warped.resize((28, 28), Image.Resampling.BOX))


def chosen(alphabet: str, n: int, seed: int) -> list[tuple[str, str, Place]]:
    """`n` letters of the alphabet, upper and lower case: each one's letter, font and place."""
    rng = np.random.default_rng(seed)
    glyphs = list(alphabet.upper() + alphabet.lower())
    return [(rng.choice(glyphs), rng.choice(FONTS), _place(rng)) for _ in range(n)]


def _place(rng: np.random.Generator) -> Place:
    angle, shear = rng.normal(0, 0.13), rng.normal(0, 0.15)
    return Place(angle, shear, rng.uniform(0.9, 1.25, 2), rng.uniform(-7, 7, 2))


@cache
def drawn(name: str) -> list[str]:
    """Which letter each picture of `all_of` shows."""
    return [str(letter) for letter, _, _ in chosen(*SETS[name])]


def names(name: str) -> list[str]:
    """Which letter each picture of `kept` shows."""
    return [letter for letter in drawn(name) if letter not in LOOK_ALIKES]


def draw(alphabet: str, n: int, seed: int) -> np.ndarray:
    """Such letters as pictures `(n, 1, 28, 28) uint8`."""
    drawn = [
        _hand_placed(_glyph(letter, font), place)
        for letter, font, place in chosen(alphabet, n, seed)
    ]
    return np.stack(drawn)[:, None]


if __name__ == "__main__":
    write_arrays(KEPT, {name: draw(*how) for name, how in SETS.items()})
