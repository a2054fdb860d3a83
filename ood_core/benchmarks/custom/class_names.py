"""The classes of a custom benchmark: their names, as pages may show them."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from ood_core.errors import Sentence, UserError

NAME_LENGTH = 40  # characters of a class's name
LISTED = 20  # names in a sentence
MOST_CLASSES = 1000


def labels_of(labels: Sequence[str | None]) -> tuple[np.ndarray, str]:
    """The classes' names as pages may show them, "" where an input has none; what became of which.

    Raises:
        UserError: two classes would have the same name, or one none.
    """
    composed = [unicodedata.normalize("NFC", label) if label else None for label in labels]
    found = {label: written(label) for label in dict.fromkeys(composed) if label}
    taken: dict[str, str] = {}
    for label, name in found.items():
        if not name:
            raise UserError(
                "error.custom.no_class_name",
                "The class {label!r} has no letter or digit. Names keep letters, digits and simple "
                "marks: rename it.",
                label=label[:NAME_LENGTH],
            )
        if taken.setdefault(name, label) != label:
            raise UserError(
                "error.custom.same_class_name",
                "The classes {first!r} and {second!r} would both be called {name!r} here. Names "
                "keep letters, digits and simple marks, 40 at most: rename one.",
                first=taken[name],
                second=label,
                name=name,
            )
    renamed = [f"{name} ({label[:NAME_LENGTH]})" for label, name in found.items() if name != label]
    names = np.array([found.get(label, "") for label in composed], str)
    return names, in_short(renamed)


def same_but_capitals(labels: np.ndarray) -> list[Sentence]:
    """Classes that are perhaps meant to be one."""
    alike: dict[str, list[str]] = {}
    for name in sorted(set(labels.tolist()) - {""}):
        alike.setdefault(name.casefold(), []).append(name)
    several = [name for names in alike.values() if len(names) > 1 for name in names]
    return [
        Sentence(
            "custom.capitals",
            "ID: names that differ in capital letters alone are several classes: {names}.",
            names=in_short(several),
        )
    ] * bool(several)


def written(label: str) -> str:
    """A class's name as pages may show it: no mark-up and no link, 40 characters at most."""
    name = re.sub(r"[^\w .,+/()-]", "_", label)
    name = re.sub(r"(?i)\bwww\.", "www_", name)  # Markdown makes a link of it
    return re.sub(r"_+(?=\s|$)", "", name)[:NAME_LENGTH].strip()  # _so_ would be in italics


def is_name(text: str) -> bool:
    """Whether a class may be called so."""
    return bool(text) and written(text) == text


def in_short(entries: Sequence[str]) -> str:
    """The first of them, and that there are more."""
    return ", ".join([*entries[:LISTED], *(["…"] if len(entries) > LISTED else [])])


def classes_of(labels: np.ndarray) -> list[str]:
    """The classes' names: numbers by value, words by the alphabet."""
    names = sorted(
        set(labels.tolist()), key=lambda n: (not n.isdecimal(), n.isdecimal() and int(n), n)
    )
    if not 1 <= len(names) <= MOST_CLASSES:
        raise _class_count(len(names))
    return names


def _class_count(n: int) -> UserError:
    return UserError(
        "error.custom.class_count",
        "ID needs 1 to {most} classes and has {n}: give one sub-folder, label or value of the "
        "class's column for each, with two inputs or more.",
        most=MOST_CLASSES,
        n=n,
    )


def no_class(done: Sequence[Sentence]) -> UserError:
    """Nothing of ID has a class; where a table has columns that could be it, they are named."""
    unused = next((line for line in done if line.key == "custom.columns_unused"), None)
    if unused is None:
        return _class_count(0)
    return UserError(
        "error.custom.which_class",
        "Which column or array of ID is the class? These are not used: {columns}. Call one of them "
        "class.",
        **unused.values,
    )
