"""What people bring of their own: folders of images, image parquet files, tables of points.

The files are not trusted: every image goes through `ood_core.images`. What cannot be read is
listed, and the rest is used.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from ood_core import images
from ood_core.benchmarks import photographs
from ood_core.benchmarks.custom import archives, layouts, parquet, vectors
from ood_core.benchmarks.custom import labels as table_labels
from ood_core.benchmarks.custom.archives import Member
from ood_core.benchmarks.custom.sets import (
    PHOTOGRAPH,
    SHAPE,
    Decode,
    File,
    LeftOut,
    Named,
    Picture,
    Read,
    check_count,
    check_photographs,
    check_widths,
    refused,
    shown,
)
from ood_core.errors import Sentence, UserError
from ood_core.images import Levels, Seen

TEXT = (".csv", ".tsv", ".data")  # points
LABELS = (".csv", ".tsv", ".jsonl")  # the classes of images beside them
OTHER_TABLES = (
    *(".xlsx", ".xls", ".ods", ".json", ".jsonl", ".feather", ".arrow", ".orc", ".txt", ".dat"),
    *(".mat", ".h5", ".hdf5", ".pkl", ".pt", ".pth", ".db", ".sqlite", ".gz"),
)
TABLES = (*TEXT, *vectors.ARRAYS, *(".jsonl", ".json", ".parquet", ".xlsx", ".ods"))
BEYOND = Sentence(
    "custom.beyond",
    "{set}: {n} of 16 bits go beyond what is black and white in ID, and are cut off there.",
)
FROM_16_BITS_BESIDE = Sentence(
    "custom.from_16_bits_beside",
    "{set}: {n} brought from 16 bits to 8: beside images of 8 bits, {low} is black and {high} "
    "white, by the bits that they fill.",
)
SPLIT_COLUMN = Sentence("custom.split_column", "{set}: the split that a column says is kept.")
MOST_TABLES = 200  # of one set: a process of its own may read each
NO_CLASSES = Sentence(
    "custom.no_classes",
    "beside images a table is read where it names their classes, as CSV, TSV or JSON lines, and no "
    "more than {most} of them.",
    most=MOST_TABLES,
)
NOT_USABLE = {  # errors of a table that may name classes: too large, or of several for one image
    *("error.serving.table", "error.custom.large_bytes", "error.custom.long_table"),
    *("error.custom.wide", "error.custom.two_classes"),
}
SAVE_AS = Sentence(
    "custom.save_as",
    "it is neither an image nor a table that is read. Save a table as CSV, TSV, parquet, .npz or "
    ".npy.",
)
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
    "from_16_bits": Sentence(
        "custom.from_16_bits",
        "{set}: {n} brought from 16 bits to 8: {low} is black and {high} white, the same for every "
        "image of the benchmark.",
    ),
    "from_cmyk": Sentence("custom.from_cmyk", "{set}: {n} brought from CMYK to RGB."),
    "from_palette": Sentence(
        "custom.from_palette",
        "{set}: {n} brought from a palette or two tones to grey or RGB.",
    ),
}


class Reader(NamedTuple):
    """Who reads what strangers bring: this process, or one that can harm nobody (`serving`)."""

    decode: Decode
    points: Callable[[File], Read]  # as `vectors.points`
    labels: Callable[[File, Sequence[str]], dict[str, Named] | Sentence]  # as `labels.of_images`
    pictures: Callable[[File], Iterator[Picture]]  # as `parquet.pictures`
    members: Callable[[File], Iterator[Member]]  # as `archives.members`
    told: Callable[[File], list[Sentence] | None]  # as `parquet.told`


HERE = Reader(
    *(images.decode, vectors.points, table_labels.of_images, parquet.pictures),
    *(archives.members, parquet.told),
)


def read(
    files: Sequence[File],
    reader: Reader = HERE,
    shape: tuple[int, int, int] = SHAPE,
    keeps_photographs: bool = False,
    levels: Levels | None = None,
    are_beside_others: bool = False,
) -> Read:
    """One set of inputs: from image files, else from tables or arrays of vectors, else from images
    in parquet files.

    A table beside images may name their classes. Other files are left out, and listed. A zip
    archive is as good as the files in it.

    Args:
        shape: of each image as it is to be.
        keeps_photographs: beside small images, the photographs that they were.
        levels: what is black and white in images of 16 bits; None: see `images.black_and_white`.
        are_beside_others: images of 8 bits are in another set.

    Raises:
        UserError: a table cannot be read at all, or there is more than one can work with.
    """
    files = [file for file in files if not layouts.is_junk(file)]
    if packed := [file for file in files if archives.is_archive(file)]:
        given, left_out = [file for file in files if file not in packed], LeftOut()
        for member in (member for file in packed for member in reader.members(file)):
            if isinstance(member, Sentence):
                left_out.add(member)
            else:
                given.append(member)
        found = read(given, reader, shape, keeps_photographs, levels, are_beside_others)
        return _without(found, left_out.lines())
    decode = partial(
        _images,
        decode=reader.decode,
        shape=shape,
        keeps=keeps_photographs,
        are_beside_others=are_beside_others,
    )
    check_count(len(files))
    pictures = [file for file in files if layouts.is_image(file)]
    stored = _ending(files, (".parquet",))
    used = _ending(files, TEXT) or _ending(files, vectors.ARRAYS)
    if not (pictures or used or stored) and (others := _ending(files, OTHER_TABLES)):
        found = decode(
            [Picture(f.name, None, f.open) for f in files if f not in others], levels=levels
        )
        return _without(found, (refused(one.name, SAVE_AS) for one in others))
    if pictures or not (used or stored):
        return _folder(files, pictures or files, reader, partial(decode, levels=levels))
    if len(used or stored) > MOST_TABLES:
        raise UserError(
            "error.custom.many_tables",
            "The set has {n} tables; one set may have {most}. Put several into one.",
            n=len(used or stored),
            most=MOST_TABLES,
        )
    of_images = None if used else reader.told(stored[0])
    if of_images is None:
        used = used or stored
        given = vectors.merged(used)
        sides, told = layouts.of_files([file.name for file in given])
        parts = [
            (file.name, _on(side, reader.points(file)))
            for side, file in zip(sides, given, strict=True)
        ]
        found = _joined(parts)
    else:
        sides, told = layouts.of_files([file.name for file in stored])
        each = (
            picture._replace(side=side or picture.side)
            for side, file in zip(sides, stored, strict=True)
            for picture in reader.pictures(file)
        )
        found, used = decode(each, levels=levels), stored
        found = replace(found, done=(*of_images, *found.done))
    if told or any(found.sides):
        found = replace(found, done=(told or SPLIT_COLUMN, *found.done))
    names = {file.name for file in used}
    return _without(found, (refused(one.name, BESIDE) for one in files if one.name not in names))


def _without(found: Read, left_out: Iterable[Sentence]) -> Read:
    """What was read, with what else was left out."""
    return replace(found, left_out=LeftOut(*found.left_out, *left_out).lines())


def _ending(files: Sequence[File], suffixes: Sequence[str]) -> list[File]:
    return [file for file in files if PurePosixPath(file.name).suffix.lower() in suffixes]


def _on(side: str | None, points: Read) -> Read:
    return replace(points, sides=(side,) * len(points.x)) if side else points


def _joined(of: Sequence[tuple[str, Read]]) -> Read:
    """Vectors of several files, two of which may have one name, as one set, along the axes of the
    first."""
    check_widths([(name, part.x.shape[1]) for name, part in of])
    first = of[0][1].axes
    parts = [part.along(first) for _, part in of]
    x = np.concatenate([part.x for part in parts])
    check_count(len(x))
    labels, sides, left_out = (
        tuple(entry for part in parts for entry in getattr(part, name))
        for name in ("labels", "sides", "left_out")
    )
    left_out = LeftOut(*left_out).lines()
    done = {(told.key, str(told.values)): told for part in parts for told in part.done}
    return Read(x, labels, sides, tuple(done.values()), left_out, axes=first)


def _folder(
    files: Sequence[File],
    pictures: Sequence[File],
    reader: Reader,
    decoded: Callable[..., Read],
) -> Read:
    """The images of a folder, as its layout and the tables beside them mean them."""
    labels: dict[str, Named] = {}
    used, told_by = {picture.name for picture in pictures}, dict[str, str]()
    others = [file for file in files if file.name not in used]
    why = {file.name: NO_CLASSES for file in _ending(others, TABLES)}
    for file in _ending(others, LABELS)[:MOST_TABLES]:
        if layouts.is_submission(file):
            continue
        named = _named(file, [picture.name for picture in pictures], reader)
        if isinstance(named, Sentence):
            why[file.name] = named
        elif named:
            before = {name: labels.get(name, found) for name, found in named.items()}
            if unlike := [n for n, found in named.items() if before[n].label != found.label]:
                raise UserError(
                    "error.custom.tables_differ",
                    "{first} and {second} name different classes for {n} of the images. Leave one "
                    "of the two out.",
                    first=shown(told_by[unlike[0]]),
                    second=shown(file.name),
                    n=len(unlike),
                )
            labels |= {
                n: found._replace(side=before[n].side or found.side) for n, found in named.items()
            }
            told_by |= dict.fromkeys(named.keys() - told_by.keys(), file.name)
            used.add(file.name)
    layout = layouts.read(pictures, labels)
    rest = [  # to be refused, each with why
        Picture(file.name, None, file.open)
        for file in others
        if file.name not in used and file.name not in why
    ]
    found = decoded([*layout.pictures, *rest])
    if layout.told:
        found = replace(found, done=(layout.told, *found.done))
    if layout.defects:
        levels = {"levels": found.levels} if found.levels else {}
        found = replace(found, defects=decoded(layout.defects, are_beside_others=True, **levels))
    return _without(found, (refused(n, w) for n, w in why.items() if n not in used))


def _named(file: File, names: Sequence[str], reader: Reader) -> dict[str, Named] | Sentence:
    """What a table beside images says of them, or why it says nothing.

    Raises:
        UserError: it is too much to be read, or contradicts itself: without it the classes could
            be others.
    """
    try:
        return reader.labels(file, names)
    except UserError as error:
        if error.key in NOT_USABLE:
            raise
        return error


def _images(
    pictures: Iterable[Picture],
    decode: Decode,
    shape: tuple[int, int, int],
    keeps: bool,
    levels: Levels | None,
    are_beside_others: bool,
) -> Read:
    """The pictures; those of 16 bits last, when it is known what is black and white in them."""
    taken, left_out, deep = [], LeftOut(), []
    photographed = 0

    def take(picture: Picture, levels: Levels | None) -> None:
        nonlocal photographed
        try:
            with picture.open() as file:
                data = file.read(images.MOST_BYTES + 1)
            seen = decode(data, shape, levels)
            if seen.levels and levels is None:
                deep.append((picture, seen.levels))
                return
            is_large = keeps and min(seen.size) >= PHOTOGRAPH
            large = decode(data, photographs.SHAPE, levels).pixels if is_large else None
        except UserError as error:
            left_out.add(refused(picture.name, error))
        except OSError:
            left_out.add(refused(picture.name, NOT_OPENED))
        else:
            file = None if large is None else photographs.encoded(large)
            photographed += is_large
            check_photographs(photographed)
            taken.append((seen, file, picture.label, picture.side, picture.group))

    for picture in pictures:
        check_count(len(taken) + len(deep) + 1)
        take(picture, levels)
    beside, told = are_beside_others or bool(taken), CHANGES["from_16_bits"]
    if deep:
        levels = images.black_and_white([found for _, found in deep], beside)
        told = FROM_16_BITS_BESIDE if beside else told
    for picture, _ in list(deep):
        take(picture, levels)
    return _read_of(taken, left_out.lines(), shape, levels, CHANGES | {"from_16_bits": told})


def _read_of(
    taken: list[tuple[Seen, bytes | None, str | None, str | None, str | None]],
    left_out: tuple[Sentence, ...],
    shape: tuple[int, int, int],
    levels: Levels | None,
    said: Mapping[str, Sentence],
) -> Read:
    seen, files, labels, sides, groups = zip(*taken, strict=True) if taken else ((),) * 5
    sizes, changes = Counter(one.size for one in seen), Counter[str]()
    for one in seen:
        changes.update(one.changes)
    low, high = levels or images.ALL_LEVELS
    ends = {"low": low, "high": high}
    done = [
        said[what].filled(n=n, **(ends if what == "from_16_bits" else {}))
        for what, n in changes.items()
    ]
    if beyond := sum(
        bool(one.levels) and not low <= min(one.levels) <= max(one.levels) <= high for one in seen
    ):
        done.append(BEYOND.filled(n=beyond))
    if sizes:
        done.insert(0, _resized(sizes, shape[1]))
    x = np.stack([one.pixels for one in seen]) if seen else np.empty((0, *shape), np.uint8)
    used = levels if any(one.levels for one in seen) else None
    return Read(x, labels, sides, tuple(done), left_out, files=files, levels=used, groups=groups)


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
