"""50 visitors click Train, each with a seed of its own; a few leave; everybody else gets a run.

python -m tests.load.clicks [--url http://127.0.0.1:8501 --runs runs]
"""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.load.server import Server, arguments, at_work, spread, verdict
from tests.load.visitor import Visitor

STEPS = 60  # of each training: the queue is what is tested
LEAVERS = 10  # every so many-th visitor cancels
PATIENCE = 900.0  # seconds for all


async def click(url: str, i: int) -> dict:
    visitor, end = Visitor(url), time.monotonic() + PATIENCE
    seen = {"place": False, "outcome": "", "errors": visitor.errors, "answer": 0.0}
    try:
        await visitor.open("lab", benchmark="plane-blobs", method="baseline")
        visitor.fill("set:plane-blobs:baseline:steps", STEPS)
        visitor.fill("set:plane-blobs:baseline:seed", int(time.time()) % 10**6 * 100 + i)
        seen["answer"] = await visitor.press("Train Baseline")
        while "job=" in visitor.link and time.monotonic() < end:
            waits = visitor.says("in the queue") and visitor.says("It starts in")
            seen["place"] |= waits or visitor.has("cancel")
            if i % LEAVERS == LEAVERS - 1 and not seen["outcome"]:
                await visitor.press("cancel", next(iter(visitor.polls), ""))
                seen["outcome"] = "cancelled"
            await asyncio.sleep(max([*visitor.polls.values(), 0.5]))
            await visitor.poll()
        if "run=plane-blobs-baseline-" in visitor.link and not seen["outcome"]:
            seen["outcome"] = "run"
    except (OSError, TimeoutError, LookupError) as error:
        visitor.errors.append(repr(error))
    finally:
        await visitor.close()
    return seen


@dataclass
class Most:
    """The largest numbers at a time."""

    running: int = 0  # jobs, by their files; without those that were cancelled
    at_work: int = 0  # worker processes
    beyond: int = 0  # of these, more than there are cancelled jobs that still keep their run


async def watch(runs: Path, most: Most) -> None:
    while True:
        before, found, after = states(runs), set(at_work(runs)), states(runs)
        # twice: while one looks, a worker may end and the next one begin
        processes = len(found & set(at_work(runs)))
        tails = max(before.count("stopping"), after.count("stopping"))
        most.running = max(most.running, after.count("running"))
        most.at_work = max(most.at_work, processes)
        most.beyond = max(most.beyond, processes - tails)
        await asyncio.sleep(0.1)


def states(runs: Path) -> list[str]:
    """How the jobs stand; "stopping": cancelled, and its worker keeps the run so far."""
    found = []
    for path in (runs / ".jobs").glob("*.json"):
        with suppress(OSError, ValueError):
            job = json.loads(path.read_text())
            is_tail = job["stopping"] and job["state"] == "running"
            found.append("stopping" if is_tail else job["state"])
    return found


async def main(url: str, runs: Path, count: int) -> int:
    most, allowed = (
        Most(),
        int(os.environ.get("OODLAB_WORKERS") or max(1, (os.cpu_count() or 2) - 1)),
    )
    watching = asyncio.create_task(watch(runs, most))
    start = time.monotonic()
    found = await asyncio.gather(*(click(url, i) for i in range(count)))
    watching.cancel()
    outcomes = [one["outcome"] for one in found]
    errors = [line for one in found for line in one["errors"]]
    answers = [one["answer"] for one in found]
    print(f"{count} clicks, {time.monotonic() - start:.0f} s until the last was over")
    print(f"From a click to the page with its place: {spread(answers)}")
    print(
        f"{outcomes.count('run')} runs, {outcomes.count('cancelled')} cancelled; at most "
        f"{most.running} jobs at a time on {allowed} workers, and {most.at_work} processes, those "
        "of cancelled jobs included, which keep their run beside the next job"
    )
    for line in errors[:5]:
        print("error:", line)
    return verdict(
        {
            "never more jobs than the allowed workers": 1 <= most.running <= allowed,
            "never more processes at work, but for cancelled ones": 1 <= most.beyond <= allowed,
            "everybody saw a place and a time, or the training": all(one["place"] for one in found),
            "all finished or were cancelled": all(outcomes),
            "0 errors": not errors,
        }
    )


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], clicks=50)
    count = min(chosen.clicks, 90)
    if chosen.url:
        sys.exit(asyncio.run(main(chosen.url, chosen.runs, count)))
    with Server() as server:
        sys.exit(asyncio.run(main(server.url, server.runs, count)))
