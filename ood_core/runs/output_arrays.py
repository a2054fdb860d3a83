"""Each array of a network's outputs by itself: its name, its type, its form and its values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ood_core import npz
from ood_core.errors import Sentence, UserError
from ood_core.files import UNREADABLE, Arrays
from ood_core.runs import output_tables

MOST_ARRAYS, MOST_TESTS = 500, 50
SIDE = 128  # pixels of a thumbnail
POPULATION = re.compile(r"id_train|id_test|validation|(?:near|far|shift)_[a-z0-9][a-z0-9_-]{0,39}")
OF_INPUTS = ("logits", "features", "labels", "thumbnails")
OF_NETWORK = {
    **{"weight": "float (K, D)", "bias": "float (K,)", "text": "float (K, D)"},
    "classes": "str (K,)",
}
WANTED = {
    "logits": "float (N, K)",
    "features": "float (N, D)",
    "labels": "int (N,)",
    "thumbnails": f"uint8 (N, H, W[, 3]), H, W <= {SIDE}",
    **OF_NETWORK,
}
ROWS = 4096  # that are looked at together


def of_file(file: Path, most: int, data: bytes | None, notes: list[Sentence]) -> Arrays:
    """Every array of a file or a folder by name, of a type and shape that it may have.

    Args:
        most: bytes that it may have.
        data: what is in the file, where that is in memory; `file` is then but its name.
        notes: what is done to the arrays is added here.

    Raises:
        UserError: see `npz.read`, or an array is of another form or holds no finite numbers.
    """
    if data is None and file.is_dir():
        found = _of_folder(file, most)
    else:
        found = npz.read(file, most, lambda members: _check_names(file, members), data)
    return {name: _checked(name, array, notes) for name, array in found.items()}


def of_memory(given: Mapping[str, np.ndarray], notes: list[Sentence]) -> Arrays:
    """The same of arrays in memory. Raises UserError as `of_file`."""
    found = {name: np.asarray(array) for name, array in given.items()}
    _check_names("The outputs", [f"{name}.npy" for name in found])
    for name, array in found.items():
        if array.dtype.hasobject:
            raise npz.objects(name)
    return {name: _checked(name, array, notes) for name, array in found.items()}


def blocks(array: np.ndarray) -> Iterator[slice]:
    return (slice(i, i + ROWS) for i in range(0, len(array), ROWS))


def _of_folder(folder: Path, most: int) -> Arrays:
    """The arrays of a folder with a file for each."""
    paths = output_tables.paths(folder)
    _check_names(folder, [f"{path.stem}.npy" for path in paths])
    if sum(path.stat().st_size for path in paths) > most:
        raise npz.too_large(folder, most)
    return {path.stem: _of_one(path) for path in paths}


def _of_one(path: Path) -> np.ndarray:
    """Raises UserError where it is no array of numbers."""
    try:
        array = output_tables.read(path)
    except UNREADABLE as error:
        raise _no_numbers(path) from error
    if array.dtype.hasobject:
        raise npz.objects(path.name) if path.suffix.lower() == ".npy" else _no_numbers(path)
    return array


def _no_numbers(path: Path) -> UserError:
    return UserError(
        "error.outputs.no_numbers",
        "{file} is no readable array of numbers: each row needs equally many, and none may be "
        "missing. Leave names of inputs out, and number the classes from 0.",
        file=path.name,
    )


def _check_names(file: Path | str, members: Sequence[str]) -> None:
    """That the file holds nothing else, and nothing twice."""
    names = [name.removesuffix(".npy") for name in members]
    populations = {name.rpartition("_")[0] for name in names if name not in OF_NETWORK}
    if len(names) > MOST_ARRAYS or len(populations) > MOST_TESTS:
        raise UserError(
            "error.outputs.many",
            "{file} holds more than {most} populations. Bring fewer OOD tests.",
            file=file,
            most=MOST_TESTS,
        )
    for i, name in enumerate(names):
        population, _, kind = name.rpartition("_")
        is_known = name in OF_NETWORK or (kind in OF_INPUTS and POPULATION.fullmatch(population))
        if name in names[:i]:
            raise UserError(
                "error.outputs.twice",
                "{file} holds {name!r} twice. Leave one of the two out.",
                file=file,
                name=members[i][:60],
            )
        if not is_known or members[i] == name:
            raise UserError(
                "error.outputs.unknown",
                "{file} holds {name!r}, which is no array of a network's outputs. Populations are "
                "id_train, id_test, near_NAME, far_NAME, shift_NAME and validation; their arrays "
                "are {arrays}; beside them weight, bias, text and classes.",
                file=file,
                name=members[i][:60],
                arrays=", ".join(f"_{kind}" for kind in OF_INPUTS),
            )


def _checked(name: str, array: np.ndarray, notes: list[Sentence]) -> np.ndarray:
    """The array, in the type that is computed with."""
    kind = name if name in OF_NETWORK else name.rpartition("_")[2]
    if not _fits(kind, array):
        raise UserError(
            "error.outputs.form",
            "{name} must be {wanted}, not {found}.",
            name=name,
            wanted=WANTED[kind],
            found=f"{array.dtype} {array.shape}",
        )
    if 0 in array.shape:
        raise UserError(
            "error.outputs.empty",
            "{name} is empty: leave it out, or bring inputs of it.",
            name=name,
        )
    if kind in ("labels", "classes", "thumbnails"):
        return array
    if array.ndim > 1 and not array.flags.c_contiguous and name not in OF_NETWORK:
        notes.append(
            Sentence(
                "outputs.by_column",
                "{name} was saved column by column (Fortran order); it is read all the same, more "
                "slowly.",
                name=name,
            )
        )
    if array.dtype == np.float16 and kind == "logits":
        notes.append(
            Sentence(
                "outputs.half",
                "{name} are of half precision (float16), in which many inputs have equal scores. "
                "Save logits as float32.",
                name=name,
            )
        )
    if kind != "features" or array.dtype.itemsize > 4:  # features may be large: as they are
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused
            array = array.astype(np.float32)
    for rows in blocks(array):
        if not (is_finite := np.isfinite(array[rows].reshape(len(array[rows]), -1))).all():
            raise UserError(
                "error.outputs.not_finite",
                "{name} holds NaN, infinite or too large values, first in row {row}: no score of "
                "them would be true. Leave those inputs out.",
                name=name,
                row=rows.start + int(np.argmin(is_finite.all(axis=1))),
            )
    return array


def _fits(kind: str, array: np.ndarray) -> bool:
    match kind:
        case "logits" | "features" | "weight" | "text":
            return array.dtype.kind == "f" and array.ndim == 2
        case "bias":
            return array.dtype.kind == "f" and array.ndim == 1
        case "labels":
            return array.dtype.kind in "iu" and array.ndim == 1
        case "classes":
            return array.dtype.kind == "U" and array.ndim == 1
        case _:
            is_picture = array.ndim == 3 or (array.ndim == 4 and array.shape[3] in (1, 3))
            return array.dtype == np.uint8 and is_picture and max(array.shape[1:3]) <= SIDE
