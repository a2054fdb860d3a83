"""The registry of benchmarks: those that come with OOD Lab, and custom ones that were made here."""

from functools import partial
from threading import RLock

from cachetools import LRUCache

from ood_core import kept
from ood_core.benchmarks.benchmark import EXPOSED, WITH, Benchmark, world_of
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom import worlds
from ood_core.errors import UserError

DESCRIBED = 256  # benchmarks whose description is kept

_described: LRUCache[str, tuple[int, Benchmark]] = LRUCache(DESCRIBED)  # and when it was made
_lock = RLock()


def custom_names() -> tuple[str, ...]:
    """The benchmarks that were made here, see `custom.store`."""
    return tuple(custom.found())


def names() -> tuple[str, ...]:
    return (*BUILT_IN, *custom_names())


def get(name: str) -> Benchmark:
    """The benchmark of that name; its data, once loaded, is shared (see `kept`).

    `world+outliers` is that world with one of its other outlier sets, `world@network` with one of
    its other networks.

    Raises:
        UserError: there is no such benchmark, or no such outlier set.
    """
    changed = custom.changed(world_of(name))
    with _lock:
        known = _described.get(name)
        if known and known[0] != changed:  # made anew: nobody asks for the old one
            old = _described.pop(name)[1]
            for owner in (old, *old.ood_tests.values()):
                kept.forget(owner)
            known = None
        if not known:
            known = _described[name] = changed, _describe(name)
        return known[1]


def clear() -> None:
    """Forget all benchmarks: each offers the data that it found when it was described."""
    with _lock:
        _described.clear()


def _describe(name: str) -> Benchmark:
    world, other, network = name.partition(WITH)
    if other:
        return get(world).learned_with(network)
    world, exposed, outliers = name.partition(EXPOSED)
    if exposed:
        return get(world).exposed_to(outliers)
    known = {n: partial(worlds.describe, about) for n, about in custom.found().items()} | BUILT_IN
    if name not in known:
        raise UserError(
            "error.benchmarks.unknown",
            "There is no benchmark called {name!r}. Choose one of: {known}.",
            name=name,
            known=", ".join(names()),
        )
    return known[name]()
