"""Small answers leave the server at once.

asyncio sets TCP_NODELAY only on sockets that were opened with TCP named as their protocol, and
Streamlit's is not. Without it the body of an answer waits until the browser has confirmed the
headers, for which it takes 40 ms (Nagle's algorithm and delayed acknowledgements); a first visit
asks for sixty files.
"""

import socket
from asyncio import Transport

from uvicorn.protocols.http.auto import AutoHTTPProtocol as Connection


def send_at_once() -> None:
    """For the whole server; called before it is connected to."""
    Connection.connection_made = _connection_made


_made = Connection.connection_made


def _connection_made(self: Connection, transport: Transport) -> None:
    opened = transport.get_extra_info("socket")
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _made(self, transport)
