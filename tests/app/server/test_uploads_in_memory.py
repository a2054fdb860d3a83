"""Uploads never reach the server's disk: as Streamlit's upload route reads them."""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from app.server import uploads_in_memory
from ood_core.paths import ROOT

MAIN = ROOT / "app" / "pages.py"
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


def test_the_app_sees_to_it_before_a_page_is_drawn(on_disk, folders):
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    assert not at.exception
    data = bytes(5 * 2**20)
    assert upload(data) == data and not on_disk
