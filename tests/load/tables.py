"""A stranger gives Your data every table, parquet file and archive that is made to break it.

python -m tests.load.tables

Another visitor opens pages meanwhile. The server's process may grow by 50 MB at any time, beside
the files that it was given (Linux).
"""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.views.your_data.words import KINDS
from tests import hostile_tables
from tests.load.server import Server, arguments, p95, spread, verdict
from tests.load.visitor import Visitor

GROWTH = 50  # MB
SECONDS = 5
LOOK = 0.02  # seconds between two looks at the server's memory
PAUSE = 0.2  # seconds between another's actions
LIMIT = 200 * 2**20  # bytes of an upload: Streamlit's own


async def others(url: str, ends: asyncio.Event) -> list[float]:
    visitor, found = Visitor(url), []
    await visitor.open("lab", benchmark="plane-blobs", method="energy")
    while not ends.is_set():
        found.append(await visitor.set("lab:method", ("Baseline", "Energy")[len(found) % 2]))
        await asyncio.sleep(PAUSE)
    await visitor.close()
    return found


@asynccontextmanager
async def watched(server: Server) -> AsyncIterator[list[float]]:
    """The most that the server holds within, in MB, as the last entry."""
    most, ends = [server.megabytes()], asyncio.Event()

    async def look() -> None:
        while not ends.is_set():
            most.append(max(most.pop(), server.megabytes()))
            await asyncio.sleep(LOOK)

    looking = asyncio.create_task(look())
    try:
        yield most
    finally:
        ends.set()
        await looking


async def attack(server: Server) -> tuple[dict[str, float], list[str], dict[str, float], float]:
    """Seconds to each answer, what was not answered, MB by which the server grew meanwhile, and
    those by which it had grown once the page was closed."""
    seconds, wrong, grown, held = {}, [], {}, {}
    visitor = Visitor(server.url)
    await visitor.open("own")
    before = server.megabytes()
    for i, (kind, (name, make)) in enumerate(hostile_tables.KINDS.items()):
        data = await asyncio.to_thread(make)  # the other visitor goes on meanwhile
        if len(data) > LIMIT:
            continue
        form = name.rpartition(".")[2]
        await visitor.set("own:kind", KINDS[form].text)
        await visitor.upload(f"own:id:{form}", name, data)
        replaced = held.get(form, 0.0)  # Streamlit has it until the run after the next one
        held[form] = len(data) / 2**20  # each uploader's stays in memory until the page is closed
        visitor.write("own:name", f"bad-{i}")
        del data
        gc.collect()
        async with watched(server) as most:
            seconds[kind] = await visitor.press("own:make")
        grown[kind] = most[0] - before - sum(held.values()) - replaced
        if not visitor.warnings():
            print("made a benchmark:", kind)
        wrong += [f"{kind}: {line}" for line in visitor.errors]
        visitor.errors.clear()
    await visitor.close()
    return seconds, wrong, grown, server.megabytes() - before


async def main(server: Server) -> int:
    ends = asyncio.Event()
    other = asyncio.create_task(others(server.url, ends))
    await asyncio.sleep(3)
    start = time.monotonic()
    seconds, wrong, grown, left = await attack(server)
    ends.set()
    waited = await other
    slowest = max(seconds, key=lambda kind: seconds[kind])
    print(
        f"{len(seconds)} kinds in {time.monotonic() - start:.0f} s: {spread([*seconds.values()])}"
    )
    largest = max(grown, key=lambda kind: grown[kind])
    print(f"slowest: {slowest}")
    for kind in sorted(grown, key=lambda kind: -grown[kind])[:5]:
        print(f"the server grew by {grown[kind]:.0f} MB: {kind}")
    print(f"and by {left:.0f} MB once the page was closed")
    print(f"Another visitor meanwhile, {len(waited)} changes: {spread(waited)}")
    for line in wrong[:5]:
        print("error:", line)
    return verdict(
        {
            "60 kinds and more": len(seconds) >= 60,
            "0 crashes": not wrong and server.process.poll() is None,
            f"each is answered within {SECONDS} s": max(seconds.values()) <= SECONDS,
            f"the server grows by {GROWTH} MB at most": grown[largest] <= GROWTH,
            "another's page, p95 <= 0.5 s": p95(waited) <= 0.5,
        }
    )


if __name__ == "__main__":
    arguments(__doc__)
    with Server() as server:
        sys.exit(asyncio.run(main(server)))
