"""The queue with real workers, in a folder of each test's own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ood_core import paths
from ood_core.errors import UserError
from ood_core.jobs import orders, worker
from ood_core.jobs import queue as queues
from ood_core.jobs.job import Job, expected
from ood_core.paths import PRETRAINED, ROOT
from ood_core.runs import bundle
from ood_core.runs.run import Run, can_go_on, partial_path, read_log
from tests.load import hostile
from tests.load.server import at_work, p95

ENDLESS = {"steps": "10000000", "snapshots": "1000000"}
SHORT = {"steps": "20", "snapshots": "2"}
ADD_LATER = queues.Queue._add_later  # which the queue of a test does not do


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A queue of one worker at a time; no job outlives it, none warms up ahead of time."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)
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
    return orders.submit_training("plane-blobs", "baseline", seed, ENDLESS, session)


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
    job = orders.submit_training("plane-blobs", "baseline", 3, SHORT, "a")
    wait(job, "done", "failed")
    run = Run.load(job.out)
    assert job.error == "" and (run.seed, run.card["step"]) == (3, 20)
    assert queues.job(job.id) is job and queue.position(job) == 0
    assert stored(queue, job)["state"] == "done" and queue._later == [job.out]
    assert orders.submit_training("plane-blobs", "baseline", 3, SHORT, "b") is job
    other = orders.submit_training("plane-blobs", "baseline", 4, SHORT, "b")
    assert other is not job and other.out != job.out
    # the steps' pace of the run just made, and what its worker took besides
    again = orders.submit_training("plane-blobs", "baseline", 5, SHORT | {"steps": "40"})
    besides = job.ended - job.started - run.card["seconds"]
    assert again.seconds == pytest.approx(2 * run.card["seconds"] + besides)


@pytest.mark.parametrize(("machine", "foretold"), [({}, 60), ({"device": "cuda"}, None)])
def test_only_a_cpus_pace_foretells_a_training(machine, foretold, tmp_path, monkeypatch):
    """A committed card of before the device was noted, and the same from a GPU."""
    card = json.loads((PRETRAINED / "plane-blobs" / "baseline" / "card.json").read_text())
    card |= {"machine": machine, "seconds": 30.0}
    run = tmp_path / "plane-blobs" / "baseline"
    run.mkdir(parents=True)
    (run / "card.json").write_text(json.dumps(card))
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path)
    order = {"do": "train", "benchmark": "plane-blobs", "method": "baseline"}
    assert expected(order | {"settings": {"steps": str(2 * card["steps"])}}, []) == foretold


def test_one_run_for_all_who_ask_for_the_same_and_it_ends_when_all_have_left(queue):
    job = endless(session="a")
    assert endless(session="b") is job and endless(session="b") is job
    assert job.sessions == ["a", "b"]
    first_snapshot(job)
    if Path("/proc/self/fd").exists():  # as the load scripts count workers
        assert at_work(queue.folder) == [queue._at_work[job.id].pid]
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
    on = orders.submit_resumption(job.out)
    assert on.out == job.out and on.remaining > 0
    wait(on, "cancelled")
    assert "longer than 0.2 minutes" in on.error
    assert can_go_on(job.out)


def test_a_failed_job_says_why(queue):
    job = orders.submit_training("plane-blobs", "baseline", 0, {"lr": "quick"})
    wait(job, "failed")
    assert job.error == "The setting lr needs a finite number above 0, not 'quick'."


def test_unknown_names_are_refused_at_once(queue):
    with pytest.raises(UserError, match="plane-blobs"):
        orders.submit_training("nope", "baseline", 0, {})
    with pytest.raises(UserError, match="baseline"):
        orders.submit_training("digits", "nope", 0, {})


def test_a_second_server_leaves_the_folder_alone(queue):
    with pytest.raises(UserError, match="Another OOD Lab"):
        queues.Queue(queue.folder)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "RUNS", tmp_path / "file" / "runs")
    queues.warm()  # a page goes on without
    with pytest.raises(UserError, match="cannot keep runs"):
        orders.submit_training("plane-blobs", "baseline", 0, {})


SERVER = """
import sys, time
from pathlib import Path
from ood_core import paths
from ood_core.jobs import orders, queue
from ood_core.runs import run
paths.RUNS = Path(sys.argv[1])
queue.Queue._add_later = queue.Queue.warm = lambda self: None
here = queue.here()
if sys.argv[2:]:
    first = orders.submit_training("plane-blobs", "baseline", 0, {"steps": "2500"}, "a")
    second = orders.submit_training("plane-blobs", "baseline", 1, {"steps": "30"}, "b")
    third = orders.submit_training("plane-blobs", "baseline", 2, {"steps": "30"}, "c")
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
        "from ood_core import paths; from ood_core.jobs import orders, queue\n"
        "from pathlib import Path; import sys\n"
        "paths.RUNS = Path(sys.argv[1])\n"
        f"job = orders.submit_training('plane-blobs', 'baseline', 0, {ENDLESS})\n"
        "while not queue.here()._at_work: pass\n"
        "print(queue.here()._at_work[job.id].pid)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


# Without workers.


@pytest.fixture
def idle(queue, monkeypatch):
    """A queue whose workers never begin; what is submitted waits."""
    monkeypatch.setattr(queues.Queue, "_start", lambda self: None)
    yield queue
    queue._jobs.clear()
    queue._at_work.clear()


def ask(queue, seed, *sessions, seconds=None, state="waiting"):
    """A job of these browsers that takes so long."""
    order = {"do": "train", "benchmark": "plane-blobs", "method": "baseline"}
    order |= {"seed": seed, "settings": {}}
    for session in sessions or [""]:
        job = queue.submit(order, queue.folder / f"run-{seed}", session)
    job.state, job.seconds = state, seconds
    return job


def test_a_browsers_own_training_is_part_of_the_wait_of_its_next(idle):
    idle.workers = 2
    first = ask(idle, 0, "a", seconds=50.0, state="running")
    second, third = ask(idle, 1, "a", seconds=10.0), ask(idle, 2, "b", seconds=20.0)
    fourth = ask(idle, 3, "c", seconds=5.0)
    assert [idle.wait(job) for job in (third, fourth, second)] == [0.0, 20.0, 50.0]
    first.seconds = None
    assert (idle.wait(second), idle.wait(fourth)) == (None, 20.0)


def test_a_shared_job_waits_only_while_all_its_browsers_are_busy(idle):
    idle.workers = 3
    running = ask(idle, 0, "a", state="running")
    idle._at_work[running.id] = None
    ours = ask(idle, 1, "a", "b")
    assert idle._next() is ours
    ours.sessions = ["a"]
    assert idle._next() is None
    nobodys = ask(idle, 2)
    assert idle._next() is nobodys


def zips(queue):
    with queue._changed:  # a job's end is whole
        return list((queue.folder / ".jobs").glob("*.zip"))


def test_a_bundle_lies_on_disk_for_its_own_job_alone(idle, monkeypatch):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    job = orders.submit_bundle(honest, "a")
    assert orders.submit_bundle(honest, "b") is job and len(zips(idle)) == 1
    other = orders.submit_bundle(hostile.zipped(hostile.unzipped(honest), compresslevel=1), "b")
    assert other is not job and len(zips(idle)) == 2
    monkeypatch.setattr(queues, "PER_SESSION", 1)
    job.stopping = True  # so that the same would be a job of its own
    with pytest.raises(UserError, match="of yours"):
        orders.submit_bundle(honest, "a")
    job.stopping = False
    assert {str(path) for path in zips(idle)} == {j.order["bundle"] for j in (job, other)}
    idle.leave(job, "a")
    idle.leave(job, "b")
    assert [str(path) for path in zips(idle)] == [other.order["bundle"]]
    idle.stop(other)
    assert not zips(idle)


def test_a_bundle_goes_when_its_worker_is_killed_and_an_equal_one_has_its_own(queue):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    job = orders.submit_bundle(honest, "a")
    wait(job, "running")
    os.kill(queue._at_work[job.id].pid, signal.SIGKILL)
    wait(job, "failed")
    assert not zips(queue)
    again = orders.submit_bundle(honest, "a")
    wait(again, "done", "failed")
    assert again.error == "" and Run.load(again.out).seed == again.order["seed"]
    assert not zips(queue)


def test_a_cancelled_job_is_not_begun_with_again_by_the_next_server(queue, monkeypatch):
    monkeypatch.setattr(queues.Worker, "interrupt", lambda self: None)  # it has not come through
    job = endless(session="a")
    wait(job, "running")
    queue.leave(job, "a")
    left = stored(queue, job)  # what a `kill -9` of the server leaves
    assert (left["state"], left["stopping"], left["sessions"]) == ("running", True, [])
    queue._at_work[job.id].kill()
    wait(job, "cancelled")
    again = Job(**left | {"out": job.out})
    queue._jobs = {job.id: again}
    with queue._changed:
        queue._go_on()
    assert (again.state, again.error) == ("cancelled", "")
    queue._jobs = {job.id: job}


def test_nothing_begins_beside_once_the_queue_is_closed(queue, monkeypatch):
    run, begun = queue.folder / "run", []
    run.mkdir()
    (run / "card.json").write_text("{}")

    class Beside:
        kill = staticmethod(lambda: None)
        wait = staticmethod(queue.close)

    monkeypatch.setattr(queues, "quietly", lambda *words: (begun.append(words[2]), Beside)[1])
    queue._later = [run]
    ADD_LATER(queue)
    assert begun == ["umap"]


def test_a_worker_warms_up_no_further_when_its_order_is_there(monkeypatch):
    names, loaded = [n for n in worker.benchmarks.names() if n.startswith("plane")], []
    opened = worker.benchmarks.get
    monkeypatch.setattr(worker.benchmarks, "names", lambda: names)
    monkeypatch.setattr(worker.benchmarks, "get", lambda n: (loaded.append(n), opened(n))[1])
    worker.warm_up(lambda: len(loaded) == 2)
    assert loaded == names[:2] != names


def test_work_that_ended_just_when_the_server_did_is_not_done_again(tmp_path):
    done = tmp_path / "run"
    shutil.copytree(PRETRAINED / "plane-rings" / "energy", done)
    before = {path.name: path.stat().st_mtime_ns for path in done.iterdir()}
    for what in ("train", "resume", "adopt"):
        worker.WORK[what]({"do": what, "out": str(done), "bundle": str(tmp_path / "gone.zip")})
    assert {path.name: path.stat().st_mtime_ns for path in done.iterdir()} == before
    with pytest.raises(UserError, match="nothing to resume"):
        worker.WORK["resume"]({"do": "resume", "out": str(tmp_path / "nowhere")})


def test_the_load_scripts_percentile_is_the_nearest_rank():
    rng = np.random.default_rng(0)
    for n in (1, 2, 19, 20, 21, 30, 50, 100):
        times = rng.random(n).tolist()
        assert p95(times) == np.percentile(times, 95, method="inverted_cdf")
