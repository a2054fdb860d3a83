"""What a server does once: the pages' code is read, a worker waits, errors are kept."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from pkgutil import walk_packages

import streamlit as st
from streamlit.starlette import App

import app
from app.server import ownership, presence
from ood_core import paths
from ood_core.jobs import queue
from ood_core.runs.bundle import MEGABYTE

SCRIPTS = ("main", "page")  # what Streamlit runs itself, each time a page is drawn
WHERE_ASKED = ("app.server.postgres",)  # its driver is not among the app's requirements


@asynccontextmanager
async def read_pages(_: App) -> AsyncIterator[None]:
    """Before the server answers: import what the pages are made of.

    Otherwise the first visitor waits for it, most of a second. PyTorch and UMAP are not in it.
    """
    for module in walk_packages(app.__path__, "app."):
        if module.name.rpartition(".")[2] not in SCRIPTS and module.name not in WHERE_ASKED:
            import_module(module.name)
    yield


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
