"""Places for few at a time: who came first is next, and who was given much comes later, as it were.

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

LATER = 4.0  # seconds for each that one was given: who comes endlessly has a part, and never all
LOOK = 0.25  # seconds after which a waiting one looks again whether somebody takes too long

_arrivals = itertools.count()


@dataclass
class Work:
    """What takes places, once or often.

    Attributes:
        came: seconds, on the monotonic clock, when it came, or as if it had come then.
        had: seconds that it was given.
    """

    came: float = field(default_factory=time.monotonic)
    had: float = 0.0


class Turns:
    """
    Args:
        places: how many are at work together.
        slice: seconds, after each of which one comes later than before: see `LATER`.
        longest: seconds after which who is at work keeps nobody waiting any more: it may itself
            wait for something.
    """

    def __init__(self, places: int, slice: float, longest: float = math.inf) -> None:
        self._places, self._slice, self._longest = places, slice, longest
        self._changed = Condition()
        self._waiting: set[tuple[float, int]] = set()
        self._began: dict[int, float] = {}  # of those at work

    @contextmanager
    def place(self, work: Work) -> Iterator[None]:
        """A place for it, once it has its turn."""
        me = next(_arrivals)
        slices = work.had // self._slice
        mine = (work.came + LATER * self._slice * slices, me)
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
                work.had += time.monotonic() - start
                del self._began[me]
                self._changed.notify_all()

    def _is_free(self) -> bool:
        now = time.monotonic()
        at_work = sum(now - start < self._longest for start in self._began.values())
        return at_work < self._places
