"""Jobs on a Ray cluster whose nodes, and head, come and go; who has no token is refused."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from ood_core import paths
from ood_core.errors import UserError
from ood_core.jobs import cluster as clusters
from ood_core.jobs import machines
from ood_core.jobs import queue as queues
from ood_core.jobs.orders import Training
from ood_core.runs.run import Run, can_resume, partial_path, read_log
from tests.jobs.conftest import SMALL
from tests.load.server import free_port

LONG = {"steps": "1000000", "snapshots": "10000"}


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def queue_at(address, folder, patch):
    patch.setattr(paths, "RUNS", folder)
    patch.setenv(machines.ADDRESS, address)
    patch.setattr(queues.Queue, "_add_later", lambda self: None)
    queue = queues.here()
    yield queue
    for job in reversed(queue.active()):
        queue.stop(job)
    until(lambda: not queue.active())
    queue.close()


@pytest.fixture
def queue(cluster, tmp_path, monkeypatch):
    """On a cluster of one node."""
    with queue_at(cluster.address, tmp_path, monkeypatch) as queue:
        yield queue


def train(seed, session):
    return queues.submit(Training.of("plane-blobs", "baseline", seed, LONG), session)


def step(job):
    """Where it stands."""
    log = read_log(partial_path(job.out))
    return log[-1]["step"] if log else 0


@pytest.mark.cluster
def test_a_job_that_loses_its_node_resumes_on_another(cluster, queue):
    until(lambda: queue._machines.places == 1)
    node = cluster.add_node(**SMALL)
    until(lambda: queue._machines.places == 2)
    jobs = [train(seed, str(seed)) for seed in range(2)]
    until(lambda: all(can_resume(job.out) for job in jobs))
    at_work = {queue._at_work[job.id].machine: job for job in jobs}
    assert len(at_work) == 2  # one on each
    lost, other = at_work.pop(node.node_id), *at_work.values()
    cluster.remove_node(node, allow_graceful=False)
    until(lambda: lost.state == "waiting")
    stood = step(lost)
    assert queue._machines.places == 1 and lost.tries == 0 and other.state == "running"
    queue.stop(other)
    until(lambda: step(lost) > stood)
    queue.stop(lost)
    until(lambda: not queue.active())
    run = Run.load(lost.out)
    steps = [line["step"] for line in run.log]
    assert steps == sorted({*steps}) and run.card["step"] > stood
    assert (lost.error, Run.load(other.out).card["status"]) == (None, "interrupted")


@pytest.mark.cluster
def test_a_node_has_a_warm_worker_and_a_cancel_frees_its_place(queue):
    until(lambda: any(spare.alive for spare in queue._machines._spares.values()))
    warm = set(queue._machines._spares.values())
    first, second = train(10, "a"), train(11, "b")
    assert queue._at_work[first.id] in warm
    until(lambda: can_resume(first.out))
    start = time.monotonic()
    queue.stop(first)
    until(lambda: second.state == "running")
    assert time.monotonic() - start <= 5  # 2 where nothing else is at work: tests.load.cluster
    until(lambda: first.state == "cancelled")
    assert Run.load(first.out).card["status"] == "interrupted"


def start_head(port):
    """As a person does, by `ray start`; it ends with its process group."""
    ray = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block"]
    size = ["--num-cpus", "1", "--object-store-memory", str(SMALL["object_store_memory"])]
    where = ["--node-ip-address", "127.0.0.1", "--port", str(port), "--include-dashboard=false"]
    return subprocess.Popen([*ray, *size, *where], start_new_session=True)


def end(head):
    with suppress(ProcessLookupError):
        os.killpg(head.pid, 9)
    head.wait()


@pytest.mark.cluster
def test_a_server_outlives_the_head_says_so_and_goes_on_with_the_next(token, tmp_path, monkeypatch):
    monkeypatch.setenv("RAY_gcs_rpc_server_reconnect_timeout_s", "3")  # until it has gone
    monkeypatch.setattr(clusters, "AGAIN", 1.0)
    port = free_port()
    head = start_head(port)
    try:
        with queue_at(f"127.0.0.1:{port}", tmp_path, monkeypatch) as queue:
            job = train(0, "a")
            until(lambda: can_resume(job.out))
            end(head)
            until(lambda: job.state == "waiting" and "does not answer" in str(queue.missing()))
            stood = step(job)
            assert job.error is None and queue.wait(job) is None
            head = start_head(port)
            until(lambda: step(job) > stood)
            assert queue.missing() is None
    finally:
        end(head)


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("given", "is_let_in"),
    [
        ({}, True),
        ({"RAY_AUTH_TOKEN": "f" * 64}, False),
        ({"RAY_AUTH_TOKEN": ""}, False),
        ({"RAY_AUTH_TOKEN": "", "RAY_AUTH_MODE": "disabled"}, False),
    ],
    ids=["the token", "another", "none", "a client that needs none"],
)
def test_who_has_no_token_is_refused(cluster, tmp_path, monkeypatch, given, is_let_in):
    monkeypatch.setenv("HOME", str(tmp_path))  # where Ray looks for a token, too
    for name, value in given.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    client = clusters.Cluster(cluster.address)
    until(lambda: client.find() or "cannot be joined" in str(client.missing))
    assert bool(client.find()) is is_let_in
    client.close()


def test_without_ray_a_cluster_is_one_sentence_and_nothing_asks_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)  # it cannot be imported
    assert [machine.name for machine in machines.Machines().find()] == ["here"]
    monkeypatch.setenv(machines.ADDRESS, "auto")
    with pytest.raises(UserError, match="`pip install -r requirements"):
        machines.Machines()
