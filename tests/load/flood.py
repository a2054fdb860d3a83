"""100 visitors without cookies flood the queue, the benchmarks and the uploads of one server.

python -m tests.load.flood [--count 100] [--addresses 6]

All come at once, half of them from one address and the others from the rest, and each tries all
three once. A visitor who was here before trains meanwhile, and keeps what is theirs. (Linux, where
a computer has addresses from 127.0.0.1 on.)
"""

import asyncio
import json
import sys
import time
import urllib.error

from app.views.your_data.words import KINDS
from tests import hostile_tables
from tests.load import visitor as visitors
from tests.load.server import Server, arguments, be_elsewhere, spread, verdict
from tests.load.visitor import Visitor

METHODS = ("energy", "csi", "baseline", "outlier-exposure", "confident-gan")  # by turns
STEPS = 20_000  # of the flood's trainings: they would take minutes
HONEST = 777  # the seed of the honest visitor's trainings
PATIENCE = 150.0  # seconds that one of the flood waits for an answer
COUNTED = ("trainings", "benchmarks", "uploads", "refused")  # what became of the tries
LARGE = bytes(20 * 2**20)
SECRET = "a" * 32  # of the honest visitor's cookie
WITHIN = 30  # seconds until the honest visitor's training is over


def address(i: int, count: int, addresses: int) -> str:
    """From which one of the flood comes."""
    others = addresses - 1
    return f"127.0.0.{3 + i % others if others and 2 * i >= count else 2}"


async def make(url: str, name: str, secret: str = "", address: str = "") -> bool:
    """Make a benchmark; whether there is no word against it."""
    visitor = Visitor(url, secret, address)
    await visitor.open("own")
    await visitor.set("own:kind", KINDS["csv"].text)
    await visitor.upload("own:id:csv", "id.csv", hostile_tables.GOOD)
    await visitor.upload("own:far:csv", "far.csv", b"x,y\n9,9\n8,-9\n")
    visitor.write("own:name", name)
    await visitor.press("own:make")
    await visitor.close()
    return not visitor.warnings()


async def attacker(url: str, i: int, address: str) -> dict[str, int]:
    """What one of them got done."""
    done = dict.fromkeys(COUNTED, 0)
    method = METHODS[i % len(METHODS)]
    visitor = Visitor(url, address=address)
    await visitor.open("lab", benchmark="plane-blobs", method=method)
    visitor.fill(f"set:plane-blobs:{method}:steps", STEPS)
    visitor.fill(f"set:plane-blobs:{method}:seed", 1000 + i)
    await visitor.press("Train ")
    done["refused" if visitor.warnings() else "trainings"] += 1
    try:
        await asyncio.to_thread(
            visitor._put, f"/_stcore/upload_file/{visitor.session}/1", "a", LARGE
        )
        done["uploads"] += 1
    except (urllib.error.HTTPError, OSError):  # nobody asked for it
        done["refused"] += 1
    await visitor.close()
    done["benchmarks" if await make(url, f"flood-{i}", address=address) else "refused"] += 1
    return done


def trained(server: Server, seed: int) -> list[str]:
    """Finished runs of that seed."""
    found = server.runs.glob("plane-blobs-*/config.json")
    return [
        path.parent.name
        for path in found
        if json.loads(path.read_text())["seed"] == seed and (path.parent / "card.json").exists()
    ]


async def train(server: Server, seed: int) -> tuple[float, list[str]]:
    """Seconds until the honest visitor's run is there, and what went wrong."""
    visitor = Visitor(server.url, SECRET)
    await visitor.open("lab", benchmark="plane-blobs", method="baseline")
    start = time.monotonic()
    visitor.fill("set:plane-blobs:baseline:seed", seed)
    await visitor.press("Train ")
    said = visitor.warnings()
    while not trained(server, seed) and time.monotonic() < start + 1.2 * WITHIN:
        await visitor.poll()
        await asyncio.sleep(0.2)
    await visitor.close()
    seconds = time.monotonic() - start
    print(f"the honest visitor's training of seed {seed}: {seconds:.1f} s", *said, flush=True)
    return seconds, [*visitor.errors, *said]


async def main(server: Server, count: int, addresses: int) -> int:
    _, wrong = await train(server, HONEST)  # alone
    mine = trained(server, HONEST)
    await make(server.url, "honest", SECRET)
    before = server.megabytes()
    start = time.monotonic()
    visitors.PATIENCE = PATIENCE
    flood = [
        asyncio.create_task(attacker(server.url, i, address(i, count, addresses)))
        for i in range(count)
    ]
    await asyncio.sleep(5)  # the queue is full
    honestly = [await train(server, HONEST + 1 + i) for i in range(3)]
    seconds = [one for one, _ in honestly]
    found = await asyncio.gather(*flood, return_exceptions=True)
    failed = [one for one in found if isinstance(one, BaseException)]
    done = {k: sum(one[k] for one in found if isinstance(one, dict)) for k in COUNTED}
    print(
        f"the flood of {count} took {time.monotonic() - start:.0f} s: {done}; failed: {len(failed)}"
    )
    for one in failed[:3]:
        print("error:", repr(one))
    print(f"the honest visitor's trainings meanwhile: {spread(seconds)}")
    honest = Visitor(server.url, SECRET)
    listed = await honest.open("own")
    box = next(e.selectbox for e in honest.elements.values() if e.WhichOneof("type") == "selectbox")
    first = box.options[0]
    kept = set(mine) <= set(trained(server, HONEST))
    grown = server.megabytes() - before
    print(f"his list is there in {listed:.1f} s; the server grew by {grown:.0f} MB")
    wrong += honest.errors + [line for _, lines in honestly for line in lines]
    for line in wrong[:5]:
        print("the honest visitor was told:", line)
    await honest.close()
    tries = 3 * count
    return verdict(
        {
            "the flood came, every visitor of it": sum(done.values()) == tries,
            f"the honest visitor trains within {WITHIN} s": max(seconds) <= WITHIN,
            "sees his own benchmark first": listed <= 5 and first == "honest (yours)",
            "loses no run": kept and all(trained(server, HONEST + 1 + i) for i in range(3)),
            "the flood has half of the places for benchmarks at most": done["benchmarks"] <= 150,
            "no upload that no page asked for is taken": done["uploads"] == 0,
            "0 errors": not wrong,
        }
    )


if __name__ == "__main__":
    asked = arguments(__doc__, count=100, addresses=6)
    with Server() as server:
        be_elsewhere()
        sys.exit(asyncio.run(main(server, asked.count, asked.addresses)))
