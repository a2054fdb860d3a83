"""From sets as they were read to the sets of one benchmark, with a sentence on each thing done."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ood_core.benchmarks import plane
from ood_core.benchmarks.custom import reading
from ood_core.benchmarks.custom.reading import Read
from ood_core.errors import Sentence, UserError

ID = "ID"
TEST_SHARE = 0.2  # of each class
MOST_CLASSES = 100
FILL = 8.0  # how far from the picture's middle scaled ID points reach
FITTING = (3.0, 10.0)  # points that reach this far are left where they are
EDGE = 1  # percent of the ID points on either side that may lie beyond
SPLITS = ({"train", "test"}, {"train", "val"}, {"train", "val", "test"})

Sets = dict[str, np.ndarray]


class Assembled(NamedTuple):
    """`x` has each set's inputs by name, all of one shape; `y` and `is_test` belong to ID."""

    classes: list[str]
    x: Sets
    y: np.ndarray  # (N,) int64
    is_test: np.ndarray  # (N,) bool
    report: list[Sentence]


def assemble(read: Mapping[str, Read], seed: int) -> Assembled:
    """Bring all sets to one shape, use each input once, and split ID by class.

    Args:
        read: "ID" first; then OOD tests, and outliers last: what two sets share stays in the first.

    Raises:
        UserError: points and images together, a set of which nothing is left, fewer than two
            classes, or a class with a single input.
    """
    if len({found.is_image for found in read.values()}) > 1:
        raise UserError(
            "error.custom.images_and_points",
            "One benchmark holds images or points, not both (images: {images}; points: {points}).",
            images=", ".join(what for what, found in read.items() if found.is_image),
            points=", ".join(what for what, found in read.items() if not found.is_image),
        )
    report = [done.filled(set=what) for what, found in read.items() for done in found.done]
    labels = _labels(read[ID].labels)
    x = {what: found.x for what, found in read.items()}
    x[ID] = x[ID][labels != ""]
    if unlabelled := int(np.sum(labels == "")):
        without = Sentence(
            "custom.unlabelled", "ID: without a class, and so left out: {n}.", n=unlabelled
        )
        report.append(without)
    labels = labels[labels != ""]
    classes = _classes(labels)
    x, how = _grey_or_colour(x) if read[ID].is_image else _placed(x)
    kept = _met_first(x)
    report += [how, *_copies(kept)]
    order = _shuffled(kept, seed)
    x = {what: x[what][rows] for what, rows in order.items()}
    y = np.array([classes.index(label) for label in labels[order[ID]]], np.int64)
    _check_filled(x)
    is_test = _split(y, classes, seed)
    return Assembled(classes, x, y, is_test, [*report, *_counted(x, y, classes, is_test, seed)])


def _labels(labels: Sequence[str | None]) -> np.ndarray:
    """The classes' names as pages may show them, "" where an input has none.

    Raises:
        UserError: two classes would have the same name.
    """
    written = {label: _written(label) for label in dict.fromkeys(labels) if label}
    taken: dict[str, str] = {}
    for label, name in written.items():
        if taken.setdefault(name, label) != label:
            raise UserError(
                "error.custom.same_class_name",
                "The classes {first!r} and {second!r} would both be called {name!r} here. Names "
                "keep letters, digits and simple marks, 40 at most: rename one.",
                first=taken[name],
                second=label,
                name=name,
            )
    return np.array([written.get(label, "") for label in labels])


def _written(label: str) -> str:
    """A class's name as pages may show it: no mark-up, 40 characters at most."""
    return re.sub(r"[^\w .,+/()-]", "_", label)[:40].strip()


def _classes(labels: np.ndarray) -> list[str]:
    """The classes' names: numbers by value, words by the alphabet."""
    names = sorted(
        set(labels.tolist()), key=lambda n: (not n.isdecimal(), n.isdecimal() and int(n), n)
    )
    if set(map(str.lower, names)) in SPLITS:
        raise UserError(
            "error.custom.splits_as_classes",
            "The ID data have sub-folders {folders}, which are no classes. Give the folder whose "
            "sub-folders are the classes; the split is made here.",
            folders=", ".join(names),
        )
    if not 2 <= len(names) <= MOST_CLASSES:
        raise UserError(
            "error.custom.class_count",
            "ID needs 2 to {most} classes and has {n}: give one sub-folder, label or value of the "
            "third column for each.",
            most=MOST_CLASSES,
            n=len(names),
        )
    return names


def _grey_or_colour(x: Sets) -> tuple[Sets, Sentence]:
    """Grey everywhere if no ID image has colour; else RGB."""
    height, width = reading.SHAPE[1:]
    if not reading.is_grey(x[ID]):
        return x, Sentence(
            "custom.rgb",
            "Every image is RGB, {height} x {width}: ID has colour.",
            height=height,
            width=width,
        )
    coloured = [what for what, images in x.items() if not reading.is_grey(images)]
    grey = {what: reading.as_grey(images) for what, images in x.items()}
    if not coloured:
        return grey, Sentence(
            "custom.grey",
            "Every image is grey, {height} x {width}: ID has no colour.",
            height=height,
            width=width,
        )
    return grey, Sentence(
        "custom.made_grey",
        "Every image is grey, {height} x {width}: ID has no colour; the colours of {sets} are "
        "gone.",
        height=height,
        width=width,
        sets=", ".join(coloured),
    )


def _placed(x: Sets) -> tuple[Sets, Sentence]:
    """Points moved and scaled, each axis by itself, so that ID fills the picture's middle."""
    low, high = np.percentile(x[ID], [EDGE, 100 - EDGE], axis=0).astype(np.float64)
    reach, frame = np.abs([low, high]).max(), plane.FRAME
    if FITTING[0] <= reach <= FITTING[1]:
        return x, Sentence(
            "custom.fitting",
            "The points stay where they are; pictures show -{frame:g} to {frame:g}.",
            frame=frame,
        )
    middle, half = (low + high) / 2, (high - low) / 2
    scale = FILL / np.where(half > 0, half, FILL)
    with np.errstate(over="ignore"):
        moved = {w: ((points - middle) * scale).astype(np.float32) for w, points in x.items()}
    if not all(np.isfinite(points).all() for points in moved.values()):
        raise UserError(
            "error.custom.too_far",
            "Some points are too far from the ID points for any picture or network.",
        )
    axes = {
        name: f"{scale[i]:.4g} ({name} {'+-'[int(middle[i] > 0)]} {abs(middle[i]):.4g})"
        for i, name in enumerate("xy")
    }
    return moved, Sentence(
        "custom.placed",
        "All points were placed so that ID fills the picture: x becomes {x} and y becomes {y}.",
        **axes,
    )


def _met_first(x: Sets) -> dict[str, np.ndarray]:
    """Set -> which of its inputs were in no set before, nor earlier in this one, `(N,) bool`."""
    met: set[bytes] = set()
    kept = {}
    for what, inputs in x.items():
        fresh = np.zeros(len(inputs), bool)
        for i, row in enumerate(inputs):
            key = row.tobytes()
            fresh[i] = key not in met
            met.add(key)
        kept[what] = fresh
    return kept


def _shuffled(kept: dict[str, np.ndarray], seed: int) -> dict[str, np.ndarray]:
    """The rows that are kept, in an order by the seed: wherever a page or a shift takes a set's
    first inputs, they stand for all of it."""
    rng = np.random.default_rng(seed)
    return {what: rng.permutation(np.flatnonzero(fresh)) for what, fresh in kept.items()}


def _copies(kept: dict[str, np.ndarray]) -> list[Sentence]:
    return [
        Sentence(
            "custom.copies",
            "{set}: copies of inputs in it or in a set above, left out: {n}.",
            set=what,
            n=int(np.sum(~fresh)),
        )
        for what, fresh in kept.items()
        if not fresh.all()
    ]


def _check_filled(x: Sets) -> None:
    for what, inputs in x.items():
        if len(inputs) == 0:
            raise UserError(
                "error.custom.nothing_left",
                "Nothing is left of {set}: every input of it is in another set, too. The sets "
                "must not share inputs.",
                set=what,
            )


def _split(y: np.ndarray, classes: list[str], seed: int) -> np.ndarray:
    """Which inputs are for testing `(N,)`: a share of each class, at least one."""
    rng, is_test = np.random.default_rng(seed), np.zeros(len(y), bool)
    for k, name in enumerate(classes):
        rows = np.flatnonzero(y == k)
        if len(rows) < 2:
            raise UserError(
                "error.custom.small_class",
                "Class {name} has too few different inputs ({n}): it needs at least two, one to "
                "train on and one to test.",
                name=name,
                n=len(rows),
            )
        is_test[rng.permutation(rows)[: max(1, round(TEST_SHARE * len(rows)))]] = True
    return is_test


def _counted(
    x: Sets, y: np.ndarray, classes: list[str], is_test: np.ndarray, seed: int
) -> list[Sentence]:
    each = Counter(y.tolist())
    sizes = ", ".join(f"{name}: {each[k]}" for k, name in enumerate(classes))
    split = Sentence(
        "custom.split",
        "ID: {n} inputs in {k} classes ({sizes}), of which {tested} are for testing: {share:.0%} "
        "of each class, at least one, drawn with seed {seed}.",
        n=len(y),
        k=len(classes),
        sizes=sizes,
        tested=int(is_test.sum()),
        share=TEST_SHARE,
        seed=seed,
    )
    others = [
        Sentence("custom.count", "{set}: {n} inputs.", set=what, n=len(x[what]))
        for what in x
        if what != ID
    ]
    return [split, *others]
