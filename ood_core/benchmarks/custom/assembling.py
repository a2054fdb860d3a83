"""From sets as they were read to the sets of one benchmark, with a sentence on each thing done."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np

from ood_core.benchmarks import plane
from ood_core.benchmarks.custom import alike, class_names, splits
from ood_core.benchmarks.custom.sets import SHAPE, Read, check_widths
from ood_core.errors import Sentence, UserError

ID = "ID"
HELD_OUT = "held-out"
SHOWN = 12  # pairs of near-duplicates
FILL = 8.0  # how far from the picture's middle scaled ID points reach
FITTING = (3.0, 10.0)  # points that reach this far are left where they are
EDGE = 1  # percent of the ID points on either side that may lie beyond
UNEVEN = 20  # times as many inputs as the smallest class has: then it is told

RESIZED = ("custom.as_they_are", "custom.resized", "custom.resized_all")
AS_FEATURES = Sentence(
    "custom.as_features",
    "Photographs: each is cut to its central square and brought to 256 x 256 pixels, of which a "
    "network that was trained on ImageNet sees the middle. Its features are what the methods learn "
    "from; they are computed at the first training.",
)
ONE_SIDED = Sentence(
    "custom.one_sided",
    "ID: on one side of its own split nothing with a class is left, so that another is drawn.",
)
HELD_OUT_ALL = UserError(
    "error.custom.held_out_all", "Every class is held out, and none is left to train on."
)

Sets = dict[str, np.ndarray]


class Assembled(NamedTuple):
    """`x` has each set's inputs by name, all of one shape; `y` and `is_test` belong to ID."""

    classes: list[str]
    x: Sets
    y: np.ndarray  # (N,) int64
    is_test: np.ndarray  # (N,) bool
    report: list[Sentence]
    alike: np.ndarray  # (P, 2, C, H, W): the first near-duplicates, what was met first beside each


def assemble(
    read: Mapping[str, Read],
    seed: int,
    held_out: Collection[str] = (),
    are_photographs: bool = False,
    leaves_out_alike: bool = False,
    keeps_groups: bool = False,
) -> Assembled:
    """Bring all sets to one shape, use each input once, and split ID by class.

    Args:
        read: "ID" first; then OOD tests, and outliers last: what two sets share stays in the first.
        held_out: classes of ID that become the OOD test HELD_OUT instead.
        are_photographs: the images are small copies, which only tell equal photographs apart.
        leaves_out_alike: whether near-duplicates of what an earlier set has are left out.
        keeps_groups: whether a sub-folder within a class is on one side of the split as a whole.

    Raises:
        UserError: vectors and images together, or vectors of several lengths, a set of which
            nothing is left, a class to be held out that is none, no groups where they are to be
            kept, or no class to train on.
    """
    if len({found.is_image for found in read.values()}) > 1:
        raise UserError(
            "error.custom.images_and_points",
            "One benchmark holds images or points, not both (images: {images}; points: {points}).",
            images=", ".join(what for what, found in read.items() if found.is_image),
            points=", ".join(what for what, found in read.items() if not found.is_image),
        )
    check_widths([(what, found.x.shape[1]) for what, found in read.items() if not found.is_image])
    read = {what: found.along(read[ID].axes) for what, found in read.items()}
    report = [
        done.filled(set=what)
        for what, found in read.items()
        for done in found.done
        if not (are_photographs and done.key in RESIZED)
    ]
    labels, renamed = class_names.labels_of(read[ID].labels)
    if renamed:
        report.append(Sentence("custom.renamed", "ID: classes are called {names}.", names=renamed))
    report += class_names.same_but_capitals(labels)
    if unlabelled := int(np.sum(labels == "")):
        report.append(
            Sentence(
                "custom.unlabelled", "ID: without a class, and so left out: {n}.", n=unlabelled
            )
        )
    held_out = [class_names.written(unicodedata.normalize("NFC", name)) for name in held_out]
    sides = np.array([side or "" for side in read[ID].sides])
    groups = splits.groups_of(read[ID], keeps_groups)
    x = _with_held_out({what: found.x for what, found in read.items()}, labels, held_out)
    rows = (labels != "") & ~np.isin(labels, [*held_out])
    on_a_side = splits.on_a_side(sides)
    report += splits.beside(int(np.sum(rows & ~on_a_side)))
    rows &= on_a_side
    x[ID], labels, sides, groups = x[ID][rows], labels[rows], sides[rows], groups[rows]
    if not len(labels):
        raise copy(HELD_OUT_ALL) if held_out else class_names.no_class(read[ID].done)
    if are_photographs:
        how = AS_FEATURES
    else:
        x, how = _grey_or_colour(x) if read[ID].is_image else _placed(x)
    report += _in_two_classes(x[ID], labels)
    kept = _met_first(x)
    report += [how, *_copies(kept)]
    order = _shuffled(kept, seed)
    x = {what: x[what][rows] for what, rows in order.items()}
    labels, sides, groups = (given[order[ID]] for given in (labels, sides, groups))
    _check_filled(x)
    pairs = alike.pairs(x) if read[ID].is_image else []
    shown = [[x[pair.other][pair.other_row], x[pair.set][pair.row]] for pair in pairs[:SHOWN]]
    report += _alike(pairs, leaves_out_alike)
    if leaves_out_alike:
        for what in x:
            rows = [pair.row for pair in pairs if pair.set == what]
            x[what] = np.delete(x[what], rows, axis=0)
        _check_filled(x)
    is_test = splits.own(sides)
    is_own = bool(is_test.any())
    report += [ONE_SIDED] * (bool((sides != "").any()) and not is_own)
    if keeps_groups and not is_own:
        is_test = splits.drawn_in_groups(labels, groups, seed)
    is_small = splits.of_small_classes(labels, is_test)
    report += splits.small(labels, is_small)
    x[ID], labels, is_test = x[ID][~is_small], labels[~is_small], is_test[~is_small]
    classes = class_names.classes_of(labels)
    y = np.array([classes.index(label) for label in labels], np.int64)
    if not (is_own or keeps_groups):
        is_test = splits.drawn(y, len(classes), seed)
    splits.check_tested(is_test, is_own)
    how = splits.OWN_SPLIT if is_own else splits.IN_GROUPS if keeps_groups else splits.DRAWN
    counted = _counted(x, y, classes, is_test, how.filled(seed=seed, share=splits.TEST_SHARE))
    if keeps_groups and not is_own:
        counted.append(splits.told_of_groups(y, classes, groups[~is_small], is_test))
    return Assembled(
        classes,
        x,
        y,
        is_test,
        [*report, *counted],
        np.array(shown, np.uint8).reshape(-1, 2, *x[ID].shape[1:]),
    )


def _with_held_out(x: Sets, labels: np.ndarray, held_out: Collection[str]) -> Sets:
    """And the classes that are held out, as an OOD test after ID.

    Raises:
        UserError: there is no such class.
    """
    if not held_out:
        return x
    for name in held_out:
        if name not in labels:
            raise UserError(
                "error.custom.no_such_class",
                "ID has no class {name!r} to hold out. It has: {classes}.",
                name=name[: class_names.NAME_LENGTH],
                classes=class_names.in_short(sorted({*labels.tolist()} - {""})),
            )
    first, *others = x.items()
    return dict([first, (HELD_OUT, x[ID][np.isin(labels, [*held_out])]), *others])


def _grey_or_colour(x: Sets) -> tuple[Sets, Sentence]:
    """Grey everywhere if no ID image has colour; else RGB."""
    height, width = SHAPE[1:]
    if not _is_grey(x[ID]):
        return x, Sentence(
            "custom.rgb",
            "Every image is RGB, {height} x {width}: ID has colour.",
            height=height,
            width=width,
        )
    coloured = [what for what, images in x.items() if not _is_grey(images)]
    grey = {what: _as_grey(images) for what, images in x.items()}
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


def _as_grey(x: np.ndarray) -> np.ndarray:
    """RGB `(N, 3, H, W) uint8` to luma `(N, 1, H, W) uint8`, as Pillow's mode L rounds it."""
    weights = np.array([19595, 38470, 7471], np.uint32)  # ITU-R BT.601, times 2^16
    return ((np.einsum("nchw,c->nhw", x, weights) + 2**15) >> 16).astype(np.uint8)[:, None]


def _is_grey(x: np.ndarray) -> bool:
    """Whether no image has colour."""
    return bool((x == x[:, :1]).all())


def _placed(x: Sets) -> tuple[Sets, Sentence]:
    """Vectors moved and scaled, each axis by itself: of the plane, so that ID fills the picture's
    middle; of more numbers, to the spread of ID points there, for which networks are made."""
    if x[ID].shape[1] > 2:
        middle, spread = (of(x[ID], axis=0, dtype=np.float64) for of in (np.mean, np.std))
        spread /= plane.SPREAD
        moved = _moved(x, middle, 1 / np.where(spread > 0, spread, 1))
        return moved, Sentence(
            "custom.standardised",
            "Each of the {n} numbers of a vector was centred on its ID mean and brought to an ID "
            "standard deviation of {spread:g}.",
            n=len(middle),
            spread=plane.SPREAD,
        )
    low, high = np.percentile(x[ID], [EDGE, 100 - EDGE], axis=0)
    reach, frame = np.abs([low, high]).max(), plane.FRAME
    if FITTING[0] <= reach <= FITTING[1]:
        placed = {what: points.astype(np.float32) for what, points in x.items()}
        return placed, Sentence(
            "custom.fitting",
            "The points stay where they are; pictures show -{frame:g} to {frame:g}.",
            frame=frame,
        )
    middle, half = (low + high) / 2, (high - low) / 2
    scale = FILL / np.where(half > 0, half, FILL)
    moved = _moved(x, middle, scale)
    axes = {
        name: f"{scale[i]:.4g} ({name} {'+-'[int(middle[i] > 0)]} {abs(middle[i]):.4g})"
        for i, name in enumerate("xy")
    }
    return moved, Sentence(
        "custom.placed",
        "All points were placed so that ID fills the picture: x becomes {x} and y becomes {y}.",
        **axes,
    )


def _moved(x: Sets, middle: np.ndarray, scale: np.ndarray) -> Sets:
    with np.errstate(over="ignore"):
        moved = {w: ((points - middle) * scale).astype(np.float32) for w, points in x.items()}
    if not all(np.isfinite(points).all() for points in moved.values()):
        raise UserError(
            "error.custom.too_far",
            "Some points are too far from the ID points for any picture or network.",
        )
    return moved


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


def _in_two_classes(x: np.ndarray, labels: np.ndarray) -> list[Sentence]:
    """What stands in several classes, and so is wrong in one of them."""
    first: dict[bytes, str] = {}
    n = sum(
        first.setdefault(row.tobytes(), label) != label
        for row, label in zip(x, labels.tolist(), strict=True)
    )
    return [
        Sentence(
            "custom.in_two_classes",
            "ID: the same input with another class than before, of which the first is kept: {n}.",
            n=n,
        )
    ] * bool(n)


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


def _alike(pairs: Sequence[alike.Pair], are_left_out: bool) -> list[Sentence]:
    which = Counter((pair.set, pair.other) for pair in pairs)
    if are_left_out:
        return [
            Sentence(
                "custom.alike_left_out",
                "{set}: near-duplicates of pictures in {other}, left out: {n}.",
                set=what,
                other=other,
                n=n,
            )
            for (what, other), n in which.items()
        ]
    return [
        Sentence(
            "custom.alike",
            "{set}: near-duplicates of pictures in {other}: {n}. They are kept, and make the "
            "numbers wrong; they can be left out.",
            set=what,
            other=other,
            n=n,
        )
        for (what, other), n in which.items()
    ]


def _check_filled(x: Sets) -> None:
    for what, inputs in x.items():
        if len(inputs) == 0 and what != ID:  # of ID `_classes` says that nothing is left
            raise UserError(
                "error.custom.nothing_left",
                "Nothing is left of {set}: every input of it is in another set, too. The sets "
                "must not share inputs.",
                set=what,
            )


def _counted(
    x: Sets, y: np.ndarray, classes: list[str], is_test: np.ndarray, split: Sentence
) -> list[Sentence]:
    """How many inputs there are of what, and how they were split."""
    each = Counter(y.tolist())
    counted: dict[str, Any] = {
        "n": len(y),
        "k": len(classes),
        "sizes": class_names.in_short([f"{name}: {each[k]}" for k, name in enumerate(classes)]),
        "tested": int(is_test.sum()),
        "part": float(is_test.mean()),
    }
    report = [split.filled(**counted)]
    (small, few), (large, many) = (f(each.items(), key=lambda item: item[1]) for f in (min, max))
    if many > UNEVEN * few:
        report.append(
            Sentence(
                "custom.uneven",
                "ID is uneven: {many} inputs of {large}, {few} of {small}. Of small classes, "
                "numbers say little.",
                many=many,
                large=classes[large],
                few=few,
                small=classes[small],
            )
        )
    return report + [
        Sentence("custom.count", "{set}: {n} inputs.", set=what, n=len(x[what]))
        for what in x
        if what != ID
    ]
