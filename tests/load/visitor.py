"""A visitor without a browser: Streamlit's own protocol (protobuf over a websocket), as in 1.67.

It does what the browser does: it fetches the page, keeps cookies, sends the state of the
widgets with every run, follows the link as the server changes it, and asks again for what the
page polls.
"""

import asyncio
import time
import urllib.request
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PICTURES = ("plotly_chart", "bidi_component", "imgs")
XSRF = "_streamlit_xsrf"  # the cookie that an upload has to show
PATIENCE = 60.0  # seconds for any one answer
BROKEN = -1  # in place of a run that finished
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Visitor:
    """One browser tab of a browser of its own.

    Args:
        secret: what the app's cookie says, 32 hexadecimal digits; "" for a first visit.
        address: of this computer, from which it comes, such as 127.0.0.2 (Linux); "": any.
    """

    def __init__(self, url: str, secret: str = "", address: str = "") -> None:
        parts = urlsplit(url)
        if parts.hostname not in LOOPBACK:
            raise SystemExit(
                "These scripts speak to this computer only: --url http://127.0.0.1:PORT"
            )
        self.url, self._secret, self._address = url.rstrip("/"), secret, address
        self.cookies: dict[str, str] = {}  # but the app's own
        self.elements: dict[tuple[int, ...], Element] = {}
        self._parts: dict[tuple[int, ...], str] = {}  # of an element: the fragment that drew it
        self.errors: list[str] = []
        self.session = ""
        self.polls: dict[str, float] = {}  # fragment -> seconds
        self._link, self._page, self._hash = "", "", ""
        self._states: dict[str, WidgetState] = {}
        self._uploads: dict[str, list[str]] = {}  # uploader -> where its files are deleted
        self._picture = asyncio.Event()
        self._finished: asyncio.Queue[int] = asyncio.Queue()
        self._urls: asyncio.Queue[Any] = asyncio.Queue()
        self._reader: asyncio.Task | None = None

    async def open(self, page: str = "", **link: str) -> float:
        """Seconds until the first picture, or all of a page that has none; returns once the whole
        page is there."""
        start = time.monotonic()
        self._page, self._link = page, urlencode(link)
        await asyncio.to_thread(self._fetch)
        self._socket = await websockets.connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            additional_headers={"Cookie": f"{self._sent()}; oodlab={self._secret}"},
            origin=self.url,
            subprotocols=["streamlit", self.cookies[XSRF]],
            max_size=None,
            open_timeout=PATIENCE,
            local_addr=(self._address, 0) if self._address else None,
        )
        self._keep(self._socket.response.headers.get_all("Set-Cookie"))
        self._reader = asyncio.create_task(self._read())
        await self._ask()
        await asyncio.wait_for(self._picture.wait(), PATIENCE)
        seconds = time.monotonic() - start
        await self._answer()
        return seconds

    def _fetch(self) -> None:
        """What a browser loads first, with the cookies that come with it."""
        for path in (self._page, "_stcore/health"):
            self.fetch(path)

    def fetch(self, path: str) -> None:
        request = urllib.request.Request(f"{self.url}/{path}", headers={"Cookie": self._sent()})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()
            self._keep(answer.headers.get_all("Set-Cookie", []))

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}

    def _sent(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _ask(self, fragment: str = "", *triggers: WidgetState) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self._link, self._page
        state.page_script_hash, state.fragment_id = self._hash, fragment
        state.is_auto_rerun = bool(fragment) and not triggers
        state.widget_states.widgets.extend([*self._states.values(), *triggers])
        await self._socket.send(message.SerializeToString())

    async def _answer(self) -> None:
        if await asyncio.wait_for(self._finished.get(), PATIENCE) == BROKEN:
            raise ConnectionError("The connection broke while the page was awaited.")

    async def set(self, key: str, value: Any) -> float:
        """Set a widget, and run the page; seconds until it is there."""
        start = time.monotonic()
        self.fill(key, value)
        await self._ask()
        await self._answer()
        return time.monotonic() - start

    async def set_part(self, key: str, value: Any) -> float:
        """Set a widget of a part of the page, and run that part; seconds until it is there."""
        start = time.monotonic()
        path = next(path for path, one in self.elements.items() if self._is(one, key))
        self.fill(key, value)
        await self._ask(self._parts[path])
        await self._answer()
        return time.monotonic() - start

    def fill(self, key: str, value: Any) -> None:
        """Set a field of a form, which runs nothing."""
        state = WidgetState(id=self.widget(key))
        if isinstance(value, str):
            state.string_array_value.data.append(value)
        else:
            state.double_value = value
        self._states[state.id] = state

    def write(self, key: str, text: str) -> None:
        """Write into a field of text of a form."""
        state = WidgetState(id=self.widget(key), string_value=text)
        self._states[state.id] = state

    async def press(self, key: str, fragment: str = "") -> float:
        """Press a button; seconds until the page is there."""
        start = time.monotonic()
        self.elements = {  # what was said before stays on a page only if it is said again
            path: one for path, one in self.elements.items() if one.WhichOneof("type") != "alert"
        }
        pressed = WidgetState(id=self.widget(key), trigger_value=True)
        await self._ask(fragment, pressed)
        await self._answer()
        return time.monotonic() - start

    async def poll(self) -> None:
        """Ask once for what the page asks for again and again."""
        for fragment in list(self.polls):
            if fragment in self.polls:  # the one before may have brought a new page
                await self._ask(fragment)
                await self._answer()

    async def upload(self, key: str, name: str, data: bytes) -> None:
        """Choose a file in an uploader."""
        await self.upload_all(key, {name: data})

    async def upload_all(self, key: str, files: dict[str, bytes]) -> None:
        """Choose files in an uploader, which are sent beside each other; what it had goes."""
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.file_names.extend(files)
        message.file_urls_request.session_id = self.session
        await self._socket.send(message.SerializeToString())
        urls = await asyncio.wait_for(self._urls.get(), PATIENCE)
        sent = list(zip(files.items(), urls, strict=True))
        puts = (asyncio.to_thread(self._put, url.upload_url, *file) for file, url in sent)
        await asyncio.gather(*puts)
        state = WidgetState(id=self.widget(key))
        for replaced in self._uploads.pop(key, []):
            await asyncio.to_thread(self._send, "DELETE", replaced)
        self._uploads[key] = [url.delete_url for url in urls]
        for (name, data), url in sent:
            state.file_uploader_state_value.uploaded_file_info.add(
                file_id=url.file_id, name=name, size=len(data), file_urls=url
            )
        self._states[state.id] = state

    async def run(self) -> float:
        """Run the page with what was set and chosen; seconds until it is there."""
        start = time.monotonic()
        await self._ask()
        await self._answer()
        return time.monotonic() - start

    def _put(self, path: str, name: str, data: bytes) -> None:
        head = f'--x\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        self._send("PUT", path, head.encode() + data + b"\r\n--x--\r\n")

    def _send(self, method: str, path: str, body: bytes | None = None) -> None:
        request = urllib.request.Request(self.url + path, body, method=method)
        request.add_header("Content-Type", "multipart/form-data; boundary=x")
        request.add_header("Cookie", self._sent())
        request.add_header("X-Xsrftoken", self.cookies[XSRF])
        urllib.request.urlopen(request, timeout=PATIENCE).read()

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await self._socket.close()

    # What is on the page.

    def widget(self, key: str) -> str:
        """The id of the widget with that key, or of the button with that label."""
        for element in self.elements.values():
            if self._is(element, key):
                return getattr(element, element.WhichOneof("type")).id
        raise LookupError(f"there is no {key} on the page")

    @staticmethod
    def _is(element: Element, key: str) -> bool:
        inner = getattr(element, element.WhichOneof("type") or "empty")
        id, label = getattr(inner, "id", ""), getattr(inner, "label", "")
        return bool(id) and (id.endswith(f"-{key}") or label.startswith(key))

    def has(self, key: str) -> bool:
        try:
            return bool(self.widget(key))
        except LookupError:
            return False

    def texts(self) -> Iterator[str]:
        for element in self.elements.values():
            kind = element.WhichOneof("type")
            if kind == "markdown":
                yield element.markdown.body
            elif kind == "alert":
                yield element.alert.body
            elif kind == "progress":
                yield element.progress.text

    def warnings(self) -> list[str]:
        """What the page's boxes say."""
        found = (one for one in self.elements.values() if one.WhichOneof("type") == "alert")
        return [one.alert.body for one in found]

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    @property
    def link(self) -> str:
        return self._link

    # What the server sends.

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self._take(ForwardMsg.FromString(data))
        except websockets.ConnectionClosedError as error:
            self.errors.append(f"the connection broke: {error}")
        self._finished.put_nowait(BROKEN)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._draw(message)
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "navigation":  # the whole page is run, and not a fragment of it
            self._hash = message.navigation.page_script_hash
            self.polls = {}
        elif kind == "page_info_changed":
            self._link = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.polls[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "file_urls_response":
            self._urls.put_nowait(list(message.file_urls_response.file_urls))
        elif kind == "script_finished" and message.script_finished != 2:  # early, for a rerun
            if message.script_finished == 1:
                self.errors.append("the page did not compile")
            self._finished.put_nowait(message.script_finished)
            self._picture.set()

    def _draw(self, message: ForwardMsg) -> None:
        path, what = tuple(message.metadata.delta_path), message.delta.WhichOneof("type")
        if what == "new_transient":  # a spinner beside the element that is there, or its end
            return
        if what != "new_element":
            self.elements = {p: e for p, e in self.elements.items() if p[: len(path)] != path}
            return
        element = message.delta.new_element
        self.elements[path], self._parts[path] = element, message.delta.fragment_id
        kind = element.WhichOneof("type")
        if kind in PICTURES:
            self._picture.set()
        if kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")
