import os
import subprocess
import sys
import time

import pytest

from ood_core.errors import UserError
from ood_core.runs import queue
from ood_core.runs.run import ROOT, Run, partial_path, read_log

ENDLESS = {"steps": "10000000", "snapshots": "1000000"}


@pytest.fixture(autouse=True)
def mapped(tmp_path, monkeypatch):
    """Runs go to a folder of the test's, no job outlives it, and UMAP is only noted down."""
    mapped = []
    monkeypatch.setattr(queue, "RUNS", tmp_path)
    monkeypatch.setattr(queue, "_add_later", mapped.append)
    yield mapped
    for job in list(queue._jobs.values()):
        job.cancel()
        wait(job, "done", "cancelled", "failed")
    queue._jobs.clear()


def wait(job, *states, seconds=120):
    end = time.monotonic() + seconds
    while job.state not in states:
        assert time.monotonic() < end, f"{job.state} after {seconds} s"
        time.sleep(0.02)


def first_snapshot(job):
    wait(job, "running")
    while not read_log(partial_path(job.out)):
        assert job.state == "running", job.error


def test_a_job_trains_and_its_run_appears(mapped):
    job = queue.submit_training("plane-blobs", "baseline", 3, {"steps": "20", "snapshots": "2"})
    wait(job, "done", "failed")
    run = Run.load(job.out)
    assert job.error == "" and (run.seed, run.card["step"]) == (3, 20)
    assert queue.job(job.id) is job and job.position == 0
    while not mapped:  # its thread starts when the job is over
        time.sleep(0.01)
    assert mapped == [job.out]


def test_cancelling_keeps_the_run_so_far():
    job = queue.submit_training("plane-blobs", "baseline", 0, ENDLESS)
    first_snapshot(job)
    job.cancel()
    wait(job, "cancelled", seconds=30)
    assert Run.load(job.out).card["status"] == "interrupted"


def test_waiting_jobs_have_a_place_and_can_leave(monkeypatch):
    running = [
        queue.submit_training("plane-blobs", "baseline", 0, ENDLESS) for _ in range(queue.WORKERS)
    ]
    second = queue.submit_training("plane-blobs", "baseline", 0, ENDLESS)
    third = queue.submit_training("plane-blobs", "baseline", 0, ENDLESS)
    first_snapshot(running[0])
    assert [second.position, third.position] == [1, 2]
    second.cancel()
    assert second.state == "cancelled" and third.position == 1
    monkeypatch.setattr(queue, "CAPACITY", len(running) + 1)
    with pytest.raises(UserError, match="Try again"):
        queue.submit_training("plane-blobs", "baseline", 0, {})
    third.cancel()


def test_a_failed_job_says_why():
    job = queue.submit_training("plane-blobs", "baseline", 0, {"lr": "quick"})
    wait(job, "failed")
    assert job.error == "The setting lr needs a finite number above 0, not 'quick'."


def test_unknown_names_are_refused_at_once():
    with pytest.raises(UserError, match="plane-blobs"):
        queue.submit_training("nope", "baseline", 0, {})
    with pytest.raises(UserError, match="baseline"):
        queue.submit_training("digits", "nope", 0, {})


def test_the_server_can_stop_while_a_job_runs(tmp_path):
    code = (
        "from ood_core.runs import queue; from pathlib import Path; import sys\n"
        "queue.RUNS = Path(sys.argv[1])\n"
        f"job = queue.submit_training('plane-blobs', 'baseline', 0, {ENDLESS})\n"
        "while job.worker is None: pass\n"
        "print(job.worker._process.pid)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
