"""What a server does once: a worker waits, errors are kept."""

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

import streamlit as st

from app.server import ownership, presence
from ood_core import paths
from ood_core.jobs import queue
from ood_core.runs.bundle import MEGABYTE


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Once for each server: have a worker process waiting, and keep errors in a file."""
    _log_errors(paths.RUNS / ".jobs" / "errors.log")
    ownership.forget_gone()
    queue.warm()
    presence.watch()


def _log_errors(path: Path) -> None:
    """What no page shows: exceptions of the app, with their place in it, 2 MB at most."""
    with suppress(OSError):  # where nothing can be written the console still has them
        path.parent.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(path, maxBytes=MEGABYTE, backupCount=1, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logging.getLogger("streamlit.error_util").addHandler(file)
