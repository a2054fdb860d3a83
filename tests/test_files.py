"""A lock excludes every other, in this process and in others, and dies with its own process."""

import signal
import subprocess
import sys
import threading

import pytest

from ood_core.files import hold
from ood_core.paths import ROOT
from ood_core.runs.run import LOCK, is_under_way, partial_path

HOLDER = """
import sys, time
from pathlib import Path
from ood_core.files import hold
lock = hold(Path(sys.argv[1]))
print(lock is not None, flush=True)
sys.stdin.read()
"""


def test_a_second_lock_of_this_process_is_refused_from_whatever_thread(tmp_path):
    first, found = hold(tmp_path / LOCK), []
    assert first is not None and hold(tmp_path / LOCK) is None
    thread = threading.Thread(target=lambda: found.append(hold(tmp_path / LOCK)))
    thread.start(), thread.join()
    assert found == [None]
    thread = threading.Thread(target=first.close)
    thread.start(), thread.join()
    assert hold(tmp_path / LOCK) is not None


def test_a_lock_dies_with_its_process_and_others_see_it_till_then(tmp_path):
    out = tmp_path / "run"
    partial_path(out).mkdir()
    command = [sys.executable, "-c", HOLDER, str(partial_path(out) / LOCK)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as holder:
        assert holder.stdout.readline() == "True\n"
        assert is_under_way(out) and hold(partial_path(out) / LOCK) is None
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert not is_under_way(out)


def test_to_look_for_a_lock_makes_no_folder(tmp_path):
    assert not is_under_way(tmp_path / "run")
    with pytest.raises(FileNotFoundError):
        hold(partial_path(tmp_path / "run") / LOCK)
    assert not list(tmp_path.iterdir())
