"""A queue that a process of its own keeps: asked by app servers, refused to others, restarted."""

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, replace

import pytest
import requests
import uvicorn

from ood_core import paths
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from ood_core.jobs import queue as queues
from ood_core.jobs import remote as remotes
from ood_core.jobs import service
from ood_core.jobs.orders import CanvasPainting, Training
from ood_core.jobs.queue import Queue
from ood_core.jobs.remote import Remote
from ood_core.runs.run import Run
from tests.app.fake import make_run
from tests.load.server import free_port

pytestmark = pytest.mark.cluster
TOKEN = "a secret of the tests"


@pytest.fixture
def idle(tmp_path, monkeypatch):
    """A queue in which every job waits."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setattr(Queue, "_start", lambda self: None)
    found = Queue(tmp_path)
    yield found
    found.close()


@contextmanager
def served(queue, token):
    """Where it is asked."""
    server = uvicorn.Server(uvicorn.Config(service.app(queue, token), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def address(idle):
    with served(idle, TOKEN) as found:
        yield found


@pytest.fixture
def remote(address, tmp_path):
    return Remote(address, TOKEN, tmp_path)


def training(seed):
    return Training.of("plane-blobs", "baseline", seed, {"steps": "20"})


def test_it_answers_as_the_queue_does(idle, remote, tmp_path):
    first = remote.submit(training(0), "ann")
    canvas = remote.submit(CanvasPainting.of(Canvas("blobs")), "ann")
    assert idle.job(first.id).sessions == ["ann"] and idle.job(canvas.id).order == canvas.order
    assert remote.submit(training(0), "bob").id == first.id  # they share it
    second = remote.submit(training(1), "bob")
    for job in idle.active():
        assert asdict(remote.job(job.id)) == asdict(job)
        assert remote.position(job) == idle.position(job) and remote.wait(job) == idle.wait(job)
        assert remote.latest(job.order).id == job.id
        assert remote.expected(job.order) == idle.expected(job.order)
    assert [job.id for job in remote.active()] == [first.id, canvas.id, second.id]
    assert remote.position(second) == 2 and remote.job("unknown") is None
    assert remote.bounds() == idle.bounds()
    remote.leave(first, "ann")
    assert remote.job(first.id).sessions == ["bob"]
    remote.leave(first, "bob")
    assert remote.job(first.id).state == "cancelled"
    remote.see("ann", "192.0.2.1", 3.0)
    assert idle._visitors.since("ann") == 3.0
    run = make_run(tmp_path, "plane-blobs", "energy")
    remote.add_later(run)
    assert idle._later == [run]
    remote.delete_run(run)
    assert not run.exists()


def test_what_the_queue_refuses_is_refused_in_its_words(remote, idle):
    for seed in range(queues.PER_SESSION):
        job = remote.submit(training(seed), "ann")
    with pytest.raises(UserError) as refused:
        remote.submit(training(9), "ann")
    assert refused.value.key == "error.jobs.enough_of_yours"
    assert refused.value.values == {"n": queues.PER_SESSION}
    with pytest.raises(UserError, match="is being trained"):
        remote.delete_run(job.out)
    del idle._jobs[job.id]
    with pytest.raises(UserError, match="does not know this training"):
        remote.position(job)


def test_without_the_token_nothing_is_answered(address, idle, tmp_path):
    for token in ("", "a secret of the test", TOKEN + "s"):
        with pytest.raises(UserError, match="another token"):
            Remote(address, token, tmp_path).submit(training(0), "ann")
    assert requests.post(f"http://{address}/active", "{}").status_code == 401
    assert requests.get(f"http://{address}/health").text == "ok"
    assert idle.active() == []


def test_a_question_that_is_none_is_refused(address, idle):
    asks = requests.Session()
    asks.headers["Authorization"] = f"Bearer {TOKEN}"
    for name, body, status in (
        ("close", "{}", 404),
        ("__init__", "{}", 404),
        ("_end", "{}", 404),
        ("job", "{", 400),
        ("job", "[]", 400),
        ("job", '{"id": 3}', 400),
        ("job", '{"id": "a", "more": 1}', 400),
        ("submit", '{"order": {"do": "rm", "out": "/"}}', 400),
        ("job", '{"id": "' + "x" * service.LARGEST + '"}', 413),
    ):
        assert asks.post(f"http://{address}/{name}", body).status_code == status, (name, body[:50])
    assert asks.post(f"http://{address}/active", "{}").json() == []


def test_one_that_does_not_answer_is_one_sentence_and_nobody_waits_twice(tmp_path, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    remote = Remote(address, TOKEN, tmp_path)
    for _ in range(2):
        with pytest.raises(UserError, match="does not answer"):
            remote.active()
        monkeypatch.setattr(remote._session, "post", None)  # nothing is sent for a while


def test_one_that_says_nothing_is_left_alone_too(tmp_path, monkeypatch):
    monkeypatch.setattr(remotes, "ANSWERED", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        remote = Remote(f"127.0.0.1:{silent.getsockname()[1]}", TOKEN, tmp_path)
        for _ in range(2):
            with pytest.raises(UserError, match="does not answer"):
                remote.active()
            monkeypatch.setattr(remote._session, "post", None)


def test_what_lies_elsewhere_is_refused(remote, tmp_path):
    elsewhere = tmp_path.parent / "elsewhere"
    for place in (elsewhere, tmp_path / ".." / "elsewhere"):
        with pytest.raises(UserError, match="OODLAB_RUNS_FOLDER"):
            remote.delete_run(place)
        with pytest.raises(UserError, match="OODLAB_RUNS_FOLDER"):
            remote.submit(replace(training(0), out=place))


def test_a_token_may_be_of_any_letters(idle, tmp_path):
    with served(idle, "비밀 열여섯 글자보다 길게") as address:
        assert Remote(address, "비밀 열여섯 글자보다 길게", tmp_path).active() == []
        with pytest.raises(UserError, match="another token"):
            Remote(address, "비밀", tmp_path).active()


def test_a_weak_token_is_refused(call, monkeypatch):
    monkeypatch.setenv("OODLAB_QUEUE_TOKEN", "short")
    code, _, err = call("queue", "serve")
    assert code == 2 and "16 characters" in err


def test_after_a_kill_the_next_process_goes_on_and_who_asks_waits_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    port = free_port()
    monkeypatch.setenv("OODLAB_RUNS_FOLDER", str(tmp_path))
    monkeypatch.setenv("OODLAB_QUEUE", f"127.0.0.1:{port}")
    monkeypatch.setenv("OODLAB_QUEUE_TOKEN", TOKEN)
    command = [sys.executable, "-m", "ood_core", "queue", "serve", "--port", str(port)]

    def start():
        return subprocess.Popen(command, cwd=paths.ROOT)

    def answered(ask):
        """What is asked of it once it is there; PyTorch is not in it, so that takes seconds."""
        end = time.monotonic() + 60
        while True:
            try:
                return ask()
            except UserError:
                assert time.monotonic() < end

    monkeypatch.setattr(remotes, "PAUSE", 0.0)
    process = start()
    try:
        job = answered(lambda: queues.submit(training(0), "ann"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = start()
        end = time.monotonic() + 120
        while not (now := answered(lambda: queues.job(job.id))).is_over:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert now.state == "done" and Run.load(now.out).card["step"] == 20
    finally:
        process.terminate()
        process.wait()
        queues._kept.clear()  # nobody asks it again
        queues._elsewhere.cache_clear()
