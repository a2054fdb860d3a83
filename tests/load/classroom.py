"""30 visitors come within 10 s while a training runs, and each changes something on its page.

python -m tests.load.classroom [--url http://127.0.0.1:8501]
"""

import asyncio
import sys
import time

from tests.load.server import Server, arguments, p95, spread, verdict
from tests.load.visitor import Visitor

WITHIN = 10.0  # seconds in which all come
WORLDS = ("plane-blobs", "plane-moons", "digits")
METHODS = ("energy", "outlier-exposure", "baseline", "csi")
TITLES = ("Energy", "Outlier Exposure", "Baseline", "CSI")


async def trainer(url: str) -> Visitor:
    """Somebody whose training runs for all of the time."""
    visitor = Visitor(url)
    await visitor.open("lab", benchmark="digits", method="csi")
    visitor.fill("set:digits:csi:steps", 20_000)
    visitor.fill("set:digits:csi:seed", int(time.time()))
    await visitor.press("Train CSI")
    return visitor


async def one(url: str, i: int, count: int) -> tuple[float, float, list[str]]:
    """Seconds to the first picture, seconds of a change, and what went wrong."""
    await asyncio.sleep(i * WITHIN / count)
    visitor = Visitor(url)
    try:
        first = await visitor.open("lab", benchmark=WORLDS[i % 3], method=METHODS[i % 4])
        change = await visitor.set("lab:method", TITLES[(i + 1) % 4])
        return first, change, visitor.errors
    except (OSError, TimeoutError, LookupError) as error:
        return 99.0, 99.0, [repr(error), *visitor.errors]
    finally:
        await visitor.close()


async def main(url: str, count: int) -> int:
    busy = await trainer(url)
    await asyncio.sleep(8)  # the training has begun in earnest
    found = await asyncio.gather(*(one(url, i, count) for i in range(count)))
    await busy.poll()
    under_way = busy.has("cancel")
    await busy.press("cancel", next(iter(busy.polls), ""))
    await busy.close()
    firsts, changes, errors = zip(*found, strict=True)
    wrong = [line for lines in errors for line in lines] + busy.errors
    print(f"{count} visitors within {WITHIN:.0f} s. First picture: {spread(firsts)}")
    print(f"A change: {spread(changes)}")
    for line in wrong[:5]:
        print("error:", line)
    return verdict(
        {
            "a training ran all the while": under_way,
            "0 errors": not wrong,
            "first picture, p95 <= 3 s": p95(firsts) <= 3,
            "interaction, p95 <= 1 s": p95(changes) <= 1,
        }
    )


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], visitors=30)
    if chosen.url:
        sys.exit(asyncio.run(main(chosen.url, min(chosen.visitors, 100))))
    with Server() as server:
        sys.exit(asyncio.run(main(server.url, min(chosen.visitors, 100))))
