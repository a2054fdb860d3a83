"""A server to put under load, figures, and verdicts."""

import argparse
import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEHIND = 10  # how much nicer to other processes
SERVE = ROOT / "tests" / "browser" / "serve.py"


def free_port() -> int:
    """One on which nobody listens, on this computer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The app in a scratch folder; it can be killed and started again."""

    def __init__(self, scratch: Path | None = None) -> None:
        self.scratch = scratch or Path(tempfile.mkdtemp(prefix="oodlab-load-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.runs = self.scratch / "runs"

    def __enter__(self) -> "Server":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that its end is ours, too
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def start(self) -> None:
        environment = os.environ | {"OODLAB_DATA": str(self.scratch / "no-data")}
        command = [sys.executable, str(SERVE), str(self.scratch), str(self.port)]
        with (self.scratch / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, env=environment
            )
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.05)  # between two looks
        raise SystemExit(f"the server did not start: {(self.scratch / 'log').read_text()[-2000:]}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def megabytes(self) -> float:
        """Resident memory of the server's process (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def be_elsewhere() -> None:
    """The server's processes come first from now on: visitors' browsers are on other machines."""
    os.nice(BEHIND)


def arguments(about: str, **numbers: int) -> argparse.Namespace:
    """`--name N` for each number; `--url` and `--runs` of a server that has been started."""
    parser = argparse.ArgumentParser(description=about)
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--url", help="of a started server; without it, one is started")
    parser.add_argument("--runs", type=Path, default=ROOT / "runs", help="that server's runs")
    return parser.parse_args()


def p95(values: Sequence[float]) -> float:
    """The least value that 95% of them do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def spread(values: Sequence[float]) -> str:
    middle = sorted(values)[len(values) // 2]
    return f"median {middle:.2f} s, p95 {p95(values):.2f} s, slowest {max(values):.2f} s"


def at_work(runs: Path) -> list[int]:
    """Worker processes that hold a run in that folder: those that wait for work are not (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is not ours
            if b"ood_core.jobs" in (process / "cmdline").read_bytes():
                files = [file.readlink() for file in (process / "fd").iterdir()]
                if any(runs.resolve() in file.parents for file in files):
                    found.append(int(process.name))
    return found


def verdict(checks: dict[str, bool]) -> int:
    """Print each, and the whole; the exit code."""
    for what, holds in checks.items():
        print(f"{'ok  ' if holds else 'FAIL'}  {what}")
    print("PASSED" if all(checks.values()) else "FAILED")
    return 0 if all(checks.values()) else 1


def until(condition: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
