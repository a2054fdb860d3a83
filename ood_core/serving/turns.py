"""Places for few at a time: who came first is next, and who was given much comes later, as it were.

Done together, twenty pieces of work take as long as all of them, every one; done one after the
other, half of them are done in half of that time.
"""

import itertools
import math
import time
from collections.abc import Callable, Iterator
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
        check: called before each look at whether it has its turn; it raises where nobody wants the
            work any more.
    """

    came: float = field(default_factory=time.monotonic)
    had: float = 0.0
    check: Callable[[], object] = lambda: None


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
    def place(self, work: Work) -> Iterator[Callable[[], bool]]:
        """A place for it, once it has its turn; what comes says whether another's turn is now."""
        me = next(_arrivals)
        mine = (self._turn(work), me)
        with self._changed:
            self._waiting.add(mine)
            try:
                work.check()
                while min(self._waiting) != mine or not self._is_free():
                    self._changed.wait(LOOK)
                    work.check()
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()
            start = self._began[me] = time.monotonic()

        def is_over() -> bool:
            now = self._turn(work, time.monotonic() - start)
            with self._changed:
                return any(other < (now, me) for other in self._waiting)

        try:
            yield is_over
        finally:
            with self._changed:
                work.had += time.monotonic() - start
                del self._began[me]
                self._changed.notify_all()

    def _turn(self, work: Work, more: float = 0.0) -> float:
        """When it comes, as it were, once it was given `more` seconds."""
        return work.came + LATER * self._slice * ((work.had + more) // self._slice)

    def _is_free(self) -> bool:
        now = time.monotonic()
        at_work = sum(now - start < self._longest for start in self._began.values())
        return at_work < self._places
