"""Arrays of a network's outputs as a folder of files: `id_test_features.parquet`, `.csv` or `.npy`.

A table has a column of numbers for each column of the array, or one column of lists; a first line
that is no numbers, or counts the columns, names them. An index that pandas wrote is no column. The
file's name is that of the array, as `outputs` has it.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ood_core.benchmarks.custom.tables import INDEX

MOST = 2**30  # bytes of a table, which is read into memory


def paths(folder: Path) -> list[Path]:
    """The files that are read, each of an array."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in READERS)


def read(path: Path) -> np.ndarray:
    """The array, which may be of objects: then it is none.

    Raises:
        ValueError, OSError: it cannot be read.
    """
    return READERS[path.suffix.lower()](path)


def _npy(path: Path) -> np.ndarray:
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        if version == (1, 0) and np.lib.format.read_array_header_1_0(file)[2].hasobject:
            return np.empty(0, object)  # whatever is in it is not looked at
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _csv(path: Path) -> np.ndarray:
    from pyarrow import csv

    with path.open("rb") as file:
        first = file.readline(2**20).decode("utf-8", "replace").strip().split(",")
    counts = len(first) > 1 and first == [str(i) for i in range(len(first))]  # pandas' own names
    has_none = all(map(_is_number, first)) and not counts
    named = csv.ReadOptions(autogenerate_column_names=has_none)
    return _columns(path, lambda: csv.read_csv(path, read_options=named))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _parquet(path: Path) -> np.ndarray:
    from pyarrow import parquet

    return _columns(path, lambda: parquet.ParquetFile(path).read())


def _columns(path: Path, load: Callable) -> np.ndarray:
    """`(N, D)`; of one column of numbers `(N,)`."""
    import pyarrow as pa

    if path.stat().st_size > MOST:
        raise ValueError("a table that is too large")
    table = load()  # pyarrow's errors are ValueErrors and OSErrors
    for name in table.column_names:
        is_index = name.lower() in INDEX or name == "__index_level_0__"  # as pandas calls it
        if is_index and np.array_equal(table[name].to_numpy(), np.arange(len(table))):
            table = table.drop_columns(name)
    columns, kind = [column.to_numpy() for column in table.columns], table.schema.types[0]
    if len(columns) == 1 and (pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind)):
        return np.stack(list(columns[0]))
    found = np.column_stack(columns)
    return found[:, 0] if found.shape[1] == 1 else found


READERS: dict[str, Callable[[Path], np.ndarray]] = {
    ".npy": _npy,
    ".csv": _csv,
    ".parquet": _parquet,
}
