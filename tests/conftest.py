"""Test files that run beside each other share the cores: one thread each, not one per core."""

import os
from collections import Counter

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when NumPy or torch is imported


def pytest_collection_modifyitems(items):
    """The longest files first, so that all cores end together: browsers, then the most tests."""
    sizes, browsers = Counter(item.path for item in items), {"browser", "engines"}
    items.sort(
        key=lambda i: (browsers.isdisjoint(m.name for m in i.iter_markers()), -sizes[i.path])
    )
