"""100 visitors without cookies flood the queue, the benchmarks and the uploads of one server.

python -m tests.load.flood [--count 100]

All come from one address. A visitor who was here before trains meanwhile, and keeps what is theirs.
"""

import asyncio
import json
import sys
import time
import urllib.error

from tests import hostile_tables
from tests.load.server import Server, arguments, spread, verdict
from tests.load.visitor import Visitor

METHODS = ("energy", "csi", "baseline", "outlier-exposure", "confident-gan")
STEPS = 20_000  # of the flood's trainings: they would take minutes
HONEST = 777  # the seed of the honest visitor's trainings
BENCHMARKS, UPLOADS = 3, 4  # tries of each
LARGE = bytes(20 * 2**20)
WITHIN = 30  # seconds until the honest visitor's training is over


async def attacker(url: str, i: int) -> dict[str, int]:
    """What one of them got done."""
    done = {"trainings": 0, "benchmarks": 0, "uploads": 0, "refused": 0}
    visitor = Visitor(url)
    for j, method in enumerate(METHODS):
        await visitor.open("lab", benchmark="plane-blobs", method=method)
        visitor.fill(f"set:plane-blobs:{method}:steps", STEPS)
        visitor.fill(f"set:plane-blobs:{method}:seed", 1000 + 10 * i + j)
        await visitor.press("Train ")
        done["refused" if visitor.warnings() else "trainings"] += 1
        await visitor.close()
    await visitor.open("own")
    await visitor.set("own:kind", "csv")
    for j in range(BENCHMARKS):
        await visitor.upload("own:id:csv", "id.csv", hostile_tables.GOOD)
        await visitor.upload("own:far:csv", "far.csv", b"x,y\n9,9\n8,-9\n")
        visitor.fill("own:name", f"flood-{i}-{j}")
        await visitor.press("own:make")
        done["refused" if visitor.warnings() else "benchmarks"] += 1
    for j in range(UPLOADS):
        try:
            await asyncio.to_thread(
                visitor._put, f"/_stcore/upload_file/{visitor.session}/{j}", "a", LARGE
            )
            done["uploads"] += 1
        except (urllib.error.HTTPError, OSError):  # nobody asked for it
            done["refused"] += 1
    await visitor.close()
    return done


def trained(server: Server, seed: int) -> list[str]:
    """Finished runs of that seed."""
    found = server.runs.glob("plane-blobs-*/config.json")
    return [
        path.parent.name
        for path in found
        if json.loads(path.read_text())["seed"] == seed and (path.parent / "card.json").exists()
    ]


async def train(server: Server, visitor: Visitor, seed: int) -> float:
    """Seconds until the run is there."""
    await visitor.open("lab", benchmark="plane-blobs", method="baseline")
    start = time.monotonic()
    visitor.fill("set:plane-blobs:baseline:seed", seed)
    await visitor.press("Train ")
    if visitor.warnings():
        print("the honest visitor was told:", visitor.warnings())
    while not trained(server, seed) and time.monotonic() < start + 4 * WITHIN:
        await visitor.poll()
        await asyncio.sleep(0.2)
    return time.monotonic() - start


async def main(server: Server, count: int) -> int:
    honest = Visitor(server.url)
    print(f"alone: {await train(server, honest, HONEST):.1f} s")
    mine = trained(server, HONEST)
    before = server.megabytes()
    start = time.monotonic()
    flood = [asyncio.create_task(attacker(server.url, i)) for i in range(count)]
    await asyncio.sleep(5)  # the queue is full
    seconds = [await train(server, honest, HONEST + 1 + i) for i in range(3)]
    found = await asyncio.gather(*flood, return_exceptions=True)
    failed = [one for one in found if isinstance(one, BaseException)]
    done = {k: sum(one[k] for one in found if isinstance(one, dict)) for k in found[0]}
    print(
        f"the flood of {count} took {time.monotonic() - start:.0f} s: {done}; failed: {len(failed)}"
    )
    for one in failed[:3]:
        print("error:", repr(one))
    print(f"the honest visitor's trainings meanwhile: {spread(seconds)}")
    listed = await honest.open("own")
    kept = set(mine) <= set(trained(server, HONEST))
    grown = server.megabytes() - before
    print(f"his list is there in {listed:.1f} s; the server grew by {grown:.0f} MB")
    wrong = honest.errors
    await honest.close()
    return verdict(
        {
            f"the honest visitor trains within {WITHIN} s": max(seconds) <= WITHIN,
            "sees the page of benchmarks": listed <= 5,
            "loses no run": kept and all(trained(server, HONEST + 1 + i) for i in range(3)),
            "the flood has half of the places for benchmarks at most": done["benchmarks"] <= 150,
            "no upload that no page asked for is taken": done["uploads"] == 0,
            "0 errors": not wrong,
        }
    )


if __name__ == "__main__":
    asked = arguments(__doc__, count=100)
    with Server() as server:
        sys.exit(asyncio.run(main(server, asked.count)))
