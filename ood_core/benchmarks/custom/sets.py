"""Sets of inputs: the files that they are given in, and what is read of those."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from ood_core.errors import Sentence, UserError
from ood_core.images import Levels, Seen

SHAPE = (3, 32, 32)  # of an image as it is read
PHOTOGRAPH = 64  # pixels of the shorter side from which an image is a photograph
MOST = 60_000  # inputs of one set
MOST_PHOTOGRAPHS = 3000  # of one set
LONGEST = 200  # characters of a class's name in a table
SHOWN = 80  # characters of a file's or a column's name
NAMED = 1000  # files, rows or lines that are left out for one reason and told by name
FURTHER = Sentence("custom.further", "{n} more")
SUCH = Sentence("custom.such", "for reasons such as this one: {why}")
Decode = Callable[[bytes, tuple[int, int, int], Levels | None], Seen]  # as `images.decode`
WANTED = UserError(
    "error.custom.wanted_files",
    "Give a folder of PNG, JPEG, WebP, TIFF or BMP images, an image parquet file in the Hugging "
    "Face layout, or a CSV, parquet or .npz file of vectors: two or more numbers and, for ID, a "
    "class.",
)


class File(NamedTuple):
    """A file wherever it lies: its path within the folder that was given, with slashes."""

    name: str
    open: Callable[[], BinaryIO]


class Named(NamedTuple):
    """What a table says of a file: its class, and its side of a split where it says one."""

    label: str
    side: str | None = None


class Picture(NamedTuple):
    """An image still to be decoded.

    Attributes:
        label: its class's name, where it has one.
        open: its bytes; raises UserError where there are none.
        side: "train" or "test", where whoever made the set has decided.
        group: the sub-folder within its class: a patient, a scene.
    """

    name: str | Sentence
    label: str | None
    open: Callable[[], BinaryIO]
    side: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Read:
    """What was read: vectors `(N, D)`, float64 or, where that is exact, float32; or images
    `(N, 3, 32, 32) uint8`.

    Attributes:
        labels: the name of each input's class, None where it has none.
        sides: "train" or "test" of each input, None where nobody has decided.
        done: what was done to them, with a place for the name of the `set`.
        left_out: "name: why".
        defects: what lay beside them to be found as OOD: images, perhaps none.
        files: the photograph behind each image, encoded anew; of small images None.
        levels: what is black and white in those that had 16 bits; None where none had.
        groups: of each image the sub-folder within its class, None where it is in none.
        axes: of vectors what a table calls each number, "" where it does not.
    """

    x: np.ndarray
    labels: tuple[str | None, ...]
    sides: tuple[str | None, ...]
    done: tuple[Sentence, ...]
    left_out: tuple[Sentence, ...]
    defects: "Read | None" = None
    files: tuple[bytes | None, ...] = ()
    levels: Levels | None = None
    groups: tuple[str | None, ...] = ()
    axes: tuple[str, ...] = ()

    @property
    def is_large(self) -> bool:
        """Whether most of its images are photographs."""
        return 2 * sum(file is not None for file in self.files) > len(self.files)

    @property
    def is_image(self) -> bool:
        return self.x.ndim == 4

    def along(self, axes: Sequence[str]) -> "Read":
        """Its vectors with their numbers in the order of others, where all have the same names."""
        wanted = tuple(axes)
        if self.axes == wanted or not wanted or set(self.axes) != set(wanted) or "" in wanted:
            return self
        if len(set(wanted)) < len(wanted):
            return self
        if len(wanted) == 2:
            x, y = wanted
            told = Sentence(
                "custom.axes", "{set}: as in ID, x is the column {x}, and y is {y}.", x=x, y=y
            )
        else:
            told = Sentence("custom.order", "{set}: its columns are in the order of those of ID.")
        order_told = (
            *("custom.columns", "custom.columns_no_class"),
            *("custom.vectors", "custom.vectors_no_class"),
        )
        done = (told, *(one for one in self.done if one.key not in order_told))
        order = [self.axes.index(name) for name in wanted]
        return replace(self, x=self.x[:, order], axes=wanted, done=done)


def on_disk(path: Path) -> list[File]:
    """The file, or every file below the folder.

    Raises:
        UserError: there is neither.
    """
    if path.is_file():
        return [File(path.name, lambda: path.open("rb"))]
    found = sorted(_below(path, set()))
    files = [File(_name(p.relative_to(path)), lambda p=p: p.open("rb")) for p in found]
    if not files:
        raise UserError(
            "error.custom.no_files",
            "There is no file and no folder with files at {path}.",
            path=path,
        )
    return files


def _name(path: Path) -> str:
    """With slashes; letters that are no Unicode, as old archives leave them, become marks."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="replace")


def _below(folder: Path, above: set[Path]) -> Iterator[Path]:
    """Every file, those in linked folders, too, but for links that lead back up."""
    real = folder.resolve()
    if not folder.is_dir() or real in above:
        return
    for path in folder.iterdir():
        if path.is_dir():
            yield from _below(path, above | {real})
        elif path.is_file():
            yield path


def content(file: File, most: int) -> bytes:
    """The file's bytes, one more than `most` where it has more.

    Raises:
        UserError: it cannot be opened.
    """
    try:
        with file.open() as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise UserError(
            "error.custom.cannot_open", "{file} cannot be opened.", file=shown(file.name)
        ) from error


def whole(file: File, most: int) -> bytes:
    """The bytes of a file that has no more than `most`.

    Raises:
        UserError: it has more, or cannot be opened.
    """
    data = content(file, most)
    if len(data) > most:
        raise UserError(
            "error.custom.large_bytes",
            "{file} is larger than {most} MB. Give a part of it.",
            file=shown(file.name),
            most=most >> 20,
        )
    return data


def check_count(n: int, file: str = "") -> None:
    """That a set, or one file of it, does not hold too many inputs."""
    if n <= MOST:
        return
    if file:
        raise UserError(
            "error.custom.large_file",
            "{file} has {n} inputs; one set may hold {most}. Give fewer.",
            file=shown(file),
            n=n,
            most=MOST,
        )
    raise UserError(
        "error.custom.large_set",
        "The set has {n} inputs; one set may hold {most}. Give fewer.",
        n=n,
        most=MOST,
    )


def check_widths(widths: Sequence[tuple[str, int]]) -> None:
    """That vectors have equally many numbers, by the file or the set that they are of."""
    if len({width for _, width in widths}) > 1:
        raise UserError(
            "error.custom.other_width",
            "All vectors of a benchmark have equally many numbers; here they have not ({widths}).",
            widths=", ".join(f"{shown(name)}: {n}" for name, n in widths),
        )


def check_photographs(n: int) -> None:
    """That a set does not hold too many photographs, each of which passes a network many times."""
    if n > MOST_PHOTOGRAPHS:
        raise UserError(
            "error.custom.many_photographs",
            "The set has more than {most} photographs. Give fewer, or have them read as small "
            "pictures.",
            most=MOST_PHOTOGRAPHS,
        )


def refused(name: str | Sentence, why: Sentence, n: int = 1) -> Sentence:
    """That one file, or one row or line of it, was left out, and why; or that so many were.

    Of an error the sentence is kept: its traceback would keep the file's bytes.
    """
    name = shown(name) if isinstance(name, str) else name
    return Sentence("custom.left_out", "{name}: {why}", name=name, why=copy(why), n=n)


def how_many(left_out: Sequence[Sentence | str]) -> int:
    """Files, rows and lines that such lines stand for; text is one."""
    return sum(_stands_for(getattr(line, "values", {})) for line in left_out)


def _stands_for(values: Mapping[str, Any]) -> int:
    return _stands_for(values["line"].values) if "line" in values else values.get("n", 1)


class LeftOut:
    """What is left out: of each reason the first ones by name, and how many more there are."""

    def __init__(self, *lines: Sentence) -> None:
        self._lines: list[Sentence] = []
        self._named, self._more = Counter[str](), Counter[str]()
        self._why: dict[str, Sentence] = {}
        self.add(*lines)

    def add(self, *lines: Sentence) -> None:
        for line in lines:
            why, n = line.values["why"], line.values["n"]
            if n == 1 and self._named[why.key] < NAMED:
                self._named[why.key] += 1
                self._lines.append(line)
            else:
                one = why.values["why"] if why.key == SUCH.key else why
                self._more[one.key] += n
                before = self._why.setdefault(one.key, why)
                if before.key != SUCH.key and str(before) != str(why):  # its numbers are others
                    self._why[one.key] = SUCH.filled(why=copy(before))

    def lines(self) -> tuple[Sentence, ...]:
        more = [refused(FURTHER.filled(n=n), self._why[key], n) for key, n in self._more.items()]
        return (*self._lines, *more)


def shown(name: str) -> str:
    """A name from a file, short enough for a sentence."""
    return name if len(name) <= SHOWN else name[: SHOWN - 1] + "…"
