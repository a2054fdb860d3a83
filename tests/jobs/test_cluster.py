"""Jobs on a Ray cluster whose nodes come and go; who has no token is refused."""

import os
import subprocess
import sys
import time

import pytest

from ood_core import paths
from ood_core.errors import UserError
from ood_core.jobs import machines
from ood_core.jobs import queue as queues
from ood_core.jobs.orders import Training
from ood_core.paths import ROOT
from ood_core.runs.run import Run, can_resume, partial_path, read_log
from tests.jobs.conftest import SMALL

LONG = {"steps": "1000000", "snapshots": "10000"}


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def queue(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setenv(machines.ADDRESS, cluster.address)
    monkeypatch.setattr(queues.Queue, "_add_later", lambda self: None)
    queue = queues.here()
    yield queue
    for job in reversed(queue.active()):
        queue.stop(job)
    until(lambda: not queue.active())
    queue.close()


def train(seed, settings, session):
    return queues.submit(Training.of("plane-blobs", "baseline", seed, settings), session)


@pytest.mark.ray
def test_a_job_that_loses_its_node_resumes_on_another_and_the_queue_sees_nodes_come_and_go(
    cluster, queue
):
    assert queue.workers == 1
    node = cluster.add_node(**SMALL)
    until(lambda: queue.workers == 2)
    jobs = [train(seed, LONG, str(seed)) for seed in range(2)]
    until(lambda: all(can_resume(job.out) for job in jobs))
    at_work = {queue._at_work[job.id].machine: job for job in jobs}
    assert len(at_work) == 2  # one on each
    lost, other = at_work.pop(node.node_id), *at_work.values()
    cluster.remove_node(node, allow_graceful=False)
    until(lambda: lost.state == "waiting")
    assert queue.workers == 1 and lost.tries == 0 and other.state == "running"
    stood = read_log(partial_path(lost.out))[-1]["step"]
    queue.stop(other)
    until(lambda: read_log(partial_path(lost.out))[-1]["step"] > stood)
    queue.stop(lost)
    until(lambda: not queue.active())
    run = Run.load(lost.out)
    steps = [line["step"] for line in run.log]
    assert steps == sorted({*steps}) and run.card["step"] > stood
    assert (lost.error, Run.load(other.out).card["status"]) == (None, "interrupted")


@pytest.mark.ray
def test_a_warm_workers_first_frame_comes_at_once_and_a_cancel_frees_the_place(queue):
    queue.warm()
    until(lambda: any(spare.alive for spare in queue._spares.values()))
    first, second = train(10, LONG, "a"), train(11, LONG, "b")
    until(lambda: can_resume(first.out))
    start = time.monotonic()
    queue.stop(first)
    until(lambda: second.state == "running")
    assert time.monotonic() - start <= 2
    until(lambda: first.state == "cancelled")
    assert Run.load(first.out).card["status"] == "interrupted"


CONNECT = """
import sys
from ood_core.errors import UserError
from ood_core.jobs.cluster import connect
try:
    print(connect(sys.argv[1])())
except UserError as error:
    print(error.key)
"""


@pytest.mark.ray
@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({}, "[Node("),
        ({"RAY_AUTH_TOKEN": "f" * 64}, "error.jobs.no_cluster"),
        ({"RAY_AUTH_TOKEN": ""}, "error.jobs.no_cluster"),
        ({"RAY_AUTH_TOKEN": "", "RAY_AUTH_MODE": "disabled"}, "error.jobs.no_cluster"),
    ],
    ids=["the token", "another", "none", "a client that needs none"],
)
def test_who_has_no_token_is_refused(cluster, tmp_path, given, answer):
    environment = os.environ | {"HOME": str(tmp_path)} | given
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-c", CONNECT, cluster.address]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.startswith(answer), done.stderr


def test_without_ray_a_cluster_is_one_sentence_and_nothing_asks_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)  # it cannot be imported
    assert [machine.name for machine in machines.finder()()] == ["here"]
    monkeypatch.setenv(machines.ADDRESS, "auto")
    with pytest.raises(UserError, match="`pip install -r requirements"):
        machines.finder()
