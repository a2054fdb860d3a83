"""A worker process, from its start: `python -m ood_core.jobs`.

A server started in the background may hand down that Ctrl-C is to be ignored, a thread of Ray that
it is blocked, and the worker takes seconds to import torch. So Ctrl-C is heard first: a cancel must
not be lost meanwhile.
"""

import signal
import sys

signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGBREAK"):  # Windows' Ctrl-C for one process group
    signal.signal(signal.SIGBREAK, signal.default_int_handler)
if hasattr(signal, "pthread_sigmask"):
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

from ood_core.jobs import worker  # noqa: E402

if __name__ == "__main__":
    sys.exit(worker.main())
