"""Images in the rows of parquet files: Hugging Face's layout, and what comes close to it."""

import io
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import File, Picture, check_count, shown
from ood_core.errors import Sentence, UserError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

BATCH = 16  # rows in memory at once
MOST_METADATA = 2**20  # bytes in which class names are looked for
LONGEST = 200  # characters of a class's name
IMAGE = ("image", "img", "images", "picture", "photo", "pixels", "image_bytes")
SPLIT = ("split", "subset", "partition", "set")
LABEL = ("label", "labels", "fine_label", "class", "target", "category", "coarse_label")

NO_IMAGE = UserError("error.custom.row_empty", "the row has no image.")
ONLY_PATH = UserError(
    "error.custom.row_path", "the row has the image's path only, and not the image itself."
)


def pictures(file: File) -> Iterator[Picture]:
    """The rows of one file, each with its class's name where it has one.

    Raises:
        UserError: it is no parquet file, has no column of images, or too many rows.
    """
    import pyarrow as pa

    try:
        with opened(file) as stored:
            schema = stored.schema_arrow
            check_count(stored.metadata.num_rows, file.name)
            image = _image_column(file, schema)
            if not stored.metadata.num_rows:
                raise UserError(
                    "error.custom.no_rows", "{file} has no rows.", file=shown(file.name)
                )
            label = next((name for name in LABEL if name in schema.names), None)
            names = class_names(schema.metadata or {}, label)
            columns = [image] if label is None else [image, label]
            sides, i = _sides(stored), 0
            for batch in stored.iter_batches(BATCH, columns=columns, use_threads=False):
                labels = batch[label] if label is not None else [None] * len(batch)
                for cell, of_cell in zip(batch[image], labels, strict=True):
                    yield _picture(file, i, cell.as_py(), called(of_cell, names), sides[i])
                    i += 1
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise damaged(file) from error


@contextmanager
def opened(file: File) -> Iterator["pq.ParquetFile"]:
    import pyarrow.parquet as pq

    with file.open() as found:
        yield pq.ParquetFile(found)


def damaged(file: File) -> UserError:
    return UserError(
        "error.custom.not_parquet",
        "{file} is damaged, or no parquet file.",
        file=shown(file.name),
    )


def holds_numbers(file: File) -> bool:
    """Whether it has columns of numbers and none of images: then it may hold vectors.

    Raises:
        UserError: it is no parquet file.
    """
    import pyarrow as pa

    try:
        with opened(file) as stored:
            kinds = [field.type for field in stored.schema_arrow]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(file) from error
    lists = [kind for kind in kinds if holds_lists(kind)]
    numbers = [kind for kind in kinds if is_number(kind)]
    return not any(map(_holds_images, kinds)) and (len(lists) == 1 or len(numbers) > 1)


def is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def holds_lists(kind: "pa.DataType") -> bool:
    """Whether its cells are lists of numbers."""
    import pyarrow as pa

    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return (is_list or pa.types.is_fixed_size_list(kind)) and is_number(kind.value_type)


def is_text(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _sides(stored: "pq.ParquetFile") -> list[str | None]:
    """The side of a split of each row, where a column says it."""
    n, kinds = stored.metadata.num_rows, {f.name: f.type for f in stored.schema_arrow}
    for name in (name for name in SPLIT if name in kinds and is_text(kinds[name])):
        cells = [
            called(cell, [])
            for batch in stored.iter_batches(BATCH, columns=[name], use_threads=False)
            for cell in batch[name]
        ]
        if layouts.are_sides(cells):
            return layouts.of_cells(cells)
    return [None] * n


def _image_column(file: File, schema: "pa.Schema") -> str:
    """The column of images: bytes, or Hugging Face's {bytes, path}; by its name, else the only one.

    Raises:
        UserError: there is none, or several that could be meant; the sentence names the columns.
    """
    fitting = [field.name for field in schema if _holds_images(field.type)]
    named = [name for name in IMAGE if name in fitting]
    if named or len(fitting) == 1:
        return (named or fitting)[0]
    raise no_columns(file, schema)


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

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_struct(kind):
        names = [kind.field(i).name for i in range(kind.num_fields)]
        return "bytes" in names and _holds_images(kind.field("bytes").type)
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


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
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    known = isinstance(value, int) and 0 <= value < len(names)
    return str(names[value] if known else value)[:LONGEST]
