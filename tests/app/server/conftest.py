"""A room with its class, which several tests of the server begin with."""

import pytest

from app.server import rooms

TEACHER, ANN, BOB = "teacher", "ann", "bob"


@pytest.fixture
def code():
    """An open room with two students."""
    made = rooms.open_room(TEACHER)
    for name in (ANN, BOB):
        rooms.join(made, name, name.title())
    return made
