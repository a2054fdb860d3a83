"""Zip archives as people and strangers make them: each is read as its folder, or is a sentence."""

import io
import stat
import struct
import threading
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ood_core.benchmarks.custom import archives, reading
from ood_core.benchmarks.custom.sets import File, on_disk
from ood_core.errors import UserError
from ood_core.images import Seen
from ood_core.serving import tables
from tests.hostile import resident


def png(value: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((16, 16, 3), value, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


PETS = {
    f"pets/{kind}/{i}.png": png(20 * i + len(kind)) for kind in ("cat", "horse") for i in (1, 2)
}


@pytest.fixture(params=["here", "apart"])
def read(request):
    """Reads one archive, in this process or in the limited one."""
    reader = reading.HERE if request.param == "here" else tables.READER

    def read(data: bytes) -> reading.Read:
        return reading.read([File("mine.zip", lambda: io.BytesIO(data))], reader)

    return read


def test_an_archive_is_read_as_its_folder(read, tmp_path):
    for name, data in PETS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    plain, found = reading.read(on_disk(tmp_path)), read(zipped(PETS))
    assert sorted(found.labels) == ["cat", "cat", "horse", "horse"] == sorted(plain.labels)
    assert np.array_equal(np.unique(found.x, axis=0), np.unique(plain.x, axis=0))
    assert not found.left_out


def test_what_systems_leave_in_archives_is_passed_over(read):
    junk = {"__MACOSX/pets/cat/._1.png": b"x", "pets/.DS_Store": b"x", "pets/Thumbs.db": b"x"}
    found = read(zipped(PETS | junk))
    assert len(found.x) == 4 and not found.left_out


def linked() -> bytes:
    buffer = io.BytesIO(zipped(PETS))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("pets/cat/link.png")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def broken() -> bytes:
    data = bytearray(zipped(PETS, zipfile.ZIP_STORED))
    at = data.index(PETS["pets/cat/1.png"])
    data[at + 40] ^= 255
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(PETS | {"../../etc/cron.d/x.png": png(9)}), "leads out of the archive"),
        (zipped(PETS | {"/root/x.png": png(9)}), "leads out of the archive"),
        (zipped(PETS | {"..\\x.png": png(9)}), "leads out of the archive"),
        (zipped(PETS | {"C:\\pets\\x.png": png(9)}), "leads out of the archive"),
        (zipped(PETS | {"pets/\x1b[2J.png": png(9)}), "leads out of the archive"),
        (zipped(PETS | {"pets/more.zip": zipped(PETS)}), "an archive inside an archive"),
        (zipped(PETS | {"pets/cat/big.png": bytes(26 * 2**20)}), "unpacks to more than 25 MB"),
        (zipped(PETS | {"pets/cat/big.png": bytes(9 * 2**20)}), "more than 100 times its size"),
        (linked(), "it is a link"),
    ],
    ids=["up", "root", "windows", "drive", "terminal", "nested", "bomb", "ratio", "link"],
)
def test_a_hostile_member_is_left_out_with_a_sentence_and_the_rest_is_read(read, data, why):
    found = read(data)
    assert len(found.x) == 4
    (line,) = found.left_out
    assert why in str(line) and str(line).isprintable()


def test_a_damaged_member_is_left_out(read):
    found = read(broken())
    assert len(found.x) == 3 and "it is damaged" in str(found.left_out[0])


def password() -> bytes:
    data = bytearray(zipped(PETS))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and no more", "damaged, or no zip archive"),
        (zipped(PETS)[:-30], "damaged, or no zip archive"),
        (b"", "damaged, or no zip archive"),
        (password(), "protected by a password"),
    ],
    ids=["foreign", "cut", "empty", "password"],
)
def test_what_is_no_readable_archive_is_one_sentence(read, data, why):
    with pytest.raises(UserError, match=why):
        read(data)


def test_all_members_together_are_bounded(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 3 * 2**20)
    bomb = zipped({f"{i}.png": bytes(2**20) for i in range(5)})
    assert len(bomb) < 10_000
    with pytest.raises(UserError, match="unpacks to more than 3 MB"):
        list(archives.members(File("bomb.zip", lambda: io.BytesIO(bomb))))


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch):
    monkeypatch.setattr(archives, "MOST", 3)
    many = zipped({f"{i}.png": b"" for i in range(7)})
    with pytest.raises(UserError, match="more than 6 files"):
        list(archives.members(File("many.zip", lambda: io.BytesIO(many))))


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_korean_folders_of_windows_and_macs_keep_their_names(read, encoding):
    name = "동물/고양이/1.png".encode(encoding)
    data = zipped({"x" * len(name): png(1), "동물/개/1.png": png(2)})
    data = data.replace(b"x" * len(name), name)
    assert set(read(data).labels) == {"고양이", "개"}


@pytest.mark.parametrize("members", [archives.members, tables.members])
def test_what_an_archive_unpacks_to_is_not_held(members):
    """30 files of 10 MB, of which it holds little."""
    file = np.random.default_rng(0).bytes(200_000) + bytes(9_800_000)
    data = zipped({f"{kind}/{i}.png": file for kind in "ab" for i in range(15)})
    before, most = resident(), []

    def decode(data, shape, levels=None):
        assert data == file
        most.append(resident())
        return Seen(np.zeros(shape, np.uint8), np.zeros((1, 1, 3), np.uint8), (9, 9), ())

    reader = reading.HERE._replace(decode=decode, members=members)
    found = reading.read([File("mine.zip", lambda: io.BytesIO(data))], reader)
    assert len(found.x) == 30 and max(most) - before < 50


def mostly_zeros(size: int) -> bytes:
    return np.random.default_rng(0).bytes(size // 64) + bytes(size - size // 64)


def array(rows: int) -> bytes:
    """24 MB, of which an archive holds little."""
    buffer = io.BytesIO()
    numbers = np.frombuffer(mostly_zeros(24 * 2**20), np.uint8)
    np.save(buffer, numbers.reshape(rows, -1))
    return buffer.getvalue()


TABLES = {
    "a parquet file": lambda: {"a.parquet": mostly_zeros(200 * 2**20)},
    "many arrays": lambda: {f"{i}.npy": array(2**i) for i in range(12)},
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_in_an_archive_take_little_of_the_memory_of_who_asks(kind):
    data, most = zipped(TABLES[kind]()), []
    ends, looks = threading.Event(), threading.Event()
    before = resident()

    def look() -> None:
        while not ends.wait(0.001):
            most.append(resident())
            looks.set()

    watch = threading.Thread(target=look)
    watch.start()
    assert looks.wait(10)
    with suppress(UserError):
        reading.read([File("mine.zip", lambda: io.BytesIO(data))], tables.READER)
    ends.set()
    watch.join()
    assert (grown := max(most) - before) < 50, grown


def test_a_parquet_file_that_an_archive_blows_up_is_left_out(read):
    found = read(zipped(PETS | {"a.parquet": mostly_zeros(40 * 2**20)}))
    assert len(found.x) == 4
    assert "a.parquet: it unpacks to more than 4 times its size" in str(found.left_out[0])


def test_stored_and_empty_members_and_what_stands_before_an_archive(read):
    stored = zipped(PETS | {"empty.txt": b""}, zipfile.ZIP_STORED)
    for data in (stored, b"MZ" + bytes(999) + stored):
        found = read(data)
        assert len(found.x) == 4 and [str(line) for line in found.left_out] == [
            "empty.txt: The file is empty."
        ]
    assert "packed in a way that is not read" in str(
        read(zipped(PETS, zipfile.ZIP_LZMA)).left_out[0]
    )


def test_tables_and_points_in_an_archive_are_read(read):
    found = read(zipped({"points.csv": b"x,y,class\n1,2,a\n3,4,b\n"}))
    assert found.x.tolist() == [[1, 2], [3, 4]] and found.labels == ("a", "b")


def test_nothing_is_written(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read(zipped(PETS | {"../up.png": png(9)}))
    assert not list(Path(tmp_path).iterdir())


def test_one_that_is_too_large_is_the_same_sentence_here_and_in_its_process(monkeypatch):
    monkeypatch.setattr(archives, "MOST_PACKED", 2**20)
    monkeypatch.setattr(tables, "MOST", 2**20)
    file = File("big.zip", lambda: io.BytesIO(bytes(2**20 + 1)))
    for members in (archives.members, tables.members):
        with pytest.raises(UserError, match=r"^big.zip is larger than 1 MB. Give a part of it.$"):
            list(members(file))
