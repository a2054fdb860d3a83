"""The arrays that benchmarks and runs have read: kept while all together fit into BYTES.

The least recently used go first. What belongs to an owner that nobody holds any more goes before
the next array is loaded.
"""

import weakref
from collections.abc import Callable, Iterable, Mapping
from threading import Condition
from typing import TypeVar

import numpy as np
from cachetools import LRUCache, cached

BYTES = 512 * 2**20  # CIFAR-10 with its outliers and all its OOD tests takes 320 MiB

Loaded = TypeVar("Loaded")  # an array, or arrays in tuples and mappings


def loaded(owner: object, name: str, load: Callable[[], Loaded]) -> Loaded:
    """What `load` returns, shared by all who ask for it while it is kept.

    Whoever asks while it is being loaded waits for it. What is larger than BYTES is not kept.

    Args:
        owner: can be hashed and referred to weakly.
    """
    return _loaded(weakref.ref(owner), name, load)


def forget(owner: object) -> None:
    """Drop all that is kept for it."""
    _drop(lambda ref: ref() is owner)


def size(arrays: np.ndarray | Iterable) -> int:
    """In bytes."""
    if isinstance(arrays, np.ndarray):
        return arrays.nbytes
    return sum(map(size, arrays.values() if isinstance(arrays, Mapping) else arrays))


@cached(
    LRUCache(BYTES, getsizeof=size),
    key=lambda owner, name, load: (owner, name),
    condition=Condition(),
)
def _loaded(owner: weakref.ref, name: str, load: Callable[[], Loaded]) -> Loaded:
    _drop(lambda ref: ref() is None)
    return load()


def _drop(is_old: Callable[[weakref.ref], bool]) -> None:
    with _loaded.cache_lock:
        for key in [key for key in _loaded.cache if is_old(key[0])]:
            del _loaded.cache[key]
