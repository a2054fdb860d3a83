"""A benchmark as one file: it comes back as it was, and nothing else does."""

import io
import json
import zipfile
from functools import partial

import numpy as np
import pytest
from PIL import Image

from ood_core import benchmarks
from ood_core.__main__ import main
from ood_core.benchmarks.custom import exchange, store
from ood_core.benchmarks.custom.sets import MOST, File
from ood_core.errors import UserError
from tests import hostile


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    return tmp_path


def points(n, seed, classes=0):
    rows = np.random.default_rng(seed).uniform(-8, 8, (n, 2))
    lines = [f"{x},{y}" + (f",k{i % classes}" if classes else "") for i, (x, y) in enumerate(rows)]
    return File(f"{seed}.csv", lambda: io.BytesIO("\n".join(lines).encode()))


@pytest.fixture
def exported(home):
    """The file of a benchmark, which is gone from here."""
    store.make("dots", [points(60, 0, 3)], {"far": store.Test("far", [points(20, 1)])})
    out = home / "dots.zip"
    with out.open("wb") as file:
        exchange.export("dots", file)
    (home / "benchmarks" / "dots").rename(home / "before")
    return out


def unpacked(path):
    with zipfile.ZipFile(path) as packed:
        about = json.loads(packed.read("benchmark.json"))
        with np.load(io.BytesIO(packed.read("inputs.npz"))) as stored:
            return about, dict(stored)


def packed(path, about, arrays, **more):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("benchmark.json", json.dumps(about))
        out.writestr("inputs.npz", buffer.getvalue())
        for name, text in more.items():
            out.writestr(name, text)
    return path


def test_it_comes_back_as_it_was(exported, home):
    about = exchange.import_(exported)
    assert store.found()["dots"].counts == about.counts
    before = unpacked(exported)[1]
    world = benchmarks.get("dots")
    assert (world.id_train.x == before["id_train_x"]).all()
    assert (world.ood("far") == before["ood_far_x"]).all() and world.classes == ("k0", "k1", "k2")
    with pytest.raises(UserError, match="There is a benchmark dots already"):
        exchange.import_(exported)


def test_there_must_be_one_to_export(home):
    with pytest.raises(UserError, match="no benchmark of your own called 'none'"):
        exchange.export("none", io.BytesIO())


SPOILED = {
    "a name that leads elsewhere": lambda a, x: a.update(name="../../x"),
    "a class that is a link": lambda a, x: a["classes"].__setitem__(0, "[x](http://a.example)"),
    "two classes of one name": lambda a, x: a["classes"].__setitem__(0, "k1"),
    "a test that is a path": lambda a, x: (
        a["tests"].update({"../x": "far"}),
        a["counts"].update({"ood_../x": 20}),
        x.update({"ood_../x_x": x["ood_far_x"]}),
    ),
    "other counts": lambda a, x: a["counts"].update(id_train=5),
    "another shape": lambda a, x: a.update(shape=[3, 32, 32]),
    "a huge shape": lambda a, x: a.update(shape=[3, 10**6, 10**6]),
    "numbers that are none": lambda a, x: x["id_train_x"].fill(np.nan),
    "classes that are none": lambda a, x: x["id_train_y"].fill(7),
    "negative classes": lambda a, x: x["id_test_y"].fill(-1),
    "arrays of objects": lambda a, x: x.update(id_train_x=np.array([{}], object)),
    "one array more": lambda a, x: x.update(more=np.zeros(3)),
    "one array less": lambda a, x: x.pop("outliers_x"),
    "unknown words": lambda a, x: a.update(more=1),
    "half a description": lambda a, x: a.pop("classes"),
    "no ID test inputs": lambda a, x: (
        a["counts"].update(id_test=0),
        x.update(id_test_x=x["id_test_x"][:0], id_test_y=x["id_test_y"][:0]),
    ),
    "no inputs of an OOD test": lambda a, x: (
        a["counts"].update(ood_far=0),
        x.update(ood_far_x=x["ood_far_x"][:0]),
    ),
    "no OOD test": lambda a, x: (
        a["tests"].clear(),
        a["counts"].pop("ood_far"),
        x.pop("ood_far_x"),
    ),
    "a class without inputs": lambda a, x: a["classes"].append("k3"),
    "images of an odd shape": lambda a, x: (
        a.update(shape=[3, 4, 5]),
        x.update({n: np.zeros((len(x[n]), 3, 4, 5), np.uint8) for n in x if n.endswith("_x")}),
    ),
    "features in the place of photographs": lambda a, x: a.update(shape=[4, 1280]),
    "arrays column by column": lambda a, x: x.update(id_train_x=np.asfortranarray(x["id_train_x"])),
    "other numbers": lambda a, x: x.update(id_train_x=x["id_train_x"].astype(np.float64)),
    "pairs that are not there": lambda a, x: a.update(alike=1),
    "more pairs than are shown": lambda a, x: a.update(alike=10**6),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_file_made_to_break_it_is_one_sentence(exported, home, kind):
    about, arrays = unpacked(exported)
    SPOILED[kind](about, arrays)
    with pytest.raises(UserError, match=r"is not a benchmark that was exported|cannot be a name"):
        exchange.import_(packed(home / "bad.zip", about, arrays))
    assert not store.found()


def test_an_array_that_says_it_is_huge_takes_no_room(exported, home):
    """Its header promises what the description does; its bytes are not there."""
    about, arrays = unpacked(exported)
    about["counts"]["outliers"] = MOST
    header, inner = io.BytesIO(), io.BytesIO()
    promise = {"descr": "<f4", "fortran_order": False, "shape": (MOST, 2)}
    np.lib.format.write_array_header_1_0(header, promise)
    with zipfile.ZipFile(inner, "w") as out:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            content = header if name == "outliers_x" else buffer
            out.writestr(f"{name}.npy", content.getvalue())
    with zipfile.ZipFile(home / "bad.zip", "w") as out:
        out.writestr("benchmark.json", json.dumps(about))
        out.writestr("inputs.npz", inner.getvalue())
    with pytest.raises(UserError, match="exported here: outliers_x in it is not what it says"):
        exchange.import_(home / "bad.zip")


@pytest.fixture
def photographed(home):
    """As `exported`, of photographs."""

    def some(n, seed):
        images = np.random.default_rng(seed).integers(0, 256, (n, 70, 70, 3), dtype=np.uint8)
        data = [hostile.saved(Image.fromarray(image)) for image in images]
        return [
            File(f"{'ab'[i % 2]}/{i}.png", partial(io.BytesIO, one)) for i, one in enumerate(data)
        ]

    store.make("dots", some(12, 0), {"far": store.Test("far", some(3, 1))})
    out = home / "dots.zip"
    with out.open("wb") as file:
        exchange.export("dots", file)
    (home / "benchmarks" / "dots").rename(home / "before")
    return out


def test_photographs_come_back_as_they_were(photographed, home):
    exchange.import_(photographed)
    world, before = benchmarks.get("dots"), unpacked(photographed)[1]
    assert world.picture("ood/far", 0).shape == (3, 256, 256)
    with np.load(home / "benchmarks" / "dots" / "inputs.npz") as stored:
        assert all((stored[name] == array).all() for name, array in before.items())


PHOTOGRAPH = Image.new("RGB", (256, 256), "red")
FOREIGN = {
    "no image": lambda: b"\xff\xd8" + bytes(500),
    "nothing": lambda: b"",
    "another size": lambda: hostile.saved(PHOTOGRAPH.resize((300, 256)), "JPEG"),
    "another kind": lambda: hostile.saved(PHOTOGRAPH),
    "half of one": lambda: hostile.saved(PHOTOGRAPH, "JPEG")[:400],
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_photographs_that_are_none_are_one_sentence(photographed, home, kind):
    about, arrays = unpacked(photographed)
    sizes, x = arrays["ood_far_n"], arrays["ood_far_x"]
    file = np.frombuffer(FOREIGN[kind](), np.uint8)  # in the place of the first
    arrays["ood_far_x"] = np.concatenate([file, x[sizes[0] :]])
    sizes[0] = len(file)
    with pytest.raises(UserError, match="not all of its photographs are such as are made here"):
        exchange.import_(packed(home / "bad.zip", about, arrays))
    assert not store.found()


def test_outputs_of_a_network_are_not_exported(home):
    store.keep_outputs("theirs", ["a", "b"], {"far": "far"}, {"id_test": 2, "ood/far": 2}, {})
    with pytest.raises(UserError, match="theirs holds outputs of a network, and no inputs"):
        exchange.export("theirs", io.BytesIO())


def test_its_report_is_not_believed(exported, home):
    about, arrays = unpacked(exported)
    about["report"] = ["![x](http://evil.example)"]
    about["left_out"] = ["[x](http://evil.example)"]
    made = exchange.import_(packed(home / "bad.zip", about, arrays))
    assert "evil" not in str([*map(str, made.report), *made.left_out])


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(99), bytes(2000)])
def test_what_is_no_such_file(home, data):
    (home / "bad.zip").write_bytes(data)
    with pytest.raises(UserError, match="is not a benchmark that was exported"):
        exchange.import_(home / "bad.zip")


def test_files_beside_are_refused(exported, home):
    with pytest.raises(UserError, match="is not a benchmark that was exported"):
        exchange.import_(packed(home / "bad.zip", *unpacked(exported), evil="x"))


def test_the_command_line_makes_one_file_and_takes_it(home, monkeypatch, capsys):
    def told(*arguments):
        monkeypatch.setattr("sys.argv", ["ood_core", "benchmark", *map(str, arguments)])
        code = main()
        return code, "".join(capsys.readouterr())

    for name, n, classes in (("id", 60, 3), ("far", 20, 0)):
        (home / f"{name}.csv").write_bytes(points(n, n, classes).open().read())
    sets = ("--id", home / "id.csv", "--ood", f"far={home / 'far.csv'}")
    assert told("make", "dots", *sets)[0] == 0
    assert told("export", "dots", "--out", home / "x.zip") == (0, f"dots: {home / 'x.zip'}\n")
    assert told("import", home / "x.zip")[0] == 2  # it is here
    (home / "benchmarks" / "dots").rename(home / "before")
    assert told("import", home / "x.zip")[0] == 0 and list(store.found()) == ["dots"]
    for wrong in (("make", "x"), ("export", "dots"), ("export", "none", "--out", home / "y.zip")):
        code, text = told(*wrong)
        assert code == 2 and text.startswith("ood_core: ") and text.count("\n") == 1
    assert not (home / "y.zip").exists()
    assert told("import", home / "none.zip")[0] == 2
