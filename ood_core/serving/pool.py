"""Processes of one kind, which are asked in turns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import LifoQueue

from ood_core.serving.helper import Helper
from ood_core.serving.turns import Turns, Work


class Pool:
    """
    Args:
        module, seconds: see `Helper`.
        processes: how many there are.
        slice: see `Turns`.
    """

    def __init__(self, module: str, seconds: float, processes: int, slice: float) -> None:
        self.helpers = [Helper(module, seconds) for _ in range(processes)]
        self._turns = Turns(processes, slice)
        self._idle: LifoQueue[Helper] = LifoQueue()  # the one that was last at work is the warm one
        for helper in self.helpers:
            self._idle.put(helper)

    def warm(self) -> None:
        """Have them running or starting; returns at once."""
        for helper in self.helpers:
            helper.warm()

    @contextmanager
    def process(self, work: Work | None) -> Iterator[tuple[Helper, Callable[[], bool]]]:
        """One of them once the work has its turn, and what says that another's turn is now."""
        with self._turns.place(work or Work()) as is_over:
            helper = self._idle.get()
            try:
                yield helper, is_over
            finally:
                self._idle.put(helper)
