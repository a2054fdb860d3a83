"""Vectors with their classes, as NumPy's files and parquet tables of numbers hold them.

An array says by its form what it is: the one of two dimensions holds the vectors, an input a row,
and one with an entry for each of them their classes, or the sides of a split. So do columns: those
of numbers, or one of lists, are the vectors.
"""

import io
import math
import zipfile
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from ood_core import npz
from ood_core.benchmarks.custom import layouts, parquet, tables
from ood_core.benchmarks.custom.sets import (
    File,
    LeftOut,
    Read,
    check_count,
    content,
    refused,
    shown,
    whole,
)
from ood_core.benchmarks.custom.tables import Columns
from ood_core.errors import Sentence, UserError
from ood_core.files import Arrays

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ARRAYS = (".npz", ".npy")
MOST_BYTES = 500 * 2**20  # of a file
MOST_NUMBERS = 30_000_000  # of a set
MOST_PACKED = 256 * 2**20  # bytes of arrays in files of their own: so many numbers, and classes
MOST_ARRAYS = 100
NUMBER = 4  # bytes that one takes at least
RATIO = 16  # of what a file's numbers take when they are read to what it takes itself
FREE = 40 * 2**20  # bytes of numbers for which that is not asked
WIDEST = 4096  # numbers of a vector
ROWS = 1024  # of a table that are read together
VECTORS = ("x", "features", "feature", "embeddings", "embedding", "vectors", "vector", "data")
SPLIT = Sentence("custom.split_array", "{set}: the split is in {split}.")
UNLIKE = Sentence("custom.other_length", "its list has another length than the first one.")


def points(file: File) -> Read:
    """The vectors of any file that holds some: of arrays, a parquet table, or a table of text.

    Raises:
        UserError: it cannot be read, or holds no vectors or too many.
    """
    match PurePosixPath(file.name).suffix.lower():
        case ".npz" | ".npy":
            found = _of_arrays(file)
        case ".parquet":
            found = _of_parquet(file)
        case _:
            found = tables.points(file)
    if not (len(found.x) or found.left_out):
        raise parquet.no_rows(file)
    return found


def merged(files: Sequence[File]) -> list[File]:
    """The same, but those of one array each, by folder, as one of several: what an .npz file is."""
    by_folder: dict[PurePosixPath, list[File]] = {}
    others = []
    for file in files:
        path = PurePosixPath(file.name)
        of_its_kind = (
            by_folder.setdefault(path.parent, []) if path.suffix.lower() == ".npy" else others
        )
        of_its_kind.append(file)
    packed = [File(single[0].name, partial(_packed, single)) for single in by_folder.values()]
    return [*others, *packed]


def _packed(files: Sequence[File]) -> io.BytesIO:
    """One .npz file of them, compressed: arrays that an archive holds in little take little here.

    Raises:
        UserError: they have more bytes than one file may.
    """
    buffer, left = io.BytesIO(), MOST_PACKED
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for file in files:
            data = content(file, MOST_PACKED)  # all of it: a part would be copied
            left -= len(data)
            if left < 0:
                raise UserError(
                    "error.custom.large_arrays",
                    "{file} and the arrays beside it are larger than {most} MB. Give a part of "
                    "them.",
                    file=shown(file.name),
                    most=MOST_PACKED >> 20,
                )
            packed.writestr(PurePosixPath(file.name).name, data)
            del data  # before the next one comes
    return io.BytesIO(buffer.getvalue())  # of its own length: whoever reads it whole shares it


# Arrays.


def _of_arrays(file: File) -> Read:
    arrays = _arrays(file)
    name = _matrix(file, arrays)
    x, others = arrays[name], {n: a for n, a in arrays.items() if n != name and a.ndim == 1}
    _check_size(file, *x.shape)
    others = {n: _text(a) if len(a) == len(x) else a for n, a in others.items()}
    texts = {n: a.tolist() for n, a in others.items() if a.dtype.kind == "U" and len(a) == len(x)}
    split = next((n for n, cells in texts.items() if layouts.are_sides(cells)), None)
    label = _label({n: a for n, a in others.items() if n != split}, len(x))
    for of_rows in filter(None, (split, label)):
        if len(others[of_rows]) != len(x):
            raise UserError(
                "error.custom.array_rows",
                "{file}: {name} has {n} entries and {x} has {m} rows; each input needs one in "
                "both.",
                file=shown(file.name),
                name=shown(of_rows),
                n=len(others[of_rows]),
                x=shown(name),
                m=len(x),
            )
    labels, told = _named(others[label], others.get("classes")) if label else ([None] * len(x), [])
    sides = layouts.of_cells(texts[split]) if split else [None] * len(x)
    known = list(arrays)
    used = [known.index(n) for n in (name, label, split, label and "classes") if n in arrays]
    parts = [SPLIT.filled(split=shown(split))] if split else []
    done = [*parts, _told(x.shape[1], name, label), *told, *tables.unused(known, used)]
    return _read(file, x, labels, sides, done)


def _arrays(file: File) -> Arrays:
    """By name; of two dimensions with one column those of one."""

    def check(members: Sequence[str]) -> None:
        if len(members) > MOST_ARRAYS or len(set(members)) < len(members):
            raise UserError(
                "error.custom.arrays",
                "{file} holds more than {most} arrays, or two of one name. Save the vectors and "
                "their classes alone, by np.savez(FILE, x=..., y=...).",
                file=shown(file.name),
                most=MOST_ARRAYS,
            )

    found = npz.read(Path(shown(file.name)), MOST_BYTES, check, whole(file, MOST_BYTES))
    return {n: a[:, 0] if a.ndim == 2 and a.shape[1] == 1 else a for n, a in found.items()}


def _matrix(file: File, arrays: Arrays) -> str:
    """The name of the array of vectors: the only one that can be, or else by its name."""
    fitting = [n for n, a in arrays.items() if a.ndim == 2 and a.shape[1] and a.dtype.kind in "fiu"]
    named = [n for n in fitting if n.lower() in VECTORS]
    if len(fitting) != 1 and len(named) != 1:
        forms = [f"{n} {a.shape}" for n, a in list(arrays.items())[:8]]
        raise UserError(
            "error.custom.no_matrix",
            "{file} needs one array of vectors, numbers of the shape (N, D); several are told "
            "apart by the name x or features. Its arrays: {arrays}.",
            file=shown(file.name),
            arrays=", ".join(map(shown, forms)) or "0",
        )
    return (named if len(named) == 1 else fitting)[0]


def _label(others: Arrays, n: int) -> str | None:
    """The name of the array of classes: by its name, else the only one with an entry a row."""
    named = [name for known in tables.CLASSES for name in others if name.lower() == known]
    whole = [name for name in named if len(others[name]) == n] or named
    if whole:
        return whole[0]
    rest = [name for name, a in others.items() if len(a) == n and a.dtype.kind in "iuUb"]
    return rest[0] if len(rest) == 1 else None


def _text(array: np.ndarray) -> np.ndarray:
    """Text that was saved as bytes as text; all else as it is."""
    return np.char.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array


def _named(labels: np.ndarray, names: np.ndarray | None) -> tuple[list[str | None], list[Sentence]]:
    """Each class's name, and what is told of it: of whole numbers the ones of `classes (K,)`.

    Where a number has none, all keep their numbers: counted from 1, every name would be wrong.
    """
    found = [
        None if isinstance(label, float) and not math.isfinite(label) else tables.called(str(label))
        for label in labels.tolist()
    ]
    if names is None or labels.dtype.kind not in "iu" or names.dtype.kind not in "US":
        return found, []
    if len(labels) and not 0 <= labels.min() <= labels.max() < len(names):
        beyond = Sentence(
            "custom.classes_beyond",
            "{set}: the classes keep their numbers: {n} names count from 0 to {last}, and the "
            "numbers go from {low} to {high}.",
            n=len(names),
            last=len(names) - 1,
            low=int(labels.min()),
            high=int(labels.max()),
        )
        return found, [beyond]
    return _text(names[labels]).tolist(), []


# Tables.


def _of_parquet(file: File) -> Read:
    with parquet.reading(file) as stored:
        check_count(stored.metadata.num_rows, file.name)
        return _of_columns(file, stored, _columns(file, stored))


def _columns(file: File, stored: "pq.ParquetFile") -> tuple[list[str], str | None, list[str]]:
    """The columns of the vectors, of the class, and those of text that may say a split."""
    kinds = {field.name: field.type for field in stored.schema_arrow}
    names = list(kinds)
    if parquet.image_columns(stored.schema_arrow):
        raise UserError(
            "error.custom.images_among_vectors",
            "{file} holds images, and the file before it vectors. One set holds images or vectors, "
            "not both.",
            file=shown(file.name),
        )
    lists = [n for n, kind in kinds.items() if parquet.holds_lists(kind)]
    lists = [n for n in lists if n.lower() in VECTORS] or lists
    lower = [n.lower() if parquet.may_be_class(kind) else "" for n, kind in kinds.items()]
    if lists:
        axes, label = lists, tables.class_of(lower, (), ())
    else:
        numbers = [n for n, kind in kinds.items() if parquet.is_number(kind)]
        at = [names.index(name) for name in numbers if not _is_index(stored, name)]
        found = tables.chosen(lower, at, ())
        axes, label = [names[at] for at in found.axes], found.label
    if len(lists) > 1 or (len(axes) < 2 and not lists):
        raise parquet.no_columns(file, stored.schema_arrow)
    texts = [n for n, kind in kinds.items() if parquet.is_text(kind)]
    name = None if label is None else names[label]
    return axes, name, [text for text in texts if text != name]


def _is_index(stored: "pq.ParquetFile", name: str) -> bool:
    """Whether a column only counts the rows; pandas has a name for the one that it adds."""
    if name == "__index_level_0__":
        return True
    if name.lower() not in tables.INDEX:
        return False
    batches = stored.iter_batches(ROWS, columns=[name], use_threads=False)
    return tables.count([cell for batch in batches for cell in batch[name].to_pylist()])


def _of_columns(
    file: File, stored: "pq.ParquetFile", columns: tuple[list[str], str | None, list[str]]
) -> Read:
    axes, label, texts = columns
    n, schema = stored.metadata.num_rows, stored.schema_arrow
    is_list = parquet.holds_lists(schema.field(axes[0]).type)
    width = _width(stored, axes[0]) if is_list else len(axes)
    if not width and n:
        raise parquet.no_columns(file, schema)
    _check_size(file, n, width)
    names = parquet.class_names(schema.metadata or {}, label)
    wanted = [*axes, *([label] if label else []), *texts]
    x, unlike, end = np.full((n, width), np.nan), set[int](), 0
    words = {name: [] for name in (*texts, *([label] if label else []))}
    for batch in stored.iter_batches(ROWS, columns=wanted, use_threads=False):
        rows = slice(end, end := end + len(batch))
        if is_list:
            x[rows], others = _listed(batch[axes[0]], width)
            unlike |= {rows.start + int(i) for i in others}
        else:
            x[rows] = _beside(batch, axes)
        for name, found in words.items():
            found += [parquet.called(cell, names if name == label else []) for cell in batch[name]]
    split = next((name for name in texts if layouts.are_sides(words[name])), None)
    rest = [name for name in texts if name != split]
    rest = [name for name in rest if not tables.all_differ(words[name])]
    label = rest[0] if label is None and len(rest) == 1 else label
    labels = words[label] if label else [None] * n
    sides = layouts.of_cells(words[split]) if split else [None] * n
    known = list(schema.names)
    others = (known.index(name) if name else None for name in (label, split))
    at = Columns(tuple(map(known.index, axes)), *others)
    if is_list:
        done = [_told(width, axes[0], label), *tables.unused(known, (*at.axes, *at[1:]))]
        return _read(file, x, labels, sides, done, unlike=unlike)
    named = tuple(name.lower() for name in axes)
    return _read(file, x, labels, sides, [*tables.told(known, at)], named)


def _beside(batch: "pa.RecordBatch", axes: Sequence[str]) -> np.ndarray:
    import pyarrow as pa

    columns = [batch[name].cast(pa.float64(), safe=False) for name in axes]
    return np.column_stack([column.to_numpy(zero_copy_only=False) for column in columns])


def _width(stored: "pq.ParquetFile", name: str) -> int:
    """How long the first list is; 0 where there is none."""
    import pyarrow.compute as pc

    for batch in stored.iter_batches(ROWS, columns=[name], use_threads=False):
        if len(lengths := pc.list_value_length(batch[name]).drop_null()):
            return lengths[0].as_py()
    return 0


def _listed(column: "pa.Array", width: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of lists, NaN where there is none or one of another length, and which these are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.list_value_length(column).fill_null(-1).to_numpy(zero_copy_only=False)
    found, is_whole = np.full((len(lengths), width), np.nan), lengths == width
    values = column.filter(pa.array(is_whole)).flatten().cast(pa.float64(), safe=False)
    found[is_whole] = values.to_numpy(zero_copy_only=False).reshape(-1, width)
    return found, np.flatnonzero(~is_whole & (lengths >= 0))


# Both.


def _check_size(file: File, n: int, width: int) -> None:
    check_count(n, file.name)
    if width > WIDEST:
        raise UserError(
            "error.custom.wide",
            "{file} has more than {most} columns. Give fewer numbers of each input.",
            file=shown(file.name),
            most=WIDEST,
        )
    _check_ratio(file, n, width, n * width * NUMBER)
    if n * width > MOST_NUMBERS:
        raise UserError(
            "error.custom.many_numbers",
            "{file} has {n} vectors of {width} numbers, and one set may hold {most} million "
            "numbers. Give fewer inputs.",
            file=shown(file.name),
            n=n,
            width=width,
            most=MOST_NUMBERS // 10**6,
        )


def _check_ratio(file: File, n: int, width: int, size: int) -> None:
    """That vectors of so many bytes do not take far more memory than their file does."""
    if size > FREE and size > RATIO * _size(file):
        raise UserError(
            "error.custom.unpacks_vectors",
            "{file} unpacks to more than {ratio} times its size: to {n} vectors of {width} "
            "numbers. Give fewer inputs, or save it as CSV.",
            file=shown(file.name),
            ratio=RATIO,
            n=n,
            width=width,
        )


def _size(file: File) -> int:
    with file.open() as opened:
        return opened.seek(0, io.SEEK_END)


def _told(width: int, x: str, label: str | None) -> Sentence:
    if label is None:
        return Sentence(
            "custom.array_no_class", "{set}: vectors of {n} numbers, in {x}.", n=width, x=shown(x)
        )
    return Sentence(
        "custom.array",
        "{set}: vectors of {n} numbers, in {x}; the classes are in {label}.",
        n=width,
        x=shown(x),
        label=shown(label),
    )


def _read(
    file: File,
    x: np.ndarray,
    labels: Sequence[str | None],
    sides: Sequence[str | None],
    done: Sequence[Sentence],
    axes: tuple[str, ...] = (),
    unlike: Collection[int] = (),
) -> Read:
    """What was read, without rows that hold no numbers; `unlike` are those of another length.

    Vectors whose numbers are all there in half the bytes, as pixels and counts are, take no more.
    """
    x = x.astype(np.float64)
    is_finite = np.isfinite(x).all(axis=1)
    is_near = ~(np.abs(x) > tables.FARTHEST).any(axis=1)
    left_out = LeftOut()
    for i in np.flatnonzero(~(is_finite & is_near)).tolist():
        why = UNLIKE if i in unlike else tables.TOO_FAR if is_finite[i] else tables.NOT_NUMBERS
        row = Sentence("custom.row", "{file}, row {i}", file=shown(file.name), i=i)
        left_out.add(refused(row, why))
    rows = np.flatnonzero(is_finite & is_near)
    labels, sides = (tuple(given[i] for i in rows) for given in (labels, sides))
    x = x[rows]
    if x.shape[1] > 2 and np.array_equal(x, short := x.astype(np.float32)):
        x = short
    _check_ratio(file, *x.shape, x.nbytes)
    return Read(x, labels, sides, tuple(done), left_out.lines(), axes=axes)
