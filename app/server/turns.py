"""Whose page is drawn next.

All pages are drawn in one interpreter, which runs one thread at a time. A page gives its place away
while it waits for another process. Who is known for a while goes before a crowd that has just come.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunContext, script_runner
from streamlit.runtime.scriptrunner.exec_code import (
    exec_func_with_error_handling as _run_at_once,
)

from app.server import store
from app.server.visitor import browser
from ood_core.serving.turns import Turns, Work

PLACES = 2  # pages that are drawn at once: while one reads a file the other computes
SLICE = 0.05  # seconds, after each of which a page lets those go first that had less
LONGEST = 2.0  # seconds, after which a page keeps nobody waiting
KNOWN = 30.0  # seconds since a visitor's first page
HEAD_START = 10.0  # seconds that the pages of one who is known came earlier, as it were
MOST = 10_000  # visitors whose first page is remembered

_drawing = Turns(PLACES, SLICE, LONGEST)
_mine = threading.local()  # of the thread that draws a page: its work, and the place it holds
_lock = threading.Lock()
_since: dict[str, float] = {}  # visitor -> first seen, on the monotonic clock


def take() -> None:
    """For the whole server; called before a page runs: pages, and parts of them, take turns."""
    script_runner.exec_func_with_error_handling = _run


def _run(draw: Callable[[], None], context: ScriptRunContext) -> Any:
    def in_turn() -> None:
        with turn():
            draw()

    return _run_at_once(in_turn, context)


@contextmanager
def turn() -> Iterator[None]:
    """The page of this visitor is drawn within."""
    now = time.monotonic()
    is_known = now - _first_seen(browser(), now) > KNOWN
    work = Work(now - HEAD_START * is_known)
    with ExitStack() as held:
        held.enter_context(_drawing.place(work))
        _mine.held, _mine.work = held, work
        try:
            yield
        finally:
            _mine.held = None


@contextmanager
def aside() -> Iterator[None]:
    """The page waits within for something else than this interpreter: others are drawn."""
    held = getattr(_mine, "held", None)
    if held is None:  # it has given its place away, or no page runs
        yield
        return
    held.close()
    _mine.held = None
    try:
        yield
    finally:
        held.enter_context(_drawing.place(_mine.work))
        _mine.held = held


def _first_seen(visitor: str, now: float) -> float:
    with _lock:
        if (found := _since.get(visitor)) is None:
            kept = store.here().since(visitor)
            found = _since[visitor] = now if kept is None else now - (time.time() - kept)
            while len(_since) > MOST:
                del _since[next(iter(_since))]
        return found
