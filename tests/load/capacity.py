"""How many students an app server carries, and a computer that trains; and what ends first.

Measured: processor time of a server for each thing that a student does, which does not depend on
what else the computer does; memory for each page that is open; seconds of committed trainings. The
rest is arithmetic, and printed with it.

python -m tests.load.capacity [--students 40] [--cores 2] [--megabytes 4000]
"""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.server import rooms
from app.views.lessons.energy import words as energy
from ood_core.paths import PRETRAINED
from tests.load.room import Browser
from tests.load.server import Server, arguments
from tests.load.visitor import Visitor

TIMES = 20  # that each thing is done: the clock of a process ticks every 10 ms
BUSY = 0.7  # of a core: beyond that, who comes waits for others
EACH = {  # what a student does -> seconds between two of it
    "opens a page": 180.0,
    "changes what the server draws": 30.0,
    "answers a question": 120.0,
    "looks at the room": 1.0,
}
TICKS = os.sysconf("SC_CLK_TCK")


def worked(server: Server) -> float:
    """Seconds of processor time that its process has had (Linux)."""
    told = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICKS


async def cost(server: Server, what: Callable[[int], Awaitable[object]]) -> float:
    """Mean seconds of processor time."""
    start = worked(server)
    for i in range(TIMES):
        await what(i)
    return (worked(server) - start) / TIMES


async def measure(server: Server, count: int) -> tuple[dict[str, float], float]:
    """Of each thing in EACH its seconds, and megabytes of a page that is open."""
    os.environ["OODLAB_DATABASE"] = str(server.runs / "lab.sqlite3")
    for page in ("energy", "lab"):  # what is read once
        await Browser(server.url, page).come()
    lab = Visitor(server.url, secrets.token_hex(16))
    await lab.open("lab", benchmark="digits", method="energy")
    teacher = Browser(server.url, "room")
    await teacher.come()
    await teacher.tab.press("room:open")
    code = rooms.taught(teacher.id)[0].code
    student = Browser(server.url, "energy", room=code)
    await student.come()
    name = "energy:constant"
    rooms.move(code, teacher.id, "energy", name)
    options, titles = energy.CONSTANT_GUESSES, ("Outlier Exposure", "Energy")
    before, opened = server.megabytes(), []

    async def comes(_: int) -> None:
        opened.append(Browser(server.url, "energy"))
        await opened[-1].come()

    found = {
        "opens a page": await cost(server, comes),
        "changes what the server draws": await cost(
            server, lambda i: lab.set("lab:method", titles[i % 2])
        ),
        "answers a question": await cost(
            server, lambda i: student.tab.set_part(f"guess:{name}", options[i % 2].text)
        ),
        "looks at the room": await cost(server, lambda _: student.tab.poll()),
    }
    for i in range(count - TIMES):
        await comes(i)
    megabytes = (server.megabytes() - before) / len(opened)
    for one in (*opened, student, teacher):
        await one.tab.close()
    await lab.close()
    return found, megabytes


def trainings() -> dict[str, float]:
    """Committed trainings on digits: method -> seconds on one CPU."""
    cards = {path.parent.name: path for path in sorted(PRETRAINED.glob("digits/*/card.json"))}
    return {name: json.loads(path.read_text("utf-8"))["seconds"] for name, path in cards.items()}


def main(count: int, cores: int, megabytes: int) -> None:
    with Server() as server:
        costs, each = asyncio.run(measure(server, count))
        base = server.megabytes()
    share = sum(seconds / EACH[what] for what, seconds in costs.items())
    print("A student                        every      processor    share of a core")
    for what, seconds in costs.items():
        every = EACH[what]
        print(f"  {what:<30} {every:5.0f} s  {1000 * seconds:8.0f} ms  {seconds / every:11.2%}")
    by_time, by_memory = int(BUSY / share), int((megabytes - base) / each)
    print(
        f"An app server is one process, and uses one core: {by_time} students at {BUSY:.0%} of it."
    )
    print(f"A page that is open: {each:.1f} MB. {megabytes} MB carry {by_memory} students.")
    first = "processor time" if by_time < by_memory else "memory"
    print(f"What ends first on an app server: {first}.")
    print(f"{count} students need {-(-count // max(1, min(by_time, by_memory)))} app server(s).")
    print(f"If all {count} train at once, on {cores} core(s), the last one waits:")
    for method, seconds in trainings().items():
        print(f"  {method:<20} {seconds:6.0f} s each, {count * seconds / cores / 60:6.1f} minutes")


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], students=40, cores=2, megabytes=4000)
    main(min(chosen.students, 200), chosen.cores, chosen.megabytes)
    sys.exit(0)
