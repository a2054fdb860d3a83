"""The registry of benchmarks: those that come with OOD Lab, and custom ones that were made here."""

from functools import cache, partial

from ood_core.benchmarks.benchmark import EXPOSED, Benchmark
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import unknown


def custom_names() -> tuple[str, ...]:
    """The benchmarks that were made here, see `custom.store`."""
    return tuple(custom.found())


def names() -> tuple[str, ...]:
    return (*BUILT_IN, *custom_names())


def get(name: str) -> Benchmark:
    """The benchmark of that name; its data, once loaded, is shared.

    `world+outliers` is that world with one of its other outlier sets.

    Raises:
        UserError: there is no such benchmark, or no such outlier set.
    """
    return opened(name, custom.changed(name.partition(EXPOSED)[0]))


@cache
def opened(name: str, changed: int) -> Benchmark:
    """`get(name)`; `changed` is when a custom benchmark was made."""
    world, exposed, outliers = name.partition(EXPOSED)
    if exposed:
        return get(world).exposed_to(outliers)
    known = {n: partial(custom.describe, about) for n, about in custom.found().items()} | BUILT_IN
    if name not in known:
        raise unknown("benchmark", name, names())
    return known[name]()
