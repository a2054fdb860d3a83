"""Test files that run beside each other share the cores: one thread each, not one per core."""

import os

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when NumPy or torch is imported
