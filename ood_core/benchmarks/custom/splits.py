"""Which ID inputs of a custom benchmark are for testing, and what is said of it."""

from collections import Counter

import numpy as np

from ood_core.benchmarks.custom import class_names
from ood_core.benchmarks.custom.sets import Read
from ood_core.errors import Sentence, UserError

TEST_SHARE = 0.2  # of each class
DRAWN = Sentence(
    "custom.split",
    "ID: {n} inputs in {k} classes ({sizes}), of which {tested} are for testing: {share:.0%} of "
    "each class, at least one, drawn with seed {seed}.",
)
IN_GROUPS = Sentence(
    "custom.split_in_groups",
    "ID: {n} inputs in {k} classes ({sizes}), of which {tested} are for testing, {part:.0%}: whole "
    "groups, drawn with seed {seed}.",
)
OWN_SPLIT = Sentence(
    "custom.own_split",
    "ID: {n} inputs in {k} classes ({sizes}), of which {tested} are for testing, as the set's own "
    "split says.",
)


def own(sides: np.ndarray) -> np.ndarray:
    """Which inputs whoever made the set keeps for testing; none where there is no such split."""
    is_test = sides == "test"
    return is_test if is_test.any() and not is_test.all() else np.zeros(len(sides), bool)


def on_a_side(sides: np.ndarray) -> np.ndarray:
    """Which inputs may be used: where the set has a split, those that it puts on a side."""
    return (sides != "") if (sides != "").any() else np.ones(len(sides), bool)


def beside(n: int) -> list[Sentence]:
    return [
        Sentence(
            "custom.on_no_side",
            "ID: on neither side of the set's own split, and so left out: {n}.",
            n=n,
        )
    ] * bool(n)


def of_small_classes(labels: np.ndarray, is_test: np.ndarray) -> np.ndarray:
    """The inputs of classes with nothing to train on, or, where the split is made here, to test."""
    least = 1 if is_test.any() else 2
    names, counts = np.unique(labels[~is_test], return_counts=True)
    return ~np.isin(labels, names[counts >= least])


def small(labels: np.ndarray, is_small: np.ndarray) -> list[Sentence]:
    names = sorted(set(labels[is_small].tolist()))
    return [
        Sentence(
            "custom.small_classes",
            "ID: classes with too few different inputs to train on some and test others, left "
            "out: {names}.",
            names=class_names.in_short(names),
        )
    ] * bool(names)


def drawn(y: np.ndarray, classes: int, seed: int) -> np.ndarray:
    """Which inputs are for testing `(N,)`: a share of each class, at least one."""
    rng, is_test = np.random.default_rng(seed), np.zeros(len(y), bool)
    for k in range(classes):
        rows = np.flatnonzero(y == k)
        is_test[rng.permutation(rows)[: max(1, round(TEST_SHARE * len(rows)))]] = True
    return is_test


def groups_of(read: Read, are_wanted: bool) -> np.ndarray:
    """The group of each input; what is in none is one by itself.

    Raises:
        UserError: they are wanted, and there are none.
    """
    if are_wanted and not any(read.groups):
        raise UserError(
            "error.custom.no_groups",
            "There are no groups to keep together: they are sub-folders within a class, "
            "class/patient/image.",
        )
    found = read.groups or [None] * len(read.x)
    return np.array([f"{group}/" if group else str(i) for i, group in enumerate(found)], str)


def drawn_in_groups(labels: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray:
    """Which inputs are for testing: whole groups, until there is a share of each of their classes.

    A group may have several classes; every class keeps something to train on.
    """
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    members = np.split(np.argsort(group, kind="stable"), np.cumsum(sizes)[:-1])
    whole, taken = Counter(labels.tolist()), Counter[str]()
    is_test = np.zeros(len(labels), bool)
    for i in np.random.default_rng(seed).permutation(len(members)):
        mine = Counter(labels[members[i]].tolist())
        is_wanted = any(taken[name] < TEST_SHARE * whole[name] for name in mine)
        if is_wanted and all(taken[name] + n < whole[name] for name, n in mine.items()):
            is_test[members[i]] = True
            taken += mine
    return is_test


def told_of_groups(
    y: np.ndarray, classes: list[str], groups: np.ndarray, is_test: np.ndarray
) -> Sentence:
    untested = [name for k, name in enumerate(classes) if not is_test[y == k].any()]
    n, tested = len(set(groups.tolist())), len(set(groups[is_test].tolist()))
    if untested:
        return Sentence(
            "custom.groups_untested",
            "ID: each of {n} groups is on one side of the split, {tested} for testing. Nothing of "
            "these classes is tested, for they have one group each: {names}.",
            n=n,
            tested=tested,
            names=class_names.in_short(untested),
        )
    return Sentence(
        "custom.groups",
        "ID: each of {n} groups is on one side of the split, {tested} for testing.",
        n=n,
        tested=tested,
    )


def check_tested(is_test: np.ndarray, is_own: bool) -> None:
    """Raises UserError where nothing of ID is for testing."""
    if is_test.any():
        return
    if is_own:
        raise UserError(
            "error.custom.own_split_untested",
            "The set's own split leaves nothing of ID to test: no class has inputs on both sides "
            "of it.",
        )
    raise UserError(
        "error.custom.groups_nothing",
        "Whole groups leave nothing of ID to test, for each class has one group. Give a class two "
        "groups or more, or do not keep groups together.",
    )
