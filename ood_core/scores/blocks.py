"""Many rows, a block at a time on each core, so that memory stays at MOST blocks."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

BLOCK = 1024  # rows at a time, in each thread
MOST = 8  # blocks at once, on however many cores

Part = TypeVar("Part")
_lock = Lock()


def blocks(n: int, size: int = BLOCK) -> Iterator[slice]:
    """The rows of n inputs, `size` at a time."""
    return (slice(start, start + size) for start in range(0, n, size))


def by_blocks(of: Callable[[slice], Part], n: int) -> list[Part]:
    """What `of` returns of each block of rows; NumPy lets threads work beside each other."""
    if n <= BLOCK:
        return [of(rows) for rows in blocks(n)]
    with _one_core_each(), ThreadPoolExecutor(min(MOST, os.cpu_count() or 1)) as pool:
        return list(pool.map(of, blocks(n)))


@contextmanager
def _one_core_each() -> Iterator[None]:
    """Products of matrices on one core: several threads with all cores each wait for one another.

    The limit is the process's. The first who comes sets it and takes it back, since OpenBLAS does
    not take it back from another thread; whoever comes meanwhile goes along.
    """
    if not _lock.acquire(blocking=False):
        yield
        return
    try:
        with _blas().limit(limits=1, user_api="blas"):
            yield
    finally:
        _lock.release()


@cache
def _blas() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
