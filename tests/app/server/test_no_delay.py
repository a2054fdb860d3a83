"""Answers over a connection that Streamlit opened do not wait for the browser's acknowledgement."""

import threading
import time
from http.client import HTTPConnection

import uvicorn
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette.starlette_server import _bind_socket

from app.server import no_delay

DELAYED = 0.04  # seconds: how long Linux holds an acknowledgement back, at least


def test_small_answers_are_not_held_back(monkeypatch):
    monkeypatch.setattr(no_delay.Connection, "connection_made", no_delay._made)
    no_delay.send_at_once()
    opened = _bind_socket("127.0.0.1", 0, 10)
    server = uvicorn.Server(uvicorn.Config(PlainTextResponse("small"), log_level="error"))
    serving = threading.Thread(target=server.run, args=([opened],))
    serving.start()
    connection = HTTPConnection("127.0.0.1", opened.getsockname()[1], timeout=30)
    taken = []
    for _ in range(40):  # of the first ones Linux confirms each at once
        start = time.monotonic()
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"small"
        taken.append(time.monotonic() - start)
    connection.close()
    server.should_exit = True
    serving.join()
    assert min(taken[-20:]) < DELAYED / 2
