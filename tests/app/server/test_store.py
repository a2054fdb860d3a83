"""The store: what is kept, by whom it is read, and what becomes of a broken one."""

import hashlib
import itertools
import logging
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import pytest

from app.server import sqlite, store
from app.server.store import Made, Store
from ood_core import paths

HOSTILE = ["'; DROP TABLE answer; --", "<script>", "\u202e", "🙂" * 100, "%s ? :name", ""]


@pytest.fixture
def kept(database):
    found = Store(database)
    yield found
    found.close()


def test_a_visitor_is_counted_once_for_each_question(kept):
    kept.answer("ann", "q", "up")
    kept.answer("ann", "other", "up")
    kept.answer("bob", "q", "down")
    kept.answer("ann", "q", "down")
    assert kept.count("q") == {"down": 2} and kept.answers("ann") == {"q": "down", "other": "up"}
    kept.withdraw("ann", "q")
    assert kept.count("q") == {"down": 1} and kept.answers("ann") == {"other": "up"}


def test_another_server_finds_what_was_kept(kept):
    kept.answer("ann", "q", "up")
    kept.record("run", "one", "ann")
    kept.entitle("run", "one", "my best")
    after = Store(kept.name)  # the first is still open, as after a crash
    assert after.answers("ann") == {"q": "up"} and after.made("run") == {
        "one": Made("ann", "my best")
    }
    after.close()


def test_a_file_is_read_while_one_writes(tmp_path):
    kept = Store(str(tmp_path / "lab.sqlite3"))
    assert kept.read("PRAGMA journal_mode") == [("wal",)]
    kept.close()


def test_what_is_made_anew_is_its_new_makers(kept):
    kept.record("benchmark", "dots", "ann")
    kept.record("run", "dots", "cid")
    kept.entitle("benchmark", "dots", "of ann")
    kept.record("benchmark", "dots", "ann")  # the same one: it keeps its name
    assert kept.made("benchmark") == {"dots": Made("ann", "of ann")}
    kept.record("benchmark", "dots", "bob")
    assert kept.made("benchmark") == {"dots": Made("bob", "")}
    kept.forget("benchmark", "dots")
    assert kept.made("benchmark") == {} and kept.made("run") == {"dots": Made("cid", "")}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_text(kept, text):
    kept.answer(text, text, text)
    kept.record("run", text, text)
    assert kept.count(text) == {text: 1} and kept.made("run") == {text: Made(text, "")}


def test_a_text_that_cannot_be_stored_is_not(kept, caplog):
    with pytest.raises(ValueError):
        kept.answer("ann", "q", "x" * (store.LONGEST + 1))
    for text in ("\ud800", "\x00", "a\x00b"):  # no Unicode text; what ends a text in C
        kept.answer("ann", "q", text)
        kept.answer(text, "q", "up")
        assert kept.answers("ann") == kept.answers(text) == {}
    assert not caplog.records
    kept.answer("ann", "q", "up")
    assert kept.answers("ann") == {"q": "up"}


def test_a_visitor_has_so_many_rows_and_the_oldest_go(kept, monkeypatch):
    monkeypatch.setattr(store, "ANSWERS", 3)
    monkeypatch.setattr(store, "MADE", 2)
    clock = itertools.count(1.0)  # the real one may stand still for a moment
    monkeypatch.setattr(store.time, "time", lambda: next(clock))
    kept.answer("bob", "0", "up")
    for i in range(5):
        kept.answer("ann", str(i), "up")
        kept.record("run", str(i), "ann")
    assert set(kept.answers("ann")) == {"2", "3", "4"} and kept.answers("bob") == {"0": "up"}
    assert set(kept.made("run")) == {"3", "4"}


CHANGE_MINDS = """
import sys
from app.server.store import Store
kept = Store(sys.argv[1])
for answer in ("up", "down"):
    for i in range(40):
        kept.answer(f"visitor {sys.argv[2]} {i}", "q", answer)
"""


def test_processes_and_threads_vote_at_once(kept, caplog):
    command = [sys.executable, "-c", CHANGE_MINDS, kept.name]
    processes = [subprocess.Popen([*command, str(i)], cwd=paths.ROOT) for i in range(2)]
    with ThreadPoolExecutor(8) as threads:
        for i in range(200):
            threads.submit(kept.answer, f"thread {i % 100}", "q", "up" if i < 100 else "down")
    assert [process.wait(60) for process in processes] == [0, 0]
    assert kept.count("q").total() == 180
    assert not caplog.records


def test_what_is_counted_is_so_when_it_is_written(kept):
    """Two servers, each with a connection of its own: the bound holds over both."""
    counted = (
        "INSERT INTO secret (name, secret) SELECT ?, '' WHERE (SELECT COUNT(*) FROM secret) < 5"
    )
    servers = [Store(kept.name) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        for i in range(100):
            threads.submit(servers[i % 2].write, [(counted, (str(i),))])
    assert kept.read("SELECT COUNT(*) FROM secret") == [(5,)]
    for one in servers:
        one.close()


@pytest.mark.parametrize(
    "damage", [b"not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_file_is_one_sentence_and_no_memory(tmp_path, caplog, damage):
    path = tmp_path / "lab.sqlite3"
    path.write_bytes(damage)
    _has_no_memory(Store(str(path)), caplog)
    assert path.read_bytes() == damage  # whoever runs the server may still want it
    path.unlink()


def test_a_file_of_something_else_is_one_sentence(tmp_path, caplog):
    path = tmp_path / "lab.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE answer (number INTEGER)")
    _has_no_memory(Store(str(path)), caplog)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    _has_no_memory(Store(str(tmp_path / "file" / "lab.sqlite3")), caplog)


def _has_no_memory(kept: Store, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        kept.answer("ann", "q", "up")
        kept.record("run", "one", "ann")
        assert kept.answers("ann") == {} and kept.count("q").total() == 0 and kept.made("run") == {}
    assert [kept.name in record.message for record in caplog.records] == [True]
    assert caplog.records[0].exc_info is None


def test_it_is_found_again_once_it_can_be(tmp_path):
    path = tmp_path / "lab.sqlite3"
    path.write_bytes(b"not a database" * 100)
    kept = Store(str(path))
    kept.answer("ann", "q", "up")
    path.unlink()
    kept.answer("ann", "q", "down")
    assert kept.answers("ann") == {"q": "down"}
    kept.close()


@pytest.mark.cluster
def test_a_lost_server_is_one_sentence_and_found_again(server, caplog, monkeypatch):
    import psycopg

    from app.server import postgres

    kept = Store(server.new())
    kept.answer("ann", "q", "up")
    server.stop()
    server.start()
    kept.answer("ann", "q", "down")  # the connection is lost, and nobody notices
    assert kept.answers("ann") == {"q": "down"} and not caplog.records
    server.stop()
    tries = []
    connect = psycopg.connect
    monkeypatch.setattr(psycopg, "connect", lambda *a, **b: tries.append(1) or connect(*a, **b))
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            kept.answer("ann", "q", "up")
            assert kept.answers("ann") == {}
    assert len(tries) == 1  # and nobody waits for it
    assert ["The PostgreSQL server" in one.message for one in caplog.records] == [True]
    assert caplog.records[0].exc_info is None
    server.start()
    later = time.monotonic() + postgres.PAUSE
    monkeypatch.setattr(postgres.time, "monotonic", lambda: later)
    assert kept.answers("ann") == {"q": "down"}
    kept.close()


def test_a_link_of_another_kind_is_one_sentence(caplog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = Store("mysql://root:secret@host/lab")
    with caplog.at_level(logging.WARNING):
        kept.answer("ann", "q", "up")
    assert kept.answers("ann") == {} and not any(tmp_path.iterdir())
    assert ["postgresql://" in record.message for record in caplog.records] == [True]
    assert "secret" not in caplog.text


START = """
import asyncio, sys
sys.modules["psycopg"] = None  # as where it is not installed
from app.server import startup, store
asyncio.run(startup.read_pages(None).__aenter__())
store.Store("postgresql:///lab").answer("ann", "q", "up")
"""


def test_without_the_driver_the_app_starts_and_says_what_to_install():
    words = [sys.executable, "-c", START]
    done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "pip install -r requirements-cluster.txt" in done.stderr


MOUNTED = r"""/dev/sda1 / ext4 rw 0 0
server:/srv /mnt/class\040one nfs4 rw,vers=4.2 0 0
/dev/sdb1 /mnt/class\040one/disk xfs rw 0 0
share /mnt/class cifs rw 0 0
server:/srv /mnt/수업 nfs4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/lab.sqlite3", "ext4"),
        ("/mnt/class one/runs/lab.sqlite3", "nfs4"),
        ("/mnt/class one/disk/lab.sqlite3", "xfs"),
        ("/mnt/class/lab.sqlite3", "cifs"),
        ("/mnt/classes/lab.sqlite3", "ext4"),
        ("/mnt/수업/lab.sqlite3", "nfs4"),
    ],
)
def test_the_last_mount_over_a_path_says_its_file_system(path, kind):
    assert sqlite.file_system(Path(path), MOUNTED) == kind
    assert sqlite.file_system(Path(path), "") == ""


def test_a_file_on_a_network_mount_is_refused_in_one_sentence(tmp_path, caplog, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/srv {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(sqlite, "MOUNTS", mounts)
    _has_no_memory(Store(str(tmp_path / "lab.sqlite3")), caplog)
    assert "network mount (nfs4)" in caplog.text and not (tmp_path / "lab.sqlite3").exists()


def test_an_address_is_kept_as_a_hash_by_a_key_of_this_store(kept, tmp_path):
    """There are few addresses: a hash without a key is looked up in a table of all of them."""
    kept.record_address("benchmark", "mine", "192.0.2.7")
    assert kept.made_from("benchmark", "192.0.2.7") == ["mine"]
    assert kept.made_from("benchmark", "192.0.2.8") == []
    again = Store(kept.name)  # another server, or this one the next day
    assert again.made_from("benchmark", "192.0.2.7") == ["mine"]
    other = Store(str(tmp_path / "other.sqlite3"))
    other.record_address("benchmark", "mine", "192.0.2.7")
    hashes = [one.read("SELECT address FROM made_from")[0][0] for one in (kept, other)]
    plain = hashlib.sha256(b"192.0.2.7").hexdigest()[:32]
    assert len({*hashes, plain}) == 3
    for one in (again, other):
        one.close()


def test_a_vote_takes_milliseconds(kept):
    took = []
    for i in range(200):
        start = time.perf_counter()
        kept.answer(f"visitor {i}", "q", "up")
        kept.answers(f"visitor {i}")
        kept.count("q")
        took.append(time.perf_counter() - start)
    assert median(took) < 0.005
