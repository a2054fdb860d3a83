"""Zip archives of what one brings: their members as files, without a path or a link being believed.

Nothing is written to a disk: members' names only say their folders, as classes do. What one member
and all together may unpack to is bounded, whatever the archive says about itself: each is unpacked
once to be checked, and again when it is opened, so that no more than one is in memory.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from ood_core import images
from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import MOST, File, refused, shown, whole
from ood_core.errors import Sentence, UserError

ENDING = ".zip"
MOST_PACKED = 200 * 2**20  # bytes of an archive
MOST_UNPACKED = 400 * 2**20  # bytes of all its members
MOST_MEMBER = images.MOST_BYTES  # bytes of one, but for parquet files
RATIO = 100  # of a member's size to what it takes in the archive
OF_PARQUET = 4  # the same of a parquet file of more than MOST_MEMBER: it is packed itself
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # in which members are packed
PART = 2**20  # bytes that are unpacked together
HEADER = 30  # bytes before a member's name and its content
LONGEST = 500  # characters of a path within it
DRIVE = re.compile("[A-Za-z]:")  # of Windows, at the beginning of a path

NESTED = Sentence("custom.zip_nested", "an archive inside an archive is not read. Unpack it.")
LINK = Sentence("custom.zip_link", "it is a link, and not a file.")
NAME = Sentence("custom.zip_name", "its name leads out of the archive, or is no name.")
LARGE = Sentence("custom.zip_large", "it unpacks to more than {most} MB.", most=MOST_MEMBER >> 20)
BOMB = Sentence("custom.zip_bomb", "it unpacks to more than {n} times its size.")
DAMAGED = Sentence("custom.zip_damaged", "it is damaged, or packed in a way that is not read.")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)

Member = File | Sentence  # or why it is left out


class Place(NamedTuple):
    """Where a member lies in its archive, and how: it has been unpacked, and is what it should be.

    Attributes:
        start: of its bytes in the archive.
        packed: how many those are.
        unpacked: how many come out of them.
        is_deflated: or stored as they are.
    """

    name: str
    start: int
    packed: int
    unpacked: int
    is_deflated: bool


def is_archive(file: File) -> bool:
    """By the ending of its name."""
    return file.name.lower().endswith(ENDING)


def places(file: File, first: int = 0) -> Iterator[Place | Sentence | None]:
    """Where its members lie, each having been unpacked, or why one is left out; None for junk.

    Args:
        first: of its members; those before it are known.

    Raises:
        UserError: it is no zip archive, has a password, or too many files.
    """
    data = whole(file, MOST_PACKED)
    _check_entries(file, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*UNREADABLE, MemoryError, NotImplementedError) as error:
        raise UserError(
            "error.custom.zip_not", "{file} is damaged, or no zip archive.", file=shown(file.name)
        ) from error
    with archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
        if len(entries) > MOST:
            raise _many(file, MOST)
        for info in entries[first:]:
            if info.flag_bits & 1:
                raise UserError(
                    "error.custom.zip_password",
                    "{file} is protected by a password. Pack it without one.",
                    file=shown(file.name),
                )
            yield _place(archive, info, data)


def members(
    file: File, look: Callable[[File], Iterator[Place | Sentence | None]] = places
) -> Iterator[Member]:
    """Its files, each unpacked whenever it is opened; of others why they are left out.

    Args:
        look: `places`, here or in another process.

    Raises:
        UserError: as `places`, or they unpack to too much.
    """
    data, total = memoryview(whole(file, MOST_PACKED)), 0
    for found in look(file):
        if isinstance(found, Sentence):
            yield found
        elif found is not None:
            total += found.unpacked
            if total > MOST_UNPACKED:
                raise UserError(
                    "error.custom.zip_unpacked",
                    "{file} unpacks to more than {most} MB. Give a part of it.",
                    file=shown(file.name),
                    most=MOST_UNPACKED >> 20,
                )
            yield File(found.name, partial(_opened, data, found))


def _opened(data: memoryview, place: Place) -> io.BytesIO:
    packed = data[place.start : place.start + place.packed]
    if not (place.is_deflated and place.unpacked):
        return io.BytesIO(packed[: place.unpacked])
    buffer, inflate = io.BytesIO(), zlib.decompressobj(-zlib.MAX_WBITS)
    try:  # part by part: in one go zlib would hold all of it twice
        for start in range(0, len(packed), PART):
            part = packed[start : start + PART]
            while part and (left := place.unpacked - buffer.tell()):
                buffer.write(inflate.decompress(part, min(left, PART)))
                part = inflate.unconsumed_tail
        if left := place.unpacked - buffer.tell():
            buffer.write(inflate.decompress(b"", left))
    except zlib.error as error:  # who looked was wrong
        raise OSError(str(error)) from error
    return io.BytesIO(buffer.getvalue())


def _check_entries(file: File, data: bytes) -> None:
    """That it has not too many members and folders: of each the directory at its end has a
    signature."""
    if data.count(b"PK\x01\x02") > 2 * MOST:
        raise _many(file, 2 * MOST)


def _many(file: File, most: int) -> UserError:
    return UserError(
        "error.custom.zip_many",
        "{file} has more than {most} files. Give a part of it.",
        file=shown(file.name),
        most=most,
    )


def _place(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> Place | Sentence | None:
    """Of a member that can be unpacked, or why it is left out; nothing for folders and junk."""
    name = _name(info)
    if info.is_dir() or name.endswith("/"):
        return None
    is_path = name.isprintable() and len(name) <= LONGEST and not DRIVE.match(name)
    if not is_path or {"", ".", ".."} & {*name.split("/")}:
        return refused(_printable(name), NAME)
    if layouts.is_junk(File(name, io.BytesIO)):
        return None
    if stat.S_ISLNK(info.external_attr >> 16):
        return refused(name, LINK)
    if is_archive(File(name, io.BytesIO)):
        return refused(name, NESTED)
    is_parquet = name.lower().endswith(".parquet")
    most = MOST_MEMBER + (OF_PARQUET * info.compress_size if is_parquet else 0)
    if info.compress_type not in METHODS:
        return refused(name, DAMAGED)
    try:
        with archive.open(info) as opened:
            unpacked = len(opened.read(most + 1))
    except UNREADABLE:
        return refused(name, DAMAGED)
    if unpacked > most:
        return refused(name, BOMB.filled(n=OF_PARQUET) if is_parquet else LARGE)
    if unpacked > RATIO * info.compress_size + 2**20:
        return refused(name, BOMB.filled(n=RATIO))
    lengths = struct.unpack_from("<HH", data, info.header_offset + 26)  # of its name, and what else
    start = info.header_offset + HEADER + sum(lengths)
    is_deflated = info.compress_type == zipfile.ZIP_DEFLATED
    return Place(name, start, info.compress_size, unpacked, is_deflated)


def _name(info: zipfile.ZipInfo) -> str:
    """Its path with slashes. Where no Unicode was declared, Windows wrote what its country writes.

    (`zipfile` reads such names as code page 437.)
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        for encoding in ("utf-8", "cp949"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)
