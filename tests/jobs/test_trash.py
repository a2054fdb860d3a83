"""Deleting: nothing is lost before its time, and nothing is left behind after it."""

import subprocess
import sys

import pytest

from ood_core.errors import UserError
from ood_core.jobs import trash
from ood_core.paths import ROOT


@pytest.fixture
def place(tmp_path):
    """A directory with a file."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "card.json").write_text("{}")
    return tmp_path / "one"


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def grow_old(folder, seconds: float) -> None:
    """As if everything had been deleted that long ago."""
    for deleted in trash.found(folder):
        then = deleted.time - int(seconds * 1e9)
        deleted.place.rename(folder / f".{deleted.name}.{then}.deleted")


def test_what_is_deleted_can_be_brought_back(place):
    trash.discard([place])
    (deleted,) = trash.found(place.parent)
    assert deleted.name == "one" and 0 <= deleted.age < 5 and not place.exists()
    trash.empty(place.parent)
    trash.restore(deleted)
    assert names(place.parent) == ["one"] and (place / "card.json").read_text() == "{}"


def test_it_is_removed_by_whoever_comes_later(place):
    trash.discard([place])
    grow_old(place.parent, trash.LATER + 1)
    (deleted,) = trash.found(place.parent)
    trash.empty(place.parent)
    assert names(place.parent) == []
    with pytest.raises(UserError, match="too late"):
        trash.restore(deleted)


def test_it_does_not_come_back_over_another(place):
    trash.discard([place])
    place.mkdir()
    with pytest.raises(UserError, match="another one"):
        trash.restore(*trash.found(place.parent))
    assert len(names(place.parent)) == 2


def test_all_go_or_none(place):
    with pytest.raises(UserError, match="cannot be deleted"):
        trash.discard([place, place.parent / "gone"])
    assert names(place.parent) == ["one"]


DIE_WHILE_EMPTYING = """
import os, sys
from pathlib import Path
from ood_core.jobs import trash
trash.retention.shutil.rmtree = lambda *_, **__: os._exit(9)
trash.empty(Path(sys.argv[1]))
"""


def test_what_a_crash_left_of_a_removal_is_removed(place):
    trash.discard([place])
    grow_old(place.parent, trash.LATER + 1)
    command = [sys.executable, "-c", DIE_WHILE_EMPTYING, str(place.parent)]
    assert subprocess.run(command, cwd=ROOT, timeout=60).returncode == 9
    assert len(names(place.parent)) == 1
    assert not trash.found(place.parent)  # it cannot be brought back by halves
    trash.empty(place.parent)
    assert names(place.parent) == []


def test_other_hidden_things_stay(place):
    for name in (".one.partial", ".one.deleted", ".jobs", ".x.12a.deleted"):
        (place.parent / name).mkdir()
    before = names(place.parent)
    trash.empty(place.parent)
    assert names(place.parent) == before
