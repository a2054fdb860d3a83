"""Places for few at a time: whose group was given little of late is next, then who was, then who
came first.

Done together, twenty pieces of work take as long as all of them, every one; done one after the
other, half of them are done in half of that time.
"""

import itertools
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

HALF = 60.0  # seconds, after which half of what a group was given is forgotten
LOOK = 0.25  # seconds after which a waiting one looks again whether somebody takes too long

_arrivals = itertools.count()


class Share:
    """What a group of works, which come and go, was given together."""

    def __init__(self) -> None:
        self._had, self._at = 0.0, time.monotonic()

    def of_late(self) -> float:
        """Seconds, the older the less."""
        return self._had * 0.5 ** ((time.monotonic() - self._at) / HALF)

    def give(self, seconds: float) -> None:
        self._had, self._at = self.of_late() + seconds, time.monotonic()


@dataclass
class Work:
    """What takes places, once or often.

    Attributes:
        came: seconds, on the monotonic clock, when it came, or as if it had come then.
        had: seconds that it was given.
        share: of the group that it is one of.
    """

    came: float = field(default_factory=time.monotonic)
    had: float = 0.0
    share: Share = field(default_factory=Share)


class Turns:
    """
    Args:
        places: how many are at work together.
        slice: seconds, after each of which those who were given less are next.
        of_share: the same of groups.
        longest: seconds after which who is at work keeps nobody waiting any more: it may itself
            wait for something.
    """

    def __init__(
        self,
        places: int,
        slice: float,
        longest: float = math.inf,
        of_share: float = math.inf,
    ) -> None:
        self._places, self._slice, self._longest = places, slice, longest
        self._of_share = of_share
        self._changed = Condition()
        self._waiting: set[tuple[int, int, float, int]] = set()
        self._began: dict[int, float] = {}  # of those at work

    @contextmanager
    def place(self, work: Work) -> Iterator[None]:
        """A place for it, once it has its turn."""
        me = next(_arrivals)
        of_late = int(work.share.of_late() // self._of_share)
        mine = (of_late, int(work.had // self._slice), work.came, me)
        with self._changed:
            self._waiting.add(mine)
            try:
                while min(self._waiting) != mine or not self._is_free():
                    self._changed.wait(LOOK)
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()
            start = self._began[me] = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                given = time.monotonic() - start
                work.had += given
                work.share.give(given)
                del self._began[me]
                self._changed.notify_all()

    def _is_free(self) -> bool:
        now = time.monotonic()
        at_work = sum(now - start < self._longest for start in self._began.values())
        return at_work < self._places
