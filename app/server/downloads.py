"""A file that was made for a download can be fetched, however many others use the app.

Streamlit makes such a file when its button is pressed, and forgets it after two runs of any page's
script: with a class in a room, before the browser has asked for it.
"""

import threading
from contextlib import suppress
from pathlib import PurePath

from cachetools import TTLCache
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage

KEPT = 60  # seconds
OF_SERVER = 2**28  # bytes of all that are kept


def keep() -> None:
    """For the whole server; called before a page can offer a download."""
    MemoryMediaFileStorage.delete_file = _delete_file
    MemoryMediaFileStorage.get_file = _get_file


_gone: TTLCache[str, MemoryFile] = TTLCache(OF_SERVER, KEPT, getsizeof=lambda one: one.content_size)
_lock = threading.Lock()  # of `_gone`
_delete, _get = MemoryMediaFileStorage.delete_file, MemoryMediaFileStorage.get_file


def _delete_file(storage: MemoryMediaFileStorage, file_id: str) -> None:
    with suppress(MediaFileStorageError):
        file = _get(storage, file_id)
        if file.kind is MediaFileKind.DOWNLOADABLE:
            with _lock, suppress(ValueError):  # larger than all that may be kept
                _gone[file_id] = file
    _delete(storage, file_id)


def _get_file(storage: MemoryMediaFileStorage, filename: str) -> MemoryFile:
    try:
        return _get(storage, filename)
    except MediaFileStorageError:
        with _lock:
            file = _gone.get(PurePath(filename).stem)
        if file is None:
            raise
        return file
