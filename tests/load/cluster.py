"""Trainings on a Ray cluster, whose nodes are processes of this machine with one CPU each (Linux).

python -m tests.load.cluster              # all of these, one after the other
python -m tests.load.cluster kills        # 40 trainings, 3 nodes, one killed and replaced each 30 s
python -m tests.load.cluster waits        # first frames of a warm worker, and cancels
python -m tests.load.cluster throughput   # one node beside the queue of this machine

Ray is in requirements-cluster.txt. Other work on this machine is in the numbers; its load
is printed.
"""

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ood_core import paths
from ood_core.errors import UserError
from ood_core.files import read_arrays
from ood_core.jobs import queue as queues
from ood_core.jobs.job import Job, saved_in
from ood_core.jobs.machines import ADDRESS, AnyWorker
from ood_core.jobs.orders import Training
from ood_core.runs.run import Run, can_resume, finished_runs, partial_path, unfinished
from tests.load.server import spread, until, verdict

NODE = {"num_cpus": 1, "object_store_memory": 100 * 2**20}  # bytes
FIRST_FRAME = 1.5  # seconds
FREE = 2.0  # seconds after a cancel
SHARE = 0.9  # of the local queue's throughput
LONG = 30.0  # seconds of a training whose throughput is measured, at least
PATIENCE = 900.0  # seconds for anything here to happen
ENDLESS = 1_000_000  # steps


@contextmanager
def cluster_of(nodes: int) -> Iterator:
    """A head that trains nothing, and so many nodes."""
    from ray.cluster_utils import Cluster

    head = NODE | {"num_cpus": 0, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    try:
        for _ in range(nodes):
            made.add_node(**NODE)
        yield made
    finally:
        made.shutdown()


@contextmanager
def queue_at(address: str = "") -> Iterator[queues.Queue]:
    """A queue with a folder of its own, on the cluster there or on this machine."""
    os.environ[ADDRESS] = address
    queue = queues.Queue(Path(tempfile.mkdtemp(prefix="oodlab-load-")))
    try:
        awaited(lambda: queue.missing() is None)
        yield queue
    finally:
        queue.close()


def submit(queue: queues.Queue, seed: int, steps: int) -> Job:
    paths.RUNS = queue.folder  # where an order's run is to lie
    return queue.submit(Training.of("plane-blobs", "baseline", seed, {"steps": str(steps)}))


def awaited(condition) -> None:
    if not until(condition, PATIENCE, 0.02):
        raise SystemExit(f"nothing came of it within {PATIENCE:.0f} s")


def kills(trainings: int, nodes: int, every: float, steps: int) -> dict[str, bool]:
    """Nodes die, and others come, while trainings wait and run."""
    hit: list[bool] = []  # of each training that lost its node: whether it had a checkpoint
    killed, start = 0, time.monotonic()
    with cluster_of(nodes) as cluster, queue_at(cluster.address) as queue:
        jobs = [submit(queue, seed, steps) for seed in range(trainings)]
        end, following = time.monotonic() + 4 * PATIENCE, time.monotonic() + every
        while queue.active() and time.monotonic() < end:
            if time.monotonic() > following:
                at_work = {w.machine: queue.job(id) for id, w in dict(queue._at_work).items()}
                busy = [node for node in cluster.worker_nodes if node.node_id in at_work]
                if busy:
                    node = min(busy, key=lambda one: one.node_id)
                    hit.append(can_resume(at_work[node.node_id].out))
                    cluster.remove_node(node, allow_graceful=False)
                    cluster.add_node(**NODE)
                    killed, following = killed + 1, time.monotonic() + every
                    print(f"{killed} killed, {dict(Counter(j.state for j in jobs))}", flush=True)
            time.sleep(0.1)
        seconds = time.monotonic() - start
        wrong = flaws(queue.folder, trainings, steps)
    print(
        f"{trainings} trainings on {nodes} nodes in {seconds:.0f} s, {killed} nodes killed; "
        f"{len(hit)} trainings lost theirs, {sum(hit)} of them with a checkpoint; "
        f"{dict(Counter(job.state for job in jobs))}"
    )
    for line in wrong[:10]:
        print("wrong:", line)
    return {
        f"{killed} nodes were killed": killed > 0,
        f"all {trainings} trainings are done": all(job.state == "done" for job in jobs),
        "none is lost, none has two results, every run is whole": not wrong,
    }


def flaws(folder: Path, trainings: int, steps: int) -> list[str]:
    """What is not as if no node had ever been killed."""
    wrong, runs = [], Counter()
    asked = Counter(job.order.seed for job in saved_in(folder / ".jobs"))
    for path in finished_runs(folder):
        try:
            run = Run.load(path)
            run.evidence, run.model()
        except UserError as error:
            wrong.append(str(error))
            continue
        runs[run.seed] += 1
        log = [line["step"] for line in run.log]
        if log != sorted({*log}) or log[-1] != steps or run.card["status"] != "complete":
            wrong.append(f"{path.name}: {run.card['status']}, steps {log}")
    for seed in range(trainings):
        if (asked[seed], runs[seed]) != (1, 1):
            wrong.append(f"seed {seed} has {asked[seed]} jobs and {runs[seed]} runs")
    return wrong + [f"{left.name} was left behind" for left in unfinished(folder)]


def waits(count: int) -> dict[str, bool]:
    """From a click to the first frame, and from a cancel to the next training's begin."""
    with cluster_of(1) as cluster, queue_at(cluster.address) as queue:
        made = [wait(queue, 2 * click) for click in range(count)]
    first, free, loads = zip(*made, strict=True)
    print(f"first frame of a warm worker: {spread(first)}")
    print(f"a cancelled training's place is free: {spread(free)}")
    return {
        f"first frame within {FIRST_FRAME} s: slowest {max(first):.2f} s": max(first)
        <= FIRST_FRAME,
        f"place free within {FREE} s: slowest {max(free):.2f} s": max(free) <= FREE,
        "every cancelled training's run so far loads": all(loads),
    }


def wait(queue: queues.Queue, seed: int) -> tuple[float, float, bool]:
    """Seconds of both, and whether the cancelled training's run loads."""
    awaited(lambda: has_warm_worker(queue))
    start = time.monotonic()
    job = submit(queue, seed, ENDLESS)
    awaited(lambda: has_frame(job))
    first = time.monotonic() - start
    following = submit(queue, seed + 1, ENDLESS)
    awaited(lambda: can_resume(job.out))
    start = time.monotonic()
    queue.stop(job)
    awaited(lambda: following.state == "running")
    free = time.monotonic() - start
    awaited(lambda: job.is_over)
    queue.stop(following)
    awaited(lambda: not queue.active())
    try:
        Run.load(job.out).model()
    except UserError:
        return first, free, False
    return first, free, True


def has_frame(job: Job) -> bool:
    """Whether there is a picture for a page."""
    with suppress(FileNotFoundError, UserError):
        return bool(read_arrays(partial_path(job.out) / "frames.npz"))
    return False


def has_warm_worker(queue: queues.Queue) -> bool:
    queue.warm()
    return any(map(is_warm, list(queue._machines._spares.values())))


def is_warm(worker: AnyWorker) -> bool:
    """Whether its process is there, and has nothing left to load: it computes nothing."""
    if not worker.alive:
        return False
    stat = Path(f"/proc/{worker.pid}/stat")
    try:
        before = stat.read_text().split()[13:15]  # user and system time
        time.sleep(1)
        return stat.read_text().split()[13:15] == before != ["0", "0"]
    except OSError:
        return False


def throughput(jobs: int, steps: int) -> dict[str, bool]:
    """Both at the same time, so that other work on this machine slows both."""
    os.environ["OODLAB_WORKERS"] = "1"
    with cluster_of(1) as cluster, queue_at(cluster.address) as there, queue_at() as here:
        queues_ = {"local": here, "Ray": there}
        awaited(lambda: has_warm_worker(here) and has_warm_worker(there))
        start = time.time()
        made = {n: [submit(q, seed, steps) for seed in range(jobs)] for n, q in queues_.items()}
        awaited(lambda: not here.active() and not there.active())
    rate, shortest = {}, {}
    for name, of in made.items():
        shortest[name] = min(job.ended - job.started for job in of)
        rate[name] = 3600 * jobs / (max(job.ended for job in of) - start)
        print(
            f"{name}: {rate[name]:.1f} trainings an hour, {jobs} of {shortest[name]:.1f} s and more"
        )
    share = rate["Ray"] / rate["local"]
    states = {job.state for of in made.values() for job in of}
    return {
        f"each training took {LONG:.0f} s and more": min(shortest.values()) >= LONG,
        f"throughput {share:.2f} of the local queue's, at least {SHARE}": share >= SHARE,
        "all trainings are done": states == {"done"},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", help="kills, waits, throughput; without, all of them")
    parser.add_argument("--trainings", type=int, default=40)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two kills")
    parser.add_argument("--steps", type=int, default=1000, help="of a training whose node may die")
    parser.add_argument("--clicks", type=int, default=5, help="first frames and cancels")
    parser.add_argument("--jobs", type=int, default=3, help="of each side, for the throughput")
    parser.add_argument("--long", type=int, default=20_000, help="steps of these")
    chosen = parser.parse_args()
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    queues.Queue._add_later = lambda self: None  # UMAP and intervals are no part of this
    parts = {
        "kills": lambda: kills(chosen.trainings, chosen.nodes, chosen.every, chosen.steps),
        "waits": lambda: waits(chosen.clicks),
        "throughput": lambda: throughput(chosen.jobs, chosen.long),
    }
    if unknown := set(chosen.what) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    checks: dict[str, bool] = {}
    for what in chosen.what or parts:
        before = os.getloadavg()[0]
        checks |= parts[what]()
        print(f"load of this machine's {os.cpu_count()} cores: {before:.1f} before {what}")
    return verdict(checks)


if __name__ == "__main__":
    sys.exit(main())
