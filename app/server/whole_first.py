"""What a part of a page cannot answer, the whole page does.

A click in a fragment asks for that fragment alone. A session that does not know it, as after a
server's restart, when the browser goes on where it was, would leave the click unanswered.
"""

from weakref import WeakSet

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

_begun: WeakSet[AppSession] = WeakSet()  # sessions that were asked for something before
_request = AppSession.request_rerun


def draw() -> None:
    """For the whole server; called before a page runs."""
    AppSession.request_rerun = _request_known


def _request_known(self: AppSession, client_state: ClientState | None) -> None:
    """A part that comes again by itself may be gone with good reason: it is drawn no more."""
    part = client_state.fragment_id if client_state else ""
    if part and not self.has_fragment(part) and not (client_state.is_auto_rerun and self in _begun):
        client_state.ClearField("fragment_id")
    _begun.add(self)
    _request(self, client_state)
