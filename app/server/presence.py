"""Who is here: the visitors whose pages are open, from which address, and since when known."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.server import rooms, store, uploads_in_memory
from app.server.address import address
from app.server.visitor import browser
from ood_core.jobs import queue

EVERY = 60.0  # seconds between looks

_open: dict[str, str] = {}  # session -> its visitor


def note() -> None:
    """This visitor has opened a page."""
    context, me = get_script_run_ctx(), browser()
    if context is not None:
        _open[context.session_id] = me
    queue.see(me, address(), store.here().since(me))


def of_page() -> Callable[[], bool]:
    """What says, in any thread, whether the page that runs now is still open in a browser."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    return partial(runtime.get_instance().is_active_session, context.session_id)


def lost_uploads() -> list[str]:
    """Names of files that this page was about to send and that did not come: see `lost`."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return []
    return uploads_in_memory.lost(context.session_id)


def watch() -> None:
    """From now on, tell the queue who has a page open, and delete what is kept no longer."""
    threading.Thread(target=_watch, name="ood-presence", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(EVERY)
        for session, visitor in list(_open.items()):
            if runtime.exists() and runtime.get_instance().is_active_session(session):
                queue.see(visitor)
            else:
                with suppress(KeyError):
                    del _open[session]
        _tidy(rooms.forget_old)
        if runtime.exists():
            _tidy(uploads_in_memory.drop_gone)


def _tidy(what: Callable[[], None]) -> None:
    try:
        what()
    except Exception:  # who is here is told of in any case
        logging.getLogger(__name__).exception(what.__qualname__)
