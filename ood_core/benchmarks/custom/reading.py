"""What people bring of their own: folders of images, image parquet files, CSV files of points.

The files are not trusted: every image goes through `ood_core.images`. What cannot be read is
listed, and the rest is used.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

import numpy as np

from ood_core import images
from ood_core.benchmarks.sources import image_column
from ood_core.errors import Sentence, UserError
from ood_core.images import Seen

SHAPE = (3, 32, 32)  # of an image as it is read
MOST = 60_000  # inputs of one set
Decode = Callable[[bytes, tuple[int, int, int]], Seen]  # as `images.decode`


class File(NamedTuple):
    """A file wherever it lies: its path within the folder that was given, with slashes."""

    name: str
    open: Callable[[], BinaryIO]


class Picture(NamedTuple):
    """An image still to be decoded, and its class where it has one."""

    name: str | Sentence
    label: str | None
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Read:
    """What was read: points `(N, 2) float32` or images `(N, 3, 32, 32) uint8`."""

    x: np.ndarray
    labels: tuple[str | None, ...]
    done: tuple[Sentence, ...]  # what was done to them, with a place for the name of the `set`
    left_out: tuple[Sentence, ...]  # "name: why"

    @property
    def is_image(self) -> bool:
        return self.x.ndim == 4


def on_disk(path: Path) -> list[File]:
    """The file, or every file below the folder but hidden ones.

    Raises:
        UserError: there is neither.
    """
    if path.is_file():
        return [File(path.name, lambda: path.open("rb"))]
    found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else []
    files = [File(p.relative_to(path).as_posix(), lambda p=p: p.open("rb")) for p in found]
    files = [f for f in files if not any(part.startswith(".") for part in f.name.split("/"))]
    if not files:
        raise UserError(
            "error.custom.no_files",
            "There is no file and no folder with files at {path}.",
            path=path,
        )
    return files


def read(files: Sequence[File], decode: Decode = images.decode) -> Read:
    """One set of inputs: from CSV files, else from parquet files, else from image files.

    Where there is one of the first two kinds, all other files are left out, and listed.

    Args:
        decode: reads one image.

    Raises:
        UserError: a table cannot be read at all, or there is more than one can work with.
    """
    if tables := _of_kind(files, ".csv"):
        found = _joined([_points(file) for file in tables])
    elif tables := _of_kind(files, ".parquet"):
        found = _images([picture for file in tables for picture in _rows(file)], decode)
    else:
        found = _images(_in_folders(files), decode)
    if tables:
        others = [_left_out(file.name, BESIDE) for file in files if file not in tables]
        found = replace(found, left_out=(*found.left_out, *others))
    return found


def _of_kind(files: Sequence[File], suffix: str) -> list[File]:
    return [file for file in files if PurePosixPath(file.name).suffix.lower() == suffix]


def _joined(parts: list[Read]) -> Read:
    """Points of several files as one set."""
    x = np.concatenate([part.x for part in parts])
    _check_count(len(x))
    labels, left_out = (
        tuple(entry for part in parts for entry in getattr(part, name))
        for name in ("labels", "left_out")
    )
    return Read(x, labels, (), left_out)


BESIDE = Sentence("custom.beside_tables", "beside data in tables it is not read.")
NOT_OPENED = Sentence("custom.not_opened", "it cannot be opened.")
NOT_NUMBERS = Sentence("custom.not_numbers", "not two finite numbers.")
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
WANTED = UserError(
    "error.custom.wanted",
    "Give a folder of PNG, JPEG or WebP images, an image parquet file in the Hugging Face layout, "
    "or a CSV file of points: x, y and, for ID, a class.",
)


def _in_folders(files: Sequence[File]) -> list[Picture]:
    """Image files with the folder they lie in as their class; one folder around all is ignored."""
    parts = [file.name.split("/") for file in files]
    outer = {part[0] for part in parts if len(part) > 2}
    if len(outer) == 1 and all(part[0] in outer and len(part) > 1 for part in parts):
        parts = [part[1:] for part in parts]
    return [
        Picture("/".join(part), part[0] if len(part) > 1 else None, file.open)
        for part, file in zip(parts, files, strict=True)
    ]


def _rows(file: File) -> list[Picture]:
    """The rows of a parquet file in Hugging Face's layout, with its class names if it has any."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with file.open() as opened:
            stored = pq.ParquetFile(opened)
            _check_count(stored.metadata.num_rows, file.name)
            column = image_column(stored.schema_arrow.names)
            table = stored.read(columns=[column, "label"], use_threads=False)
        contents = [(row or {}).get("bytes") for row in table[column].to_pylist()]
        labels = table["label"].to_pylist() if "label" in table.column_names else []
        names = _class_names(table.schema.metadata or {})
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(
            "error.custom.not_parquet",
            "{file} is not an image parquet file in the Hugging Face layout (a column `image` of "
            "{{bytes, path}} and, for ID, a column `label`).",
            file=file.name,
        ) from error
    called = [_called(label, names) for label in labels or [None] * len(contents)]
    return [
        Picture(_row(file, i), label, lambda data=data: io.BytesIO(data or b""))
        for i, (data, label) in enumerate(zip(contents, called, strict=True))
    ]


def _class_names(metadata: dict[bytes, bytes]) -> list[str]:
    try:
        about = json.loads(metadata[b"huggingface"])
        return list(about["info"]["features"]["label"]["names"])
    except (KeyError, TypeError, ValueError):
        return []


def _called(label: object, names: list[str]) -> str | None:
    known = isinstance(label, int) and 0 <= label < len(names)
    return None if label is None else str(names[label] if known else label)


def _images(pictures: Sequence[Picture], decode: Decode) -> Read:
    _check_count(len(pictures))
    pixels, labels, left_out = [], [], []
    sizes: Counter[tuple[int, int]] = Counter()
    changes: Counter[str] = Counter()
    for picture in pictures:
        try:
            with picture.open() as file:
                seen = decode(file.read(images.MOST_BYTES + 1), SHAPE)
        except UserError as error:
            left_out.append(_left_out(picture.name, error))
        except OSError:
            left_out.append(_left_out(picture.name, NOT_OPENED))
        else:
            pixels.append(seen.pixels)
            labels.append(picture.label)
            sizes[seen.size] += 1
            changes.update(seen.changes)
    x = np.stack(pixels) if pixels else np.empty((0, *SHAPE), np.uint8)
    done = (
        (_resized(sizes), *(CHANGES[what].filled(n=n) for what, n in changes.items()))
        if sizes
        else ()
    )
    return Read(x, tuple(labels), done, tuple(left_out))


def _check_count(n: int, file: str = "") -> None:
    """That a set, or one file of it, does not hold too many inputs."""
    if n <= MOST:
        return
    if file:
        raise UserError(
            "error.custom.large_file",
            "{file} has {n} inputs; one set may hold {most}. Give fewer.",
            file=file,
            n=n,
            most=MOST,
        )
    raise UserError(
        "error.custom.large_set",
        "The set has {n} inputs; one set may hold {most}. Give fewer.",
        n=n,
        most=MOST,
    )


def _resized(sizes: Counter[tuple[int, int]]) -> Sentence:
    side = SHAPE[1]
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


def _left_out(name: str | Sentence, why: Sentence) -> Sentence:
    return Sentence("custom.left_out", "{name}: {why}", name=name, why=why)


def _row(file: File, i: int) -> Sentence:
    return Sentence("custom.row", "{file}, row {i}", file=file.name, i=i)


def _line(file: File, i: int) -> Sentence:
    return Sentence("custom.line", "{file}, line {i}", file=file.name, i=i)


def as_grey(x: np.ndarray) -> np.ndarray:
    """RGB `(N, 3, H, W) uint8` to luma `(N, 1, H, W) uint8`, as Pillow's mode L rounds it."""
    weights = np.array([19595, 38470, 7471], np.uint32)  # ITU-R BT.601, times 2^16
    return ((np.einsum("nchw,c->nhw", x, weights) + 2**15) >> 16).astype(np.uint8)[:, None]


def is_grey(x: np.ndarray) -> bool:
    """Whether no image has colour."""
    return bool((x == x[:, :1]).all())


def _points(file: File) -> Read:
    """Lines of x, y and perhaps a class, in the order that the first line says if it has names."""
    try:
        with file.open() as opened:
            text = opened.read().decode("utf-8-sig")
        first = text.partition("\n")[0]
        lines = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            "error.custom.not_csv",
            "{file} is not a CSV file of points. {wanted}",
            file=file.name,
            wanted=WANTED,
        ) from error
    except OSError as error:
        raise UserError(
            "error.custom.cannot_open", "{file} cannot be opened.", file=file.name
        ) from error
    _check_count(len(lines), file.name)
    *axes, of_class = _columns(lines[0] if lines else [])
    points, labels, left_out = [], [], []
    for number, line in enumerate(lines, 1):
        point = _numbers([line[i] for i in axes if i < len(line)])
        if point is not None:
            points.append(point)
            labels.append((line[of_class].strip() or None) if of_class < len(line) else None)
        elif any(cell.strip() for cell in line) and not (number == 1 and _is_header(line, axes)):
            left_out.append(_left_out(_line(file, number), NOT_NUMBERS))
    x = np.array(points, np.float32).reshape(-1, 2)
    return Read(x, tuple(labels), (), tuple(left_out))


def _is_header(line: list[str], axes: list[int]) -> bool:
    """Whether no coordinate is meant as a number; "nan" is."""
    for cell in (line[i] for i in axes if i < len(line)):
        with suppress(ValueError):
            float(cell)
            return False
    return True


def _columns(header: list[str]) -> tuple[int, int, int]:
    """Where x, y and the class stand in a line: the first three columns, or as they are named."""
    names = [cell.strip().lower() for cell in header]
    if not {"x", "y"} <= set(names):
        return 0, 1, 2
    named = [i for i, name in enumerate(names) if name in ("class", "label")]
    return names.index("x"), names.index("y"), named[0] if named else len(names)


def _numbers(cells: list[str]) -> tuple[float, ...] | None:
    """The two coordinates, or None where they are not finite in single precision."""
    try:
        values = tuple(float(cell) for cell in cells)
    except ValueError:
        return None
    with np.errstate(over="ignore"):
        finite = np.isfinite(np.float32(values)).all()
    return values if len(values) == 2 and finite else None
