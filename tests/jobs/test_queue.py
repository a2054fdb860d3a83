"""The queue with real workers, of this machine and of a Ray cluster; each test has its folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Timer

import numpy as np
import pytest

from ood_core import paths
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.files import hold
from ood_core.jobs import queue as queues
from ood_core.jobs import worker
from ood_core.jobs.job import expected, saved_in
from ood_core.jobs.machines import ADDRESS, Machines
from ood_core.jobs.orders import BundleImport, CanvasPainting, Resumption, Training
from ood_core.jobs.retention import Limits
from ood_core.paths import PRETRAINED, ROOT
from ood_core.runs import bundle
from ood_core.runs.run import LOCK, Run, can_resume, partial_path, read_log
from tests.load import hostile
from tests.load.server import at_work, p95

ENDLESS = {"steps": "1000000", "snapshots": "10000"}
SHORT = {"steps": "20", "snapshots": "2"}
ADD_LATER = queues.Queue._add_later  # which the queue of a test does not do


@pytest.fixture(params=["here", pytest.param("ray", marks=pytest.mark.cluster)])
def machines(request, monkeypatch):
    """Where workers run, and those of other servers that a test starts."""
    if request.param == "ray":
        monkeypatch.setenv(ADDRESS, request.getfixturevalue("cluster").address)


@pytest.fixture
def queue(tmp_path, monkeypatch, machines):
    """A queue of one worker at a time; no job outlives it, none warms up ahead of time."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setenv("OODLAB_WORKERS", "1")
    monkeypatch.setattr(queues.Queue, "_add_later", lambda self: None)
    monkeypatch.setattr(queues.Queue, "warm", lambda self: None)
    queue = queues.here()
    yield queue
    left = queue.active()
    for job in reversed(left):  # those that wait first, so that none of them begins
        queue.stop(job)
    for job in left:
        wait(job, "done", "cancelled", "failed")
    queue.close()


def train(seed, settings, session="", benchmark="plane-blobs", method="baseline"):
    return queues.submit(Training.of(benchmark, method, seed, settings), session)


def endless(seed=0, session=""):
    return train(seed, ENDLESS, session)


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
    until(lambda: can_resume(job.out), job)


def stored(queue, job):
    return json.loads((queue.folder / ".jobs" / f"{job.id}.json").read_text())


def test_a_job_trains_and_its_run_appears_and_is_there_for_whoever_asks_again(queue):
    job = train(3, SHORT, "a")
    wait(job, "done", "failed")
    run = Run.load(job.out)
    assert job.error is None and (run.seed, run.card["step"]) == (3, 20)
    assert queues.job(job.id) is job and queue.position(job) == 0
    assert stored(queue, job)["state"] == "done" and queue._later == [job.out]
    assert train(3, SHORT, "b") is job
    other = train(4, SHORT, "b")
    assert other is not job and other.out != job.out
    # the steps' pace of the run just made, and what its worker took besides
    again = train(5, SHORT | {"steps": "40"})
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
    order = Training.of("plane-blobs", "baseline", 0, {"steps": str(2 * card["steps"])})
    assert expected(order, []) == foretold


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
    monkeypatch.setattr(queues, "TAIL", 4.0)
    job, following = endless(0), endless(1)
    first_checkpoint(job)
    monkeypatch.setattr(type(queue._at_work[job.id]), "interrupt", lambda self: None)
    start = time.monotonic()
    queue.stop(job)
    wait(following, "running", seconds=10)
    assert time.monotonic() - start <= 2 and job.state == "running"
    wait(job, "cancelled", seconds=10)
    assert not job.out.exists() and can_resume(job.out)  # it was killed
    assert following.state == "running"
    monkeypatch.undo()


def test_waiting_jobs_have_a_place_and_a_time_and_can_leave(queue, monkeypatch):
    card = Run.load(PRETRAINED / "plane-blobs" / "baseline").card
    first, second, third = endless(0, "a"), endless(1, "b"), endless(2, "c")
    wait(first, "running")
    assert [queue.position(j) for j in (first, second, third)] == [0, 1, 2]
    expected = card["seconds"] * 1_000_000 / card["steps"]
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
    mine = [endless(seed, "a") for seed in range(queues.PER_SESSION)]
    wait(mine[0], "running")
    monkeypatch.setattr(Machines, "places", 2)
    with pytest.raises(UserError, match="of yours are waiting"):
        endless(9, "a")
    theirs = endless(10, "b")
    wait(theirs, "running")
    assert [job.state for job in mine] == ["running", *["waiting"] * (queues.PER_SESSION - 1)]


def test_a_job_that_dies_says_so_and_can_be_resumed_until_the_limit(queue):
    job = endless()
    first_checkpoint(job)
    os.kill(queue._at_work[job.id].pid, signal.SIGKILL)
    wait(job, "failed")
    assert "signal 9" in str(job.error)
    assert "of 1000000 and can be resumed" in str(job.error)
    queue.limit = 6.0  # seconds, of which a fresh worker takes some to begin
    on = queues.submit(Resumption.of(job.out))
    assert on.out == job.out and on.remaining > 0
    wait(on, "cancelled")
    assert "longer than 0.1 minutes" in str(on.error)
    assert can_resume(job.out)


def test_a_failed_job_says_why(queue):
    job = train(0, {"lr": "quick"})
    wait(job, "failed")
    assert str(job.error) == "The setting lr needs a number from 1e-06 to 10, not 'quick'."


def test_unknown_names_are_refused_at_once(queue):
    with pytest.raises(UserError, match="plane-blobs"):
        train(0, {}, benchmark="nope")
    with pytest.raises(UserError, match="baseline"):
        train(0, {}, method="nope")


def test_a_second_server_leaves_the_folder_alone(queue):
    with pytest.raises(UserError, match="Another OOD Lab"):
        queues.Queue(queue.folder)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "RUNS", tmp_path / "file" / "runs")
    queues.warm()  # a page goes on without
    with pytest.raises(UserError, match="cannot keep runs"):
        train(0, {})


SERVER = """
import sys, time
from pathlib import Path
from ood_core import paths
from ood_core.jobs import queue
from ood_core.jobs.orders import Training
from ood_core.runs import run
paths.RUNS = Path(sys.argv[1])
queue.Queue._add_later = queue.Queue.warm = lambda self: None
here = queue.here()
if sys.argv[2:]:
    first, second, third = (
        queue.submit(Training.of("plane-blobs", "baseline", seed, {"steps": steps}), session)
        for seed, (steps, session) in enumerate((("2500", "a"), ("30", "b"), ("30", "c")))
    )
    here.leave(third, "c")
    print(first.id, second.id, third.id, flush=True)
    while not run.can_resume(first.out): time.sleep(0.01)
    print(here._at_work[first.id].pid, flush=True)
    time.sleep(600)
while here.active(): time.sleep(0.05)
"""


def test_the_next_server_resumes_what_a_killed_one_left(tmp_path, machines):
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
    long, short = (Run.load(file["order"]["out"]) for file in files[:2])
    assert long.card["status"] == short.card["status"] == "complete"
    steps = [line["step"] for line in long.log]
    assert steps == sorted(set(steps)) and steps[-1] == 2500
    assert np.isfinite([line["seconds"] for line in long.log]).all()
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".partial")]


def test_the_server_can_stop_while_a_job_runs(tmp_path, machines):
    code = (
        "from ood_core import paths; from ood_core.jobs import orders, queue\n"
        "from pathlib import Path; import sys\n"
        "paths.RUNS = Path(sys.argv[1])\n"
        f"order = orders.Training.of('plane-blobs', 'baseline', 0, {ENDLESS})\n"
        "job = queue.submit(order)\n"
        "while not queue.here()._at_work: pass\n"
        "print(queue.here()._at_work[job.id].pid)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    end = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < end:  # on a cluster it ends a moment later
            os.kill(int(done.stdout), 0)
            time.sleep(0.02)


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
    order = Training.of("plane-blobs", "baseline", seed, {})
    for session in sessions or [""]:
        job = queue.submit(order, session)
    job.state, job.seconds = state, seconds
    return job


def test_a_browsers_own_training_is_part_of_the_wait_of_its_next(idle, monkeypatch):
    monkeypatch.setattr(Machines, "places", 2)
    first = ask(idle, 0, "a", seconds=50.0, state="running")
    second, third = ask(idle, 1, "a", seconds=10.0), ask(idle, 2, "b", seconds=20.0)
    fourth = ask(idle, 3, "c", seconds=5.0)
    assert [idle.wait(job) for job in (third, fourth, second)] == [0.0, 20.0, 50.0]
    first.seconds = None
    assert (idle.wait(second), idle.wait(fourth)) == (None, 20.0)


def test_a_hundred_pages_that_ask_for_their_wait_have_it_played_once(idle, monkeypatch):
    monkeypatch.setattr(Machines, "places", 1)
    ask(idle, 0, "a", seconds=3.0, state="running")
    jobs = [ask(idle, seed, f"s{seed}", seconds=2.0) for seed in range(1, 60)]
    turns, may_start = [], queues.Queue._may_start
    monkeypatch.setattr(
        queues.Queue, "_may_start", lambda *args: turns.append(args) or may_start(*args)
    )
    waits = sorted(idle.wait(job) for job in jobs)
    assert waits == pytest.approx([3.0 + 2.0 * i for i in range(59)], abs=1.0)  # the first one runs
    assert len(turns) == len(jobs)


def test_a_shared_job_waits_only_while_all_its_browsers_are_busy(idle, monkeypatch):
    monkeypatch.setattr(Machines, "places", 3)
    running = ask(idle, 0, "a", state="running")
    idle._at_work[running.id] = None
    ours = ask(idle, 1, "a", "b")
    assert idle._next() is ours
    ours.sessions = ["a"]
    assert idle._next() is None
    nobodys = ask(idle, 2)
    assert idle._next() is nobodys


@pytest.mark.parametrize("waiting", [0, 1])
@pytest.mark.parametrize("runs", [2, 3, 4, 5])
def test_the_newcomer_counts_once_and_what_makes_no_run_counts_not_at_all(idle, runs, waiting):
    """The naive count: a run for each that is there, that waits, and that is asked for."""
    for i in range(runs):
        (idle.folder / f"run-{i}").mkdir()
        (idle.folder / f"run-{i}" / "card.json").write_text("{}")
    for seed in range(waiting):
        ask(idle, seed)
    idle.limits = Limits(runs=4)
    for seed in range(3):
        assert queues.submit(CanvasPainting.of(Canvas(seed=seed))).removed == []
    job = ask(idle, 9)
    assert len(job.removed) == max(0, runs + waiting + 1 - 4)
    there = len(list(idle.folder.glob("*/card.json")))
    assert there == runs - len(job.removed)


def test_a_training_that_is_resumed_counts_once_and_stays(idle):
    out = idle.folder / "old"
    for place in (partial_path(out), idle.folder / "run"):
        place.mkdir()
    (idle.folder / "run" / "card.json").write_text("{}")
    asked = {"benchmark": "plane-blobs", "method": "baseline", "seed": 3, "config": {}}
    (partial_path(out) / "config.json").write_text(json.dumps(asked))
    idle.limits = Limits(runs=2)
    job = queues.submit(Resumption.of(out))
    assert (job.removed, job.order.seed) == ([], 3)
    assert ask(idle, 9).removed == ["run"] and partial_path(out).exists()


def test_a_job_is_read_back_as_it_was_and_a_damaged_file_is_removed(idle):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    drawn = Canvas("xor", seed=4, settings={"energy": {"weight": "0.3"}})
    (partial_path(idle.folder / "old")).mkdir()
    asked = {"benchmark": "plane-blobs", "method": "csi", "seed": 3, "config": {}}
    (partial_path(idle.folder / "old") / "config.json").write_text(json.dumps(asked))
    made = [
        ask(idle, 5, "a", "b", seconds=2.5),
        queues.submit(Resumption.of(idle.folder / "old")),
        queues.submit_bundle(honest, "a"),
        queues.submit(CanvasPainting.of(drawn), "b"),
    ]
    for job in made:
        job.save(idle.folder / ".jobs")
    files = [idle.folder / ".jobs" / f"{job.id}.json" for job in made]
    texts = [file.read_bytes() for file in files]
    read = saved_in(idle.folder / ".jobs")
    assert read == made and [job.out for job in read] == [job.out for job in made]
    assert [type(job.order) for job in read] == [type(job.order) for job in made]
    assert [job.order.key for job in read] == [job.key for job in made]
    earlier = {"id": "1", "key": "", "out": "x", "sessions": [], "order": {"do": "train"}}
    bad = [json.dumps(earlier).encode(), texts[0][:-9], b"[" * 10**5, b"\xff", b"null"]
    bad += [texts[0].replace(b"plane-blobs", b"\xff"), texts[3].replace(b'"xor"', b'"nothing"')]
    for i, content in enumerate(bad):
        (idle.folder / ".jobs" / f"{i}.json").write_bytes(content)
    assert saved_in(idle.folder / ".jobs") == made
    assert sorted((idle.folder / ".jobs").glob("*.json")) == files


def test_orders_are_equal_where_they_ask_for_the_same(idle):
    settings = {"lr": "0.1", "steps": "9"}
    one = Training.of("plane-blobs", "energy", 0, settings)
    same = Training.of("plane-blobs", "energy", 0, dict(reversed(settings.items())))
    assert one == same and one.key == same.key and one.out != same.out
    others = [Training.of("plane-blobs", "energy", 1, settings)]
    others += [Training.of("plane-blobs", "csi", 0, settings)]
    others += [Training.of("plane-moons", "energy", 0, settings)]
    others += [Training.of("plane-blobs", "energy", 0, {})]
    asked = {"benchmark": "plane-blobs", "method": "energy", "seed": 0}
    others += [Resumption(**asked, out=idle.folder / name) for name in ("a", "b")]
    others += [CanvasPainting.of(Canvas(seed=seed)) for seed in (0, 1)]
    assert len({order.key for order in [one, *others]}) == 1 + len(others)


def zips(queue):
    with queue._changed:  # a job's end is whole
        return list((queue.folder / ".jobs").glob("*.zip"))


def test_a_bundle_lies_on_disk_for_its_own_job_alone(idle, monkeypatch):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    job = queues.submit_bundle(honest, "a")
    assert queues.submit_bundle(honest, "b") is job and len(zips(idle)) == 1
    other = queues.submit_bundle(hostile.zipped(hostile.unzipped(honest), compresslevel=1), "b")
    assert other is not job and len(zips(idle)) == 2
    monkeypatch.setattr(queues, "PER_SESSION", 1)
    job.stopping = True  # so that the same would be a job of its own
    with pytest.raises(UserError, match="of yours"):
        queues.submit_bundle(honest, "a")
    job.stopping = False
    assert set(zips(idle)) == {j.order.bundle for j in (job, other)}
    idle.leave(job, "a")
    idle.leave(job, "b")
    assert zips(idle) == [other.order.bundle]
    idle.stop(other)
    assert not zips(idle)


def test_a_bundle_goes_when_its_worker_is_killed_and_an_equal_one_has_its_own(queue):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    job = queues.submit_bundle(honest, "a")
    wait(job, "running")
    os.kill(queue._at_work[job.id].pid, signal.SIGKILL)
    wait(job, "failed")
    assert not zips(queue)
    again = queues.submit_bundle(honest, "a")
    wait(again, "done", "failed")
    assert again.error is None and Run.load(again.out).seed == again.order.seed
    assert not zips(queue)


def test_a_cancelled_job_is_not_begun_with_again_by_the_next_server(queue, monkeypatch):
    job = endless(session="a")
    wait(job, "running")
    lost = type(queue._at_work[job.id]), "interrupt"
    monkeypatch.setattr(*lost, lambda self: None)  # it has not come through
    queue.leave(job, "a")
    left = stored(queue, job)  # what a `kill -9` of the server leaves
    assert (left["state"], left["stopping"], left["sessions"]) == ("running", True, [])
    queue._at_work[job.id].kill()
    wait(job, "cancelled")
    kept = queue.folder / "kept"
    kept.mkdir()
    (kept / "job.json").write_text(json.dumps(left))
    [again] = saved_in(kept)
    queue._jobs = {job.id: again}
    with queue._changed:
        queue._take_over()
    assert (again.state, again.error) == ("cancelled", None)
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
    asked = {"benchmark": "plane-rings", "method": "energy", "seed": 0, "out": done}
    worker.carry_out(Training(**asked, settings={}))
    worker.carry_out(Resumption(**asked))
    worker.carry_out(BundleImport(**asked, sha256="", bundle=tmp_path / "gone.zip"))
    assert {path.name: path.stat().st_mtime_ns for path in done.iterdir()} == before
    with pytest.raises(UserError, match="nothing to resume"):
        worker.carry_out(Resumption(**asked | {"out": tmp_path / "nowhere"}))


def test_a_job_awaits_the_end_of_a_worker_that_lost_its_server_or_its_node(tmp_path):
    order = Training.of("plane-blobs", "baseline", 0, SHORT)
    order = replace(order, out=tmp_path / "run")
    partial_path(order.out).mkdir()
    former = hold(partial_path(order.out) / LOCK)
    Timer(0.3, former.close).start()
    worker.carry_out(order)
    assert Run.load(order.out).card["status"] == "complete"


def test_the_load_scripts_percentile_is_the_nearest_rank():
    rng = np.random.default_rng(0)
    for n in (1, 2, 19, 20, 21, 30, 50, 100):
        times = rng.random(n).tolist()
        assert p95(times) == np.percentile(times, 95, method="inverted_cdf")
