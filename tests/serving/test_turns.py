"""Turns: who is next, and that nobody waits for who does not end."""

import time
from threading import Barrier, Event, Thread

import pytest

from ood_core.serving.turns import Turns, Work

PATIENCE = 10  # seconds


class Busy:
    """All places taken, by works that end when they are told."""

    def __init__(self, turns: Turns, places: int) -> None:
        self._end = Event()
        took = [Event() for _ in range(places)]
        self._threads = [Thread(target=self._hold, args=(turns, one), daemon=True) for one in took]
        for thread, one in zip(self._threads, took, strict=True):
            thread.start()
            assert one.wait(PATIENCE)

    def _hold(self, turns: Turns, took: Event) -> None:
        with turns.place(Work()):
            took.set()
            self._end.wait(PATIENCE)

    def end(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(PATIENCE)


def order(turns: Turns, works: dict[str, Work], busy: Busy) -> list[str]:
    """In which order they are served, once all of them wait."""
    served: list[str] = []

    def wait(name: str) -> None:
        with turns.place(works[name]):
            served.append(name)

    threads = [Thread(target=wait, args=(name,), daemon=True) for name in works]
    for thread in threads:
        thread.start()
    end = time.monotonic() + PATIENCE
    while len(turns._waiting) < len(works) and time.monotonic() < end:
        time.sleep(0.001)
    busy.end()
    for thread in threads:
        thread.join(PATIENCE)
    return served


def test_who_was_given_much_comes_later_than_it_came():
    turns = Turns(1, 1.0)
    works = {
        "late": Work(came=30.0),
        "much": Work(came=11.0, had=5.0),
        "early": Work(came=10.0, had=0.9),
        "more": Work(came=10.0, had=7.0),
        "waited for long": Work(came=-20.0, had=7.0),
        "middle": Work(came=20.0),
    }
    found = order(turns, works, Busy(turns, 1))
    assert found == ["waited for long", "early", "middle", "late", "much", "more"]


def test_no_more_are_at_work_than_there_are_places():
    turns, most, at_work, three = Turns(3, 1.0), [], [], Barrier(3)

    def work() -> None:
        with turns.place(Work()):
            at_work.append(1)
            most.append(len(at_work))
            three.wait(PATIENCE)  # each waits for two others: three are at work at once
            at_work.pop()

    threads = [Thread(target=work) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(most) == 30 and max(most) <= 3


def test_who_takes_too_long_keeps_nobody_waiting():
    turns = Turns(2, 1.0, longest=0.2)
    busy = Busy(turns, 2)
    start = time.monotonic()
    with turns.place(Work()):
        assert 0.1 < time.monotonic() - start < PATIENCE
    busy.end()


def test_what_it_was_given_is_counted_and_an_error_gives_its_place_back():
    turns, work = Turns(1, 1.0), Work()
    with pytest.raises(ValueError, match="wrong"), turns.place(work):
        time.sleep(0.02)
        raise ValueError("wrong")
    assert work.had >= 0.02
    with turns.place(Work()):
        pass
