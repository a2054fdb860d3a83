"""20 visitors upload five photographs each, while another one works in the Lab.

python -m tests.load.pictures [--count 20] [--url http://127.0.0.1:8501]
"""

import asyncio
import io
import sys
import time

import numpy as np
from PIL import Image

from app.views.images.words import SOURCES
from tests.load.server import Server, arguments, p95, spread, verdict
from tests.load.visitor import Visitor

EACH = 5
SIZE = (4000, 3000)  # as a telephone takes them
WORLD = "digits"
PAUSE = 0.5  # seconds between two actions in the Lab
SWITCH = 0.0005  # seconds that a thread of this script computes before another one may
METHODS = ("Energy", "Baseline")


def photographs(n: int) -> list[bytes]:
    """JPEGs of 12 megapixels: noise of which every file is another."""
    found = []
    for seed in range(n):
        coarse = np.random.default_rng(seed).integers(0, 256, (30, 40, 3), dtype=np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(coarse).resize(SIZE).save(buffer, "JPEG", quality=85)
        found.append(buffer.getvalue())
    return found


async def opened(url: str, page: str, **link: str) -> Visitor:
    visitor = Visitor(url)
    await visitor.open(page, **link)
    return visitor


async def one(visitor: Visitor, files: dict[str, bytes]) -> float:
    """Seconds from the choice of the files to the page with the verdicts on them."""
    start = time.monotonic()
    await visitor.upload_all("images:files", files)
    await visitor.run()
    return time.monotonic() - start


async def in_the_lab(visitor: Visitor, ends: asyncio.Event) -> list[float]:
    found = []
    while not ends.is_set():
        found.append(await visitor.set("lab:method", METHODS[len(found) % 2]))
        await asyncio.sleep(PAUSE)
    return found


async def main(url: str, count: int) -> int:
    sys.setswitchinterval(SWITCH)  # all browsers are one process here: none waits for another's
    files = photographs(EACH * count)
    visitors = [await opened(url, "images", benchmark=WORLD) for _ in range(count)]
    for visitor in visitors:
        await visitor.set("images:source", SOURCES["files"].text)
    lab = await opened(url, "lab", benchmark=WORLD, method="baseline")
    await one(visitors[0], {"first.jpg": files[0]})  # the networks are loaded by whoever is first
    ends = asyncio.Event()
    at_lab = asyncio.create_task(in_the_lab(lab, ends))
    batches = [{f"{i}-{j}.jpg": files[EACH * i + j] for j in range(EACH)} for i in range(count)]
    found = await asyncio.gather(*map(one, visitors, batches))
    ends.set()
    waited = await at_lab
    wrong = [line for visitor in [*visitors, lab] for line in visitor.errors]
    unread = [w for visitor in visitors for w in visitor.warnings()]
    for visitor in [*visitors, lab]:
        await visitor.close()
    print(f"{count} visitors with {EACH} photographs of 12 megapixels each: {spread(found)}")
    print(f"Another's Lab meanwhile, {len(waited)} changes: {spread(waited)}")
    for line in [*wrong, *unread][:5]:
        print("error:", line)
    return verdict(
        {
            "0 errors": not wrong,
            "every photograph is read": not unread,
            "median <= 3 s": sorted(found)[len(found) // 2] <= 3,
            "another's Lab, p95 <= 1 s": p95(waited) <= 1,
        }
    )


if __name__ == "__main__":
    asked = arguments(__doc__, count=20)
    if asked.url:
        sys.exit(asyncio.run(main(asked.url, asked.count)))
    with Server() as server:
        sys.exit(asyncio.run(main(server.url, asked.count)))
