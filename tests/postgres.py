"""A PostgreSQL server of the tests' own, on a socket in a folder: nothing listens on a network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian has them
OWNER = "postgres"  # of its folder: the server refuses to be root


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = OWNER if os.getuid() == 0 else None
        self._made = count()

    def control(self, *words: str) -> None:
        """Run `pg_ctl` with these words, and wait until it is done."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-s", *words)

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self.control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """At once, as it ends with its computer."""
        self.control("stop", "-m", "immediate")

    def new(self) -> str:
        """Make an empty database; the link to it."""
        name = f"lab{next(self._made)}"
        self._run("createdb", "-h", str(self.folder), "-U", OWNER, "-T", "template0", name)
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def _run(self, program: str, *words: str) -> None:
        command = [str(PROGRAMS[-1] / program), *words]
        subprocess.run(command, check=True, user=self.user, stdout=subprocess.DEVNULL)


@contextmanager
def server() -> Iterator[Server]:
    """One that runs, and is gone with its folder at the end."""
    folder = Path(tempfile.mkdtemp())  # whose path is short enough for a socket
    made = Server(folder)
    if made.user:
        shutil.chown(folder, made.user)
    try:
        words = ["-D", str(folder / "data"), "-U", OWNER, "-A", "trust", "-N", "--no-instructions"]
        made._run("initdb", *words, "-E", "UTF8", "--locale=C")
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)
