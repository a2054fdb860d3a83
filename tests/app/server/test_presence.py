"""What is looked after while the server runs."""

import pytest

from app.server import presence


def test_old_rooms_are_forgotten_and_a_fault_ends_nothing(monkeypatch):
    rounds = []

    def forget_old():
        rounds.append(1)
        raise OSError("a disk is full")

    def sleep(seconds):
        if len(rounds) == 2:
            raise SystemExit

    monkeypatch.setattr(presence.rooms, "forget_old", forget_old)
    monkeypatch.setattr(presence.time, "sleep", sleep)
    with pytest.raises(SystemExit):
        presence._watch()
