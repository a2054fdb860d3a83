"""Tables and archives made to break what reads them: each made here.

`KINDS`: what a file is -> its name and how its bytes are made. What must come of each is an answer:
a sentence, or whatever of it can be used.
"""

import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile import bomb, photograph, saved, text_bomb

MB = 2**20
RNG = random.Random(0)
GOOD = b"x,y,class\n" + b"".join(b"%d.5,%d.25,k%d\n" % (i, i % 7, i % 2) for i in range(40))
PNG = saved(photograph())


def rows(n: int, line: bytes = b"1,2,a\n") -> bytes:
    return line * n


CSV: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one newline": lambda: b"\n",
    "20 MB of newlines": lambda: b"\n" * (20 * MB),
    "5 MB of carriage returns": lambda: b"\r" * (5 * MB),
    "5 MB of form feeds": lambda: b"\f" * (5 * MB),
    "5 MB of record separators": lambda: b"1,2\x1e" * (5 * MB // 4),
    "40 MB of rows": lambda: rows(40 * MB // 6),
    "60,001 rows": lambda: rows(60_001),
    "a million rows": lambda: rows(10**6),
    "one line of 19 MB": lambda: b"1," * (19 * MB // 2),
    "one cell of 19 MB": lambda: b"x,y\n1," + b"9" * (19 * MB),
    "a number of 100,000 digits in each of 100 rows": lambda: rows(
        100, b"1," + b"9" * 10**5 + b"\n"
    ),
    "digits that end in a letter": lambda: rows(200, b"1" * 50_000 + b"x,2\n"),
    "nothing but signs": lambda: rows(50, b"+" * 10**5 + b",-\n"),
    "an open quote": lambda: b'x,y\n1,"' + b"a" * (5 * MB),
    "an open quote in each line": lambda: rows(100_000, b'"1,2\n'),
    "nothing but quotes": lambda: b'"' * (5 * MB),
    "nothing but commas": lambda: b"," * (5 * MB),
    "nothing but semicolons and lines": lambda: rows(100_000, b";;;;\n"),
    "nothing but tabs": lambda: b"\t" * (2 * MB),
    "nothing but spaces": lambda: b" " * (5 * MB),
    "1,001 columns": lambda: b",".join([b"1"] * 1001) + b"\n",
    "a million columns": lambda: b",".join([b"1"] * 10**6),
    "a header of 4,000 letters": lambda: b"x" * 4000 + b",y,class\n" + rows(50, b"1.5,2,a\n"),
    "a class of a million letters": lambda: GOOD + b"1,2," + b"k" * MB + b"\n",
    "a class of 10,000 letters in each row": lambda: rows(1000, b"1,2," + b"k" * 10_000 + b"\n"),
    "50,000 classes": lambda: b"".join(b"%d,1,k%d\n" % (i, i) for i in range(50_000)),
    "40 columns called class": lambda: (
        b"x,y" + b",class" * 40 + b"\n" + rows(9, b"1,2" + b",a" * 40 + b"\n")
    ),
    "columns of one name": lambda: b"x,x,x\n" + rows(9, b"1,2,3\n"),
    "beyond every number": lambda: rows(50, b"1e308,1e308,a\n-1e308,1e999,b\n"),
    "30,000 lines of words": lambda: (
        b"x,y,class\n" + rows(30_000) + b"".join(b"word %d,1,k\n" % i for i in range(29_000))
    ),
    "no numbers": lambda: rows(50, b"nan,inf,a\n-inf,NaN,b\n"),
    "tiny numbers": lambda: rows(50, b"1e-320,5e-324,a\n0,-0.0,b\n"),
    "commands of a spreadsheet": lambda: b"x,y,class\n" + rows(9, b"1,2,=cmd|' /C calc'!A0\n"),
    "links": lambda: b"x,y,class\n" + rows(9, b"1,2,![a](http://evil.example/x.png)\n"),
    "formulas": lambda: b"x,y,class\n" + rows(9, b"1,2,$\\frac{1}{0}$\n"),
    "letters from right to left": lambda: (
        "x,y,class\n1,2,\u202egpj.exe\n2,1,\u2066a\u2069\n".encode() * 9
    ),
    "ten thousand accents": lambda: (
        b"x,y,class\n" + rows(3, b"1,2,e" + b"\xcc\x81" * 10_000 + b"\n")
    ),
    "null bytes": lambda: rows(100, b"1,\0,a\n"),
    "half a character": lambda: GOOD + b"1,2,\xc3",
    "surrogates": lambda: GOOD + b"1,2,\xed\xa0\x80\n",
    "a byte order mark alone": lambda: b"\xef\xbb\xbf",
    "UTF-16 with half a character": lambda: GOOD.decode().encode("utf-16") + b"1",
    "UTF-32": lambda: GOOD.decode().encode("utf-32"),
    "titles without end": lambda: rows(30, b"title\n") + GOOD + rows(50_000, b"title\n"),
    "lines that grow": lambda: b"x,y\n" + b"".join(b"1," * i + b"2\n" for i in range(999)),
    "names of rows, as R writes them": lambda: b"x y\n" + rows(50_000, b'"a" 1 2\n'),
    "thousands of thousands": lambda: b"x,y\n" + rows(50, b'"1' + b",000" * 5000 + b'.5",2\n'),
    "five encodings at once": lambda: (
        GOOD
        + b"".join(
            f"1,2,{text}\n".encode(code)
            for text, code in [
                ("고양이", "cp949"),
                ("猫", "gb18030"),
                ("é", "latin-1"),
                ("ж", "cp1251"),
            ]
        )
    ),
    "noise": lambda: RNG.randbytes(MB),
    "2 MB that could be any encoding": lambda: bytes(RNG.choices(range(0xA1, 0xFF), k=2 * MB)),
    "a picture": lambda: PNG,
    "a web page": lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "a workbook": lambda: zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}),
    "gzip": lambda: gzip.compress(GOOD),
    "JSON": lambda: json.dumps([{"x": 1, "y": 2}] * 50).encode(),
    "100,000 brackets": lambda: b"[" * 100_000,
}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def stored(columns: dict, metadata: dict | None = None, **how) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), buffer, **how)
    return buffer.getvalue()


def stored_twice() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([PNG] * 9)] * 2, ["image", "image"]), buffer)
    return buffer.getvalue()


def repeated(value: bytes, n: int) -> pa.Array:
    """A column that holds the value once on disk, and `n` times when it is unpacked."""
    return pa.DictionaryArray.from_arrays(np.zeros(n, np.int32), pa.array([value]))


def in_struct(value: bytes, n: int) -> pa.Array:
    return pa.StructArray.from_arrays([repeated(value, n)], ["bytes"])


IMAGES = {"image": [{"bytes": PNG, "path": "a.png"}] * 20, "label": [0, 1] * 10}


def damaged(how: str) -> bytes:
    data, draw = bytearray(stored(IMAGES)), random.Random(how)
    for _ in range(30):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def nested(depth: int) -> pa.Array:
    found = pa.array([[1]])
    for _ in range(depth):
        found = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), found)
    return found


PARQUET: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "a mark alone": lambda: b"PAR1",
    "two marks": lambda: b"PAR1" + bytes(100) + b"PAR1",
    "cut in half": lambda: stored(IMAGES)[: len(stored(IMAGES)) // 2],
    "a footer of 2 GB": lambda: b"PAR1" + bytes(99) + struct.pack("<I", 2**31 - 1) + b"PAR1",
    "a footer of noise": lambda: b"PAR1" + RNG.randbytes(999) + struct.pack("<I", 990) + b"PAR1",
    **{f"flipped bits, {i}": (lambda i=i: damaged(str(i))) for i in range(6)},
    "one value of 10 MB, a hundred times, in a struct": lambda: stored(
        {"image": in_struct(bytes(10 * MB), 100)}, compression="gzip"
    ),
    "60,000 rows of one MB": lambda: stored(
        {"image": repeated(bytes(MB), 60_000)}, compression="gzip"
    ),
    "a value of 300 MB": lambda: stored(
        {"image": pa.array([bytes(300 * MB)])}, compression="gzip", use_dictionary=False
    ),
    "labels of 5 MB": lambda: stored(
        IMAGES | {"label": repeated(b"a" * (5 * MB), 20).cast(pa.binary())}, compression="gzip"
    ),
    "a million rows": lambda: stored({"image": repeated(b"a", 10**6)}),
    "no rows": lambda: stored({"image": pa.array([], pa.binary())}),
    "bytes in bytes": lambda: stored({"image": [{"bytes": {"bytes": PNG}}] * 9}),
    "two columns of one name": lambda: stored_twice(),
    "30 million equal numbers": lambda: stored(
        {f"c{i}": pa.array(np.zeros(60_000)) for i in range(500)}
    ),
    "a million equal numbers": lambda: stored(
        {f"c{i}": pa.array(np.zeros(10_000)) for i in range(100)} | {"label": ["a", "b"] * 5000}
    ),
    "a million lists": lambda: stored({"v": pa.array([[1.0]] * 10**6)}),
    "a class that is a list": lambda: stored(IMAGES | {"label": [[0, 1]] * 20}),
    "no values": lambda: stored({"image": pa.array([None] * 99, pa.binary())}),
    "10,000 columns": lambda: stored({f"c{i}": [1] for i in range(10_000)}),
    "a column name of a million letters": lambda: stored({"c" * MB: [1]}),
    "lists in lists, 60 deep": lambda: stored({"image": nested(60)}),
    "lists": lambda: stored({"image": [[1, 2]] * 9}),
    "numbers": lambda: stored({"image": [1.5] * 9}),
    "text": lambda: stored({"image": ["a"] * 9}),
    "paths that lead out": lambda: stored({"image": [{"bytes": None, "path": "/etc/passwd"}] * 9}),
    "metadata of 100,000 brackets": lambda: stored(IMAGES, {"huggingface": "[" * 100_000}),
    "metadata of 30 MB": lambda: stored(IMAGES, {"huggingface": "a" * (30 * MB)}),
    "class names that are none": lambda: stored(
        IMAGES, {"huggingface": json.dumps({"info": {"features": {"label": {"names": 5}}}})}
    ),
    "labels beyond their names": lambda: stored(
        IMAGES | {"label": [-1, 2**62] * 10},
        {"huggingface": json.dumps({"info": {"features": {"label": {"names": ["a"]}}}})},
    ),
    "pictures that are bombs": lambda: stored({"image": [bomb(20_000, 20_000)] * 5}),
    "pictures with 100 MB of text": lambda: stored({"image": [text_bomb(b"zTXt")] * 3}),
    "a zip archive": lambda: zipped({"a.png": PNG}),
}


def lying() -> bytes:
    """A member that says it has 10 bytes, and unpacks to 30 MB."""
    data = bytearray(zipped({"a/x.png": bytes(30 * MB)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark) + at
        data[start : start + 4] = struct.pack("<I", 10)
    return bytes(data)


def overlapping(n: int) -> bytes:
    """`n` members that are one: 24 MB of zeros in 24 KB."""
    data = zipped({"a/x.png": bytes(24 * MB)})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"a/x.png", b"a/%05d" % i) for i in range(n))
    counts = struct.pack("<HHII", n, n, len(entries), start)
    return data[:start] + entries + data[end : end + 8] + counts + data[end + 20 :]


def protected() -> bytes:
    """Says that its members have a password."""
    data = bytearray(zipped({"a/x.png": PNG, "b/y.png": PNG}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def array(rows: int) -> bytes:
    buffer = io.BytesIO()
    numbers = RNG.randbytes(MB // 2) + bytes(24 * MB - MB // 2)
    np.save(buffer, np.frombuffer(numbers, np.uint8).reshape(rows, -1))
    return buffer.getvalue()


ZIP: dict[str, Callable[[], bytes]] = {
    "1 GB of zeros": lambda: zipped({f"a/{i}.png": bytes(25 * MB) for i in range(40)}),
    "300 MB from 6 MB": lambda: zipped(
        {f"{i % 2}/{i}.png": RNG.randbytes(200_000) + bytes(9_800_000) for i in range(30)}
    ),
    "1,000 tables": lambda: zipped({f"{i}.csv": b"1,2,a\n" for i in range(1000)}),
    "a drive of Windows": lambda: zipped({"C:\\a\\x.png": PNG}),
    "100,000 files": lambda: zipped({f"a/{i}": b"" for i in range(100_000)}),
    "archives in an archive": lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.png": PNG})})}),
    "paths that lead out": lambda: zipped(
        {"../../etc/x.png": PNG, "/abs/y.png": PNG, "a\\..\\z.png": PNG}
    ),
    "a member that lies": lying,
    "60,000 members that are one": lambda: overlapping(60_000),
    "a password": protected,
    "a program that unpacks itself": lambda: b"MZ" + bytes(5000) + zipped({"a/x.png": PNG}),
    "a directory that is cut": lambda: zipped({f"a/{i}.png": PNG for i in range(9)})[:-30],
    "noise behind its mark": lambda: b"PK\x03\x04" + RNG.randbytes(5000),
    "a bomb of a parquet file": lambda: zipped({"a.parquet": PARQUET["60,000 rows of one MB"]()}),
    "a bomb of a table": lambda: zipped({"a.csv": b"\n" * (20 * MB)}),
    "a parquet file of 384 MB from 4 MB": lambda: zipped(
        {"a.parquet": RNG.randbytes(4 * MB) + bytes(380 * MB)}
    ),
    "16 arrays of 24 MB": lambda: zipped({f"{i}.npy": array(2**i) for i in range(16)}),
    "names of 60,000 letters": lambda: zipped({f"{'a' * 60_000}/{i}.png": PNG for i in range(9)}),
}
KINDS = {
    f"{ending}: {kind}": (f"bad.{ending}", make)
    for ending, kinds in (("csv", CSV), ("parquet", PARQUET), ("zip", ZIP))
    for kind, make in kinds.items()
}
