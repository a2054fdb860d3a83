"""A custom benchmark as one file, so that a classmate can open the runs on it.

It is a zip archive of what lies in the benchmark's folder. Of such a file nothing is believed:
names, counts, shapes and kinds of its arrays are checked, and its report, being text, is not kept.
"""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ood_core.benchmarks.custom import assembling, store
from ood_core.benchmarks.custom.sets import MOST, File, whole
from ood_core.benchmarks.custom.store import About
from ood_core.errors import Sentence, UserError
from ood_core.files import UNREADABLE

FILES = ("benchmark.json", "inputs.npz")
MOST_BYTES = 2**30  # of the file, and of what it unpacks to


def export(name: str, out: BinaryIO) -> None:
    """Write the benchmark of that name.

    Raises:
        UserError: there is none, or its files cannot be read.
    """
    if name not in store.found():
        raise UserError(
            "error.custom.no_such_benchmark",
            "There is no benchmark of your own called {name!r} here.",
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
        UserError: the file is none of these, or the name is taken. Nothing is written then.
    """
    data = whole(File(path.name, lambda: path.open("rb")), MOST_BYTES)
    not_one = UserError(
        "error.custom.not_exported",
        "{file} is not a benchmark that was exported here, or is damaged.",
        file=path,
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = {info.filename: info.file_size for info in packed.infolist()}
            if set(entries) != set(FILES) or sum(entries.values()) > MOST_BYTES:
                raise not_one
            about = store.parsed(packed.read(FILES[0]))
            if about is None:
                raise not_one
            store.check_names(about.name, ())
            arrays = _arrays(about, packed.read(FILES[1]))
    except UNREADABLE as error:
        raise not_one from error
    if arrays is None:
        raise not_one
    imported = Sentence("custom.imported", "It was imported from a file.")
    n = {"n": about.counts["id_train"], "m": about.counts["id_test"], "k": len(about.classes)}
    counts = Sentence(
        "custom.imported_counts", "ID: {k} classes, {n} inputs to train on and {m} to test.", **n
    )
    about = replace(about, report=[imported, counts], left_out=[])
    store.write(about, arrays)
    return about


def _arrays(about: About, data: bytes) -> dict[str, np.ndarray] | None:
    """What the description promises, and nothing else; None where it is not so."""
    names = [*about.classes, *about.tests]
    if len(set(about.classes)) < len(about.classes) or not all(map(assembling.is_name, names)):
        return None
    if not all(store.NAME.fullmatch(test) for test in about.tests):
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as packed:  # before an array makes room for itself
        if sum(info.file_size for info in packed.infolist()) > MOST_BYTES:
            return None
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    shape, kind = tuple(about.shape), np.dtype(np.uint8 if len(about.shape) == 3 else np.float32)
    wanted = {"id_train_y", "id_test_y", *(["alike"] if about.alike else [])}
    for what, n in about.counts.items():
        x, sizes = arrays.get(f"{what}_x"), arrays.get(f"{what}_n")
        wanted |= {f"{what}_x", *([f"{what}_n"] if about.is_photographs else [])}
        if x is None or not 0 <= n <= MOST:
            return None
        if about.is_photographs:
            are_files = x.dtype == np.uint8 and x.ndim == 1 and sizes is not None
            if not are_files or sizes.shape != (n,) or sizes.dtype != np.int64:
                return None
            if (sizes < 0).any() or sizes.sum() != len(x):
                return None
        elif x.shape != (n, *shape) or x.dtype != kind or not np.isfinite(x).all():
            return None
    if set(arrays) != wanted:
        return None
    for split in ("id_train", "id_test"):
        y = arrays[f"{split}_y"]
        if y.shape != (about.counts[split],) or y.dtype != np.int64:
            return None
        if len(y) and not 0 <= y.min() <= y.max() < len(about.classes):
            return None
    shown = arrays.get("alike", np.zeros((0, 2, 1, 32, 32), np.uint8))
    is_shown = shown.shape[:2] == (about.alike, 2) and shown.shape[3:] == (32, 32)
    return arrays if is_shown and shown.dtype == np.uint8 and shown.shape[2] in (1, 3) else None
