"""A custom benchmark as one file, so that a classmate can open the runs on it.

It is a zip archive of what lies in the benchmark's folder. Of such a file nothing is believed:
names, counts, shapes and kinds of its arrays are checked before room is made for them, photographs
are decoded, and its report, being text, is not kept. `serving.outputs` takes one where it can harm
nobody.
"""

import io
import math
import zipfile
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ood_core.benchmarks import photographs
from ood_core.benchmarks.custom import assembling, class_names, store
from ood_core.benchmarks.custom.sets import MOST, MOST_PHOTOGRAPHS, SHAPE, File, whole
from ood_core.benchmarks.custom.store import About
from ood_core.benchmarks.custom.text_tables import MOST_COLUMNS
from ood_core.benchmarks.photographs import TURNS, WIDTH
from ood_core.errors import Sentence, UserError
from ood_core.files import UNREADABLE, Arrays
from ood_core.images import decode

FILES = ("benchmark.json", "inputs.npz")
MOST_BYTES = 2**30  # of the file, and of what it unpacks to
SHAPES = ([1, *SHAPE[1:]], [*SHAPE], [TURNS, WIDTH])  # of pictures that are made here

OTHER = UserError("error.exchange.other", "it holds other files than such a file does, or more.")
DAMAGED = UserError("error.exchange.damaged", "it is damaged.")
DESCRIPTION = UserError("error.exchange.description", "what it says about itself is not in order.")
CLASSES = UserError("error.exchange.classes", "its classes are not in order.")
PHOTOGRAPHS = UserError(
    "error.exchange.photographs", "not all of its photographs are such as are made here."
)


def export(name: str, out: BinaryIO) -> None:
    """Write the benchmark of that name.

    Raises:
        UserError: there is none, it has no inputs, or its files cannot be read.
    """
    about = store.found().get(name)
    if about is None:
        raise UserError(
            "error.custom.no_such_benchmark",
            "There is no benchmark of your own called {name!r} here.",
            name=name,
        )
    if about.is_outputs:
        raise UserError(
            "error.exchange.outputs",
            "{name} holds outputs of a network, and no inputs: give the file of outputs itself, "
            "which `import-outputs` takes.",
            name=name,
        )
    try:
        with zipfile.ZipFile(out, "w") as packed:  # the arrays are compressed already
            for file in FILES:
                packed.write(store.folder() / name / file, file)
    except OSError as error:
        raise UserError(
            "error.custom.damaged",
            "{file} is damaged; make the benchmark again.",
            file=store.folder() / name,
        ) from error


def import_(path: Path) -> About:
    """Take the benchmark that such a file holds; it keeps its name.

    Raises:
        UserError: the file is none of these, and why; or the name is taken. Nothing is written
            then.
    """
    data = whole(File(path.name, lambda: path.open("rb")), MOST_BYTES)
    try:
        try:
            about, arrays = _read(data)
        except (*UNREADABLE, NotImplementedError) as error:
            raise copy(DAMAGED) from error
    except UserError as why:
        raise UserError(
            "error.custom.not_exported",
            "{file} is not a benchmark that was exported here: {why}",
            file=path,
            why=why,
        ) from why
    store.check_name(about.name)
    imported = Sentence("custom.imported", "It was imported from a file.")
    n = {"n": about.counts["id_train"], "m": about.counts["id_test"], "k": len(about.classes)}
    counts = Sentence(
        "custom.imported_counts", "ID: {k} classes, {n} inputs to train on and {m} to test.", **n
    )
    about = replace(about, report=[imported, counts], left_out=[])
    store.write(about, arrays)
    return about


def _read(data: bytes) -> tuple[About, Arrays]:
    """Raises UserError where something is not as it should be, or what damaged files raise."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        sizes = {info.filename: info.file_size for info in entries}
        if set(sizes) != set(FILES) or len(entries) != len(FILES):
            raise copy(OTHER)
        if sizes[FILES[0]] > store.LONGEST or sum(sizes.values()) > MOST_BYTES:
            raise copy(DESCRIPTION)
        about = store.parsed(packed.read(FILES[0]))
        _check(about)
        with zipfile.ZipFile(io.BytesIO(packed.read(FILES[1]))) as inner:
            arrays = _arrays(inner, about)
    _check_classes(about, arrays)
    if about.is_photographs:
        for name in about.counts:
            _check_photographs(arrays[f"{name}_x"], arrays[f"{name}_n"])
    return about, arrays


def _check(about: About | None) -> None:
    """The description, as `store.make` writes one."""
    if about is None:
        raise copy(DESCRIPTION)
    is_vector = len(about.shape) == 1 and 2 <= about.shape[0] <= MOST_COLUMNS
    if not (is_vector or about.shape in SHAPES) or (is_vector and about.alike):
        raise copy(DESCRIPTION)
    names, tests = about.classes, [f"ood_{test}" for test in about.tests]
    are_names = len(set(names)) == len(names) and all(map(class_names.is_name, names))
    if not are_names or not all(map(store.NAME.fullmatch, [about.name, *about.tests])):
        raise copy(DESCRIPTION)
    most = MOST_PHOTOGRAPHS if about.is_photographs else MOST
    are_counts = (
        set(about.counts) == {"id_train", "id_test", "outliers", *tests}
        and bool(tests)
        and all(int(name != "outliers") <= n <= most for name, n in about.counts.items())
    )
    fits = 1 <= len(names) <= class_names.MOST_CLASSES and 0 <= about.alike <= assembling.SHOWN
    if not are_counts or not fits:
        raise copy(DESCRIPTION)


def _promised(about: About) -> dict[str, tuple[tuple[int, ...], type]]:
    """The shape and kind of each array; of photographs' bytes nobody knows how many there are."""
    found: dict[str, tuple[tuple[int, ...], type]] = {}
    for name, n in about.counts.items():
        if about.is_photographs:
            found |= {f"{name}_x": ((-1,), np.uint8), f"{name}_n": ((n,), np.int64)}
        else:
            kind = np.uint8 if len(about.shape) == 3 else np.float32
            found[f"{name}_x"] = ((n, *about.shape), kind)
    for split in ("id_train", "id_test"):
        found[f"{split}_y"] = ((about.counts[split],), np.int64)
    if about.alike:
        shown = SHAPE if about.is_photographs else about.shape
        found["alike"] = ((about.alike, 2, *shown), np.uint8)
    return found


def _arrays(packed: zipfile.ZipFile, about: About) -> Arrays:
    """What the description promises, and nothing else: each header is read before its array."""
    promised = _promised(about)
    sizes = {info.filename: info.file_size for info in packed.infolist()}
    names = {f"{name}.npy" for name in promised}
    if set(sizes) != names or len(packed.infolist()) != len(names):
        raise copy(OTHER)
    if sum(sizes.values()) > MOST_BYTES:
        raise copy(DESCRIPTION)
    arrays: Arrays = {}
    for name, (shape, kind) in promised.items():
        with packed.open(f"{name}.npy") as file:
            if np.lib.format.read_magic(file) != (1, 0):  # as NumPy writes numbers
                raise copy(DAMAGED)
            found, by_column, dtype = np.lib.format.read_array_header_1_0(file)
            fits = found == shape or (shape == (-1,) and len(found) == 1)
            size = math.prod(found) * dtype.itemsize
            if not fits or by_column or dtype != kind or not 0 <= size <= sizes[f"{name}.npy"]:
                raise _unlike(name)
            content = file.read(size + 1)
        if len(content) != size:
            raise _unlike(name)
        arrays[name] = np.frombuffer(content, dtype).reshape(found)
        if dtype.kind == "f" and not np.isfinite(arrays[name]).all():
            raise _unlike(name)
    return arrays


def _unlike(name: str) -> UserError:
    return UserError(
        "error.exchange.unlike", "{name} in it is not what it says about itself.", name=name
    )


def _check_classes(about: About, arrays: Arrays) -> None:
    """That each has inputs to train on, and no input another class."""
    for split in ("id_train", "id_test"):
        y = arrays[f"{split}_y"]
        if not 0 <= y.min() <= y.max() < len(about.classes):
            raise copy(CLASSES)
    if len(np.unique(arrays["id_train_y"])) < len(about.classes):
        raise copy(CLASSES)


def _check_photographs(data: np.ndarray, sizes: np.ndarray) -> None:
    """That the bytes are as many JPEG files as they say, each as `store` keeps photographs."""
    if (sizes <= 0).any() or sum(sizes.tolist()) != len(data):
        raise copy(PHOTOGRAPHS)
    side, start = photographs.SHAPE[1:], 0
    for size in sizes.tolist():
        file = data[start : start + size].tobytes()
        start += size
        try:
            is_ours = file[:2] == b"\xff\xd8" and decode(file, photographs.SHAPE).size == side
        except UserError as error:
            raise copy(PHOTOGRAPHS) from error
        if not is_ours:
            raise copy(PHOTOGRAPHS)
