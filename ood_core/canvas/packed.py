"""What a browser gets of the networks of a canvas: one compact file for each frame.

A file is gzip of: the header's length (4 bytes, little-endian), the header (JSON), the arrays one
after the other, little-endian. The header says of each array its name, type and shape, and of each
method its `step`, `phase`, numbers, `losses` as the snapshot has them (None where one is no longer
finite), and the `spans` that bytes stand for; see `frames.CanvasFrames`. (Imports no torch.)
"""

import gzip
import json
import sys
from typing import Any

import numpy as np

from ood_core.files import Arrays

LOGIT, PLACE = 200, 100  # parts of a logit, of a unit of the plane, in 16 bits


def pack(header: dict[str, Any], arrays: Arrays) -> bytes:
    """A file's bytes; the same content gives the same bytes."""
    listed = [[name, a.dtype.str[1:], list(a.shape)] for name, a in arrays.items()]
    head = json.dumps(header | {"arrays": listed}, separators=(",", ":")).encode()
    body = b"".join(np.ascontiguousarray(a).tobytes() for a in arrays.values())
    return gzip.compress(len(head).to_bytes(4, "little") + head + body, 9, mtime=0)


def unpack(data: bytes) -> tuple[dict[str, Any], Arrays]:
    """Header and arrays of what `pack` gave."""
    plain = gzip.decompress(data)
    start = 4 + int.from_bytes(plain[:4], "little")
    header, arrays = json.loads(plain[4:start]), {}
    for name, kind, shape in header["arrays"]:
        array = np.frombuffer(plain, f"<{kind}", int(np.prod(shape)), start).reshape(shape)
        arrays[name], start = array, start + array.nbytes
    return header, arrays


assert sys.byteorder == "little", "frames are written as the machine keeps them"
