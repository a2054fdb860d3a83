"""Images in parquet files of many kinds; none of them costs the web process memory."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from ood_core.benchmarks.custom import parquet, reading
from ood_core.benchmarks.custom.sets import LONGEST, File
from ood_core.errors import UserError
from ood_core.serving import tables as apart
from tests.hostile import resident

GROWN = 50  # MB
IMAGE = np.arange(64, dtype=np.uint8).reshape(8, 8)


def png(image: np.ndarray = IMAGE) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def stored(table: pa.Table | dict, name: str = "images.parquet", **options) -> File:
    buffer = io.BytesIO()
    table = table if isinstance(table, pa.Table) else pa.table(table)
    pq.write_table(table, buffer, **options)
    return File(name, lambda: io.BytesIO(buffer.getvalue()))


def named(column: str, names: object, data: object = None) -> pa.Table:
    features = {"info": {"features": {column: {"names": names}}}}
    table = pa.table({"image": [{"bytes": png()}] * 2, column: data or [0, 1]})
    return table.replace_schema_metadata({"huggingface": json.dumps(features)})


CELL = {"bytes": png(), "path": None}
READ = {  # what it is -> table, labels
    "Hugging Face": ({"image": [CELL] * 2, "label": [0, 1]}, ("0", "1")),
    "no labels": ({"image": [CELL] * 2}, (None, None)),
    "img": ({"img": [CELL] * 2, "label": [0, 1]}, ("0", "1")),
    "plain bytes": ({"image": [png()] * 2, "label": [0, 1]}, ("0", "1")),
    "large bytes": (
        pa.table({"image": pa.array([png()] * 2, pa.large_binary()), "label": [0, 1]}),
        ("0", "1"),
    ),
    "another name": ({"scan": [png()] * 2, "label": [0, 1]}, ("0", "1")),
    "labels": ({"image": [CELL] * 2, "labels": [0, 1]}, ("0", "1")),
    "fine_label before coarse_label": (
        {"image": [CELL] * 2, "coarse_label": [5, 5], "fine_label": [0, 1]},
        ("0", "1"),
    ),
    "words": ({"image": [CELL] * 2, "label": ["cat", "dog"]}, ("cat", "dog")),
    "whole numbers as floats": ({"image": [CELL] * 2, "label": [0.0, 1.0]}, ("0", "1")),
    "a label is missing": ({"image": [CELL] * 2, "label": [None, 1]}, (None, "1")),
    "names beside them": (named("label", ["cat", "dog"]), ("cat", "dog")),
    "names of fine labels": (named("fine_label", ["cat", "dog"]), ("cat", "dog")),
    "too few names": (named("label", ["cat"]), ("cat", "1")),
    "names that are none": (named("label", 5), ("0", "1")),
    "capitals": ({"Image": [CELL] * 2, "Label": [0, 1]}, ("0", "1")),
    "species": ({"image": [CELL] * 2, "species": ["cat", "dog"]}, ("cat", "dog")),
    "Korean": ({"image": [CELL] * 2, "클래스": ["cat", "dog"]}, ("cat", "dog")),
    "y": ({"image": [CELL] * 2, "y": [0, 1]}, ("0", "1")),
    "the only text": ({"image": [CELL] * 2, "breed": ["cat", "dog"], "n": [5, 6]}, ("cat", "dog")),
    "names of rows": (
        {"image": [CELL] * 12, "file": [f"{i}.png" for i in range(12)]},
        (None,) * 12,
    ),
    "words as bytes": ({"image": [CELL] * 2, "label": [b"cat", b"dog"]}, ("cat", "dog")),
    "several classes of one image": ({"image": [CELL] * 2, "label": [[0, 1], [1]]}, (None, None)),
    "bytes of one length": (
        {"image": pa.array([png()] * 2, pa.binary(len(png()))), "label": [0, 1]},
        ("0", "1"),
    ),
    "views of bytes": (
        {"image": pa.array([png()] * 2, pa.binary_view()), "label": [0, 1]},
        ("0", "1"),
    ),
    "a dictionary of bytes": (
        {"image": pa.array([png()] * 2).dictionary_encode(), "label": [0, 1]},
        ("0", "1"),
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_a_file_is_read_as_it_is_meant(kind):
    table, labels = READ[kind]
    for read in (parquet.pictures, apart.pictures):
        found = list(read(stored(table)))
        assert tuple(picture.label for picture in found) == labels
        assert all(picture.open().read() == png() for picture in found)


def test_a_column_that_says_the_split_is_kept():
    table = {"image": [CELL] * 4, "label": [0, 0, 1, 1], "split": ["train", "test"] * 2}
    for read in (parquet.pictures, apart.pictures):
        assert [one.side for one in read(stored(table))] == ["train", "test"] * 2
    table["split"] = ["train"] * 4
    assert [one.side for one in parquet.pictures(stored(table))] == [None] * 4


def test_which_columns_were_taken_for_what_is_told():
    table = {"image": [CELL] * 2, "breed": ["cat", "dog"], "n": [5, 6]}
    for reader in (reading.HERE, apart.READER):
        told = [str(line.filled(set="ID")) for line in reading.read([stored(table)], reader).done]
        assert told[:2] == [
            "ID: the images are in image; the classes are in breed.",
            "ID: not used: n.",
        ]


def test_images_and_vectors_are_not_one_set():
    vectors = stored({"a": [1.5, 2.5], "b": [3.5, 4.5]}, "a.parquet")
    images = stored({"image": [CELL] * 2}, "b.parquet")
    with pytest.raises(UserError, match=r"b\.parquet holds images, and the file before it vectors"):
        reading.read([vectors, images])
    with pytest.raises(UserError, match=r"a\.parquet has no column of images.*a \(double\)"):
        reading.read([images, vectors])


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"bytes": None, "path": "a.png"}, "path only"),
        ({"bytes": None, "path": None}, "no image"),
        (None, "no image"),
    ],
)
def test_a_row_without_an_image_says_so(cell, why):
    table = {
        "image": pa.array([cell, CELL], pa.struct({"bytes": pa.binary(), "path": pa.string()}))
    }
    for read in (parquet.pictures, apart.pictures):
        empty, whole = read(stored(table))
        assert whole.open().read() == png()
        with pytest.raises(UserError, match=why):
            empty.open()


deep = b"[" * 100_000
REFUSED = {
    "lists": ({"image": [[1, 2], [3, 4]], "label": [0, 1]}, r"no column of images.*image \(list"),
    "text": ({"image": ["a", "b"]}, r"image \(string\)"),
    "numbers": ({"image": [1, 2]}, r"image \(int64\)"),
    "paths only": ({"image": [{"path": "a"}, {"path": "b"}]}, "no column of images"),
    "bytes in bytes": ({"image": [{"bytes": {"bytes": png()}}]}, "no column of images"),
    "two columns of one name": (
        pa.Table.from_arrays([pa.array([CELL]), pa.array([0]), pa.array([1])], ["image", "y", "y"]),
        "two columns called y",
    ),
    "no rows": ({"image": pa.array([], pa.binary())}, "has no rows"),
    "two that could be meant": ({"left": [png()], "right": [png()]}, "left .*, right"),
    "no columns": (pa.table({}), "no column of images"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_image_is_named(kind):
    table, sentence = REFUSED[kind]
    for read in (parquet.pictures, apart.pictures):
        with pytest.raises(UserError, match=sentence):
            list(read(stored(table)))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", png()])
def test_what_is_no_parquet_file(data):
    for read in (parquet.pictures, apart.pictures):
        with pytest.raises(UserError, match=r"images\.parquet is damaged, or no parquet file"):
            list(read(File("images.parquet", lambda: io.BytesIO(data))))


def test_metadata_that_never_end_cost_only_the_names():
    table = pa.table(READ["Hugging Face"][0]).replace_schema_metadata({"huggingface": deep})
    assert [picture.label for picture in parquet.pictures(stored(table))] == ["0", "1"]


def repeated(value: bytes, rows: int) -> pa.Array:
    """A column that holds the value once on disk, and `rows` times when it is unpacked."""
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([value]))


LABELS = repeated(b"a" * (5 * 2**20), 200).cast(pa.binary())
BOMBS = {
    "one value of 10 MB, a hundred times": {"image": repeated(bytes(10 * 2**20 - 9), 100)},
    "60,000 rows of one MB": {"image": repeated(bytes(2**20), 60_000)},
    "labels of 5 MB": {"image": [CELL] * 200, "label": LABELS},
    "a million rows": {"image": repeated(b"a", 10**6)},
}


@pytest.mark.parametrize("kind", BOMBS)
def test_what_unpacks_to_much_costs_the_web_process_nothing(kind):
    """The file is small; what comes out of it is bounded where it is unpacked."""
    file = stored(BOMBS[kind], compression="gzip")
    before = peak = resident()
    try:
        for picture in apart.pictures(file):
            with picture.open() as opened:
                opened.read()
            assert len(picture.label or "") <= LONGEST
            peak = max(peak, resident())
    except UserError as error:
        assert len(str(error)) < 300
    assert peak - before <= GROWN
