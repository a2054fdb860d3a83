"""Uploads never reach the server's disk: as Streamlit's upload route reads them."""

import asyncio
import copy
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import AsyncObjects, Runtime
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from app.server import uploads_in_memory
from ood_core.paths import ROOT

MAIN = ROOT / "app" / "main.py"
HEAD = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n\r\n'
SCOPE = {
    **{"type": "http", "method": "PUT", "path": "/"},
    "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
}


@pytest.fixture
def on_disk(monkeypatch):
    """The files that were put on disk; Starlette's own limit holds."""
    found, roll = [], tempfile.SpooledTemporaryFile.rollover
    monkeypatch.setattr(
        tempfile.SpooledTemporaryFile, "rollover", lambda file: (found.append(file), roll(file))
    )
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 2**20)
    return found


def upload(data: bytes) -> bytes:
    """Send it in pieces, as a browser does; what arrived."""
    whole = HEAD + data + b"\r\n--x--\r\n"
    starts = range(0, len(whole), 2**16)
    pieces = iter([whole[i : i + 2**16] for i in starts])

    async def receive() -> dict:
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def arrived() -> bytes:
        form = await Request(SCOPE, receive).form()
        return await form["f"].read()

    with ThreadPoolExecutor(1) as apart:  # a browser test may have left a loop in this thread
        return apart.submit(asyncio.run, arrived()).result()


def test_a_large_upload_is_never_put_on_disk(on_disk):
    data = bytes(range(256)) * (5 * 2**20 // 256)
    assert upload(data) == data and len(on_disk) == 1  # what is to be prevented
    uploads_in_memory.keep_uploads()
    assert upload(data) == data and len(on_disk) == 1


@pytest.fixture
def manager(monkeypatch):
    uploads_in_memory.keep_uploads()
    return MemoryUploadedFileManager("/upload")


def record(file_id: str, size: int) -> UploadedFileRec:
    return UploadedFileRec(file_id, "a.png", "image/png", bytes(size))


def test_an_upload_that_no_page_asked_for_is_refused(manager):
    with pytest.raises(HTTPException, match="No page has asked"):
        manager.add_file("session", record("guessed", 10))
    asked = manager.get_upload_urls("session", ["a.png"])[0].file_id
    manager.add_file("session", record(asked, 10))
    with pytest.raises(HTTPException):
        manager.add_file("another", record(asked, 10))
    assert [one.file_id for one in manager.get_files("session", [asked, "guessed"])] == [asked]
    manager.remove_session_files("session")
    with pytest.raises(HTTPException):
        manager.add_file("session", record(asked, 10))


def test_files_that_the_browser_lost_are_told_once(manager, monkeypatch):
    monkeypatch.setattr(
        uploads_in_memory.runtime,
        "get_instance",
        lambda: SimpleNamespace(uploaded_file_mgr=manager),
    )
    names = ["a.png", "b.png", "c.png"]
    asked = [one.file_id for one in manager.get_upload_urls("lossy", names)]
    manager.add_file("lossy", record(asked[0], 10))
    manager.remove_file("lossy", asked[2])  # by hand
    assert uploads_in_memory.lost("lossy") == ["b.png"]
    assert uploads_in_memory.lost("lossy") == []
    again = manager.get_upload_urls("lossy", ["a.png"])[0]  # sent anew, and lost that time
    assert again and uploads_in_memory.lost("lossy") == []


def test_uploads_of_a_page_and_of_all_are_bounded(manager, monkeypatch):
    monkeypatch.setattr(uploads_in_memory, "OF_SESSION", 100)
    monkeypatch.setattr(uploads_in_memory, "OF_SERVER", 150)
    one, two = (each.file_id for each in manager.get_upload_urls("a", ["x", "y"]))
    manager.add_file("a", record(one, 80))
    manager.add_file("a", record(one, 90))  # again, in its own place
    with pytest.raises(HTTPException, match="too large together"):
        manager.add_file("a", record(two, 20))
    other = manager.get_upload_urls("b", ["z"])[0].file_id
    with pytest.raises(HTTPException, match="holds too many"):
        manager.add_file("b", record(other, 70))
    monkeypatch.setattr(uploads_in_memory, "MOST_FILES", 3)
    assert len(manager.get_upload_urls("b", ["z"] * 9)) == 2


def put(
    place: str,
    app: Callable[[], None] = lambda: None,
    declared: int | None = None,
    sent: int = 0,
) -> int:
    """The status of the answer to an upload there; `app` is called once the bytes have come."""
    status = []

    async def inner(scope: dict, receive: Callable, send: Callable) -> None:
        await receive()
        app()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def receive() -> dict:
        return {"type": "http.request", "body": bytes(sent), "more_body": False}

    async def send(message: dict) -> None:
        status.extend([message["status"]] if "status" in message else [])

    headers = [] if declared is None else [(b"content-length", str(declared).encode())]
    scope = {"type": "http", "method": "PUT", "path": uploads_in_memory.PLACE + place}
    upload = uploads_in_memory.Uploads(inner)({**scope, "headers": headers}, receive, send)
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, upload).result()
    assert len(status) == 1
    return status[0]


@pytest.fixture
def served(manager, monkeypatch):
    server = SimpleNamespace(uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads_in_memory.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(uploads_in_memory, "OF_SESSION", 100)
    monkeypatch.setattr(uploads_in_memory, "OF_SERVER", 150)
    return manager


def test_what_has_come_of_an_upload_counts_before_all_of_it_is_there(served):
    first, second = (each.file_id for each in served.get_upload_urls("a", ["x", "y"]))
    other = served.get_upload_urls("b", ["z"])[0].file_id
    beside = []

    def meanwhile() -> None:
        beside.append(put(f"a/{second}", declared=30))
        beside.append(put(f"b/{other}", declared=71))
        beside.append(put(f"b/{other}", declared=1, sent=71))  # more than it said
        beside.append(put(f"b/{other}", declared=60, sent=60))

    assert put(f"a/{first}", meanwhile, declared=80, sent=80) == 204
    assert beside == [413, 503, 503, 204]
    assert put(f"a/{second}", declared=90) == 204 and put("a/guessed", declared=1) == 400
    assert put(f"a/{second}") == 413  # it may be as long as any
    assert not uploads_in_memory._coming


def test_uploads_that_are_announced_and_do_not_come_keep_no_room(served):
    waiting, honest = (served.get_upload_urls(name, ["x"])[0].file_id for name in "ab")
    said = []
    put(f"a/{waiting}", lambda: said.append(put(f"b/{honest}", declared=90, sent=90)), declared=99)
    assert said == [204]


def test_an_upload_that_has_come_counts_once(served):
    one = served.get_upload_urls("a", ["x"])[0].file_id
    file = record(one, 100)
    assert put(f"a/{one}", lambda: served.add_file("a", file), declared=100, sent=100) == 204
    assert len(served.get_files("a", [one])) == 1


def test_pieces_of_uploads_come_one_each_time_that_the_loop_comes_round(manager):
    """Between two pieces of many uploads that are all there, the loop does all else that waits."""
    rounds, came, ended = [0], [], []

    async def app(scope: dict, receive: Callable, send: Callable) -> None:
        while (await receive())["more_body"]:
            came.append(rounds[0])
        ended.append(1)

    async def receive() -> dict:
        return {"type": "http.request", "body": b"x", "more_body": len(came) < 200}

    async def all_of_them() -> None:
        uploads, scope = uploads_in_memory.Uploads(app), {"type": "http", "method": "PUT"}
        sent = []
        for i in range(20):
            file = manager.get_upload_urls(f"page {i}", ["x"])[0].file_id
            path = f"{uploads_in_memory.PLACE}page {i}/{file}"
            sent.append(uploads({**scope, "path": path, "headers": []}, receive, None))
        whole = asyncio.gather(*sent)
        while not whole.done():
            rounds[0] += 1
            await asyncio.sleep(0)

    server = SimpleNamespace(uploaded_file_mgr=manager)
    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(1) as apart:
        patched.setattr(uploads_in_memory.runtime, "get_instance", lambda: server)
        apart.submit(asyncio.run, all_of_them()).result()
    assert len(ended) == 20 and max(came.count(one) for one in came) <= 2


def test_what_visitors_uploaded_goes_soon_after_they_left(manager, monkeypatch):
    """Without another visitor, whose leaving is what Streamlit waits for."""
    dropped = []

    class Session:
        id = "gone"

        def __del__(self):  # as `AppSession` does
            dropped.append(self.id)

    storage = MemorySessionStorage(ttl_seconds=0)
    sessions = WebsocketSessionManager(storage, manager, ScriptCache(), None)
    storage.save(SessionInfo(client=None, session=Session()))
    assert not dropped
    called = []
    loop = SimpleNamespace(call_soon_threadsafe=called.append)
    server = SimpleNamespace(
        _session_mgr=sessions, _get_async_objs=lambda: SimpleNamespace(eventloop=loop)
    )
    assert hasattr(Runtime, "_get_async_objs") and "eventloop" in AsyncObjects._fields
    monkeypatch.setattr(uploads_in_memory.runtime, "get_instance", lambda: server)
    uploads_in_memory.drop_gone()
    assert not dropped  # that is for the server's own thread
    called[0]()
    assert dropped == ["gone"]


def test_a_page_gets_an_upload_without_a_copy_of_its_bytes():
    uploads_in_memory.keep_uploads()
    file = UploadedFile(record("1", 10), None)
    copied = copy.deepcopy(file)
    assert copied == file and copied is not file and copied.size == 10
    assert copied.getvalue() is file.getvalue()
    copied.write(b"changed")  # by whoever has it
    assert file.getvalue() == bytes(10)


def test_the_app_sees_to_it_before_a_page_is_drawn(on_disk, folders):
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    assert not at.exception
    data = bytes(5 * 2**20)
    assert upload(data) == data and not on_disk


GIVING_BACK = """
from app.server.uploads_in_memory import give_back
from tests.hostile import resident
give_back()
bytearray(31 * 2**20)  # after one of that size glibc keeps all that are smaller
before, uploads, others = resident(), [], []
for _ in range(10):
    uploads.append(b"x" * (20 * 2**20))
    others.append(b"y" * 100_000)
del uploads
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_uploads_goes_back_between_what_is_still_used():
    words = [sys.executable, "-c", GIVING_BACK]
    told = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert float(told.stdout) < 10
