"""Two scripts of one session, as a fast hand starts them."""

from threading import Thread

import pytest
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState, SessionState

from app.server import state_lock


@pytest.fixture(autouse=True)
def shared(monkeypatch):
    monkeypatch.setattr(SafeSessionState, "__init__", state_lock._init)
    monkeypatch.setattr(app_session, "SessionState", SessionState)
    state_lock.share()


def test_a_script_waits_while_another_of_its_session_changes_what_is_kept():
    state, read = app_session.SessionState(), []
    state["a"] = 1
    old, new = (SafeSessionState(state, lambda: None) for _ in range(2))
    other = Thread(target=lambda: read.append(dict(old.filtered_state)))
    with new._lock:  # as it is held in the middle of a change
        other.start()
        other.join(0.3)
        assert other.is_alive() and not read
    other.join(10)
    assert read == [{"a": 1}]


def test_two_sessions_do_not_wait_for_each_other():
    one, another = (SafeSessionState(app_session.SessionState(), lambda: None) for _ in range(2))
    read = []
    with one._lock:
        other = Thread(target=lambda: read.append(dict(another.filtered_state)))
        other.start()
        other.join(10)
    assert read == [{}]
