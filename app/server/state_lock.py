"""One lock for all that a visitor's session holds, whichever of its scripts asks.

A click interrupts the script that runs, and the next one begins while the first is still on its way
to a place where it can stop. Streamlit gives each a lock of its own, so one may go through the keys
of the session while the other changes them ("dictionary changed size during iteration").
"""

from collections.abc import Callable
from threading import RLock

from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState, SessionState


class Locked(SessionState):
    """With the lock of all its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()


def share() -> None:
    """For the whole server; called before a page runs."""
    app_session.SessionState = Locked
    SafeSessionState.__init__ = _with_its_lock


_init = SafeSessionState.__init__


def _with_its_lock(
    self: SafeSessionState, state: SessionState, yield_callback: Callable[[], None]
) -> None:
    _init(self, state, yield_callback)
    if isinstance(state, Locked):
        object.__setattr__(self, "_lock", state.lock)
