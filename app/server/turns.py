"""Whose page is drawn next.

All pages are drawn in one interpreter, which runs one thread at a time. A page gives its place away
while it waits for another process. A crowd (see `jobs.fairness`) that asks for a hundred pages at
once does not come before the one page of somebody else.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunContext, StopException, script_runner
from streamlit.runtime.scriptrunner.exec_code import (
    exec_func_with_error_handling as _run_at_once,
)

from app.server import presence, store
from app.server.address import address
from app.server.visitor import browser
from ood_core.jobs.fairness import Visitors
from ood_core.serving.turns import Turns, Work

PLACES = 2  # pages that are drawn at once: while one reads a file the other computes
SLICE = 0.05  # seconds: who comes back from `aside` goes after those who had fewer of them
LONGEST = 2.0  # seconds, after which a page keeps nobody waiting
COST = 0.1  # seconds, by which each page of a crowd comes after the one before, as it were
LATEST = 10.0  # seconds, by which no page of a crowd comes later than it did

_drawing = Turns(PLACES, SLICE, LONGEST)
_mine = threading.local()  # of the thread that draws a page: its work, and the place it holds
_lock = threading.Lock()
_visitors = Visitors()
_next: dict[int | str, float] = {}  # crowd -> when its next page comes at the earliest


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
    work = Work(_came(browser()))
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


def reading() -> Work:
    """Of what this visitor brings: read in turns with what others bring, as long as the page is
    open."""
    is_here = presence.of_page()

    def check() -> None:
        if not is_here():
            raise StopException

    return Work(_came(browser()), check=check)


def _came(visitor: str) -> float:
    """When this page comes, on the monotonic clock; many of one crowd come one after the other."""
    since = None if _visitors.knows(visitor) else store.here().since(visitor)  # may wait for a disk
    with _lock:
        _visitors.see(visitor, address(), since)
        crowd, now = _visitors.crowd_of(visitor), time.monotonic()
        came = min(max(now, _next.get(crowd, now)), now + LATEST)
        for old in [one for one, at in _next.items() if at < now]:
            del _next[old]
        _next[crowd] = came + COST
        return came
