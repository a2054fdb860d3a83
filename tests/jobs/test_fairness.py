"""Fair shares of the queue, with workers that do nothing until they are ended."""

import os
import threading
import time
from types import SimpleNamespace

import pytest

from ood_core import paths
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.jobs import fairness, machines, retention
from ood_core.jobs import queue as queues
from ood_core.jobs.fairness import Visitors
from ood_core.jobs.job import Job
from ood_core.jobs.orders import CanvasPainting, Training
from ood_core.jobs.retention import Limits
from ood_core.runs.run import CHECKPOINT, partial_path


class Idle:
    """A worker that begins, keeps a checkpoint, and works for ever."""

    machine = "here"

    def __init__(self):
        self.ended, self.alive, self.pid = threading.Event(), True, 0

    def carry_out(self, order):
        if isinstance(order, Training):
            partial_path(order.out).mkdir(parents=True, exist_ok=True)
            (partial_path(order.out) / CHECKPOINT).write_bytes(b"")
        self.ended.wait()
        return UserError("error.test", "Ended.")

    def kill(self):
        self.alive = False
        self.ended.set()

    interrupt = kill


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A queue of one worker, which looks around often."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setenv("OODLAB_WORKERS", "1")
    monkeypatch.setattr(machines, "Worker", Idle)
    monkeypatch.setattr(queues, "TICK", 0.02)
    monkeypatch.setattr(queues.Queue, "_add_later", lambda self: None)
    monkeypatch.setattr(queues.Queue, "warm", lambda self: None)
    queue = queues.here()
    yield queue
    queue.close()


def ask(queue, seed, session=""):
    settings = {"steps": "1000000", "snapshots": "10000"}
    return queue.submit(Training.of("plane-blobs", "baseline", seed, settings), session)


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_long_training_gives_way_to_who_had_less_and_has_its_turn_again(queue, monkeypatch):
    monkeypatch.setattr(fairness, "SLICE", 0.2)
    first = ask(queue, 0, "a")
    second = ask(queue, 1, "b")
    assert (first.state, second.state) == ("running", "waiting")
    until(lambda: second.state == "running")
    assert first.state == "waiting" and (partial_path(first.out) / CHECKPOINT).exists()
    until(lambda: first.state == "running")


def test_the_trainings_of_a_crowd_share_a_slice(queue):
    """Who comes by themselves need not wait for a whole one, and has a whole one."""
    queue.see("old", "10.0.0.1", since=1.0)
    for i in range(7):
        queue.see(f"crowd {i}", "10.0.0.1")
    crowd = [ask(queue, i, f"crowd {i}") for i in range(7)]
    assert queue._visitors.slice(crowd[0], crowd) == fairness.LEAST
    until(lambda: (partial_path(crowd[0].out) / CHECKPOINT).exists())
    crowd[0].started -= fairness.LEAST
    mine = ask(queue, 9, "old")
    until(lambda: mine.state == "running")
    assert crowd[0].state == "waiting"
    assert queue._visitors.slice(mine, [*crowd, mine]) == fairness.SLICE


@pytest.mark.parametrize(
    ("ran", "kept", "lost", "gives_way"),
    [
        (0.9, 0.9, 0.0, False),  # its slice is not over
        (1.1, 1.0, 0.0, True),
        (1.1, 0.5, 0.0, False),  # more would be lost than was kept
        (2.0, 0.5, 0.0, True),  # but not for long
        (2.0, 0.5, 1.0, False),  # so much was lost before
        (2.6, 0.5, 1.0, True),
        (1.9, 0.0, 1.0, False),
        (2.1, 0.0, 1.0, True),
    ],
)
def test_a_training_gives_way_once_it_loses_little(queue, ran, kept, lost, gives_way):
    """In slices: since it began, until its checkpoint, and the most that it lost before."""
    job = ask(queue, 0, "a")
    checkpoint = partial_path(job.out) / CHECKPOINT
    until(checkpoint.exists)
    job.started, job.lost = time.time() - ran * fairness.SLICE, lost * fairness.SLICE
    at = job.started + kept * fairness.SLICE if kept else 1.0  # of an earlier slice
    os.utime(checkpoint, (at, at))
    assert queue._can_give_way(job) is gives_way


def test_trainings_that_keep_late_lose_less_than_twice_what_they_need(queue):
    """Whoever waits, one that needs `need` slices for its first checkpoint comes to it."""
    job = ask(queue, 0, "a")
    checkpoint = partial_path(job.out) / CHECKPOINT
    until(checkpoint.exists)
    os.utime(checkpoint, (1.0, 1.0))
    for need in (1.5, 3.0, 10.0, 60.0):
        job.lost, wasted = 0.0, 0.0
        while True:
            ran = fairness.SLICE
            while ran < need * fairness.SLICE:
                job.started = time.time() - ran
                if queue._can_give_way(job):
                    break
                ran += 1.0
            else:
                break
            job.lost, wasted = max(job.lost, ran), wasted + ran
        assert wasted < 2 * need * fairness.SLICE


def test_what_is_lost_counts_against_the_share_and_not_the_limit(queue, monkeypatch):
    monkeypatch.setattr(queues, "TICK", 1000.0)
    queue.see("a"), queue.see("b")
    first = ask(queue, 0, "a")
    checkpoint = partial_path(first.out) / CHECKPOINT
    until(checkpoint.exists)
    first.started -= 100.0
    at = first.started + 60.0
    os.utime(checkpoint, (at, at))
    second = ask(queue, 1, "b")
    with queue._changed:
        queue._give_way()
    until(lambda: second.state == "running")
    assert first.worked == pytest.approx(60.0, abs=0.1) and first.lost >= 40.0
    assert queue._visitors._known["a"].served >= 100.0

    until((partial_path(second.out) / CHECKPOINT).exists)
    os.utime(partial_path(second.out) / CHECKPOINT, (1.0, 1.0))
    second.started, second.lost = second.started - 100.0, 10.0
    with queue._changed:
        queue._give_way()
    until(lambda: first.state == "running")
    assert second.worked == 0.0 and second.lost >= 100.0
    assert queue._visitors._known["b"].served >= 100.0


def test_a_job_of_many_visitors_is_one_job_of_its_crowd(queue):
    for i in range(5):
        queue.see(f"pupil {i}", "10.0.0.1")
        job = ask(queue, 0, f"pupil {i}")
    assert len(job.sessions) == 5
    assert queue._visitors.slice(job, [job]) == fairness.SLICE


def test_a_training_gives_way_to_other_visitors_only(monkeypatch, queue):
    monkeypatch.setattr(queues, "TICK", 1000.0)
    first, second = ask(queue, 0, "a"), ask(queue, 1, "a")
    until(lambda: (partial_path(first.out) / CHECKPOINT).exists())
    first.started -= 10 * fairness.SLICE
    with queue._changed:
        queue._give_way()
        assert not queue._giving_way
    assert (first.state, second.state) == ("running", "waiting")
    other = ask(queue, 2, "b")
    with queue._changed:
        queue._give_way()
    until(lambda: other.state == "running")


def test_who_is_known_longest_comes_before_a_crowd(queue):
    for i in range(20):
        queue.see(f"crowd {i}", "10.0.0.1")
    jobs = [ask(queue, i, f"crowd {i}") for i in range(20)]
    queue.see("old", "10.0.0.1", since=1.0)
    mine = ask(queue, 99, "old")
    assert queue.position(mine) == 1
    queue.stop(jobs[0])
    until(lambda: jobs[0].is_over)
    until(lambda: mine.state == "running")


def test_many_who_were_given_nothing_are_a_crowd_that_was_given_much(queue):
    """Who was given as much as the crowd goes before those of it who were given nothing."""
    queue.see("old", "10.0.0.1", since=1.0)
    for i in range(3):
        queue.see(f"crowd {i}", "10.0.0.1")
    first, other = ask(queue, 0, "crowd 0"), ask(queue, 1, "crowd 1")
    mine = ask(queue, 2, "old")
    visitors = queue._visitors
    visitors.serve(mine, 1.5 * fairness.SLICE)
    visitors.serve(first, 1.5 * fairness.SLICE)
    assert visitors.rank(mine, []) < visitors.rank(other, [])


def test_a_crowd_has_the_turns_of_one_visitor(queue, monkeypatch):
    """Who was given much in their time goes first all the same: the crowd has a worker already."""
    monkeypatch.setattr(machines.Machines, "places", 2)
    monkeypatch.setattr(fairness, "GAP", -1.0)  # these two come by themselves
    queue.see("ann", "10.0.0.1")
    queue.see("bob", "10.0.0.1")
    monkeypatch.setattr(fairness, "GAP", 1000.0)
    for i in range(20):
        queue.see(f"crowd {i}", "10.0.0.1")
    queue._visitors._known["ann"].served = 1000.0
    for i in range(20):
        ask(queue, i, f"crowd {i}")
    mine, other = ask(queue, 98, "ann"), ask(queue, 99, "bob")
    assert {queue.position(mine), queue.position(other)} == {1, 2}


def test_with_one_worker_a_crowd_and_a_visitor_have_it_by_turns(monkeypatch):
    """What each was given of late decides, however many are in the crowd and were given nothing."""
    visitors = Visitors()
    visitors.see("ann", "10.0.0.1")
    monkeypatch.setattr(fairness, "GAP", -1.0)
    visitors.see("crowd 0", "10.0.0.1")
    monkeypatch.setattr(fairness, "GAP", 1000.0)
    visitors._came["10.0.0.1"] = time.time(), visitors._known["crowd 0"].crowd
    for i in range(1, 50):
        visitors.see(f"crowd {i}", "10.0.0.1")
    jobs = {id: Job(id, id, SimpleNamespace(), [id]) for id in visitors._known}
    order = []
    for _ in range(12):
        following = min(jobs.values(), key=lambda job: visitors.rank(job, []))
        order.append(following.id.partition(" ")[0])
        visitors.serve(following, 1.1 * fairness.SLICE)
    assert order.count("ann") >= 5 and "crowd crowd crowd" not in " ".join(order)


def test_a_crowd_does_not_keep_a_visitor_out_of_a_full_queue(queue, monkeypatch):
    monkeypatch.setattr(queues, "CAPACITY", 6)
    monkeypatch.setattr(fairness, "GAP", 1000.0)
    for i in range(6):
        queue.see(f"crowd {i}", "10.0.0.1")
        ask(queue, i, f"crowd {i}")
    queue.see("old", "10.0.0.1", since=1.0)
    assert [ask(queue, 90 + i, "old").state for i in range(2)] == ["waiting"] * 2


def test_a_returning_visitor_is_of_no_crowd():
    visitors = Visitors()
    visitors.see("one", "10.0.0.1")
    visitors.see("two", "10.0.0.1")
    visitors.see("old", "10.0.0.1", since=time.time() - 3600)
    visitors.see("three", "10.0.0.1")
    visitors.see("apart", "10.0.0.2")
    crowd = {id: found.crowd for id, found in visitors._known.items()}
    assert crowd["one"] == crowd["two"] == crowd["three"]
    assert len({crowd[id] for id in ("one", "old", "apart")}) == 3


def test_another_address_comes_before_more_of_the_busy_one(queue, monkeypatch):
    monkeypatch.setattr(machines.Machines, "places", 2)
    for visitor in "abc":
        queue.see(visitor, "10.0.0.1")
    queue.see("d", "10.0.0.2")
    first, other, third = (ask(queue, i, v) for i, v in enumerate("aab"))
    assert (first.state, other.state, third.state) == ("running", "waiting", "running")
    late, apart = ask(queue, 3, "c"), ask(queue, 4, "d")
    assert queue.position(apart) == 1 < queue.position(late)


def test_a_full_queue_gives_a_place_to_who_has_none(queue, monkeypatch):
    monkeypatch.setattr(queues, "CAPACITY", 6)
    crowd = [ask(queue, 10 * i + j, f"crowd {i}") for i in range(2) for j in range(3)]
    mine = ask(queue, 99, "me")
    assert mine.state == "waiting" and len(queue.active()) == 6
    gone = [job for job in crowd if job.state == "cancelled"]
    assert len(gone) == 1 and "gave its place" in str(gone[0].error)
    with pytest.raises(UserError, match="no place for more"):
        for i in range(20):
            ask(queue, 100 + i, "crowd 0")


def test_jobs_of_who_is_gone_end_and_those_of_who_is_here_go_on(queue, monkeypatch):
    monkeypatch.setattr(fairness, "GONE", 0.5)
    gone, stays, nobodys = ask(queue, 0, "a"), ask(queue, 1, "b"), ask(queue, 2)
    end = time.monotonic() + 30
    while not gone.is_over:
        queue.see("b")
        assert time.monotonic() < end
        time.sleep(0.02)
    assert not stays.is_over and not nobodys.is_over


def test_a_canvas_does_not_wait_for_trainings(queue):
    training = ask(queue, 0, "a")
    painting = queue.submit(CanvasPainting.of(Canvas(seed=1)), "b")
    behind = queue.submit(CanvasPainting.of(Canvas(seed=2)), "c")
    assert (training.state, painting.state, behind.state) == ("running", "running", "waiting")


def test_the_administrators_command_clears_it(queue):
    jobs = [ask(queue, i, str(i)) for i in range(3)]
    (queue.folder / ".jobs" / queues.CLEAR).write_bytes(b"")
    until(lambda: all(job.is_over for job in jobs))
    assert not (queue.folder / ".jobs" / queues.CLEAR).exists()


def kept(folder, name, age):
    (folder / name).mkdir(parents=True)
    (folder / name / "card.json").write_text("{}")
    return retention.Kept(folder / name, folder / name, 2, 1000.0 - age)


def test_a_visitor_makes_room_by_their_own_runs_first(queue, monkeypatch):
    names = ["theirs-old", "mine", "nobodys", "theirs-new"]
    monkeypatch.setattr(
        retention,
        "kept",
        lambda _: [kept(queue.folder, name, 10 - i) for i, name in enumerate(names)],
    )
    for i, (name, maker) in enumerate(
        [("theirs-old", "old"), ("mine", "me"), ("theirs-new", "new")]
    ):
        order = SimpleNamespace(out=queue.folder / name)
        queue._jobs[name] = Job(name, name, order, [], state="done", maker=maker)
        queue.see(maker, since=100.0 + i)
    removed = retention.evict(
        queue.folder, [queue.folder / "x"], Limits(runs=1), queue._going("me")
    )
    assert removed == ["mine", "nobodys", "theirs-new", "theirs-old"]


def test_visitors_that_are_remembered_are_bounded(monkeypatch):
    monkeypatch.setattr(fairness, "MOST", 5)
    visitors = Visitors()
    for i in range(20):
        visitors.see(str(i))
    assert len(visitors._known) == 5
