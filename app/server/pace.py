"""How often one browser may do something: a bound for floods, that a hand does not reach."""

import time
from threading import Lock

from cachetools import TTLCache


class Pace:
    """So many times within so many seconds, for each visitor."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._counts: TTLCache[tuple[str, int], int] = TTLCache(50_000, 2 * seconds)
        self._lock = Lock()

    def allows(self, visitor: str) -> bool:
        """Count one more; whether it is within the bound."""
        key = visitor, int(time.monotonic() / self.seconds)
        with self._lock:
            self._counts[key] = count = self._counts.get(key, 0) + 1
        return count <= self.most

    def clear(self) -> None:
        self._counts.clear()
