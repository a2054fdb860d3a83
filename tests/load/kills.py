"""100 random `kill -9` of workers and 20 of the server during trainings; every run must stay whole.

Only workers that are at work are killed. Afterwards every training that was asked for has its job,
each finished run loads, each that was broken off has a checkpoint that loads, each job is over and
says why where it failed, and a few of the broken ones go on to their end.

python -m tests.load.kills [--workers 100 --servers 20]
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.load.server import Server, arguments, at_work, verdict
from tests.load.visitor import Visitor

METHODS = ("baseline", "energy", "outlier-exposure", "csi", "confident-gan")
STEPS = {"csi": 400, "confident-gan": 600}  # others: 4000
ENOUGH = 3  # jobs that wait or run at a time
RESUMED = 5
RNG = random.Random(0)


def jobs(server: Server) -> list:
    from ood_core.jobs.job import saved_in

    return saved_in(server.runs / ".jobs")


async def submit(server: Server, number: int) -> None:
    """Somebody comes, clicks Train, and goes."""
    method, visitor = METHODS[number % len(METHODS)], Visitor(server.url)
    try:
        await visitor.open("lab", benchmark="plane-blobs", method=method)
        visitor.fill(f"set:plane-blobs:{method}:steps", STEPS.get(method, 4000))
        visitor.fill(f"set:plane-blobs:{method}:seed", number)
        await visitor.press("Train ")
        if visitor.errors or visitor.warnings():
            print(f"wrong: a page said {visitor.errors + visitor.warnings()}", flush=True)
    finally:
        await visitor.close()


async def keep_busy(server: Server, number: int) -> int:
    """Enough jobs, one of them under way; the number of the next."""
    while sum(not job.is_over for job in jobs(server)) < ENOUGH:
        await submit(server, number)
        number += 1
    return number


async def under_way(server: Server) -> None:
    """Wait for a training's first line, mostly; then for a moment that nobody chose."""
    from ood_core.runs.run import partial_path, read_log

    end = time.monotonic() + (0 if RNG.random() < 0.2 else 30)
    while time.monotonic() < end:
        running = [job for job in jobs(server) if job.state == "running"]
        if any(read_log(partial_path(job.out)) for job in running):
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(RNG.uniform(0, 5))


async def kill_all(server: Server, of_workers: int, of_servers: int) -> tuple[Counter, int]:
    """How many were killed, and how many trainings were asked for; each has its number as seed."""
    whom = ["worker"] * of_workers + ["server"] * of_servers
    RNG.shuffle(whom)
    number, done = 0, Counter()
    for one in whom:
        found: list[int] = []
        while not found:
            number = await keep_busy(server, number)
            await under_way(server)
            found = at_work(server.runs)
        if one == "worker":
            with suppress(ProcessLookupError):
                os.kill(RNG.choice(found), signal.SIGKILL)
        else:
            server.kill()
            server.start()
            await look_in(server)
        done[one] += 1
        if sum(done.values()) % 10 == 0:
            print(dict(done), dict(Counter(job.state for job in jobs(server))), flush=True)
    return done, number


async def look_in(server: Server) -> None:
    """Somebody comes, or a tab that was open connects again: the queue goes on."""
    visitor = Visitor(server.url)
    await visitor.open("lab", benchmark="plane-blobs", method="baseline")
    await visitor.close()


async def empty(server: Server, seconds: float) -> bool:
    """Whether every job comes to an end."""
    end = time.monotonic() + seconds
    while any(not job.is_over for job in jobs(server)) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    return all(job.is_over for job in jobs(server))


def lost(server: Server, submitted: int) -> list[str]:
    """Trainings that were asked for and have no job, or two."""
    times = Counter(job.order.seed for job in jobs(server))
    return [f"seed {i} has {times[i]} jobs" for i in range(submitted) if times[i] != 1]


def look(server: Server) -> tuple[list[str], list[Path]]:
    """What is not as it should be, and the trainings that can go on."""
    from ood_core.files import WRITING
    from ood_core.runs import checkpoint
    from ood_core.runs.run import Run, finished_runs, partial_path, unfinished

    wrong, can = [], []
    for path in finished_runs(server.runs):
        try:
            run = Run.load(path)
            run.evidence, run.log, run.frames, run.model()
        except Exception as error:
            wrong.append(f"{path.name}: {error!r}")
        wrong += [f"{half} is a half" for half in path.glob(f"{WRITING}*")]
    for out in unfinished(server.runs):
        try:
            checkpoint.read(partial_path(out))
            can.append(out)
        except Exception as error:
            wrong.append(f"{out.name}: {error!r}")
    states = jobs(server)
    wrong += [
        f"{job.id} failed silently" for job in states if job.state == "failed" and not job.error
    ]
    wrong += [
        f"{job.id} is done, and has no run"
        for job in states
        if job.state == "done" and not (job.out / "card.json").exists()
    ]
    files = len(list((server.runs / ".jobs").glob("*.json")))
    wrong += [] if files == len(states) else ["a job's file was damaged"]
    return wrong, can


def resumed(outs: list[Path]) -> list[str]:
    """Go on with a few; what went wrong."""
    from ood_core.runs.record import resume
    from ood_core.runs.run import Run

    wrong = []
    for out in outs[:RESUMED]:
        for _ in resume(out):
            pass
        if Run.load(out).card["status"] != "complete":
            wrong.append(f"{out.name} did not come to its end")
    return wrong


def main(server: Server, of_workers: int, of_servers: int) -> int:
    start = time.monotonic()
    done, submitted = asyncio.run(kill_all(server, of_workers, of_servers))
    is_empty = asyncio.run(empty(server, 300))
    states = Counter(job.state for job in jobs(server))
    wrong, can = look(server)
    missing, wrong_again = lost(server, submitted), resumed(can)
    for line in (missing + wrong + wrong_again)[:10]:
        print("wrong:", line)
    print(
        f"{done['worker']} workers and {done['server']} servers killed in "
        f"{time.monotonic() - start:.0f} s; {submitted} trainings asked for; jobs: {dict(states)}; "
        f"{len(can)} can go on"
    )
    return verdict(
        {
            f"all {of_workers} and {of_servers} kills were made": done
            == Counter(worker=of_workers, server=of_servers),
            f"none of {submitted} jobs is lost": not missing,
            "the last server brought every job to an end": is_empty,
            "every run loads, or has a checkpoint that does; every failure is said": not wrong,
            f"{min(RESUMED, len(can))} broken ones went on to their end": not wrong_again,
        }
    )


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], workers=100, servers=20)
    with Server() as server:
        sys.exit(main(server, min(chosen.workers, 500), min(chosen.servers, 100)))
