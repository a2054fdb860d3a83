"""Tables of text, whatever program wrote them: vectors with their classes, classes of files.

Nobody is asked. The names of the first line decide, then what the columns hold, and the report says
what was taken for what; what could mean two things is refused in a sentence.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ood_core.benchmarks.custom.sets import (
    MOST,
    WANTED,
    File,
    Read,
    check_count,
    content,
    refused,
    shown,
)
from ood_core.errors import Sentence, UserError

MOST_BYTES = 20 * 2**20
MOST_COLUMNS = 1000
FARTHEST = 1e12  # a coordinate; beyond it neighbours could not be told apart
SAMPLE = 50  # lines that say which character parts the columns
SEPARATORS = ",;\t| "
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
AXES = (("x", "y"), ("x1", "x2"), ("x0", "x1"), ("x_1", "x_2"), ("x_0", "x_1"))
CLASS = ("class", "label", "target", "species", "category", "클래스", "레이블", "라벨", "분류")
PLURAL = ("classes", "labels", "targets", "categories")
INDEX = ("", "index", "id", "idx", "row", "unnamed: 0", "번호")
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}

NOT_NUMBERS = Sentence("custom.no_number", "a number is missing or not finite.")
TOO_FAR = Sentence("custom.too_far", "a number beyond 10^12, too large for a coordinate.")


class Columns(NamedTuple):
    """Where a line has what: positions, the class's None where no column is one."""

    axes: tuple[int, ...]
    label: int | None


def points(file: File) -> Read:
    """The vectors of a CSV file or another table of text, with their classes where it has any.

    Two columns of numbers are points of the plane; so are x and y among more.

    Raises:
        UserError: it cannot be opened, is no text, is too long, or has not two columns of numbers.
    """
    text, encoding = _decoded(file)
    check_count(len(text.splitlines()) - 1, file.name)
    lines, comma = _lines(file, text)
    names = _names(lines)
    body = lines[1:] if names else lines
    numbered = [(i, line) for i, line in enumerate(body, 2 if names else 1) if any(line)]
    columns = _columns(file, names, [line for _, line in numbered], comma)
    found, labels, left_out = [], [], []
    for i, line in numbered:
        vector = [_number(line[at], comma) if at < len(line) else None for at in columns.axes]
        if None in vector:
            left_out.append(refused(_line(file, i), NOT_NUMBERS))
        elif np.abs(vector).max() > FARTHEST:
            left_out.append(refused(_line(file, i), TOO_FAR))
        else:
            found.append(vector)
            at = columns.label
            labels.append(_called(line[at]) if at is not None and at < len(line) else None)
    done = [*_told(names, columns)]
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
    return Read(x, tuple(labels), (None,) * len(x), tuple(done), tuple(left_out))


def labels(file: File, names: Sequence[str]) -> dict[str, str]:
    """The classes that a table names for files beside it: file -> class, of those in `names`.

    A column holds the files' names; the class is the column that its name or its text says, or the
    one of several columns of 0 and 1 that has the 1. Nothing where no column names files.

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
    named = ((by_column[at].get(row[at]), label(row)) for row in rows if at < len(row))
    return {name: called for name, called in named if name and called}


def _records(file: File) -> tuple[list[str], list[list[str]]]:
    """A table's columns and lines; of JSON lines the objects' keys and values."""
    text, _ = _decoded(file)
    if not file.name.lower().endswith(".jsonl"):
        lines, _ = _lines(file, text)
        names = _names(lines)
        return names or [str(i) for i in range(len(lines[0]))], lines[1:] if names else lines
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
        header = list(dict.fromkeys(key for row in found for key in row))[:MOST_COLUMNS]
        return header, [[str(row.get(key, "")) for key in header] for row in found]
    except (ValueError, AttributeError, RecursionError) as error:
        raise _no_text(file) from error


def _label_of(
    header: list[str], rows: list[list[str]], at: int
) -> Callable[[list[str]], str | None]:
    """What tells the class of a row, given the column of the files' names."""
    lower = [name.lower() for name in header]
    others = [i for i in range(len(header)) if i != at]
    named = next((lower.index(name) for name in (*CLASS, *PLURAL, "y") if name in lower), None)
    texts = [i for i in others if _holds_text(rows, i, False)]
    if named is None:
        named = texts[0] if len(texts) == 1 else others[0] if len(others) == 1 else None
    if named is not None:
        return lambda row: _called(row[named]) if named < len(row) else None
    is_one_hot = all(set(_filled(rows, i)) <= {"0", "1", "0.0", "1.0"} for i in others)

    def hot(row: list[str]) -> str | None:
        ones = [header[i] for i in others if i < len(row) and row[i] in ("1", "1.0")]
        return ones[0] if is_one_hot and len(ones) == 1 else None

    return hot


def matched(names: Sequence[str], table: str, cells: Sequence[str]) -> dict[str, str]:
    """Cell -> the one file that it names, of those that a table at the path `table` may speak of.

    A cell may be the file's path, from the table's folder or from the top, or its name alone, with
    its ending or without it. What fits two files names none.
    """
    folder = table.rpartition("/")[0]
    by_key: dict[str, set[str]] = {}
    for name in names:
        path = name.removeprefix(f"{folder}/") if folder else name
        whole = (name, path, name.rpartition("/")[2])
        for key in {*whole, *(key.rpartition(".")[0] for key in whole)} - {""}:
            by_key.setdefault(key, set()).add(name)
    keys = {cell: cell.replace("\\", "/").removeprefix("./") for cell in cells}
    found = {cell: by_key.get(key, set()) for cell, key in keys.items()}
    return {cell: next(iter(which)) for cell, which in found.items() if len(which) == 1}


def _line(file: File, i: int) -> Sentence:
    return Sentence("custom.line", "{file}, line {i}", file=shown(file.name), i=i)


def _decoded(file: File) -> tuple[str, str]:
    """The file's text, and its encoding where that had to be guessed or is rare, else ""."""
    data = content(file, MOST_BYTES)
    if len(data) > MOST_BYTES or data.count(b"\n") + data.count(b"\r") > 3 * MOST:
        raise UserError(
            "error.custom.long_table",
            "{file} is longer than {most} MB or {lines} lines. Give a part of it.",
            file=shown(file.name),
            most=MOST_BYTES >> 20,
            lines=3 * MOST,
        )
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(file) from error
    if "\0" in text:
        raise _no_text(file)
    is_plain = encoding in ("utf-8", "utf-8-sig")
    return text, "" if is_plain else {"euc_kr": "cp949"}.get(encoding, encoding)


def _no_text(file: File) -> UserError:
    return UserError(
        "error.custom.not_csv",
        "{file} is not a CSV file of points. {wanted}",
        file=shown(file.name),
        wanted=WANTED,
    )


def _encoding(data: bytes) -> str:
    """UTF-8 if it can be; then Korean; then what the letters' statistics say."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return name
    if len(data) > 1 and 0 in data[:2] and data[0] != data[1]:  # ASCII in two bytes, no mark
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    for name in ("utf-8", "euc_kr"):  # the rows of KS X 1001: Latin-1 words are seldom valid there
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp949", "cp1252", "shift_jis", "gb18030"]).best()
    return best.encoding if best else "latin-1"


def _lines(file: File, text: str) -> tuple[list[list[str]], bool]:
    """The cells of each line, and whether their numbers have decimal commas."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = [line for line in text.split("\n") if line.strip()][:SAMPLE]
    ways = [(separator, comma) for separator in SEPARATORS for comma in (False, separator != ",")]
    separator, comma = max(dict.fromkeys(ways), key=lambda way: _fitness(start, *way))
    try:
        lines = list(_cells(text.split("\n"), separator))
    except csv.Error as error:
        raise _no_text(file) from error
    if max(map(len, lines), default=0) > MOST_COLUMNS:
        raise UserError(
            "error.custom.wide",
            "{file} has more than {most} columns. Give fewer numbers of each input.",
            file=shown(file.name),
            most=MOST_COLUMNS,
        )
    return lines, comma


def _cells(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    found = csv.reader(lines, delimiter=separator, skipinitialspace=separator == " ")
    return ([cell.strip() for cell in line] for line in found)


def _fitness(lines: list[str], separator: str, comma: bool) -> tuple[int, int]:
    """If columns are parted like that: how many numbers are in lines of the usual length, and how
    many lines have that length."""
    try:
        cells = list(_cells(lines, separator))
    except csv.Error:
        return -1, 0
    lengths = [len(line) for line in cells]
    usual = max(set(lengths), key=lengths.count, default=0)
    if usual < 2:
        return 0, 0
    of_usual = [line for line in cells if len(line) == usual]
    numbers = sum(_number(cell, comma) is not None for line in of_usual for cell in line)
    return numbers, len(of_usual)


def _number(cell: str, comma: bool) -> float | None:
    """The finite number in a cell, if it is one."""
    cell = cell.replace(",", ".") if comma else cell
    if not NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if np.isfinite(value) else None


def _names(lines: list[list[str]]) -> list[str]:
    """The columns' names where the first line has them: no number there, or a name we know."""
    first = [unicodedata.normalize("NFC", cell) for cell in lines[0]] if lines else []
    known = {name for axes in AXES for name in axes} | set(CLASS)
    is_header = any(cell.lower() in known for cell in first) or not any(
        _number(cell, True) is not None for cell in first
    )
    return first if is_header else []


def _columns(file: File, names: list[str], lines: list[list[str]], comma: bool) -> Columns:
    """Which columns are the coordinates and the class: by name, else by what they hold."""
    lower = [name.lower() for name in names]
    width = max(map(len, [names, *lines]), default=0)
    named = next((axes for axes in AXES if {*axes} <= {*lower} and _next(axes) not in lower), None)
    if named:
        x, y = map(lower.index, named)
        return Columns((x, y), _class(lower, lines, (x, y), comma))
    numeric = [at for at in range(width) if _holds_numbers(lines, at, comma)]
    if not names and width == 3 and len(numeric) == 3 and _are_classes(lines, comma):
        return Columns((0, 1), 2)
    label = _class(lower, lines, numeric, comma)
    numeric = [at for at in numeric if at != label and not _is_index(lower, lines, at, comma)]
    if len(numeric) >= 2:
        return Columns(tuple(numeric), label)
    raise UserError(
        "error.custom.few_columns",
        "{file} has {n} columns of numbers, and points need two: x and y. Its columns: {columns}.",
        file=shown(file.name),
        n=len(numeric),
        columns=_listed(names, range(width)) or "0",
    )


def _next(axes: tuple[str, str]) -> str:
    """The name after x1 and x2: x3. Of x and y there is none."""
    last = axes[1]
    return f"{last[:-1]}{int(last[-1]) + 1}" if last[-1].isdigit() else "-"


def _class(
    lower: list[str], lines: list[list[str]], axes: Sequence[int], comma: bool
) -> int | None:
    """The class's column: by its name, else the only one of text."""
    for name in (*CLASS, *PLURAL, "y"):
        if name in lower and (name != "y" or lower.index("y") not in axes or len(axes) > 2):
            return lower.index(name)
    width = max(map(len, lines), default=0)
    texts = [at for at in range(width) if at not in axes and _holds_text(lines, at, comma)]
    return texts[0] if len(texts) == 1 else None


def _filled(lines: list[list[str]], at: int) -> list[str]:
    return [line[at] for line in lines if at < len(line) and line[at]]


def _holds_numbers(lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether at least half of a column's cells are numbers."""
    cells = _filled(lines, at)
    return bool(cells) and 2 * sum(_number(c, comma) is not None for c in cells) >= len(cells)


def _holds_text(lines: list[list[str]], at: int, comma: bool) -> bool:
    return bool(_filled(lines, at)) and not _holds_numbers(lines, at, comma)


def _are_classes(lines: list[list[str]], comma: bool) -> bool:
    """Whether the third of three columns without names holds whole numbers."""
    values = [_number(cell, comma) for cell in _filled(lines, 2)]
    return all(value is None or value.is_integer() for value in values)


def _is_index(lower: list[str], lines: list[list[str]], at: int, comma: bool) -> bool:
    """Whether a column only counts the lines, as a table saved by pandas or R has it."""
    name = lower[at] if at < len(lower) else ""
    values = [_number(line[at], comma) if at < len(line) else None for line in lines]
    counts = len(values) > 2 and values in (
        [*range(len(values))],
        [*range(1, len(values) + 1)],
    )
    return counts and at == 0 and (name in INDEX or not lower)


def _listed(names: list[str], columns: Sequence[int]) -> str:
    """Columns by name, or by number where they have none."""
    called = [shown(names[at]) if at < len(names) and names[at] else str(at + 1) for at in columns]
    return ", ".join([*called[:8], *(["…"] if len(called) > 8 else [])])


def _called(cell: str) -> str | None:
    """A class's name; 1 and 1.0 are one class."""
    number = _number(cell, False)
    is_whole = number is not None and number.is_integer() and abs(number) < FARTHEST
    return (str(int(number)) if is_whole else cell) or None


def _told(names: list[str], columns: Columns) -> Iterator[Sentence]:
    """Which columns were taken for what; nothing where the first line has no names."""
    if not names:
        return
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
    unused = [at for at in range(len(names)) if at not in (*columns.axes, columns.label)]
    if unused:
        yield Sentence(
            "custom.columns_unused", "{set}: not used: {columns}.", columns=_listed(names, unused)
        )
