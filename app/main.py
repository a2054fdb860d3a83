"""OOD Lab's server: `python -m streamlit run app/main.py`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread

import streamlit as st

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # `python -m streamlit` adds it, plain `streamlit` does not
    sys.path.insert(0, ROOT)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The server answers at once; meanwhile it loads what its pages will need."""
    Thread(target=import_module, args=("app.server.ahead",), daemon=True).start()
    yield


server = st.App(Path(__file__).parent / "views" / "site.py", lifespan=lifespan)
