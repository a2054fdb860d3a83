"""The queue with real workers, in a folder of each test's own."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from ood_core.errors import UserError
from ood_core.runs import queue as queues
from ood_core.runs import run as runs
from ood_core.runs.run import PRETRAINED, ROOT, Run, can_go_on, partial_path, read_log

ENDLESS = {"steps": "10000000", "snapshots": "1000000"}
SHORT = {"steps": "20", "snapshots": "2"}


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A queue of one worker at a time; no job outlives it, none warms up ahead of time."""
    monkeypatch.setattr(runs, "RUNS", tmp_path)
    monkeypatch.setenv("OODLAB_WORKERS", "1")
    monkeypatch.setattr(queues.Queue, "_add_later", lambda self: None)
    monkeypatch.setattr(queues.Queue, "warm", lambda self: None)
    queue = queues.here()
    yield queue
    for job in queue.active():
        queue.stop(job)
        wait(job, "done", "cancelled", "failed")
    queue.close()


def endless(seed=0, session=""):
    return queues.submit_training("plane-blobs", "baseline", seed, ENDLESS, session)


def wait(job, *states, seconds=120):
    end = time.monotonic() + seconds
    while job.state not in states:
        assert time.monotonic() < end, f"{job.state} after {seconds} s"
        time.sleep(0.02)


def until(condition, job, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert job.state == "running" and time.monotonic() < end, job
        time.sleep(0.02)


def first_snapshot(job):
    wait(job, "running")
    until(lambda: read_log(partial_path(job.out)), job)


def first_checkpoint(job):
    wait(job, "running")
    until(lambda: can_go_on(job.out), job)


def stored(queue, job):
    return json.loads((queue.folder / ".jobs" / f"{job.id}.json").read_text())


def test_a_job_trains_and_its_run_appears_and_is_there_for_whoever_asks_again(queue):
    job = queues.submit_training("plane-blobs", "baseline", 3, SHORT, "a")
    wait(job, "done", "failed")
    run = Run.load(job.out)
    assert job.error == "" and (run.seed, run.card["step"]) == (3, 20)
    assert queues.job(job.id) is job and queue.position(job) == 0
    assert stored(queue, job)["state"] == "done" and queue._later == [job.out]
    assert queues.submit_training("plane-blobs", "baseline", 3, SHORT, "b") is job
    other = queues.submit_training("plane-blobs", "baseline", 4, SHORT, "b")
    assert other is not job and other.out != job.out
    # the steps' pace of the run just made, and what its worker took besides
    again = queues.submit_training("plane-blobs", "baseline", 5, SHORT | {"steps": "40"})
    besides = job.ended - job.started - run.card["seconds"]
    assert again.seconds == pytest.approx(2 * run.card["seconds"] + besides)


def test_one_run_for_all_who_ask_for_the_same_and_it_ends_when_all_have_left(queue):
    job = endless(session="a")
    assert endless(session="b") is job and endless(session="b") is job
    assert job.sessions == ["a", "b"]
    first_snapshot(job)
    queue.leave(job, "a")
    assert job.state == "running" and not job.stopping
    queue.leave(job, "a stranger")
    assert not job.stopping
    queue.leave(job, "b")
    wait(job, "cancelled", seconds=60)
    assert Run.load(job.out).card["status"] == "interrupted"


def test_the_next_job_does_not_wait_for_a_cancelled_one_that_does_not_end(queue, monkeypatch):
    monkeypatch.setattr(queues.Worker, "interrupt", lambda self: None)
    monkeypatch.setattr(queues, "TAIL", 4.0)
    job, following = endless(0), endless(1)
    first_checkpoint(job)
    start = time.monotonic()
    queue.stop(job)
    wait(following, "running", seconds=10)
    assert time.monotonic() - start <= 2 and job.state == "running"
    wait(job, "cancelled", seconds=10)
    assert not job.out.exists() and can_go_on(job.out)  # it was killed
    assert following.state == "running"
    monkeypatch.undo()


def test_waiting_jobs_have_a_place_and_a_time_and_can_leave(queue, monkeypatch):
    card = Run.load(PRETRAINED / "plane-blobs" / "baseline").card
    first, second, third = endless(0, "a"), endless(1, "b"), endless(2, "c")
    wait(first, "running")
    assert [queue.position(j) for j in (first, second, third)] == [0, 1, 2]
    expected = card["seconds"] * 10_000_000 / card["steps"]
    assert second.seconds == pytest.approx(expected)
    first_snapshot(first)
    until(lambda: first.remaining != first.seconds, first)  # its own pace
    assert queue.wait(third) == pytest.approx(first.remaining + expected, rel=0.5)
    queue.leave(second, "b")
    assert second.state == "cancelled" and queue.position(third) == 1
    monkeypatch.setattr(queues, "CAPACITY", 2)
    with pytest.raises(UserError, match="Try again"):
        endless(3)


def test_a_browser_has_one_job_running_and_only_so_many_waiting(tmp_path, monkeypatch, queue):
    queue.workers = 2
    mine = [endless(seed, "a") for seed in range(queues.PER_SESSION)]
    with pytest.raises(UserError, match="of yours are waiting"):
        endless(9, "a")
    theirs = endless(10, "b")
    wait(theirs, "running")
    assert [job.state for job in mine] == ["running", *["waiting"] * (queues.PER_SESSION - 1)]


def test_a_job_that_dies_says_so_and_can_go_on_until_the_limit(queue):
    job = endless()
    first_checkpoint(job)
    os.kill(queue._at_work[job.id].pid, signal.SIGKILL)
    wait(job, "failed")
    assert "signal 9" in job.error and "of 10000000 and can go on" in job.error
    queue.limit = 12.0  # seconds, of which a fresh worker takes some to begin
    on = queues.submit_resumption(job.out)
    assert on.out == job.out and on.remaining > 0
    wait(on, "cancelled")
    assert "longer than 0.2 minutes" in on.error
    assert can_go_on(job.out)


def test_a_failed_job_says_why(queue):
    job = queues.submit_training("plane-blobs", "baseline", 0, {"lr": "quick"})
    wait(job, "failed")
    assert job.error == "The setting lr needs a finite number above 0, not 'quick'."


def test_unknown_names_are_refused_at_once(queue):
    with pytest.raises(UserError, match="plane-blobs"):
        queues.submit_training("nope", "baseline", 0, {})
    with pytest.raises(UserError, match="baseline"):
        queues.submit_training("digits", "nope", 0, {})


def test_a_second_server_leaves_the_folder_alone(queue):
    with pytest.raises(UserError, match="Another OOD Lab"):
        queues.Queue(queue.folder)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(runs, "RUNS", tmp_path / "file" / "runs")
    queues.warm()  # a page goes on without
    with pytest.raises(UserError, match="cannot keep runs"):
        queues.submit_training("plane-blobs", "baseline", 0, {})


SERVER = """
import sys, time
from pathlib import Path
from ood_core.runs import queue, run
run.RUNS = Path(sys.argv[1])
queue.Queue._add_later = queue.Queue.warm = lambda self: None
here = queue.here()
if sys.argv[2:]:
    first = queue.submit_training("plane-blobs", "baseline", 0, {"steps": "2500"}, "a")
    second = queue.submit_training("plane-blobs", "baseline", 1, {"steps": "30"}, "b")
    third = queue.submit_training("plane-blobs", "baseline", 2, {"steps": "30"}, "c")
    here.leave(third, "c")
    print(first.id, second.id, third.id, flush=True)
    while not run.can_go_on(first.out): time.sleep(0.01)
    print(here._at_work[first.id].pid, flush=True)
    time.sleep(600)
while here.active(): time.sleep(0.05)
"""


def test_the_next_server_goes_on_with_what_a_killed_one_left(tmp_path):
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    environment = os.environ | {"OODLAB_WORKERS": "1"}
    started = {"cwd": ROOT, "env": environment, "text": True, "stdout": subprocess.PIPE}
    with subprocess.Popen([*command, "submit"], **started) as server:
        ids = server.stdout.readline().split()
        pid = int(server.stdout.readline())
        server.kill()
    end = time.monotonic() + 10
    while time.monotonic() < end:  # its worker ends, too
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.02)
    else:
        pytest.fail("the worker outlived its server")
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)
    files = [json.loads((tmp_path / ".jobs" / f"{id}.json").read_text()) for id in ids]
    assert [f["state"] for f in files] == ["done", "done", "cancelled"]
    assert [f["tries"] for f in files] == [2, 1, 0]
    long, short = Run.load(files[0]["out"]), Run.load(files[1]["out"])
    assert long.card["status"] == short.card["status"] == "complete"
    steps = [line["step"] for line in long.log]
    assert steps == sorted(set(steps)) and steps[-1] == 2500
    assert np.isfinite([line["seconds"] for line in long.log]).all()
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".partial")]


def test_the_server_can_stop_while_a_job_runs(tmp_path):
    code = (
        "from ood_core.runs import queue, run; from pathlib import Path; import sys\n"
        "run.RUNS = Path(sys.argv[1])\n"
        f"job = queue.submit_training('plane-blobs', 'baseline', 0, {ENDLESS})\n"
        "while not queue.here()._at_work: pass\n"
        "print(queue.here()._at_work[job.id].pid)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
