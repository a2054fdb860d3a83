"""Many rows, a block at a time: memory stays at a few blocks, and every core has one."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

BLOCK = 1024  # rows at a time, in each thread

Part = TypeVar("Part")
_lock = Lock()
_inside: list[Any] = []  # the limit, once for each who works by blocks


def blocks(n: int, size: int = BLOCK) -> Iterator[slice]:
    """The rows of n inputs, `size` at a time."""
    return (slice(start, start + size) for start in range(0, n, size))


def by_blocks(of: Callable[[slice], Part], n: int) -> list[Part]:
    """What `of` returns of each block of rows; NumPy lets threads work beside each other."""
    if n <= BLOCK:
        return [of(rows) for rows in blocks(n)]
    with _one_core_each(), ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(of, blocks(n)))


@contextmanager
def _one_core_each() -> Iterator[None]:
    """Products of matrices on one core: several threads with all cores each wait for one another.

    The limit is one for the process, set by the first who comes and taken back by the last to go.
    """
    with _lock:
        limit = _inside[0] if _inside else _blas().limit(limits=1, user_api="blas")
        _inside.append(limit)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                limit.restore_original_limits()


@cache
def _blas() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
