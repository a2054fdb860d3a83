"""The classes of images, as a table beside them names them."""

import json
import unicodedata
from collections.abc import Callable, Sequence

from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import File, Named, shown
from ood_core.benchmarks.custom.tables import (
    CLASSES,
    all_differ,
    called,
    filled,
    holds_text,
    is_split,
    listed,
    split_of,
)
from ood_core.benchmarks.custom.text_tables import (
    MOST_COLUMNS,
    decoded,
    lines_of,
    names_of,
    no_text,
    uncommented,
    untitled,
)
from ood_core.errors import Sentence, UserError

WHICH_LABEL = Sentence(
    "custom.which_label",
    "it names images, and does not say which column is their class ({columns}). Call one of them "
    "class.",
)


def of_images(file: File, names: Sequence[str]) -> dict[str, Named] | Sentence:
    """What a table says of files beside it that are in `names`: class, and side of a split.

    A column holds the files' names; the class is the column that its name or its text says, or the
    one of several columns of 0 and 1 that has the 1. Nothing where no column names files; where it
    is not clear which column is the class, the sentence says so.

    Raises:
        UserError: as `points`.
    """
    header, rows = _records(file)
    if matched(names, file.name, header):  # the first line is one of them, and no header
        header, rows = ["" for _ in header], [header, *rows]
    by_column = [
        matched(names, file.name, [row[at] for row in rows if at < len(row)])
        for at in range(len(header))
    ]
    at = max(range(len(header)), key=lambda i: len(by_column[i]), default=None)
    if at is None or not by_column[at]:
        return {}
    label = _label_of(header, rows, at)
    if label is None:
        columns = listed(header, [i for i in range(len(header)) if i != at])
        return WHICH_LABEL.filled(columns=columns)
    told = [row for row in rows if at < len(row)]
    split = split_of(told, len(header), at)
    of_rows = [row[split] if split is not None and split < len(row) else "" for row in told]
    found: dict[str, Named] = {}
    unlike = set()
    for row, side in zip(told, layouts.of_cells(of_rows), strict=True):
        name, its = by_column[at].get(row[at]), label(row)
        if name and its and found.setdefault(name, Named(its, side)) != Named(its, side):
            unlike.add(name)
    if unlike:
        raise UserError(
            "error.custom.two_classes",
            "{file} says two things of {n} of the images: several classes, or several parts, such "
            "as train and test. Leave one line of each.",
            file=shown(file.name),
            n=len(unlike),
        )
    return found


def _records(file: File) -> tuple[list[str], list[list[str]]]:
    """A table's columns and lines; of JSON lines the objects' keys and values."""
    text, _ = decoded(file)
    if not file.name.lower().endswith(".jsonl"):
        lines = untitled(lines_of(file, uncommented(text)[1])[0])
        names = names_of(lines)
        return names or [str(i) for i in range(len(lines[0]) if lines else 0)], lines[
            1:
        ] if names else lines
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
        header = list(dict.fromkeys(key for row in found for key in row))[:MOST_COLUMNS]
        return header, [[str(row.get(key, "")) for key in header] for row in found]
    except (ValueError, AttributeError, RecursionError) as error:
        raise no_text(file) from error


def _label_of(
    header: list[str], rows: list[list[str]], at: int
) -> Callable[[list[str]], str | None] | None:
    """What tells the class of a row, given the column of the files' names; None where it is not
    clear."""
    lower = [name.lower() for name in header]
    others = [i for i in range(len(header)) if i != at]
    named = next((lower.index(name) for name in CLASSES if name in lower), None)
    others = [i for i in others if not is_split(rows, i)]
    texts = [i for i in others if holds_text(rows, i, False)]
    texts = [i for i in texts if not all_differ(filled(rows, i))] or texts
    if named is None:
        named = texts[0] if len(texts) == 1 else others[0] if len(others) == 1 else None
    if named is not None:
        return lambda row: called(row[named]) if named < len(row) else None
    if not all(set(filled(rows, i)) <= {"0", "1", "0.0", "1.0"} for i in others):
        return None

    def hot(row: list[str]) -> str | None:
        ones = [header[i] for i in others if i < len(row) and row[i] in ("1", "1.0")]
        return ones[0] if len(ones) == 1 else None

    return hot


def matched(names: Sequence[str], table: str, cells: Sequence[str]) -> dict[str, str]:
    """Cell -> the one file that it names, of those that a table at the path `table` may speak of.

    A cell may be the file's path, from the table's folder or, if no file fits, from the top, or its
    name alone; with its ending or without it; in other capitals, too. What fits two files names
    none. A table that lies beside or above files of its own names no other by its name alone.
    """
    folder = table.rpartition("/")[0]
    within = f"{folder}/" if folder else ""
    ways: list[dict[str, set[str]]] = [{} for _ in range(6)]  # three, then in any capitals
    has_own = any(name.startswith(within) for name in names)
    for name in names:
        is_own = name.startswith(within)
        inside = name.removeprefix(within) if is_own else ""
        alone = name.rpartition("/")[2] if is_own or not has_own else ""
        for way, path in enumerate((inside, name, alone)):
            for key in map(_composed, {path, path.rpartition(".")[0]} - {""}):
                ways[way].setdefault(key, set()).add(name)
                ways[way + 3].setdefault(key.casefold(), set()).add(name)
    found: dict[str, str] = {}
    for cell in cells:
        key = _composed(cell.replace("\\", "/").removeprefix("./"))
        fitting = (way.get(key if i < 3 else key.casefold()) for i, way in enumerate(ways))
        which = next(filter(None, fitting), set())
        if len(which) == 1:
            found[cell] = next(iter(which))
    return found


def _composed(text: str) -> str:
    """Its letters as one sign each: macOS takes them apart in files' names."""
    return unicodedata.normalize("NFC", text)
