"""Tables read by turns: nobody waits for another's large file, and nobody works for who is gone."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest

from ood_core.benchmarks.custom.archives import Place
from ood_core.benchmarks.custom.sets import File
from ood_core.serving import tables
from ood_core.serving.pool import Pool
from ood_core.serving.turns import Work
from tests import hostile_tables

PATIENCE = 30  # seconds
N = 1500  # rows: three parts


class Gone(Exception):
    pass


@pytest.fixture(autouse=True)
def pool(monkeypatch):
    """Two processes, and short slices."""
    pool = Pool("ood_core.serving.tables", tables.SECONDS, 2, slice=0.2)
    monkeypatch.setattr(tables, "POOL", pool)
    yield pool
    for helper in pool.helpers:
        helper.end()


def named(name: str, data: bytes) -> File:
    return File(name, partial(io.BytesIO, data))


GOOD = named("good.csv", hostile_tables.GOOD)


@pytest.fixture(scope="module")
def many() -> File:
    """Rows whose classes say which they are."""
    columns = {"image": [hostile_tables.PNG] * N, "label": [f"k{i}" for i in range(N)]}
    return named("many.parquet", hostile_tables.stored(columns))


def test_who_decodes_a_large_file_keeps_nobody_waiting_and_gets_all_of_it(many):
    """Both processes are held by two whose images take for ever to decode, when another comes."""
    both, is_read = Barrier(3, timeout=PATIENCE), Event()

    def slowly() -> list[str | None]:
        found = []
        for picture in tables.pictures(many):
            found.append(picture.label)
            if len(found) == 1:
                both.wait()
            is_read.wait(0.01)  # its image is decoded
        return found

    with ThreadPoolExecutor(3) as threads:
        slow = [threads.submit(slowly) for _ in range(2)]
        both.wait()
        assert len(threads.submit(tables.points, GOOD).result(PATIENCE).x) == 40
        assert not any(one.done() for one in slow)
        is_read.set()
        for one in slow:
            assert one.result(PATIENCE) == [f"k{i}" for i in range(N)]


def test_an_archive_goes_on_in_another_process_where_it_was(monkeypatch):
    members = {f"{i}.png": hostile_tables.PNG for i in range(N)} | {".hidden": b""}
    archive = named("a.zip", hostile_tables.zipped(members))
    monkeypatch.setattr("ood_core.serving.turns.Turns._turn", lambda *_: 0.0)
    monkeypatch.setattr(tables, "POOL", Always(tables.POOL))
    found = list(tables._places(archive, None))
    assert [one.name for one in found if isinstance(one, Place)] == [f"{i}.png" for i in range(N)]
    assert tables.POOL.held == 5  # four parts, of 500, and one to see that there are no more


class Always:
    """A pool where it is another's turn after each part."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self.held = pool, 0

    def process(self, work):
        self.held += 1
        return Over(self._pool.process(work))


class Over:
    def __init__(self, held) -> None:
        self._held = held

    def __enter__(self):
        helper, _ = self._held.__enter__()
        return helper, lambda: True

    def __exit__(self, *why):
        return self._held.__exit__(*why)


def test_who_is_gone_waits_no_longer_and_reads_no_further(pool, many):
    def leave() -> None:
        raise Gone

    with pool.process(None), pool.process(None), pytest.raises(Gone):
        tables.points(GOOD, Work(check=leave))
    assert not pool._turns._waiting

    work = Work()
    read = tables.pictures(many, work)
    next(read)
    work.check = leave
    with pytest.raises(Gone):
        list(read)
    assert len(tables.points(GOOD).x) == 40


def test_no_file_stays_where_all_of_it_was_said(many):
    def ask(file: File, what: str, **more) -> list:
        given = {"data": hostile_tables.np.frombuffer(file.open().read(), "uint8")}
        return tables._answer(tables._with_texts({"what": what, "name": file.name, **more}, given))

    ask(GOOD, "points")
    assert not tables._held
    ask(many, "pictures", first=N - 1)
    assert tables._held
    tables._answer(tables._with_texts({"what": "pictures", "first": N}, {}))
    assert not tables._held
