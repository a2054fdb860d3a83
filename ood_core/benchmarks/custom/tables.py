"""Tables of text, whatever program wrote them: vectors with their classes, classes of files.

Nobody is asked. The names of the first line decide, then what the columns hold, and the report says
what was taken for what; what could mean two things is refused in a sentence.
"""

import json
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import (
    LONGEST,
    File,
    LeftOut,
    Named,
    Read,
    check_count,
    refused,
    shown,
)
from ood_core.benchmarks.custom.text_tables import (
    AXES,
    CLASS,
    MOST_COLUMNS,
    check_kind,
    decoded,
    lines_of,
    names_of,
    no_text,
    number,
    uncommented,
)
from ood_core.errors import Sentence, UserError

FARTHEST = 1e12  # a coordinate; beyond it neighbours could not be told apart
MANY = 10  # rows: of fewer each may well be of another class
CLASSES = (*CLASS, "classes", "labels", "targets", "categories", "y")  # what that column is called
INDEX = ("", "index", "id", "idx", "row", "unnamed: 0", "번호")

WHICH_LABEL = Sentence(
    "custom.which_label",
    "it names images, and does not say which column is their class ({columns}). Call one of them "
    "class.",
)
NOT_NUMBERS = Sentence("custom.no_number", "a number is missing or not finite.")
TOO_FAR = Sentence("custom.too_far", "a number beyond 10^12, too large for a coordinate.")


class Columns(NamedTuple):
    """Where a line has what: positions, the class's None where no column is one."""

    axes: tuple[int, ...]
    label: int | None
    split: int | None = None


def points(file: File) -> Read:
    """The vectors of a CSV file or another table of text, with their classes where it has any.

    Two columns of numbers are points of the plane; so are x and y among more.

    Raises:
        UserError: it cannot be opened, is no text, is too long, or has not two columns of numbers.
    """
    try:
        found = _points(file)
    except UserError:
        check_kind(file)  # what it is says more than what it lacks
        raise
    if not len(found.x):
        check_kind(file)
    return found


def _points(file: File) -> Read:
    text, encoding = decoded(file)
    check_count(len(text.splitlines()) - 1, file.name)
    skipped, text = uncommented(text)
    lines, comma = lines_of(file, text)
    names = names_of(lines)
    body, first = (lines[1:], skipped + 2) if names else (lines, skipped + 1)
    numbered = [(i, line) for i, line in enumerate(body, first) if any(line)]
    columns = _columns(file, names, [line for _, line in numbered], comma)
    found, labels, roles, left_out = [], [], [], LeftOut()
    for i, line in numbered:
        cells = [line[at] if at < len(line) else "" for at in columns.axes]
        vector = [number(cell, comma) for cell in cells]
        if None in vector:
            left_out.add(refused(_line(file, i, cells[vector.index(None)]), NOT_NUMBERS))
        elif np.abs(vector).max() > FARTHEST:
            left_out.add(refused(_line(file, i), TOO_FAR))
        else:
            found.append(vector)
            label, role = (
                line[at] if at is not None and at < len(line) else ""
                for at in (columns.label, columns.split)
            )
            labels.append(called(label))
            roles.append(role)
    width = max((len(line) for line in lines if any(line)), default=0)
    done = [*told(names or [""] * width, columns)]
    if encoding:
        done.append(
            Sentence(
                "custom.encoding",
                "{set}: its text is read as {encoding}.",
                encoding=encoding,
            )
        )
    if comma:
        done.append(Sentence("custom.decimal_comma", "{set}: commas in numbers are decimal."))
    x = np.array(found, np.float64).reshape(-1, len(columns.axes))
    axes = tuple(names[at].lower() if at < len(names) else "" for at in columns.axes)
    sides = tuple(layouts.of_cells(roles))
    return Read(x, tuple(labels), sides, tuple(done), left_out.lines(), axes=axes)


def labels(file: File, names: Sequence[str]) -> dict[str, Named] | Sentence:
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
        columns = _listed(header, [i for i in range(len(header)) if i != at])
        return WHICH_LABEL.filled(columns=columns)
    told = [row for row in rows if at < len(row)]
    split = _split(told, len(header), at)
    of_rows = [row[split] if split is not None and split < len(row) else "" for row in told]
    return {
        name: Named(its, side)
        for row, side in zip(told, layouts.of_cells(of_rows), strict=True)
        if (name := by_column[at].get(row[at])) and (its := label(row))
    }


def _records(file: File) -> tuple[list[str], list[list[str]]]:
    """A table's columns and lines; of JSON lines the objects' keys and values."""
    text, _ = decoded(file)
    if not file.name.lower().endswith(".jsonl"):
        lines, _ = lines_of(file, uncommented(text)[1])
        names = names_of(lines)
        return names or [str(i) for i in range(len(lines[0]))], lines[1:] if names else lines
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
    others = [i for i in others if not _is_split(rows, i)]
    texts = [i for i in others if _holds_text(rows, i, False)]
    texts = [i for i in texts if not all_differ(_filled(rows, i))] or texts
    if named is None:
        named = texts[0] if len(texts) == 1 else others[0] if len(others) == 1 else None
    if named is not None:
        return lambda row: called(row[named]) if named < len(row) else None
    if not all(set(_filled(rows, i)) <= {"0", "1", "0.0", "1.0"} for i in others):
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


def _line(file: File, i: int, cell: str = "") -> Sentence:
    """Where something is: a file's line, and what stands there."""
    if cell:
        return Sentence(
            "custom.cell",
            "{file}, line {i} ({cell})",
            file=shown(file.name),
            i=i,
            cell=shown(cell),
        )
    return Sentence("custom.line", "{file}, line {i}", file=shown(file.name), i=i)


def _columns(file: File, names: list[str], lines: list[list[str]], comma: bool) -> Columns:
    """Which columns are the coordinates and the class: by name, else by what they hold."""
    lower = [name.lower() for name in names]
    width = max(map(len, [names, *lines]), default=0)
    numbers = [at for at in range(width) if _holds_numbers(lines, at, comma)]
    if not names and width == 3 and len(numbers) == 3 and _are_classes(lines, comma):
        return Columns((0, 1), 2)
    texts = [at for at in range(width) if at not in numbers and _holds_text(lines, at, comma)]
    texts = [at for at in texts if not all_differ(_filled(lines, at))]
    numbers = [at for at in numbers if not _is_index(lower, lines, at, comma)]
    found = chosen(lower, numbers, texts)
    if len(found.axes) >= 2:
        return found._replace(split=_split(lines, width, found.label))
    raise UserError(
        "error.custom.few_columns",
        "{file} has {n} columns of numbers, and points need two: x and y. Its columns: {columns}.",
        file=shown(file.name),
        n=len(found.axes),
        columns=_listed(names, range(width)) or "0",
    )


def chosen(lower: list[str], numbers: Sequence[int], texts: Sequence[int]) -> Columns:
    """Which columns of any table are the coordinates and the class: by name, else by what they
    hold. What is called as classes are is no coordinate.

    Args:
        lower: the names, in small letters.
        numbers: the columns of numbers but for what counts the rows.
        texts: the columns of text but for those of a split and of the rows' names.
    """
    named = (tuple(map(lower.index, axes)) for axes in AXES if _are_all(axes, lower))
    if axes := next((axes for axes in named if not numbers or {*axes} <= {*numbers}), None):
        return Columns(axes, class_of(lower, axes, texts))
    label = class_of(lower, numbers, texts)
    classes = {at for at, name in enumerate(lower) if name in CLASSES and name != "y"} | {label}
    return Columns(tuple(at for at in numbers if at not in classes), label)


def _are_all(axes: tuple[str, str], names: list[str]) -> bool:
    """Whether columns are called so, and of numbered ones no third: x0, x1 and x2 are a vector."""
    stem = axes[0].rstrip("0123456789")
    like = {name for name in names if name.removeprefix(stem).isdecimal()}
    return {*axes} <= {*names} and (stem == axes[0] or like <= {*axes})


def class_of(lower: list[str], axes: Sequence[int], texts: Sequence[int]) -> int | None:
    """The class's column: by its name, else the only one of text."""
    for name in CLASSES:
        if name in lower and (name != "y" or lower.index("y") not in axes or len(axes) > 2):
            return lower.index(name)
    return texts[0] if len(texts) == 1 else None


def _filled(lines: list[list[str]], at: int) -> list[str]:
    return [line[at] for line in lines if at < len(line) and line[at]]


def _holds_numbers(lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether at least half of a column's cells are numbers."""
    cells = _filled(lines, at)
    return bool(cells) and 2 * sum(number(c, comma) is not None for c in cells) >= len(cells)


def _split(lines: list[list[str]], width: int, label: int | None) -> int | None:
    """The column, but for the class's, that says which side of a split each line is on."""
    others = (at for at in range(width) if at != label)
    return next((at for at in others if layouts.are_sides(_filled(lines, at))), None)


def _is_split(lines: list[list[str]], at: int) -> bool:
    """Whether a column says what is for training and what for testing."""
    cells = _filled(lines, at)
    return bool(cells) and all(map(layouts.is_role, cells))


def _holds_text(lines: list[list[str]], at: int, comma: bool) -> bool:
    is_text = bool(_filled(lines, at)) and not _holds_numbers(lines, at, comma)
    return is_text and not _is_split(lines, at)


def all_differ(cells: Sequence[str | None]) -> bool:
    """Whether they are the rows' names: none of many comes twice, and so none is a class."""
    return len(cells) >= MANY and len(set(cells)) == len(cells)


def _are_classes(lines: list[list[str]], comma: bool) -> bool:
    """Whether the third of three columns without names holds whole numbers."""
    values = [number(cell, comma) for cell in _filled(lines, 2)]
    return all(value is None or value.is_integer() for value in values)


def _is_index(lower: list[str], lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether a column only counts the lines, as a table saved by pandas or R has it."""
    if (lower[at] if at < len(lower) else "") not in INDEX or (not lower and at):
        return False
    return count([number(line[at], comma) if at < len(line) else None for line in lines])


def count(values: Sequence[float | None]) -> bool:
    """Whether they number the rows, from 0 or 1."""
    n = len(values)
    return n > 2 and [*values] in ([*range(n)], [*range(1, n + 1)])


def _listed(names: list[str], columns: Sequence[int]) -> str:
    """Columns by name, or by number where they have none."""
    called = [shown(names[at]) if at < len(names) and names[at] else str(at + 1) for at in columns]
    return ", ".join([*called[:8], *(["…"] if len(called) > 8 else [])])


def called(cell: str) -> str | None:
    """A class's name; 1 and 1.0 are one class."""
    value = number(cell, False)
    is_whole = value is not None and value.is_integer() and abs(value) < FARTHEST
    return (str(int(value)) if is_whole else cell[:LONGEST]) or None


def told(names: list[str], columns: Columns) -> Iterator[Sentence]:
    """Which columns were taken for what, by number where they have no names."""
    label = None if columns.label is None else _listed(names, [columns.label])
    if len(columns.axes) > 2:
        n, which = len(columns.axes), _listed(names, columns.axes)
        if label is None:
            yield Sentence(
                "custom.vectors_no_class",
                "{set}: vectors of {n} columns: {which}.",
                n=n,
                which=which,
            )
        else:
            yield Sentence(
                "custom.vectors",
                "{set}: vectors of {n} columns: {which}; the class is {label}.",
                n=n,
                which=which,
                label=label,
            )
    else:
        x, y = (_listed(names, [at]) for at in columns.axes)
        if label is None:
            yield Sentence(
                "custom.columns_no_class", "{set}: x is the column {x}, y is {y}.", x=x, y=y
            )
        else:
            yield Sentence(
                "custom.columns",
                "{set}: x is the column {x}, y is {y}, the class is {label}.",
                x=x,
                y=y,
                label=label,
            )
    yield from unused(names, (*columns.axes, *columns[1:]))


def unused(names: Sequence[str], used: Collection[int | None]) -> list[Sentence]:
    """From which columns, or arrays, nothing was taken."""
    rest = [at for at in range(len(names)) if at not in used]
    return [
        Sentence(
            "custom.columns_unused", "{set}: not used: {columns}.", columns=_listed(names, rest)
        )
    ] * bool(rest)
