"""What a button made can be fetched, whatever other pages do meanwhile: by Streamlit's manager."""

import pytest
from cachetools import TTLCache
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from app.server import downloads


@pytest.fixture
def clock(monkeypatch):
    """The seconds that pass."""
    now = [0.0]
    kept = TTLCache(100, downloads.KEPT, lambda: now[0], lambda one: one.content_size)
    monkeypatch.setattr(downloads, "_gone", kept)
    for name in ("delete_file", "get_file"):
        monkeypatch.setattr(MemoryMediaFileStorage, name, getattr(MemoryMediaFileStorage, name))
    downloads.keep()
    return now


def made(data: bytes) -> tuple[MediaFileManager, MemoryMediaFileStorage, str]:
    """A button's file, just made, and forgotten by other pages' scripts, which end meanwhile."""
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    button = manager.add_deferred(lambda: data, "text/csv", "1.2", "answers.csv")
    url = manager.execute_deferred(button)
    for _ in range(3):
        manager.remove_orphaned_files()
    return manager, storage, url.rpartition("/")[2]


def test_a_file_is_there_for_a_minute_after_its_button_was_pressed(clock):
    _, storage, name = made(b"a,b\n")
    clock[0] = downloads.KEPT - 1
    file = storage.get_file(name)
    assert (file.content, file.filename) == (b"a,b\n", "answers.csv")
    clock[0] = downloads.KEPT + 1
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_files_larger_than_what_may_be_kept_are_forgotten_at_once(clock):
    _, storage, name = made(b"x" * 101)
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_a_picture_that_no_page_shows_is_forgotten_at_once(clock):
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    name = manager.add(b"picture", "image/png", "1.2").rpartition("/")[2]
    manager.clear_session_refs()
    manager.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)
