"""Test files that run beside each other share the cores: one thread each, not one per core."""

import os
import sys
from collections import Counter

import pytest

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


@pytest.fixture
def call(monkeypatch, capsys):
    """Run a command in this process: exit code, standard output, standard error."""

    from ood_core import __main__ as cli  # here: it is needed by few

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["ood_core", *map(str, words)])
        try:
            code = cli.main()
        except SystemExit as stop:  # argparse
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return run
