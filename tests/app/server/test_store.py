"""The store: what is kept, by whom it is read, and what becomes of a broken one."""

import hashlib
import itertools
import logging
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest

from app.server import store
from app.server.store import Made, Store
from ood_core import paths

HOSTILE = ["'; DROP TABLE answer; --", "\x00", "<script>", "\u202e", "🙂" * 100, "%s ? :name", ""]


@pytest.fixture
def kept(tmp_path):
    found = Store(tmp_path / "lab.sqlite3")
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
    after = Store(kept.path)  # the first is still open, as after a crash
    assert after.answers("ann") == {"q": "up"} and after.made("run") == {
        "one": Made("ann", "my best")
    }
    with sqlite3.connect(kept.path) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    after.close()


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


def test_a_text_that_cannot_be_stored_is_not(kept):
    with pytest.raises(ValueError):
        kept.answer("ann", "q", "x" * (store.LONGEST + 1))
    kept.answer("ann", "q", "\ud800")  # no Unicode text
    assert kept.answers("ann") == {}
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
from pathlib import Path
from app.server.store import Store
kept = Store(Path(sys.argv[1]))
for answer in ("up", "down"):
    for i in range(40):
        kept.answer(f"visitor {sys.argv[2]} {i}", "q", answer)
"""


def test_processes_and_threads_vote_at_once(kept, caplog):
    command = [sys.executable, "-c", CHANGE_MINDS, str(kept.path)]
    processes = [subprocess.Popen([*command, str(i)], cwd=paths.ROOT) for i in range(2)]
    with ThreadPoolExecutor(8) as threads:
        for i in range(200):
            threads.submit(kept.answer, f"thread {i % 100}", "q", "up" if i < 100 else "down")
    assert [process.wait(60) for process in processes] == [0, 0]
    assert kept.count("q").total() == 180
    assert not caplog.records


@pytest.mark.parametrize(
    "damage", [b"not a database" * 100, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_file_is_one_sentence_and_no_memory(tmp_path, caplog, damage):
    path = tmp_path / "lab.sqlite3"
    path.write_bytes(damage)
    _has_no_memory(Store(path), caplog)
    assert path.read_bytes() == damage  # whoever runs the server may still want it
    path.unlink()


def test_a_file_of_something_else_is_one_sentence(tmp_path, caplog):
    path = tmp_path / "lab.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE answer (number INTEGER)")
    _has_no_memory(Store(path), caplog)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    _has_no_memory(Store(tmp_path / "file" / "lab.sqlite3"), caplog)


def _has_no_memory(kept: Store, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        kept.answer("ann", "q", "up")
        kept.record("run", "one", "ann")
        assert kept.answers("ann") == {} and kept.count("q").total() == 0 and kept.made("run") == {}
    assert [str(kept.path) in record.message for record in caplog.records] == [True]
    assert caplog.records[0].exc_info is None


def test_it_is_found_again_once_it_can_be(tmp_path):
    path = tmp_path / "lab.sqlite3"
    path.write_bytes(b"not a database" * 100)
    kept = Store(path)
    kept.answer("ann", "q", "up")
    path.unlink()
    kept.answer("ann", "q", "down")
    assert kept.answers("ann") == {"q": "down"}
    kept.close()


def test_an_address_is_kept_as_a_hash_by_a_key_of_this_store(kept, tmp_path):
    """There are few addresses: a hash without a key is looked up in a table of all of them."""
    kept.record_address("benchmark", "mine", "192.0.2.7")
    assert kept.made_from("benchmark", "192.0.2.7") == ["mine"]
    assert kept.made_from("benchmark", "192.0.2.8") == []
    again = Store(kept.path)  # another server, or this one the next day
    assert again.made_from("benchmark", "192.0.2.7") == ["mine"]
    other = Store(tmp_path / "other.sqlite3")
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
