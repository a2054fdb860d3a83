"""Firefox and WebKit, the engine of Safari: as Debian has them, by the W3C's own protocols.

Playwright drives only builds of its own, which cannot be had everywhere. Firefox itself answers to
WebDriver BiDi, and WebKitGTK's driver to WebDriver; both take the same list of pointer actions.
"""

import base64
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol

from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import free_port

WIDTH, HEIGHT = 1366, 900
PATIENCE = 120  # seconds: a machine may be busy with other trainings
Place = tuple[float, float]


class Engine(Protocol):
    """A browser's window."""

    def open(self, url: str) -> None: ...

    def run(self, expression: str) -> Any:
        """The value of this JavaScript, by way of JSON."""

    def act(self, actions: list[dict]) -> None:
        """Do what a pointer does: https://www.w3.org/TR/webdriver2/#actions."""

    def screenshot(self) -> bytes:
        """A PNG of what the window shows."""


def drag(engine: Engine, places: Sequence[Place]) -> None:
    """Press the mouse at the first of these places of the window, let it go at the last."""
    moves = [
        {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 50} for x, y in places
    ]
    down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
    actions = [moves[0], down, *moves[1:], up]
    engine.act([{"type": "pointer", "id": "mouse", "actions": actions}])


def until(true: Callable[[], Any]) -> Any:
    """Wait for it; its value."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if value := true():
            return value
        time.sleep(0.1)  # between two looks
    raise TimeoutError


class Firefox:
    def __init__(self, socket: ClientConnection):
        self._socket, self._numbers = socket, count(1)
        self._call("session.new", capabilities={})
        (tab,) = self._call("browsingContext.getTree")["contexts"]
        self._tab = {"context": tab["context"]}
        viewport = {"width": WIDTH, "height": HEIGHT}
        self._call("browsingContext.setViewport", viewport=viewport, **self._tab)

    def _call(self, method: str, **params: Any) -> dict:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv(PATIENCE))).get("id") != number:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", url=url, wait="complete", **self._tab)

    def run(self, expression: str) -> Any:
        code = f"JSON.stringify({expression})"
        found = self._call("script.evaluate", expression=code, target=self._tab, awaitPromise=False)
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"].get("value", "null"))

    def act(self, actions: list[dict]) -> None:
        self._call("input.performActions", actions=actions, **self._tab)

    def screenshot(self) -> bytes:
        return base64.b64decode(
            self._call("browsingContext.captureScreenshot", **self._tab)["data"]
        )


class WebKit:
    def __init__(self, driver: str, browser: str):
        self._session = f"{driver}/session"
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._session += "/" + self._call("", capabilities=wanted)["sessionId"]
        self._call("/window/rect", x=0, y=0, width=WIDTH, height=HEIGHT)

    def _call(self, path: str, **params: Any) -> Any:
        return _answer(self._session + path, params)

    def open(self, url: str) -> None:
        self._call("/url", url=url)

    def run(self, expression: str) -> Any:
        script = f"return JSON.stringify({expression})"
        return json.loads(self._call("/execute/sync", script=script, args=[]) or "null")

    def act(self, actions: list[dict]) -> None:
        self._call("/actions", actions=actions)

    def screenshot(self) -> bytes:
        return base64.b64decode(_answer(f"{self._session}/screenshot"))


def _answer(url: str, params: dict | None = None) -> Any:
    data = None if params is None else json.dumps(params).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)["value"]


@contextmanager
def _running(*command: str, **options: Any) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=15)


@contextmanager
def firefox(path: str) -> Iterator[Firefox]:
    """Without a window, and so without WebGL: what has to be drawn without it is seen here."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", "--profile", profile, "--remote-debugging-port", "0"]
        options = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
        with _running(*command, **options) as process:
            said = next(filter(None, (re.search(r"ws://\S+", line) for line in process.stderr)))
            with connect(f"{said[0]}/session", max_size=None) as socket:
                yield Firefox(socket)


@contextmanager
def webkit(driver: str, browser: str) -> Iterator[WebKit]:
    """On a screen of its own."""
    reader, writer = os.pipe()
    screen = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with _running(*screen, pass_fds=[writer], **quiet), os.fdopen(reader) as told:
        environment = os.environ | {"DISPLAY": f":{told.readline().strip()}"}
        environment |= {"LIBGL_ALWAYS_SOFTWARE": "1"}
        port = free_port()
        with _running(driver, f"--port={port}", env=environment, **quiet):
            address = f"http://127.0.0.1:{port}"
            until(lambda: _is_ready(address))
            yield WebKit(address, browser)


def _is_ready(address: str) -> bool:
    try:
        return _answer(f"{address}/status")["ready"]
    except OSError:  # it does not listen yet
        return False
