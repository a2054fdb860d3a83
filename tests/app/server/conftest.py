"""What several tests of the server begin with: a database, and a room with its class in it."""

import re

import pytest

from app.server import rooms, store
from app.server.database import SCHEMA
from tests import postgres

TEACHER, ANN, BOB = "teacher", "ann", "bob"


@pytest.fixture(scope="session")
def server():
    with postgres.server() as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.cluster)])
def database(request, tmp_path, monkeypatch):
    """An empty store of each kind, which `store.here` finds; its name."""
    if request.param == "sqlite":
        name = str(tmp_path / "lab.sqlite3")
    else:
        name = request.getfixturevalue("server").new()
    monkeypatch.setenv("OODLAB_DATABASE", name)
    yield name
    store.here().close()


@pytest.fixture
def code(database):
    """An open room with two students."""
    made = rooms.open_room(TEACHER)
    for name in (ANN, BOB):
        rooms.join(made, name, name.title())
    return made


def rows(*tables):
    """What the store holds in these tables, else in all."""
    tables = tables or re.findall(r"TABLE IF NOT EXISTS (\w+)", SCHEMA)
    return [row for table in tables for row in store.here().read(f"SELECT * FROM {table}")]
