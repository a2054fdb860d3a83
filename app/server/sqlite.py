"""A file of SQLite, which the app servers of one computer share."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.server.database import PATIENCE, SCHEMA, Database, Unusable

MOUNTS = Path("/proc/self/mounts")  # Linux alone has it
NETWORKS = {"afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs"}
NETWORKS |= {"glusterfs", "lustre", "nfs", "nfs4", "smb3", "smbfs"}


class SQLite(Database):
    """A file in WAL mode: threads and processes of one computer read while one writes."""

    errors = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kind = file_system(
            self.path, MOUNTS.read_text("utf-8", "surrogateescape") if MOUNTS.exists() else ""
        )
        if kind in NETWORKS:  # WAL needs memory that all share, which two computers do not
            raise Unusable(
                f"The database {self.path} lies on a network mount ({kind}), where SQLite loses "
                "what two computers write. Set OODLAB_DATABASE to a file on this computer, or to a "
                "PostgreSQL server: postgresql://user@host/database."
            )
        opened = sqlite3.connect(self.path, timeout=PATIENCE, check_same_thread=False)
        try:
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = NORMAL")  # no wait for the disk; see WAL
            opened.executescript(SCHEMA)
        except sqlite3.Error:
            opened.close()
            raise
        return opened

    def transaction(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        return connection

    def run(
        self, connection: sqlite3.Connection, sql: str, values: Sequence[Any]
    ) -> sqlite3.Cursor:
        return connection.execute(sql, values)

    def sentence(self, error: Exception) -> str:
        why = getattr(error, "strerror", None) or error
        return (
            f"The database {self.path} cannot be used ({why}). Move it away if it is damaged, or "
            "set OODLAB_DATABASE to a file that can be written."
        )


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system that a path is on, as `mounts` has it; "" where it does not say.

    Args:
        mounts: lines of `/proc/self/mounts`.
    """
    found, path = ("", ""), path.resolve()
    for line in mounts.splitlines():
        _, folder, kind, *_ = line.split(" ")
        folder = re.sub(r"\\(\d{3})", lambda one: chr(int(one[1], 8)), folder)  # a space, say
        if path.is_relative_to(folder) and len(folder) >= len(found[0]):  # the last one covers
            found = folder, kind
    return found[1]
