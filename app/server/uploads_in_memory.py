"""What visitors upload stays in the server's memory, within bounds.

Starlette, on which Streamlit stands, keeps an upload in memory while it arrives up to 1 MB only,
and would put a larger one into a temporary file. How large one upload may be is for Streamlit's
`server.maxUploadSize` to say; how much all may hold is said here. An upload to an address that no
page has asked for is refused.
"""

import asyncio
import ctypes
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import (
    UploadedFile,
    UploadedFileRec,
    UploadFileUrlInfo,
)

OF_SESSION = 600 * 2**20  # bytes that the uploads of one page may hold
OF_SERVER = 4 * 2**30  # and of all
PLACE = "/_stcore/upload_file/"  # of Streamlit: followed by a page's session and a file's number
MOST_FILES = 5000  # of one page
LARGE = 2**20  # bytes, from which memory goes back to the system as soon as nobody uses it
M_MMAP_THRESHOLD = -3  # of glibc's mallopt


def keep_uploads() -> None:
    """For the whole server; called before a page can take an upload."""
    give_back()
    MultiPartParser.spool_max_size = sys.maxsize
    UploadedFile.__deepcopy__ = _shared
    MemoryUploadedFileManager.get_upload_urls = _get_upload_urls
    MemoryUploadedFileManager.add_file = _add_file
    MemoryUploadedFileManager.remove_file = _remove_file
    MemoryUploadedFileManager.remove_session_files = _remove_session_files


def give_back() -> None:
    """Have glibc give memory of uploads back: else it learns from the first to keep up to 32 MB
    each, between what is still used. Other systems do without."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def trim() -> None:
    """Give back, too, what was freed in small pieces: each page is drawn in a thread of its own,
    for which glibc keeps memory of its own."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _shared(file: UploadedFile, _: dict[int, object]) -> UploadedFile:
    """What a page gets of an upload at each of its runs: a copy, but for the bytes."""
    record = UploadedFileRec(file.file_id, file.name, file.type, file.getvalue())
    return UploadedFile(record, file._file_urls)


def lost(session_id: str) -> list[str]:
    """Names of files that the browser was about to send and that did not come; told once.

    Of many files at once, browsers lose some and do not say so.
    """
    manager, asked = runtime.get_instance().uploaded_file_mgr, _asked[session_id]
    came = {file.file_id for file in manager.get_files(session_id, list(asked))}
    names = {asked[one] for one in came}
    missing = [one for one in asked if one not in came]
    return [name for one in missing if (name := asked.pop(one)) not in names]


def drop_gone() -> None:
    """Let go of what visitors uploaded who left and did not come back.

    Streamlit keeps a session for two minutes, in case the connection was lost, and would drop it,
    with its uploads, only when the next visitor leaves.
    """
    server = runtime.get_instance()
    kept = server._session_mgr._session_storage._cache
    server._get_async_objs().eventloop.call_soon_threadsafe(kept.expire)


_coming: Counter[str] = Counter()  # session -> bytes of uploads that still come
# session -> the uploads that its page was given an address for, and the files' names
_asked: dict[str, dict[str, str]] = defaultdict(dict)
_get, _add, _remove, _remove_all = (
    MemoryUploadedFileManager.get_upload_urls,
    MemoryUploadedFileManager.add_file,
    MemoryUploadedFileManager.remove_file,
    MemoryUploadedFileManager.remove_session_files,
)


def _get_upload_urls(
    manager: MemoryUploadedFileManager, session_id: str, file_names: Sequence[str]
) -> list[UploadFileUrlInfo]:
    room = max(0, MOST_FILES - len(_asked[session_id]))
    found = _get(manager, session_id, file_names[:room])
    _asked[session_id] |= {o.file_id: n for o, n in zip(found, file_names, strict=False)}
    return found


def _add_file(manager: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
    """Raises HTTPException, which the browser is answered with."""
    _check(manager, session_id, file.file_id, len(file.data))
    _add(manager, session_id, file)


def _check(
    manager: MemoryUploadedFileManager,
    session_id: str,
    file_id: str,
    size: int,
    coming: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """That an upload was asked for, and has room.

    Args:
        coming: bytes of others that have come so far, by session.

    Raises:
        HTTPException: it is refused.
    """
    if file_id not in _asked.get(session_id, ()):
        raise HTTPException(400, "No page has asked for this upload.")
    held = manager.file_storage.get(session_id, {})
    more = size - len(held[file_id].data if file_id in held else b"")
    of_page = sum(len(one.data) for one in list(held.values())) + coming.get(session_id, 0)
    if of_page + more > OF_SESSION:
        raise HTTPException(413, "The uploads of this page are too large together.")
    if manager._total_bytes + sum(coming.values()) + more > OF_SERVER:
        raise HTTPException(503, "The server holds too many uploads. Try again later.")


class Uploads:
    """Starlette middleware: what has come of an upload counts, too, and how long it says it is;
    pages are sent between its pieces.

    What is only announced keeps no room from others: it may never come. The server's one loop sends
    a page piece by piece, and each would wait until one of every upload that has come is read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._turn = app, asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or PLACE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        session_id, _, file_id = scope["path"].partition(PLACE)[2].partition("/")
        manager, arrived = runtime.get_instance().uploaded_file_mgr, 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            async with self._turn:  # of all uploads one piece each time that the loop comes round
                await asyncio.sleep(0)
            more = len(message.get("body", b""))
            others = _coming - Counter({session_id: arrived})
            _check(manager, session_id, file_id, arrived + more, others)
            arrived += more
            _coming[session_id] += more
            return message

        try:
            _check(manager, session_id, file_id, _declared(Headers(scope=scope)), _coming)
            await self._app(scope, counted, send)
        except HTTPException as refused:
            answer = PlainTextResponse(refused.detail, refused.status_code)
            await answer(scope, receive, send)
        finally:
            _coming[session_id] -= arrived
            if not _coming[session_id]:
                del _coming[session_id]


def _declared(headers: Headers) -> int:
    """How many bytes are to come; where that is not said, as many as may come at all."""
    size = headers.get("content-length", "")
    return int(size) if size.isdecimal() else config.get_option("server.maxUploadSize") * 2**20


def _remove_session_files(manager: MemoryUploadedFileManager, session_id: str) -> None:
    _asked.pop(session_id, None)
    _remove_all(manager, session_id)


def _remove_file(manager: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
    _asked.get(session_id, {}).pop(file_id, None)
    _remove(manager, session_id, file_id)
