"""Images in the rows of parquet files: Hugging Face's layout, and what comes close to it."""

import io
import json
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ood_core.benchmarks.custom import layouts, tables
from ood_core.benchmarks.custom.sets import LONGEST, File, Picture, check_count, shown
from ood_core.errors import Sentence, UserError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

BATCH = 16  # rows in memory at once
MOST_METADATA = 2**20  # bytes in which class names are looked for
IMAGE = ("image", "img", "images", "picture", "photo", "pixels", "image_bytes")
BYTES = "is_binary is_large_binary is_fixed_size_binary is_binary_view"
SPLIT = ("split", "subset", "partition", "set")

IMAGES = Sentence("custom.images", "{set}: the images are in {image}.")
LABELLED = Sentence(
    "custom.images_labelled", "{set}: the images are in {image}; the classes are in {label}."
)

NO_IMAGE = UserError("error.custom.row_empty", "the row has no image.")
ONLY_PATH = UserError(
    "error.custom.row_path", "the row has the image's path only, and not the image itself."
)


class Columns(NamedTuple):
    """The names of the columns that are read, and the side of a split of each row."""

    image: str
    label: str | None
    split: str | None
    sides: list[str | None]


def pictures(file: File) -> Iterator[Picture]:
    """The rows of one file, each with its class's name where it has one.

    Raises:
        UserError: it is no parquet file, has no column of images, or too many rows.
    """
    with reading(file) as stored:
        check_count(stored.metadata.num_rows, file.name)
        columns = _columns(file, stored)
        if not stored.metadata.num_rows:
            raise no_rows(file)
        names = class_names(stored.schema_arrow.metadata or {}, columns.label)
        wanted = [columns.image, *([columns.label] if columns.label else [])]
        i = 0
        for batch in stored.iter_batches(BATCH, columns=wanted, use_threads=False):
            labels = batch[columns.label] if columns.label else [None] * len(batch)
            for cell, of_cell in zip(batch[columns.image], labels, strict=True):
                label = called(of_cell, names)
                yield _picture(file, i, cell.as_py(), label, columns.sides[i])
                i += 1


def told(file: File) -> list[Sentence] | None:
    """Which columns hold images and classes; None where it has vectors and no images.

    Raises:
        UserError: it is no parquet file, or holds neither.
    """
    with reading(file) as stored:
        schema = stored.schema_arrow
        if not image_columns(schema) and holds_vectors(schema):
            return None
        check_count(stored.metadata.num_rows, file.name)
        image, label, split, _ = _columns(file, stored)
        names = {"image": shown(image), "label": shown(label or "")}
        used = (schema.names.index(name) for name in (image, label, split) if name)
        of_images = (LABELLED if label else IMAGES).filled(**names)
        return [of_images, *tables.unused(schema.names, [*used])]


@contextmanager
def reading(file: File) -> Iterator["pq.ParquetFile"]:
    """The file, which may turn out to be damaged wherever it is read."""
    import pyarrow as pa

    try:
        with opened(file) as stored:
            yield stored
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise damaged(file) from error


@contextmanager
def opened(file: File) -> Iterator["pq.ParquetFile"]:
    import pyarrow.parquet as pq

    with file.open() as found:
        stored = pq.ParquetFile(found)
        names = stored.schema_arrow.names
        if len({*names}) < len(names):
            raise UserError(
                "error.custom.same_columns",
                "{file} has two columns called {name}. Rename one of them.",
                file=shown(file.name),
                name=shown(Counter(names).most_common(1)[0][0]),
            )
        yield stored


def no_rows(file: File) -> UserError:
    return UserError("error.custom.no_rows", "{file} has no rows.", file=shown(file.name))


def damaged(file: File) -> UserError:
    return UserError(
        "error.custom.not_parquet",
        "{file} is damaged, or no parquet file.",
        file=shown(file.name),
    )


def holds_vectors(schema: "pa.Schema") -> bool:
    """Whether it has one column of lists of numbers, or several columns of numbers."""
    lists, numbers = (
        sum(is_it(field.type) for field in schema) for is_it in (holds_lists, is_number)
    )
    return lists == 1 or numbers > 1


def is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    types = pa.types
    return types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)


def holds_lists(kind: "pa.DataType") -> bool:
    """Whether its cells are lists of numbers."""
    import pyarrow as pa

    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return (is_list or pa.types.is_fixed_size_list(kind)) and is_number(kind.value_type)


def is_text(kind: "pa.DataType") -> bool:
    return _is_one_of(kind, "is_string is_large_string is_string_view")


def may_be_class(kind: "pa.DataType") -> bool:
    """Whether its cells are one thing each: no lists, and no structures."""
    import pyarrow as pa

    return not pa.types.is_nested(kind)


def _cells(stored: "pq.ParquetFile", name: str) -> list[str | None]:
    return [
        called(cell, [])
        for batch in stored.iter_batches(BATCH, columns=[name], use_threads=False)
        for cell in batch[name]
    ]


def _is_one_of(kind: "pa.DataType", names: str) -> bool:
    """Whether it is of one of these types, or a dictionary of them."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(getattr(pa.types, name)(kind) for name in names.split())


def _columns(file: File, stored: "pq.ParquetFile") -> Columns:
    """The column of images, by its name, else the only one; those of the class and of a split.

    Raises:
        UserError: there is none of images, or several that could be meant; the sentence names the
            columns.
    """
    schema = stored.schema_arrow
    fitting = image_columns(schema)
    named = [name for wanted in IMAGE for name in fitting if name.lower() == wanted]
    if not named and len(fitting) != 1:
        raise no_columns(file, schema)
    image = (named or fitting)[0]
    texts = [f.name for f in schema if is_text(f.type) and f.name != image]
    split, sides = None, [None] * stored.metadata.num_rows
    for name in (name for wanted in SPLIT for name in texts if name.lower() == wanted):
        if layouts.are_sides(cells := _cells(stored, name)):
            split, sides = name, layouts.of_cells(cells)
            break
    texts = [name for name in texts if name.lower() not in SPLIT]
    lower = [
        f.name.lower() if may_be_class(f.type) and f.name not in (image, split) else ""
        for f in schema
    ]
    label = tables.class_of(lower, (), ())
    if label is None and len(texts) == 1 and not tables.all_differ(_cells(stored, texts[0])):
        label = schema.names.index(texts[0])
    return Columns(image, None if label is None else schema.names[label], split, sides)


def image_columns(schema: "pa.Schema") -> list[str]:
    """Those of bytes, or of Hugging Face's {bytes, path}, but for bytes that are classes' names."""
    return [
        field.name
        for field in schema
        if _holds_images(field.type) and field.name.lower() not in (*tables.CLASSES, *SPLIT)
    ]


def no_columns(file: File, schema: "pa.Schema") -> UserError:
    columns = ", ".join(shown(f"{field.name} ({field.type})") for field in list(schema)[:8])
    return UserError(
        "error.custom.no_image_column",
        "{file} has no column of images: it takes a column `image` of bytes, or of "
        "{{bytes, path}} as Hugging Face writes it; or of vectors: one column of lists, or several "
        "of numbers. Its columns: {columns}.",
        file=shown(file.name),
        columns=columns or "0",
    )


def _holds_images(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    if pa.types.is_struct(kind):
        inner = {kind.field(i).name: kind.field(i).type for i in range(kind.num_fields)}
        return "bytes" in inner and _is_one_of(inner["bytes"], BYTES)
    return _is_one_of(kind, BYTES)


def _picture(file: File, i: int, cell: Any, label: str | None, side: str | None) -> Picture:
    name = Sentence("custom.row", "{file}, row {i}", file=shown(file.name), i=i)
    cell = cell if isinstance(cell, dict) else {"bytes": cell}

    def opened() -> io.BytesIO:
        if not cell.get("bytes"):
            raise ONLY_PATH if cell.get("path") else NO_IMAGE
        return io.BytesIO(cell["bytes"])

    return Picture(name, label, opened, side)


def class_names(metadata: dict[bytes, bytes], label: str | None) -> list[str]:
    """The classes' names, as Hugging Face keeps them beside the columns; none where it has none."""
    kept = metadata.get(b"huggingface", b"")
    if label is None or len(kept) > MOST_METADATA:
        return []
    try:
        names = json.loads(kept)["info"]["features"][label]["names"]
        return [str(name)[:LONGEST] for name in list(names)]
    except (KeyError, TypeError, ValueError, RecursionError):
        return []


def called(label: Any, names: list[str]) -> str | None:
    """A class's name: of a number the one that the file gives it."""
    value = label.as_py() if label is not None else None
    if isinstance(value, bytes):
        value = value[: 4 * LONGEST].decode(errors="replace")
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    known = isinstance(value, int) and 0 <= value < len(names)
    return str(names[value] if known else value)[:LONGEST]
