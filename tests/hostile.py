"""Files made to break what reads them, and ordinary ones: each made here, byte by byte.

`KINDS`: what a file is -> how it is made, and how the sentence about it begins; None where it is a
picture that must be read, EITHER where that is the reader's choice. `mutated`: pictures with damage
of many sorts.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

FORMATS = ("PNG", "JPEG", "WEBP")
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)  # where parsers go wrong


def saved(image: Image.Image, format: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


@cache
def photograph(mode: str = "RGB", width: int = 40, height: int = 32) -> Image.Image:
    """Smooth colours and a few edges, so that every coder has something to do."""
    y, x = np.mgrid[:height, :width]
    pixels = np.stack([255 * x / width, 255 * y / height, 128 + 100 * np.sin(x * y / 40)], -1)
    pixels[height // 4 : height // 2, width // 4 : width // 2] = (250, 20, 90)
    image = Image.fromarray(pixels.astype(np.uint8)).convert(mode)
    if mode.endswith("A"):
        image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


# ---- PNG, chunk by chunk (https://www.w3.org/TR/png/) ----


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, pixels: bytes, *extra: bytes, depth: int = 1) -> bytes:
    """Grey; `pixels` are the uncompressed rows, each behind its filter byte."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + body + chunk(b"IEND", b"")


def with_checksums(data: bytes) -> bytes:
    """A damaged PNG whose chunks claim to be whole, so that the damage is read."""
    made, at = bytearray(data), 8
    while at + 12 <= len(made):
        (size,) = struct.unpack(">I", made[at : at + 4])
        end = at + 8 + size
        if end + 4 > len(made):
            break
        made[end : end + 4] = struct.pack(">I", zlib.crc32(made[at + 4 : end]))
        at = end + 4
    return bytes(made)


def bomb(width: int, height: int) -> bytes:
    """Black pixels, one bit each: a thousand times smaller packed."""
    return png(width, height, bytes((width + 7) // 8 + 1) * height)


def text_bomb(name: bytes) -> bytes:
    """A compressed text, or colour profile, of 100 MB in front of a good picture."""
    packed = zlib.compress(bytes(100 * 2**20), 9)
    return png(32, 32, bytes(5) * 32, chunk(name, b"a\0\0" + packed))


# ---- JPEG and WebP ----


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(saved(photograph(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def many_scans() -> bytes:
    """A progressive JPEG of 16 megapixels that repeats its last pass a thousand times."""
    data = saved(Image.new("L", (3999, 4000), 128), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * (9_000_000 // len(scan)) + b"\xff\xd9"


def webp_claiming(width: int, height: int) -> bytes:
    data = bytearray(saved(photograph("RGBA"), "WEBP"))  # transparency brings the chunk VP8X
    data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


# ---- two kinds in one file, and others ----


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.sh", "echo hello")
    return buffer.getvalue()


def with_text(text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return saved(photograph(), pnginfo=info)


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="9"/></svg>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "&c;&c;">]><svg>&b;</svg>'
LOUD = b"\xff" * 60


HEIC = "The image is damaged" if find_spec("pi_heif") else "This is a HEIC or AVIF photograph"


def box(brand: bytes) -> bytes:
    """The first box of a HEIC or AVIF file."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + bytes(200)


def animated(format: str) -> bytes:
    frames = [photograph(), photograph().rotate(90)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:])


def oriented(tag: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = tag
    return saved(photograph(), "JPEG", exif=exif)


def damaged_exif() -> bytes:
    data = oriented(6)
    at = data.index(b"Exif\0\0") + 6
    return data[:at] + b"MM\0*\xff\xff\xff\xff" + data[at + 8 :]


def real() -> Image.Image:
    return Image.fromarray(np.linspace(0, 1, 1024, dtype=np.float32).reshape(32, 32))


def wide() -> Image.Image:
    return Image.fromarray(np.arange(1024, dtype=np.int32).reshape(32, 32) * 1000)


def tiff_claiming(side: int) -> bytes:
    """A TIFF whose header has that many columns and rows, and no more pixels than before."""
    data = bytearray(saved(photograph(), "TIFF"))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        if struct.unpack_from("<H", data, entry)[0] in (0x0100, 0x0101):
            struct.pack_into("<HII", data, entry + 2, 4, 1, side)
    return bytes(data)


def bmp_claiming(side: int) -> bytes:
    data = bytearray(saved(photograph(), "BMP"))
    struct.pack_into("<ii", data, 18, side, side)
    return bytes(data)


TOO_MUCH, LARGE, DAMAGED = "Reading it takes too", "more than 16 megapixels", "The image is damaged"
VAST = "more than 50 megapixels"
EITHER = "either"
NO_IMAGE = "This is not a PNG, JPEG, WebP, TIFF or BMP image"
KINDS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "nothing": (lambda: b"", "The file is empty"),
    "one byte": (lambda: b"\x89", NO_IMAGE),
    "PNG signature alone": (lambda: b"\x89PNG\r\n\x1a\n", ""),
    "JPEG signature alone": (lambda: b"\xff\xd8\xff", ""),
    "WebP signature alone": (lambda: b"RIFF\x04\0\0\0WEBP", ""),
    "WebP cut within its header": (
        lambda: saved(photograph("RGBA"), "WEBP")[:26],
        "The image is damaged",
    ),
    "1 x 1": (lambda: saved(photograph(width=1, height=1)), "1 x 1 pixels show too little"),
    "1 x 20000": (lambda: bomb(1, 20000), "1 x 20000 pixels show too little"),
    "20000 x 1": (lambda: bomb(20000, 1), "20000 x 1 pixels show too little"),
    "PNG of 81 megapixels": (lambda: bomb(9000, 9000), f"9000 x 9000 pixels are {LARGE}"),
    "PNG of 144 megapixels, a byte each": (
        lambda: png(12000, 12000, bytes(12001 * 12000), depth=8),
        f"12000 x 12000 pixels are {LARGE}",
    ),
    "PNG whose lower half is not to be read": (
        lambda: png(32, 32, bytes(5) * 16 + b"\x09\0\0\0\0" * 16),  # there is no filter 9
        "The image is damaged",
    ),
    "PNG of 900 megapixels": (lambda: bomb(30000, 30000), f"It has {VAST}"),
    "PNG that claims 2^31": (lambda: png(2**31 - 1, 2**31 - 1, b""), f"It has {VAST}"),
    "PNG of no pixels": (lambda: png(0, 0, b""), ""),
    "PNG with 100 MB for 32 rows": (lambda: png(32, 32, bytes(100 * 2**20)), EITHER),
    "PNG, compressed text": (lambda: text_bomb(b"zTXt"), EITHER),
    "PNG, colour profile": (lambda: text_bomb(b"iCCP"), EITHER),
    "PNG of 300,000 chunks": (
        lambda: png(32, 32, bytes(5) * 32, chunk(b"tEXt", b"") * 300_000),
        EITHER,
    ),
    "JPEG that claims 65500 x 65500": (lambda: jpeg_claiming(65500, 65500), f"It has {VAST}"),
    "JPEG of many scans": (many_scans, TOO_MUCH),
    "WebP that claims 16383 x 16383": (
        lambda: webp_claiming(16383, 16383),
        f"16383 x 16383 pixels are {LARGE}",
    ),
    "26 MB": (lambda: saved(photograph()) + bytes(26 * 2**20), "It has 26.0 MB; at most 25 MB"),
    **{
        f"half a {format}": (lambda f=format: (d := saved(photograph(), f))[: len(d) // 2], "")
        for format in FORMATS
    },
    "PNG and zip": (lambda: saved(photograph()) + zipped(), "The file is a zip archive as well"),
    "JPEG and zip": (lambda: saved(photograph(), "JPEG") + zipped(), "The file is a zip archive"),
    "JPEG and PDF": (
        lambda: saved(photograph(), "JPEG", comment=PDF),
        "The file is a PDF document as well",
    ),
    "PNG and web page": (
        lambda: with_text("<html><script>alert(1)</script>"),
        "The file is a web page or a script as well",
    ),
    "SVG": (lambda: SVG, "This is an SVG drawing"),
    "SVG without a prologue": (lambda: SVG.partition(b"\n")[2], "This is an SVG drawing"),
    "SVG of entities": (lambda: LAUGHS, "This is an SVG drawing"),
    "SVG after comments": (lambda: b"<!---->" * 300 + b"<sv", NO_IMAGE),
    "PDF": (lambda: PDF, "This is a PDF document"),
    "zip": (zipped, "This is a zip archive"),
    "TIFF of real numbers": (lambda: saved(real(), "TIFF"), "Its pixels are numbers without"),
    "TIFF of large numbers": (lambda: saved(wide(), "TIFF"), "Its pixels are numbers without"),
    "TIFF that claims 2^31": (lambda: tiff_claiming(2**31 - 1), ""),
    "GIF": (lambda: saved(photograph(), "GIF"), "This is a GIF image"),
    "BMP that claims 2^30": (lambda: bmp_claiming(2**30), ""),
    "HEIC": (lambda: box(b"heic"), HEIC),
    "AVIF": (lambda: box(b"avif"), "This is a HEIC or AVIF photograph"),
    "web page": (lambda: b"<!doctype html><html>", "This is a web page"),
    **{
        f"{name}, no image": (lambda data=data: data, NO_IMAGE)
        for name, data in {
            "text": b"hello\n" * 20,
            "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "program": b"MZ" + bytes(200),
            "pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
            "Photoshop": b"8BPS\0\1" + bytes(40),
            "icon": saved(photograph(), "ICO"),
            "PPM": saved(photograph(), "PPM"),
            "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
            "noise": np.random.default_rng(0).bytes(5000),
        }.items()
    },
    **{
        f"{format}, {mode}": (lambda f=format, m=mode: saved(photograph(m), f), None)
        for format, modes in {
            "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
            "JPEG": ("L", "RGB", "CMYK"),
            "WEBP": ("RGB", "RGBA"),
            "TIFF": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"),
            "BMP": ("1", "L", "P", "RGB"),
        }.items()
        for mode in modes
    },
    **{f"held {tag}": (lambda t=tag: oriented(t), None) for tag in (0, *range(1, 9), 77)},
    "damaged EXIF": (damaged_exif, None),
    "animated PNG": (lambda: animated("PNG"), None),
    "animated WebP": (lambda: animated("WEBP"), None),
    "two pictures in a JPEG": (lambda: animated("MPO"), None),
    "JPEG with a film behind": (lambda: saved(photograph(), "JPEG") + box(b"mp42"), None),
    "PNG with bytes behind": (lambda: saved(photograph()) + LOUD, None),
    "15.9 megapixels": (lambda: saved(Image.new("RGBA", (3975, 4000), (9, 9, 9, 9))), None),
}


# ---- damage ----


@cache
def _whole() -> tuple[bytes, ...]:
    """Small pictures of every kind that is read."""
    kinds = [f"{f}, {m}" for f in FORMATS for m in ("L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK")]
    kinds += ["held 6", "animated PNG", "animated WebP", "two pictures in a JPEG"]
    found = [KINDS[kind][0]() for kind in kinds if kind in KINDS]
    found.append(saved(photograph(), "JPEG", progressive=True, quality=30))
    found.append(saved(photograph(), "WEBP", lossless=True))
    found.append(saved(photograph("P"), "PNG", interlace=1, transparency=3))
    return tuple(found)


def _damage(data: bytearray, rng: np.random.Generator) -> bytearray:
    """One of: flipped bits, bytes overwritten, a number set, a piece gone, doubled or foreign."""
    at, size = int(rng.integers(len(data))), int(rng.integers(1, 40))
    early = int(rng.integers(min(len(data), 60)))  # headers decide the most
    match int(rng.integers(7)):
        case 0:
            for place in rng.integers(len(data), size=rng.integers(1, 9)):
                data[place] ^= 1 << int(rng.integers(8))
        case 1:
            data[at : at + size] = rng.bytes(len(data[at : at + size]))
        case 2:
            number = int(rng.choice(NUMBERS)).to_bytes(4, str(rng.choice(["big", "little"])))
            data[early : early + 4] = number[-len(data[early : early + 4]) :]
        case 3:
            del data[at : at + size]
        case 4:
            data[at:at] = data[at : at + size] * int(rng.integers(1, 50))
        case 5:
            other = _whole()[rng.integers(len(_whole()))]
            data[at:] = other[int(rng.integers(len(other))) :]
        case 6:
            del data[at:]
    return data or bytearray(b"\0")


def mutated(count: int, seed: int) -> Iterator[bytes]:
    """That many damaged pictures, the same for the same seed; kinds take turns."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        data = bytearray(_whole()[i % len(_whole())])
        for _ in range(rng.integers(1, 4)):
            data = _damage(data, rng)
        yield with_checksums(bytes(data)) if rng.random() < 0.7 else bytes(data)


STATUS = Path("/proc/self/status")


def resident() -> float:
    """MB of memory that this process holds; 0 where the system does not say."""
    lines = STATUS.read_text().splitlines() if STATUS.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
