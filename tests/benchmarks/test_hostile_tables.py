"""Tables, parquet files and archives made to break what reads them, as the page reads them.

Each is answered within seconds, costs this process next to nothing, and the next file counts.
"""

import io
import time

import pytest

from ood_core.benchmarks.custom import reading
from ood_core.benchmarks.custom.sets import File, how_many
from ood_core.errors import UserError
from ood_core.serving import tables
from tests import hostile_tables
from tests.hostile import resident

SECONDS = 5.0
GROWN = 50  # MB


def answer(name: str, data: bytes) -> reading.Read | str:
    try:
        return reading.read([File(name, lambda: io.BytesIO(data))], tables.READER)
    except UserError as error:
        return str(error)


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", hostile_tables.KINDS)
def test_every_kind_is_answered_and_the_next_file_counts(kind):
    name, make = hostile_tables.KINDS[kind]
    data = make()
    before, start = resident(), time.monotonic()
    found = answer(name, data)
    assert time.monotonic() - start <= SECONDS
    size = 0 if isinstance(found, str) else found.x.nbytes + sum(map(len, map(str, found.labels)))
    assert resident() - before - size / 2**20 <= GROWN
    if isinstance(found, str):
        assert found.endswith(".") and len(found) < 500 and "\n" not in found, found
    else:
        assert len(found.x) or found.left_out or data == b"\n", found
    assert len(answer("good.csv", hostile_tables.GOOD).x) == 40


def test_what_is_left_out_keeps_no_bytes():
    """A sentence about a file that holds its traceback holds all that was read of it."""
    large = bytes(2**20)
    files = [File(f"{i}.png", lambda: io.BytesIO(large + bytes(1))) for i in range(60)]
    before = resident()
    found = reading.read(files)
    assert len(found.left_out) == 60 and resident() - before < 20


def test_many_files_of_no_use_are_answered_at_once():
    files = [File(f"{i}.txt", io.BytesIO) for i in range(60_001)]
    start = time.monotonic()
    with pytest.raises(UserError, match="has 60001 inputs; one set may hold 60000"):
        reading.read(files)
    assert how_many(reading.read(files[:9000]).left_out) == 9000
    assert time.monotonic() - start < SECONDS
