"""Pictures that strangers bring: bytes in; pixels out, or a sentence that says why not.

The project's one decoder. Nothing about the bytes is believed, a file's name is not asked for, and
of what they hold only the first frame's pixels are kept. Size and kind are read from the header
before a pixel is decoded. `serving.decoder` runs this where it can harm nobody.
"""

import io
import re
from collections.abc import Collection
from copy import copy
from functools import cache
from typing import NamedTuple

import numpy as np
from PIL import Image, UnidentifiedImageError

from ood_core.errors import UserError

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
MOST_BYTES = 25 * 2**20
MOST_PIXELS = 16_000_000
MOST_JPEG_PIXELS = 50_000_000  # a telephone's: a JPEG is made smaller as it is decoded
LEAST_SIDE = 8  # pixels: less shows nothing
BEGINNINGS = (  # of files of these formats
    *(b"\x89PNG", b"\xff\xd8", b"RIFF", b"BM"),
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"MM*\0", b"II\0*"),
)
ALL_LEVELS = (0, 0xFFFF)  # of 16 bits
DEPTHS = (10, 12, 14, 16)  # bits that cameras and scanners fill of 16
PREVIEW = 256  # pixels of a preview's longer side
BITS = 0x0102  # TIFF's tag for the bits of each channel
ORIENTATION = 0x0112  # EXIF's tag for how the camera was held
OTHER_ENDS = ("I;16B", "I;16L")  # modes of 16 bits in which the bytes may stand the other way round
COLOURS = ("L", "LA", "RGB", "RGBA")
AVERAGED = (*COLOURS, "CMYK")  # modes in which a mean of pixels is a colour
TURNS = {  # its value -> what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WANTED = UserError("error.images.wanted", "Bring it as PNG, JPEG, WebP, TIFF or BMP.")
DAMAGED = UserError("error.images.damaged", "The image is damaged, or was not copied whole.")
HEIC = rb".{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)"  # how such a file begins
OTHERS = {  # how files of other kinds begin, and the sentence that names the kind
    rb"%PDF": UserError(
        "error.images.is_pdf", "This is a PDF document, which is not read. {wanted}", wanted=WANTED
    ),
    rb"PK[\x03\x05]": UserError(
        "error.images.is_zip",
        "This is a zip archive (or an office document), which is not read. {wanted}",
        wanted=WANTED,
    ),
    HEIC: UserError(
        "error.images.is_heic",
        "This is a HEIC or AVIF photograph, which is not read here. {wanted}",
        wanted=WANTED,
    ),
    rb".{4}ftypavi[fs]": UserError(
        "error.images.is_heic",
        "This is a HEIC or AVIF photograph, which is not read here. {wanted}",
        wanted=WANTED,
    ),
    rb"version https://git-lfs": UserError(
        "error.images.is_lfs",
        "This is not the image, but what Git LFS keeps in its place. Fetch it with `git lfs pull`.",
    ),
    rb"GIF8": UserError(
        "error.images.is_gif", "This is a GIF image, which is not read. {wanted}", wanted=WANTED
    ),
    rb"(\xef\xbb\xbf)?\s*<(.*<)?svg": UserError(
        "error.images.is_svg", "This is an SVG drawing, which is not read. {wanted}", wanted=WANTED
    ),
    rb"\s*<(!DOCTYPE html|html)": UserError(
        "error.images.is_html", "This is a web page, which is not read. {wanted}", wanted=WANTED
    ),
}
Levels = tuple[int, int]  # the values, of 16 bits, that are black and white
PAGE = re.compile(rb"<(html|script|svg|\?php)[\s>]", re.IGNORECASE)


class Seen(NamedTuple):
    """A picture that was read."""

    pixels: np.ndarray  # (C, H, W) uint8, as a network sees it: the central square, resized
    preview: np.ndarray  # (h, w, 3) uint8, the whole picture, small enough for a page
    size: tuple[int, int]  # width, height in the file
    changes: tuple[str, ...]  # what was done to it, by name: see `_changes`
    levels: tuple[int, ...] = ()  # of 16 bits, its least and greatest value; else none


def decode(data: bytes, shape: tuple[int, int, int], levels: Levels | None = None) -> Seen:
    """The picture in these bytes, as a network of that input shape `(C, H, W)` sees it.

    Turned as its EXIF data say; transparent parts lie on white; 16 bits become 8, CMYK and
    palettes RGB; later frames and all metadata are dropped.

    Args:
        levels: what becomes black and white in a picture of 16 bits; None: see `black_and_white`.

    Raises:
        UserError: one sentence, two at most: what is wrong and what to do.
    """
    _check_kind(data)
    try:
        with Image.open(io.BytesIO(data), formats=_formats()) as image:
            size, is_deep = image.size, _is_deep(image, data)
            _check_size(*size, MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS)
            turned = _orientation_of_tiff(image)  # of the others it is there afterwards, too
            image.draft(None, (PREVIEW, PREVIEW))  # a large JPEG is made smaller as it is decoded
            drafted = image.size
            image.load()  # before anything that would load it, too, and go on where that fails
            if image.size != drafted:  # of a HEIC what is left of it, where it was not copied whole
                raise EOFError
            frames = getattr(image, "n_frames", 1)
            if image.mode in OTHER_ENDS:
                image = image.convert("I")
            found = _levels(image) if is_deep else ()
            if found:
                levels = levels or black_and_white([found], are_beside_others=True)
            small = _reduced(image)
            upright = _upright(_eight_bit(small, levels if found else None), _orientation(image))
            changes = _changes(image, size, is_deep, _is_clear(small), turned, frames)
            return Seen(_fitted(upright, shape), _preview(upright), size, changes, found)
    except UserError:
        raise
    except Image.DecompressionBombError as error:
        raise UserError(
            "error.images.too_many_pixels", "It has more than 50 megapixels. Make it smaller."
        ) from error
    except UnidentifiedImageError as error:
        if re.match(HEIC, data, re.DOTALL):  # it begins as one
            raise copy(DAMAGED) from error
        if data.startswith(BEGINNINGS):
            raise UserError(
                "error.images.rare_kind",
                "It begins as a PNG, JPEG, WebP, TIFF or BMP image does, and is damaged or of a "
                "rare kind that is not read. Save it anew, with 8 or 16 bits.",
            ) from error
        raise UserError(
            "error.images.unknown_kind",
            "This is not a PNG, JPEG, WebP, TIFF or BMP image. {wanted}",
            wanted=WANTED,
        ) from error
    except MemoryError as error:
        raise UserError(
            "error.images.memory", "Reading it takes too much memory. Make it smaller."
        ) from error
    except Exception as error:  # a decoder may raise anything on a file made to break it
        raise copy(DAMAGED) from error


@cache
def reads_heic() -> bool:
    """Whether there is what reads telephones' HEIC photographs: pi-heif, which is optional."""
    try:
        import pi_heif
    except ImportError:
        return False
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    return True


def may_be_read(data: bytes) -> bool:
    """Whether it begins as what is read: with other bytes, no decoder is asked."""
    return data.startswith(BEGINNINGS) or bool(re.match(HEIC, data, re.DOTALL))


def _formats() -> tuple[str, ...]:
    return (*FORMATS, "HEIF") if reads_heic() else FORMATS


def black_and_white(found: Collection[Levels], are_beside_others: bool) -> Levels:
    """What becomes black and white in pictures of 16 bits: the least and greatest value in any.

    Cameras and scanners often fill 12 of them, or begin elsewhere than at 0.

    Args:
        found: the least and greatest value of each.
        are_beside_others: they are compared with pictures of 8 bits, which need not reach black or
            white either: 0 is black, and white the greatest value of the bits that they fill.
    """
    low, high = min(low for low, _ in found), max(high for _, high in found)
    if are_beside_others and low >= 0:
        return 0, next(2**bits - 1 for bits in DEPTHS if high < 2**bits)
    return ALL_LEVELS if low == high else (low, high)


def _fitted(image: Image.Image, shape: tuple[int, int, int]) -> np.ndarray:
    channels, height, width = shape
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    square = square.convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(square.resize((width, height), Image.Resampling.BILINEAR))
    return pixels.reshape(height, width, channels).transpose(2, 0, 1)


def _preview(image: Image.Image) -> np.ndarray:
    small = image.convert("RGB")
    small.thumbnail((PREVIEW, PREVIEW))
    return np.asarray(small)


def _check_kind(data: bytes) -> None:
    """By the bytes alone: a picture, not too long, and nothing else besides."""
    if not data:
        raise UserError("error.images.empty", "The file is empty.")
    if len(data) > MOST_BYTES:
        raise UserError(
            "error.images.too_many_bytes",
            "It has {size:.1f} MB; at most {most} MB are read.",
            size=len(data) / 2**20,
            most=MOST_BYTES >> 20,
        )
    for begins, error in OTHERS.items():
        is_it = re.match(begins, data[:2048], re.DOTALL | re.IGNORECASE)
        if is_it and not (begins is HEIC and reads_heic()):
            raise copy(error)
    # hidden beside an image, found as the readers of these kinds find them
    if b"PK\x05\x06" in data[-65_557:]:
        raise UserError(
            "error.images.also_zip",
            "The file is a zip archive as well as an image, so it is not read.",
        )
    if b"%PDF-" in data[:1024]:
        raise UserError(
            "error.images.also_pdf",
            "The file is a PDF document as well as an image, so it is not read.",
        )
    if PAGE.search(data):
        raise UserError(
            "error.images.also_html",
            "The file is a web page or a script as well as an image, so it is not read.",
        )
    if (size := _webp_size(data)) is not None:  # Pillow makes room for it when it opens the file
        _check_size(*size)


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP from its first chunk; None for other files, or half a header.

    https://developers.google.com/speed/webp/docs/riff_container and RFC 6386, 9.1.
    """
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30
    kind = data[12:16] if is_webp else b""

    def number(start: int, stop: int) -> int:
        return int.from_bytes(data[start:stop], "little")

    if kind == b"VP8X":
        return number(24, 27) + 1, number(27, 30) + 1
    if kind == b"VP8L":
        return (number(21, 25) & 0x3FFF) + 1, (number(21, 25) >> 14 & 0x3FFF) + 1
    return (number(26, 28) & 0x3FFF, number(28, 30) & 0x3FFF) if kind == b"VP8 " else None


def _check_size(width: int, height: int, most: int = MOST_PIXELS) -> None:
    if width * height > most:
        raise UserError(
            "error.images.too_large",
            "{width} x {height} pixels are more than {most} megapixels. Make it smaller, or save "
            "it as JPEG, of which 50 are read.",
            width=width,
            height=height,
            most=most // 10**6,
        )
    if min(width, height) < LEAST_SIDE:
        raise UserError(
            "error.images.too_small",
            "{width} x {height} pixels show too little: each side needs at least {least}.",
            width=width,
            height=height,
            least=LEAST_SIDE,
        )


def _is_deep(image: Image.Image, data: bytes) -> bool:
    """Whether it has 16 bits a channel: of a PNG and a TIFF the header says so."""
    bits = getattr(image, "tag_v2", {}).get(BITS, ())
    is_png = data[12:16] == b"IHDR" and data[24] == 16
    return is_png or any(bit > 8 for bit in bits) or image.mode[0] in "IF"


def _levels(image: Image.Image) -> Levels | tuple[()]:
    """The least and the greatest value of a picture of 16 bits; of kinds that are never grey none.

    Of several channels Pillow reads the upper 8 bits.

    Raises:
        UserError: the pixels are measurements, of which none has to be black or white.
    """
    if image.mode in COLOURS:
        ends = [image.getchannel(name).getextrema() for name in image.getbands() if name != "A"]
        return 257 * min(low for low, _ in ends), 257 * max(high for _, high in ends)
    if image.mode[0] not in "IF":
        return ()
    low, high = image.getextrema()
    if image.mode == "F" or low < -0x8000 or high > ALL_LEVELS[1]:
        raise UserError(
            "error.images.no_levels",
            "Its pixels are numbers without a black and a white. Save it with 8 or 16 bits.",
        )
    return low, high


def _changes(
    image: Image.Image,
    size: tuple[int, int],
    is_deep: bool,
    is_clear: bool,
    turned: int,
    frames: int,
) -> tuple[str, ...]:
    """What is done to an image of that size, of 16 bits if it is deep, clear in parts or not.

    Args:
        turned: as a TIFF says, which is upright as soon as it is loaded.
        frames: of the file.
    """
    found = {
        "cut": size[0] != size[1],
        "turned": turned in TURNS or _orientation(image) in TURNS,
        "first_frame": frames > 1,
        "on_white": is_clear,
        "from_16_bits": is_deep,
        "from_cmyk": image.mode == "CMYK",
        "from_palette": image.mode in ("P", "PA", "1"),
    }
    return tuple(what for what, is_done in found.items() if is_done)


def _is_clear(image: Image.Image) -> bool:
    """Whether a pixel is transparent, at least a little: that it could be is not enough."""
    if not image.has_transparency_data:
        return False
    if image.mode.startswith("I"):  # 16 bits of grey, of which one value may be transparent
        return bool((np.asarray(image) == image.info.get("transparency")).any())
    return image.convert("RGBA").getextrema()[3][0] < 255


def _orientation_of_tiff(image: Image.Image) -> int:
    return getattr(image, "tag_v2", {}).get(ORIENTATION, 1)


def _orientation(image: Image.Image) -> int:
    """1 (upright) where the EXIF data are damaged: the picture can be read all the same."""
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def _reduced(image: Image.Image) -> Image.Image:
    """A large picture averaged down, in whole steps: no side gets shorter than a preview's."""
    factor = min(image.size) // PREVIEW
    return image.reduce(factor) if factor > 1 and image.mode in AVERAGED else image


def _eight_bit(image: Image.Image, levels: Levels | None) -> Image.Image:
    """Grey or RGB, 8 bits, on white paper; of 16 bits what is black and white in it."""
    if image.mode.startswith("I"):  # 16 bits of grey, of which one value may be transparent
        pixels, clear = np.asarray(image), image.info.get("transparency")
        return Image.fromarray(np.where(pixels == clear, 255, _scaled(pixels, levels)))
    is_clear = image.has_transparency_data
    if levels not in (None, ALL_LEVELS):
        image = image.convert("RGBA" if is_clear else "RGB")
        table = _scaled(257 * np.arange(256), levels).tolist()
        image = image.point(table * 3 + [*range(256)] * is_clear)
    if is_clear:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _scaled(values: np.ndarray, levels: Levels | None) -> np.ndarray:
    """From black to white, uint8; what lies beyond is black, or white."""
    low, high = levels or ALL_LEVELS
    scaled = (np.clip(values.astype(np.int32), low, high) - low) * 255 // (high - low)
    return scaled.astype(np.uint8)
