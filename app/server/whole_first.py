"""A session's page is drawn whole before any part of it is drawn alone.

After a server's restart the browser goes on where it was, and the first it asks for may be a part:
a click in a fragment, or one that comes again by itself. The new session knows no fragment, and
Streamlit would leave the request unanswered.
"""

from weakref import WeakSet

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

_begun: WeakSet[AppSession] = WeakSet()  # sessions that were asked for their whole page
_request = AppSession.request_rerun


def draw() -> None:
    """For the whole server; called before a page runs."""
    AppSession.request_rerun = _request_whole_first


def _request_whole_first(self: AppSession, client_state: ClientState | None) -> None:
    if client_state and self not in _begun:
        client_state.ClearField("fragment_id")
    _begun.add(self)
    _request(self, client_state)
