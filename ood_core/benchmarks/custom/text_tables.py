"""Tables of text as lines of cells, whatever program wrote them: encoding, separator, names."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from ood_core.benchmarks.custom.sets import MOST, WANTED, File, content, shown
from ood_core.errors import UserError

MOST_BYTES = 20 * 2**20
MOST_COLUMNS = 1000
LOOKED_AT = 20_000  # characters of a line in which its separator is looked for
MOST_SEPARATORS = 20_000  # of a line, those inside of quotes, too
SAMPLE = 50  # lines that say which character parts the columns, and how many there are
COMMENTS = "#%@"  # how they begin: R's and NumPy's, TeX's, those of ARFF
SEPARATORS = ",;\t| "
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)  # 1,234.5: only one way to read it
THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+", re.ASCII)
SWAPPED = str.maketrans(",.", ".,")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
DIGITS = 400  # characters of a number: of the largest float, written out, they are 309
AXES = (("x", "y"), ("x1", "x2"), ("x0", "x1"), ("x_1", "x_2"), ("x_0", "x_1"))
CLASS = (
    *("class", "label", "target", "species", "category", "클래스", "레이블", "라벨", "분류"),
    *("fine_label", "coarse_label"),
)
BYTE_ORDER_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OTHERS = {  # how files of other kinds begin, and what those are called
    b"PK\x03\x04": "zip, XLSX, ODS",
    b"\xd0\xcf\x11\xe0": "XLS, DOC",
    b"PAR1": "parquet",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x93NUMPY": "NumPy",
    b"\x89HDF": "HDF5",
    b"SQLite": "SQLite",
    b"ARROW1": "Arrow",
    b"<!": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
    b"[{": "JSON",
    b"[[": "JSON",
    b'{"': "JSON",
}
BEGINNING = 64  # bytes in which it is looked for, blanks left out


def decoded(file: File) -> tuple[str, str]:
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
        raise no_text(file, data) from error
    if "\0" in text:
        raise no_text(file, data)
    is_plain = encoding in ("utf-8", "utf-8-sig")
    return text, "" if is_plain else {"euc_kr": "cp949"}.get(encoding, encoding)


def check_kind(file: File) -> None:
    """Raises UserError where it begins as a file of another kind does."""
    begins = b"".join(content(file, BEGINNING).split())
    if any(begins.startswith(mark) for mark in OTHERS):
        raise no_text(file, begins)


def no_text(file: File, begins: bytes = b"") -> UserError:
    if kind := next((kind for mark, kind in OTHERS.items() if begins.startswith(mark)), ""):
        return UserError(
            "error.custom.other_kind",
            "{file} is no table of text, for it begins as other files do ({kind}). {wanted}",
            file=shown(file.name),
            kind=kind,
            wanted=WANTED,
        )
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


def uncommented(text: str) -> tuple[int, str]:
    """How many lines stand before a table, and the table: without blank lines and comments, but
    for the last one where it names the columns, as NumPy writes them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    n = next((i for i, line in enumerate(lines) if not _is_comment(line)), len(lines))
    last = lines[n - 1] if n else ""
    named = last.lstrip(f"{COMMENTS} ") if last[:1] in tuple(COMMENTS) else ""
    if named and n < len(lines):
        separator = max(SEPARATORS, key=lines[n].count)
        if lines[n].count(separator) == named.count(separator) > 0:
            return n - 1, "\n".join([named, *lines[n:]])
    return n, "\n".join(lines[n:])


def _is_comment(line: str) -> bool:
    """Whether it is blank, a comment, or tells Excel the separator."""
    return not line.strip() or line[0] in COMMENTS or line.lower().startswith("sep=")


def lines_of(file: File, text: str) -> tuple[list[list[str]], bool]:
    """The cells of each line, and whether their numbers have decimal commas."""
    all_lines = text.split("\n")
    start = [line[:LOOKED_AT] for line in all_lines if line.strip()][:SAMPLE]
    ways = [(separator, comma) for separator in SEPARATORS for comma in (False, separator != ",")]
    separator, comma = max(dict.fromkeys(ways), key=lambda way: _fitness(start, *way))
    if max(line.count(separator) for line in all_lines) > MOST_SEPARATORS:
        raise _wide(file)
    try:
        lines = list(_cells(all_lines, separator))
    except csv.Error as error:
        raise no_text(file) from error
    if max(map(len, lines), default=0) > MOST_COLUMNS:
        raise _wide(file)
    return lines, comma


def _wide(file: File) -> UserError:
    return UserError(
        "error.custom.wide",
        "{file} has more than {most} columns. Give fewer numbers of each input.",
        file=shown(file.name),
        most=MOST_COLUMNS,
    )


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
    numbers = sum(number(cell, comma) is not None for line in of_usual for cell in line)
    return numbers, len(of_usual)


def number(cell: str, comma: bool) -> float | None:
    """The finite number in a cell, if it is one and only one: where commas are decimal, 1.234 may
    be a thousand and more."""
    if len(cell) > DIGITS:
        return None
    cell = cell.replace("\N{MINUS SIGN}", "-")
    if comma and THOUSANDS.fullmatch(cell):
        return None
    if comma and "," in cell:
        cell = cell.translate(SWAPPED)
    if not NUMBER.fullmatch(cell):
        if not GROUPED.fullmatch(cell):
            return None
        cell = cell.replace(",", "")
    value = float(cell)
    return value if np.isfinite(value) else None


def _is_number(cell: str) -> bool:
    """Whichever way it is written."""
    return number(cell, False) is not None or number(cell, True) is not None


def untitled(lines: list[list[str]]) -> list[list[str]]:
    """Without the titles that stand above a table: lines of one text, where others have more."""
    usual = width_of(lines)
    n = 0
    while n < len(lines) and usual > 1 and _is_title(lines[n]):
        n += 1
    return lines[n:] or lines


def _is_title(line: list[str]) -> bool:
    filled = [cell for cell in line if cell]
    return not filled or (len(filled) == 1 and not _is_number(filled[0]))


def width_of(lines: list[list[str]]) -> int:
    """How many cells most of the first lines have, but for empty ones at their ends."""
    widths = Counter(_width(line) for line in lines[:SAMPLE] if any(line))
    return max(widths, key=lambda width: widths[width], default=0)


def _width(line: list[str]) -> int:
    return max((i for i, cell in enumerate(line, 1) if cell), default=0)


def names_of(lines: list[list[str]]) -> list[str]:
    """The columns' names where the first line has them, as R writes them, too, which gives the
    first column, of the rows' names, none."""
    names, rows = _names_of(lines), [line for line in lines[1:] if any(line)]
    is_one_short = names and width_of(rows) == len(names) + 1
    return ["", *names] if is_one_short and _have_names(rows) else names


def _have_names(rows: list[list[str]]) -> bool:
    """Whether rows begin with names as R gives them: counted, or other words before numbers."""
    first = [row[0] for row in rows]
    if first == [str(i) for i in range(1, len(rows) + 1)]:
        return True
    are_words = len({*first}) == len(first) and not any(map(_is_number, first))
    return are_words and all(len(row) > 1 and _is_number(row[1]) for row in rows)


def _names_of(lines: list[list[str]]) -> list[str]:
    """The first line, where it has names: no number there, or a name we know."""
    first = [unicodedata.normalize("NFC", cell) for cell in lines[0]] if lines else []
    lower, axes = {cell.lower() for cell in first}, {name for pair in AXES for name in pair}
    numbers = sum(map(_is_number, first))
    is_header = not numbers or bool(lower & {*CLASS})
    # but a class may be called X, and its numbers follow
    is_header = is_header or (bool(lower & axes) and 2 * numbers < len(first))
    return first if is_header or _only_count(first, lines[1:]) else []


def _only_count(first: list[str], lines: list[list[str]]) -> bool:
    """Whether the first line numbers the columns, as pandas calls those without names, and others
    hold more than whole numbers."""
    counts = len(first) > 1 and first == [str(i) for i in range(len(first))]
    return counts and any(cell and not cell.isdecimal() for line in lines for cell in line)
