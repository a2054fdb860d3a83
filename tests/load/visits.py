"""500 visitors come and go; the server's memory must not grow by more than 100 MB.

python -m tests.load.visits
"""

import asyncio
import sys
import time

from tests.load.server import Server, arguments, verdict
from tests.load.visitor import Visitor

PAGES = [
    ("", {}),
    ("overview", {}),
    ("compare", {}),
    ("energy", {}),
    ("csi", {}),
    ("images", {}),
] + [
    ("lab", {"benchmark": world, "method": method})
    for world in ("plane-blobs", "digits")
    for method in ("baseline", "energy", "csi", "outlier-exposure")
]
TOGETHER = 4  # at a time
GROWTH = 100  # MB


async def visit(url: str, i: int, errors: list[str]) -> None:
    page, link = PAGES[i % len(PAGES)]
    visitor = Visitor(url)
    try:
        await visitor.open(page, **link)
    except (OSError, TimeoutError) as error:
        errors.append(f"{page}: {error!r}")
    finally:
        errors += visitor.errors
        await visitor.close()


async def come_and_go(url: str, first: int, count: int, errors: list[str]) -> None:
    for i in range(first, first + count, TOGETHER):
        await asyncio.gather(*(visit(url, j, errors) for j in range(i, i + TOGETHER)))


async def main(server: Server, count: int) -> int:
    errors: list[str] = []
    start = time.monotonic()
    await come_and_go(server.url, 0, 4 * len(PAGES), errors)  # every page's caches are full
    before = server.megabytes()
    for done in range(0, count, 100):
        await come_and_go(server.url, done, min(100, count - done), errors)
        print(f"{min(done + 100, count)} visits: {server.megabytes():.0f} MB", flush=True)
    grown = server.megabytes() - before
    seconds = time.monotonic() - start
    print(f"{count} visits in {seconds:.0f} s: {before:.0f} MB before, {grown:+.0f} MB")
    for line in errors[:5]:
        print("error:", line)
    return verdict({f"memory grown <= {GROWTH} MB": grown <= GROWTH, "0 errors": not errors})


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], visits=500)
    with Server() as server:
        sys.exit(asyncio.run(main(server, min(chosen.visits, 2000))))
