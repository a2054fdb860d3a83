"""Vectors as NumPy and parquet files hold them: each is read as it is meant, or named."""

import io
import sys
import zipfile
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ood_core import __main__ as cli
from ood_core import benchmarks
from ood_core.benchmarks.custom import reading, vectors
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import UserError
from ood_core.serving import tables as apart

N, D = 40, 5
X = np.random.default_rng(0).normal(size=(N, D)).astype(np.float32)
Y = np.arange(N) % 2
NAMES = np.array(["ant", "bee"])
WORDS = NAMES[Y]
SIDES = np.array(["train", "train", "train", "test"] * (N // 4))


def npz(name: str = "mine.npz", **arrays: np.ndarray) -> File:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return File(name, lambda: io.BytesIO(buffer.getvalue()))


def npy(name: str, array: np.ndarray) -> File:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return File(name, lambda: io.BytesIO(buffer.getvalue()))


def parquet(columns: dict) -> File:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return File("mine.parquet", lambda: io.BytesIO(buffer.getvalue()))


def of_pandas(index: bool) -> File:
    frame = pd.DataFrame(X).add_prefix("f").assign(label=WORDS, split=SIDES)
    buffer = io.BytesIO()
    frame.set_index(frame.index + 7 if index else frame.index).to_parquet(buffer, index=index)
    return File("mine.parquet", lambda: io.BytesIO(buffer.getvalue()))


LISTS = pa.FixedSizeListArray.from_arrays(X.reshape(-1), D)
COLUMNS = {f"f{i}": X[:, i] for i in range(D)}
READ = {  # what it is -> the files; all hold X, WORDS and SIDES
    "arrays": [npz(x=X, y=WORDS, split=SIDES)],
    "numbers of classes": [npz(features=X, labels=Y, classes=NAMES, split=SIDES)],
    "any names": [npz(embedded=X, which=WORDS, part=SIDES)],
    "a column of classes": [npz(x=X, y=Y[:, None], classes=NAMES, split=SIDES)],
    "another matrix": [npz(x=X, attention=X[:, :3], y=WORDS, split=SIDES)],
    "half precision by columns": [npz(x=np.asfortranarray(X), y=WORDS, split=SIDES)],
    "files of one array": [npy("x.npy", X), npy("y.npy", WORDS), npy("split.npy", SIDES)],
    "text as bytes": [npz(x=X, y=WORDS.astype("S"), split=SIDES.astype("S"))],
    "names as bytes": [npz(x=X, y=Y, classes=NAMES.astype("S"), split=SIDES)],
    "columns": [parquet({**COLUMNS, "label": WORDS, "split": SIDES})],
    "lists": [parquet({"embedding": LISTS, "label": WORDS, "split": SIDES})],
    "lists of any length": [
        parquet({"v": X.tolist(), "file": SIDES, "species": pa.array(WORDS).dictionary_encode()})
    ],
    "decimal numbers": [
        parquet(
            {name: pa.array([Decimal(str(v)) for v in x]) for name, x in COLUMNS.items()}
            | {"label": WORDS, "split": SIDES}
        )
    ],
    "classes as bytes": [
        parquet({**COLUMNS, "label": [word.encode() for word in WORDS], "split": SIDES})
    ],
    "pandas": [of_pandas(False)],
    "pandas with an index": [of_pandas(True)],
}


@pytest.mark.parametrize("kind", READ)
def test_a_file_is_read_as_it_is_meant(kind):
    for reader in (reading.HERE, apart.READER):
        found = reading.read(READ[kind], reader)
        assert np.allclose(found.x, X) and found.labels == tuple(WORDS)
        assert found.sides == tuple(SIDES) and found.left_out == ()
        assert "split that a column says is kept" in str(found.done[0])


def test_what_was_taken_for_what_is_told():
    for files, sentence in (
        (READ["any names"], "of 5 numbers, in embedded; the classes are in which."),
        ([npy("far.npy", X)], "of 5 numbers, in far."),
        (READ["columns"], "of 5 columns: f0, f1, f2, f3, f4; the class is label."),
    ):
        told = reading.read(files).done[-1]
        assert str(told.filled(set="ID")) == f"ID: vectors {sentence}"
    told = [str(done.filled(set="ID")) for done in reading.read(READ["any names"]).done]
    assert "ID: the split is in part." in told


def test_what_nothing_was_taken_from_is_told():
    hot = np.eye(2)[Y]
    told = reading.read([npz(x=X, y=hot, labels=WORDS, fine_labels=Y, groups=Y)]).done[-1]
    assert str(told.filled(set="ID")) == "ID: not used: y, fine_labels, groups."


def test_labels_that_are_no_numbers_are_no_class():
    y = np.where(np.arange(N) == 3, np.nan, Y)
    wanted = tuple(None if i == 3 else str(k) for i, k in enumerate(Y))
    for file in (npz(x=X, y=y), parquet({**COLUMNS, "label": y})):
        assert reading.read([file]).labels == wanted


def test_names_that_some_numbers_lack_name_none():
    found = reading.read([npz(x=X, y=Y + 1, classes=NAMES)])
    assert found.labels == tuple(map(str, Y + 1))
    told = "the classes keep their numbers: 2 names count from 0 to 1, and the numbers go from 1 to"
    assert told in str(found.done[-1].filled(set="ID"))


COUNT = np.arange(N)
SPLIT = [
    npy(f"{side}/{name}.npy", array[side == SIDES])
    for side in ("train", "test")
    for name, array in (("x", X), ("y", WORDS))
]


def test_arrays_in_folders_of_a_split_are_its_sides():
    found = reading.read(SPLIT)
    order = np.argsort(SIDES != "train", kind="stable")
    assert np.allclose(found.x, X[order]) and found.labels == tuple(WORDS[order])
    assert found.sides == tuple(SIDES[order])
    assert "the files' own split is kept (test, train)" in str(found.done[0].filled(set="ID"))
    with pytest.raises(UserError, match=r"test/y\.npy needs one array of vectors"):
        reading.read([SPLIT[0], SPLIT[3]])


def test_arrays_of_one_folder_are_no_larger_together_than_a_file_may_be(monkeypatch):
    monkeypatch.setattr(vectors, "MOST_PACKED", 2**20)
    files = [File(f"{name}.npy", lambda: io.BytesIO(bytes(600 * 2**10))) for name in "ab"]
    with pytest.raises(UserError, match=r"b\.npy and the arrays beside it are larger than 1 MB"):
        reading.read(files)


TABLES = {  # what any table holds -> its columns, those of the vectors, and the class's
    "a third coordinate": ({"x": X[:, 0], "y": X[:, 1], "z": X[:, 2]}, ["x", "y"], None),
    "points of a class": ({"x1": X[:, 0], "x2": X[:, 1], "y": Y}, ["x1", "x2"], "y"),
    "coarse classes": ({**COLUMNS, "fine_label": Y, "coarse_label": Y}, [*COLUMNS], "fine_label"),
    "two classes": ({**COLUMNS, "class": Y, "target": 1 - Y}, [*COLUMNS], "class"),
    "a feature that is called row": ({**COLUMNS, "row": X[:, 0]}, [*COLUMNS, "row"], None),
    "what counts the rows": ({"id": COUNT, **COLUMNS, "index": COUNT + 1}, [*COLUMNS], None),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_column_is_taken_for_the_same_in_any_table(kind):
    columns, axes, label = TABLES[kind]
    text = pd.DataFrame(columns).to_csv(index=False).encode()
    for file in (parquet(columns), File("mine.csv", lambda: io.BytesIO(text))):
        found = reading.read([file])
        assert found.axes == tuple(axes)
        assert np.allclose(found.x, np.column_stack([columns[name] for name in axes]))
        assert found.labels == (tuple(map(str, columns[label])) if label else (None,) * N)


def test_lists_of_another_length_are_listed_wherever_they_stand():
    n = vectors.ROWS + 30
    lists = [[1.0, 2.0 + i] for i in range(n)]
    for i in range(vectors.ROWS, n - 1):
        lists[i] = [3.0] * 3
    found = reading.read([parquet({"v": lists})])
    assert np.array_equal(found.x, [*lists[: vectors.ROWS], lists[-1]])
    assert len(found.left_out) == 29
    assert str(found.left_out[0]).endswith(
        "row 1024: its list has another length than the first one."
    )


@pytest.mark.parametrize("empty", ["unlabeled", ""])
def test_what_the_split_puts_on_no_side_is_left_out(home, empty):
    sides = np.where(np.arange(N) < 8, empty, SIDES)
    tests = {"far": custom.Test("far", [npy("far.npy", X[:10] - 9)])}
    made = custom.make("mine", [npz(x=X, y=WORDS, split=sides)], tests)
    world = benchmarks.get("mine")
    assert [len(x) for x in (world.id_train.x, world.id_test.x)] == [24, 8]
    told = "ID: on neither side of the set's own split, and so left out: 8."
    assert told in map(str, made.report)


def test_rows_without_numbers_are_listed_and_the_rest_is_used():
    x = X.copy()
    x[3, 1], x[5, 0], x[7, 2] = np.nan, np.inf, 1e13
    lists = [None if i == 2 else row[: 4 if i == 4 else D] for i, row in enumerate(x.tolist())]
    for file, bad in ((npz(x=x, y=WORDS), {3, 5, 7}), (parquet({"x": lists}), {2, 3, 4, 5, 7})):
        found = reading.read([file])
        assert np.allclose(found.x, np.delete(X, sorted(bad), axis=0))
        rows = {int(str(line).split("row ")[1].split(":")[0]) for line in found.left_out}
        assert rows == bad


def lying(shape: tuple[int, ...]) -> File:
    buffer = io.BytesIO()
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return File("x.npy", lambda: io.BytesIO(buffer.getvalue()))


def endless() -> File:
    """A header of 128 bytes that says 2^40 texts of no length."""
    buffer, packed = io.BytesIO(), io.BytesIO()
    header = {"descr": "<U0", "fortran_order": False, "shape": (2**40,)}
    np.lib.format.write_array_header_1_0(buffer, header)
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("y.npy", buffer.getvalue())
    return File("x.npz", lambda: io.BytesIO(packed.getvalue()))


def packed_zeros() -> File:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x=np.zeros((60_000, 200), np.uint8))
    return File("x.npz", lambda: io.BytesIO(buffer.getvalue()))


REFUSED = {
    "no matrix": (npz(y=WORDS), r"needs one array of vectors.*Its arrays: y \(40,\)"),
    "pictures": (npz(images=np.zeros((4, 8, 8))), r"images \(4, 8, 8\)"),
    "two matrices": (npz(a=X, b=X), "told apart by the name x or features"),
    "no numbers in each": (npz(x=X[:, :0]), "needs one array of vectors"),
    "words": (npz(x=X.astype(str)), "needs one array of vectors"),
    "objects": (npz(x=X, y=np.array([None] * N)), "y holds Python objects"),
    "classes of other inputs": (npz(x=X, y=WORDS[:-1]), "y has 39 entries and x has 40 rows"),
    "10 GB": (lying((10**5, 25_000)), "no readable"),
    "texts of no length": (endless(), "no readable"),
    "junk": (File("x.npz", lambda: io.BytesIO(b"junk")), "no readable"),
    "too wide": (npz(x=np.zeros((2, 5000))), "more than 4096 columns"),
    "numbers that are all the same": (
        parquet({f"f{i}": np.zeros(60_000) for i in range(200)}),
        "more than 16 times its size: to 60000 vectors of 200 numbers",
    ),
    "packed zeros": (packed_zeros(), "more than 16 times its size: to 60000 vectors of 200"),
    "equal numbers that need all their bytes": (
        parquet({f"f{i}": np.full(20_000, 0.1) for i in range(300)}),
        "more than 16 times its size: to 20000 vectors of 300 numbers",
    ),
    "too many numbers": (npz(x=np.zeros((40_000, 1000), np.float16)), "40000 vectors of 1000"),
    "one column": (parquet({"f": X[:, 0]}), "several of numbers. Its columns: f"),
    "no rows": (parquet({"v": pa.array([], pa.list_(pa.float64()))}), "has no rows"),
    "no entries": (npz(x=X[:0]), "has no rows"),
    "two lists": (parquet({"a": LISTS, "b": LISTS}), "one column of lists"),
}


def test_honest_numbers_may_take_little_in_their_file():
    """As many pixels as 10,000 digits have, four in five of which are black."""
    rng = np.random.default_rng(0)
    x = np.where(rng.random((10_000, 784)) < 0.2, 255, 0).astype(np.uint8)
    x[1:] = x[:1]  # far fewer bytes than any digits
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x=x)
    found = reading.read([File("x.npz", lambda: io.BytesIO(buffer.getvalue()))], apart.READER)
    assert np.array_equal(found.x, x) and found.x.nbytes < 40 * 2**20


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_vectors_is_named(kind):
    file, sentence = REFUSED[kind]
    with pytest.raises(UserError, match=sentence) as told:
        reading.read([file])
    assert "\n" not in str(told.value)


def test_large_and_false_files_are_read_in_a_process_of_their_own():
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x=np.zeros((2, 4000)), far=np.zeros(2**28, np.uint8))
    bomb = File("x.npz", lambda: io.BytesIO(buffer.getvalue()))
    assert reading.read([bomb], apart.READER).x.shape == (2, 4000)
    for kind in ("10 GB", "objects"):
        file, sentence = REFUSED[kind]
        with pytest.raises(UserError, match=sentence):
            reading.read([file], apart.READER)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    benchmarks.clear()
    yield tmp_path
    benchmarks.clear()


def test_the_command_line_makes_a_world_of_them(home, capsys, monkeypatch):
    rng = np.random.default_rng(1)
    np.savez(home / "id.npz", x=X, y=WORDS, split=SIDES)
    np.save(home / "far.npy", rng.normal(5, 1, (30, D)))
    (home / "outliers").mkdir()
    near = {f"f{i}": rng.normal(9, 1, 20) for i in range(D)}
    pq.write_table(pa.table(near), home / "near.parquet")
    np.save(home / "outliers" / "x.npy", rng.normal(-5, 1, (25, D)))
    words = ["benchmark", "make", "mine", "--id", home / "id.npz", "--ood", f"far={home}/far.npy"]
    words += ["--near", f"near={home}/near.parquet", "--outliers", home / "outliers"]
    monkeypatch.setattr(sys, "argv", ["ood_core", *map(str, words)])
    assert cli.main() == 0
    told = capsys.readouterr().out
    assert "10 are for testing, as the set's own split says" in told
    world = benchmarks.get("mine")
    assert world.shape == (D,) and world.classes == ("ant", "bee")
    assert [len(x) for x in (world.id_train.x, world.id_test.x, world.outliers)] == [30, 10, 25]
    assert custom.found()["mine"].counts["ood_near"] == 20


def test_the_vectors_of_both_sides_are_those_of_the_column(home):
    x = X + np.where(SIDES == "test", 50, 0)[:, None]
    tests = {"far": custom.Test("far", [npy("far.npy", X[:10] - 9)])}
    custom.make("mine", [npz(x=x, y=WORDS, split=SIDES)], tests)
    world = benchmarks.get("mine")
    assert world.id_test.x.mean() > world.id_train.x.mean() + 3
    assert len(vectors.merged([npy("a.npy", X), npy("b.npy", X)])) == 1
