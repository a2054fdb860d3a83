"""Tables of text, whatever program wrote them: vectors with their classes, classes of files.

Nobody is asked. The names of the first line decide, then what the columns hold, and the report says
what was taken for what; what could mean two things is refused in a sentence.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import (
    LONGEST,
    File,
    LeftOut,
    Read,
    check_count,
    refused,
    shown,
)
from ood_core.benchmarks.custom.text_tables import (
    AXES,
    CLASS,
    check_kind,
    decoded,
    lines_of,
    names_of,
    number,
    uncommented,
    untitled,
    width_of,
)
from ood_core.errors import Sentence, UserError

FARTHEST = 1e12  # a coordinate; beyond it neighbours could not be told apart
MANY = 10  # rows: of fewer each may well be of another class
CLASSES = (*CLASS, "classes", "labels", "targets", "categories", "y")  # what that column is called
INDEX = ("", "index", "id", "idx", "row", "unnamed: 0", "번호")

NOT_NUMBERS = Sentence("custom.no_number", "a number is missing or not finite.")
NOT_WRITTEN = Sentence("custom.not_written", "it is no finite number, or not written as 1234.5 is.")
MORE_CELLS = Sentence(
    "custom.more_cells", "it has more cells than there are columns, so one of them may be split."
)
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
    table = untitled(lines)
    skipped += len(lines) - len(table)
    names = names_of(table)
    body, first = (table[1:], skipped + 2) if names else (table, skipped + 1)
    numbered = [(i, line) for i, line in enumerate(body, first) if any(line)]
    columns = _columns(file, names, [line for _, line in numbered], comma)
    found, labels, roles, left_out = [], [], [], LeftOut()
    used = [at for at in (*columns.axes, columns.label, columns.split) if at is not None]
    most = max(len(names) or width_of(body), 1 + max(used))
    for i, line in numbered:
        cells = [line[at] if at < len(line) else "" for at in columns.axes]
        vector = [number(cell, comma) for cell in cells]
        if any(line[most:]):
            left_out.add(refused(_line(file, i), MORE_CELLS))
        elif None in vector:
            cell = cells[vector.index(None)]
            why = NOT_WRITTEN if any(map(str.isdigit, cell)) else NOT_NUMBERS
            left_out.add(refused(_line(file, i, cell), why))
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
    texts = [at for at in range(width) if at not in numbers and holds_text(lines, at, comma)]
    texts = [at for at in texts if not all_differ(filled(lines, at))]
    numbers = [at for at in numbers if not _is_index(lower, lines, at, comma)]
    found = chosen(lower, numbers, texts)
    if len(found.axes) >= 2:
        return found._replace(split=split_of(lines, width, found.label))
    cells = (cell for at in range(width) for cell in filled(lines, at)[:1])
    if odd := next(
        (cell for cell in cells if cell[0].isdigit() and number(cell, comma) is None), ""
    ):
        raise UserError(
            "error.custom.not_written",
            "{file} has not two columns of numbers: {cell} is not written as 1234.5 is. Write its "
            "numbers so.",
            file=shown(file.name),
            cell=shown(odd),
        )
    raise UserError(
        "error.custom.few_columns",
        "{file} has {n} columns of numbers, and points need two: x and y. Its columns: {columns}.",
        file=shown(file.name),
        n=len(found.axes),
        columns=listed(names, range(width)) or "0",
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


def filled(lines: list[list[str]], at: int) -> list[str]:
    return [line[at] for line in lines if at < len(line) and line[at]]


def _holds_numbers(lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether at least half of a column's cells are numbers."""
    cells = filled(lines, at)
    return bool(cells) and 2 * sum(number(c, comma) is not None for c in cells) >= len(cells)


def split_of(lines: list[list[str]], width: int, label: int | None) -> int | None:
    """The column, but for the class's, that says which side of a split each line is on."""
    others = (at for at in range(width) if at != label)
    return next((at for at in others if layouts.are_sides(filled(lines, at))), None)


def is_split(lines: list[list[str]], at: int) -> bool:
    """Whether a column says what is for training and what for testing."""
    cells = filled(lines, at)
    return bool(cells) and all(map(layouts.is_role, cells))


def holds_text(lines: list[list[str]], at: int, comma: bool) -> bool:
    is_text = bool(filled(lines, at)) and not _holds_numbers(lines, at, comma)
    return is_text and not is_split(lines, at)


def all_differ(cells: Sequence[str | None]) -> bool:
    """Whether they are the rows' names: none of many comes twice, and so none is a class."""
    return len(cells) >= MANY and len(set(cells)) == len(cells)


def _are_classes(lines: list[list[str]], comma: bool) -> bool:
    """Whether the third of three columns without names holds whole numbers."""
    values = [number(cell, comma) for cell in filled(lines, 2)]
    return all(value is None or value.is_integer() for value in values)


def _is_index(lower: list[str], lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether a column only counts the lines, as a table saved by pandas or R has it."""
    if at >= max(1, len(lower)) or (lower and lower[at] not in INDEX):
        return False
    return count([number(line[at], comma) if at < len(line) else None for line in lines])


def count(values: Sequence[float | None]) -> bool:
    """Whether they number the rows, from 0 or 1."""
    n = len(values)
    return n > 2 and [*values] in ([*range(n)], [*range(1, n + 1)])


def listed(names: list[str], columns: Sequence[int]) -> str:
    """Columns by name, or by number where they have none."""
    called = [shown(names[at]) if at < len(names) and names[at] else str(at + 1) for at in columns]
    return ", ".join([*called[:8], *(["…"] if len(called) > 8 else [])])


def called(cell: str) -> str | None:
    """A class's name; 1 and 1.0 are one class, and nan, as Python writes what is missing, none."""
    if cell.lower() == "nan":
        return None
    value = number(cell, False)
    is_whole = value is not None and value.is_integer() and abs(value) < FARTHEST
    return (str(int(value)) if is_whole else cell[:LONGEST]) or None


def told(names: list[str], columns: Columns) -> Iterator[Sentence]:
    """Which columns were taken for what, by number where they have no names."""
    label = None if columns.label is None else listed(names, [columns.label])
    if len(columns.axes) > 2:
        n, which = len(columns.axes), listed(names, columns.axes)
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
        x, y = (listed(names, [at]) for at in columns.axes)
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
            "custom.columns_unused", "{set}: not used: {columns}.", columns=listed(names, rest)
        )
    ] * bool(rest)
