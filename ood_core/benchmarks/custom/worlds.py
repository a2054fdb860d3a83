"""Custom benchmarks as worlds like any other: what is kept of them in `store` is read on demand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ood_core import kept
from ood_core.benchmarks import photographs, plane
from ood_core.benchmarks.benchmark import Benchmark, Labelled, OodTest, Shift
from ood_core.benchmarks.custom.store import OUTLIERS, About, folder
from ood_core.benchmarks.photographs import BACKBONE, TURNS, WIDTH, Photographs
from ood_core.benchmarks.shifts import FEATURE_SHIFTS, IMAGE_SHIFTS
from ood_core.errors import Sentence, UserError
from ood_core.files import UNREADABLE
from ood_core.images import Levels, decode

VARIED, CROPS = 500, 2  # crops of each of the first ID training photographs, for CSI
TRAIN_COUNT = 5000  # training inputs that evidence keeps
VECTOR_SHIFTS = {"stretch": plane.SHIFTS["stretch"]}


def describe(about: About) -> Benchmark:
    """The benchmark, like any other; its arrays are read when they are first asked for."""
    if about.is_photographs:
        return _of_photographs(about)
    if about.is_outputs:
        return _of_outputs(about)
    is_image, is_plane = len(about.shape) == 3, about.shape == [2]
    n = about.counts
    array = partial(_array, folder() / about.name / "inputs.npz")
    tests = {
        name: OodTest(kind, partial(array, f"ood_{name}_x"), _set_of(n[f"ood_{name}"]))
        for name, kind in about.tests.items()
    }
    return Benchmark(
        name=about.name,
        title=about.name,
        about=_in_a_sentence(about),
        classes=tuple(about.classes),
        shape=tuple(about.shape),
        network="convnet" if is_image else "mlp",
        augment=("digits" if about.shape[0] == 1 else "photographs") if is_image else "jitter",
        load_id=partial(_labelled, array),
        load_outliers=partial(array, "outliers_x"),
        outliers_about=_set_of(n["outliers"]),
        ood_tests=tests,
        shifts=IMAGE_SHIFTS if is_image else plane.SHIFTS if is_plane else VECTOR_SHIFTS,
        is_embedded=False,
        train_count=TRAIN_COUNT,
        load_photograph=None if is_image or is_plane else _not_seen,
        levels=_levels(about),
    )


def _not_seen(population: str, row: int) -> np.ndarray:
    raise UserError("error.custom.vectors_unseen", "Vectors have no picture.")


def _levels(about: About) -> Levels | None:
    return (about.levels[0], about.levels[1]) if about.levels else None


def alike(name: str) -> np.ndarray:
    """The first near-duplicates `(P, 2, C, H, W) uint8`. Raises UserError."""
    return _array(folder() / name / "inputs.npz", "alike")


def _in_a_sentence(about: About) -> Sentence:
    """What it is of, and how much of it there is."""
    values = {
        "k": len(about.classes),
        "classes": ", ".join([*about.classes[:10], *(["…"] if len(about.classes) > 10 else [])]),
        "train": about.counts.get("id_train", 0),
        "test": about.counts["id_test"],
    }
    if about.is_outputs:
        return Sentence(
            "custom.about_outputs",
            "Outputs of a network that were brought here, of {k} classes ({classes}), for {test} "
            "ID test inputs. Nothing is trained on them.",
            **values,
        )
    if about.is_photographs:
        return Sentence(
            "custom.about_photographs",
            "Photographs that were brought here, of {k} classes ({classes}): {train} to train on "
            "and {test} to test.",
            **values,
        )
    if len(about.shape) == 3:
        return Sentence(
            "custom.about_images",
            "Images that were brought here, of {k} classes ({classes}): {train} to train on and "
            "{test} to test.",
            **values,
        )
    if about.shape != [2]:
        return Sentence(
            "custom.about_vectors",
            "Vectors of {d} numbers that were brought here, of {k} classes ({classes}): {train} to "
            "train on and {test} to test.",
            d=about.shape[0],
            **values,
        )
    return Sentence(
        "custom.about_points",
        "Points that were brought here, of {k} classes ({classes}): {train} to train on and {test} "
        "to test.",
        **values,
    )


def _set_of(n: int) -> Sentence:
    """What a set of outliers or of a test is."""
    if n:
        return Sentence("custom.a_set", "a set of {n}", n=n)
    return Sentence("custom.no_set", "none were given")


def _of_photographs(about: About) -> Benchmark:
    """Its inputs are features, which `ood_core.features` computes at the first training."""
    path, n = folder() / about.name / "inputs.npz", about.counts
    array = partial(_array, path)
    tests = {
        name: OodTest(kind, partial(_features, path, f"ood_{name}"), _set_of(n[f"ood_{name}"]))
        for name, kind in about.tests.items()
    }

    def load_id(split: Literal["train", "test"]) -> Labelled:
        return Labelled(_features(path, f"id_{split}"), array(f"id_{split}_y"))

    def load_photograph(population: str, row: int) -> np.ndarray:
        file = _photographs(path, population.replace("/", "_")).files[row]
        return decode(file, photographs.SHAPE).pixels

    return Benchmark(
        name=about.name,
        title=about.name,
        about=_in_a_sentence(about),
        classes=tuple(about.classes),
        shape=tuple(about.shape),
        network="head",
        augment="features",
        load_id=load_id,
        load_outliers=partial(_features, path, OUTLIERS),
        outliers_about=_set_of(n["outliers"]),
        ood_tests=tests,
        shifts=FEATURE_SHIFTS,
        is_embedded=False,
        train_count=TRAIN_COUNT,
        load_varied=lambda: photographs.features(_varied(path)),
        levels=_levels(about),
        backbone=BACKBONE,
        photographs=lambda: [*(_photographs(path, name) for name in n), _varied(path)],
        load_photograph=load_photograph,
    )


def _of_outputs(about: About) -> Benchmark:
    """A network's outputs without its inputs, of which there may be pictures."""
    path = folder() / about.name / "inputs.npz"

    def load(*_: Any) -> Any:
        raise UserError(
            "error.custom.no_inputs",
            "Of {benchmark} the outputs of a network were brought, and not its inputs.",
            benchmark=about.name,
        )

    def load_photograph(population: str, row: int) -> np.ndarray:
        try:
            with np.load(path, allow_pickle=False) as stored:
                if population not in stored.files:
                    load()
        except UNREADABLE as error:
            raise _damaged(path) from error
        return kept.loaded(world, population, lambda: _array(path, population))[row]

    shifts = [name.partition("/")[2] for name in about.counts if name.startswith("shift/")]
    world = Benchmark(
        name=about.name,
        title=about.name,
        about=_in_a_sentence(about),
        classes=tuple(about.classes),
        shape=(),
        network="linear",
        augment="features",
        load_id=load,
        load_outliers=load,
        outliers_about=_set_of(0),
        ood_tests={
            name: OodTest(kind, load, _set_of(about.counts[f"ood/{name}"]))
            for name, kind in about.tests.items()
        },
        shifts={name: Shift(load, "") for name in shifts},
        is_embedded=False,
        load_photograph=load_photograph,
        is_frozen=True,
    )
    return world


def _photographs(path: Path, name: str) -> Photographs:
    """A set of photographs as it is kept. Raises UserError."""
    data = _array(path, f"{name}_x").tobytes()
    ends = np.cumsum(_array(path, f"{name}_n")).tolist()
    starts = [0, *ends[:-1]]
    files = tuple(data[start:end] for start, end in zip(starts, ends, strict=True))
    return Photographs(files, BACKBONE)


def _varied(path: Path) -> Photographs:
    return Photographs(_photographs(path, "id_train").files[:VARIED], BACKBONE, CROPS)


def _features(path: Path, name: str) -> np.ndarray:
    """`(N, 4, D)`."""
    found = _photographs(path, name)
    if not found.files:
        return np.empty((0, TURNS, WIDTH), np.float16)
    return photographs.features(found)


def _array(path: Path, name: str) -> np.ndarray:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return stored[name]
    except UNREADABLE as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> UserError:
    return UserError(
        "error.custom.damaged", "{file} is damaged; make the benchmark again.", file=path
    )


def _labelled(array: Callable[[str], np.ndarray], split: str) -> Labelled:
    return Labelled(array(f"id_{split}_x"), array(f"id_{split}_y"))
