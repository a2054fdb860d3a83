"""What people bring of their own: folders of images, image parquet files, tables of points.

The files are not trusted: every image goes through `ood_core.images`. What cannot be read is
listed, and the rest is used.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from ood_core import images
from ood_core.benchmarks import photographs
from ood_core.benchmarks.custom import archives, layouts, parquet, tables
from ood_core.benchmarks.custom.archives import Member
from ood_core.benchmarks.custom.sets import (
    PHOTOGRAPH,
    SHAPE,
    Decode,
    File,
    Picture,
    Read,
    check_count,
    check_photographs,
    refused,
)
from ood_core.errors import Sentence, UserError

TEXT = (".csv", ".tsv", ".data")  # points
LABELS = (".csv", ".tsv", ".jsonl")  # the classes of images beside them
BESIDE = Sentence("custom.beside_tables", "beside data in tables it is not read.")
NOT_OPENED = Sentence("custom.not_opened", "it cannot be opened.")
CHANGES = {  # what may be done to a picture: see `images.Seen`
    "cut": Sentence("custom.cut", "{set}: {n} cut to the central square."),
    "turned": Sentence("custom.turned", "{set}: {n} turned as their EXIF data say."),
    "first_frame": Sentence(
        "custom.first_frame", "{set}: {n} of several frames, of which the first is used."
    ),
    "on_white": Sentence(
        "custom.on_white", "{set}: {n} put on white, since parts are transparent."
    ),
    "from_16_bits": Sentence("custom.from_16_bits", "{set}: {n} brought from 16 bits to 8."),
    "from_cmyk": Sentence("custom.from_cmyk", "{set}: {n} brought from CMYK to RGB."),
    "from_palette": Sentence(
        "custom.from_palette",
        "{set}: {n} brought from a palette or two tones to grey or RGB.",
    ),
}


class Reader(NamedTuple):
    """Who reads what strangers bring: this process, or one that can harm nobody (`serving`)."""

    decode: Decode
    points: Callable[[File], Read]  # as `tables.points`
    labels: Callable[[File, Sequence[str]], dict[str, str]]  # as `tables.labels`
    pictures: Callable[[File], Iterator[Picture]]  # as `parquet.pictures`
    members: Callable[[File], Iterator[Member]]  # as `archives.members`


HERE = Reader(images.decode, tables.points, tables.labels, parquet.pictures, archives.members)


def read(
    files: Sequence[File],
    reader: Reader = HERE,
    shape: tuple[int, int, int] = SHAPE,
    keeps_photographs: bool = False,
) -> Read:
    """One set of inputs: from image files, else from tables of points, else from parquet files.

    A table beside images may name their classes. Other files are left out, and listed. A zip
    archive is as good as the files in it.

    Args:
        shape: of each image as it is to be.
        keeps_photographs: beside small images, the photographs that they were.

    Raises:
        UserError: a table cannot be read at all, or there is more than one can work with.
    """
    files = [file for file in files if not layouts.is_junk(file)]
    if packed := [file for file in files if archives.is_archive(file)]:
        unpacked = [member for file in packed for member in reader.members(file)]
        why = tuple(member for member in unpacked if isinstance(member, Sentence))
        others = [file for file in files if file not in packed]
        given = [*others, *(member for member in unpacked if isinstance(member, File))]
        found = read(given, reader, shape, keeps_photographs)
        return replace(found, left_out=(*found.left_out, *why))
    pictures = [file for file in files if layouts.is_image(file)]
    check_count(len(pictures))
    texts, stored = _ending(files, TEXT), _ending(files, (".parquet",))
    if pictures:
        return _folder(files, pictures, reader, shape, keeps_photographs)
    if texts:
        found, used = _joined([reader.points(file) for file in texts]), texts
    elif stored:
        each = (picture for file in stored for picture in reader.pictures(file))
        found = _images(each, reader, shape, keeps_photographs)
        used = stored
    else:
        return _folder(files, files, reader, shape, keeps_photographs)
    others = [refused(file.name, BESIDE) for file in files if file not in used]
    return replace(found, left_out=(*found.left_out, *others))


def _ending(files: Sequence[File], suffixes: Sequence[str]) -> list[File]:
    return [file for file in files if PurePosixPath(file.name).suffix.lower() in suffixes]


def _joined(parts: list[Read]) -> Read:
    """Points of several files as one set."""
    x = np.concatenate([part.x for part in parts])
    check_count(len(x))
    labels, sides, left_out = (
        tuple(entry for part in parts for entry in getattr(part, name))
        for name in ("labels", "sides", "left_out")
    )
    done = {(told.key, str(told.values)): told for part in parts for told in part.done}
    return Read(x, labels, sides, tuple(done.values()), left_out)


def _folder(
    files: Sequence[File],
    pictures: Sequence[File],
    reader: Reader,
    shape: tuple[int, int, int],
    keeps_photographs: bool,
) -> Read:
    """The images of a folder, as its layout and the tables beside them mean them."""
    labels: dict[str, str] = {}
    others = [file for file in files if file not in pictures]
    for file in _ending(others, LABELS):
        if named := reader.labels(file, [picture.name for picture in pictures]):
            labels |= named
            others.remove(file)
    layout = layouts.read(pictures, labels)
    rest = [Picture(file.name, None, file.open) for file in others]  # to be refused, each with why
    found = _images([*layout.pictures, *rest], reader, shape, keeps_photographs)
    if layout.told:
        found = replace(found, done=(layout.told, *found.done))
    if layout.defects:
        defects = _images(layout.defects, reader, shape, keeps_photographs)
        found = replace(found, defects=defects)
    return found


def _images(
    pictures: Iterable[Picture],
    reader: Reader,
    shape: tuple[int, int, int],
    keeps_photographs: bool,
) -> Read:
    pixels, labels, sides, left_out = [], [], [], []
    files: list[bytes | None] = []
    photographed = 0
    sizes: Counter[tuple[int, int]] = Counter()
    changes: Counter[str] = Counter()
    for picture in pictures:
        check_count(len(pixels) + 1)
        try:
            with picture.open() as file:
                data = file.read(images.MOST_BYTES + 1)
            seen = reader.decode(data, shape)
            is_large = keeps_photographs and min(seen.size) >= PHOTOGRAPH
            large = reader.decode(data, photographs.SHAPE).pixels if is_large else None
        except UserError as error:
            left_out.append(refused(picture.name, error))
        except OSError:
            left_out.append(refused(picture.name, NOT_OPENED))
        else:
            pixels.append(seen.pixels)
            files.append(None if large is None else photographs.encoded(large))
            photographed += is_large
            check_photographs(photographed)
            labels.append(picture.label)
            sides.append(picture.side)
            sizes[seen.size] += 1
            changes.update(seen.changes)
    x = np.stack(pixels) if pixels else np.empty((0, *shape), np.uint8)
    done = [CHANGES[what].filled(n=n) for what, n in changes.items()]
    if sizes:
        done.insert(0, _resized(sizes, shape[1]))
    kept = tuple(files) if keeps_photographs else ()
    return Read(x, tuple(labels), tuple(sides), tuple(done), tuple(left_out), files=kept)


def _resized(sizes: Counter[tuple[int, int]], side: int) -> Sentence:
    if set(sizes) == {(side, side)}:
        return Sentence("custom.as_they_are", "{set}: all {side} x {side} already.", side=side)
    smallest, largest = ("{} x {}".format(*f(sizes, key=lambda s: s[0] * s[1])) for f in (min, max))
    if len(sizes) == 1:
        return Sentence(
            "custom.resized",
            "{set}: resized from {size} pixels to {side} x {side}.",
            size=smallest,
            side=side,
        )
    return Sentence(
        "custom.resized_all",
        "{set}: resized from {smallest} to {largest} pixels to {side} x {side}.",
        smallest=smallest,
        largest=largest,
        side=side,
    )
