"""Test files that run beside each other share the cores: one thread each, not one per core."""

import os
from collections import Counter

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when NumPy or torch is imported


def pytest_collection_modifyitems(items):
    """Files that drive browsers, evenly between the others: few of them are at work at once.

    Of each kind the one with the most tests comes first, so that all cores end together.
    """
    sizes = Counter(item.path for item in items)
    driving = {path for path in sizes if path.parent.name == "browser"}
    place = {}
    for kind in (driving, sizes.keys() - driving):
        ranked = sorted(kind, key=lambda path: (-sizes[path], path))
        place |= {path: (rank / len(ranked), path) for rank, path in enumerate(ranked)}
    items.sort(key=lambda item: place[item.path])
