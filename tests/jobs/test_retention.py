import os

import pytest

from ood_core.errors import UserError
from ood_core.files import hold
from ood_core.jobs import retention
from ood_core.jobs.retention import Limits, check_disk, evict
from ood_core.runs.run import LOCK, partial_path


@pytest.fixture
def folder(tmp_path):
    """Five runs, the first the oldest, of 1,000 bytes each, and one that was interrupted."""
    for age, name in enumerate(["a", "b", "c", "d", "e"]):
        run(tmp_path / name, 1000 + age)
    run(partial_path(tmp_path / "broken"), 900)
    (partial_path(tmp_path / "broken") / LOCK).write_bytes(b"")
    os.utime(partial_path(tmp_path / "broken") / LOCK, (900, 900))
    return tmp_path


def run(place, changed):
    place.mkdir()
    (place / "card.json").write_bytes(b"x" * 1000)
    os.utime(place / "card.json", (changed, changed))


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_oldest_go_until_one_more_fits(folder):
    new = [folder / "new"]
    assert evict(folder, new, Limits(runs=7)) == []
    assert evict(folder, new, Limits(runs=4)) == ["broken", "a", "b"]
    assert left(folder) == ["c", "d", "e"]
    assert evict(folder, new, Limits(gigabytes=2000e-9)) == ["c"]


def test_jobs_that_wait_count_and_runs_under_way_stay(folder):
    lock = hold(partial_path(folder / "broken") / LOCK)
    waiting = [folder / "soon", folder / "a", folder / "new"]  # "a" resumes a run that is there
    assert evict(folder, waiting, Limits(runs=6)) == ["b", "c"]
    lock.close()
    assert left(folder) == [".broken.partial", "a", "d", "e"]


def test_nothing_else_is_ever_removed(folder):
    elsewhere = folder.parent / "pretrained"
    elsewhere.mkdir(exist_ok=True)
    run(elsewhere / "kept", 1)
    (folder / "link").symlink_to(elsewhere / "kept")
    (folder / "thesis").mkdir()
    (folder / "thesis" / "years.txt").write_text("of work")
    (folder / "card.json").write_text("a file")
    removed = evict(folder, [folder / "new"], Limits(runs=1))
    assert removed == ["broken", "a", "b", "c", "d", "e"]
    assert left(folder) == ["card.json", "link", "thesis"]
    assert (elsewhere / "kept" / "card.json").exists()


def test_a_full_disk_is_one_sentence(folder, monkeypatch):
    monkeypatch.setattr(retention, "FREE", 10.0**9)
    with pytest.raises(UserError, match="is full"):
        check_disk(folder)


def test_limits_are_those_of_the_environment(monkeypatch):
    monkeypatch.setenv("OODLAB_RUNS", "12")
    monkeypatch.setenv("OODLAB_GIGABYTES", "0.5")
    assert Limits.wanted() == Limits(12, 0.5)
    for odd in ("many", "0", "-1", "nan"):
        monkeypatch.setenv("OODLAB_RUNS", odd)
        with pytest.raises(UserError, match="OODLAB_RUNS must be a number"):
            Limits.wanted()
