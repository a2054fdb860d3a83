"""40 students answer in a room while a training runs; the server is killed once meanwhile.

Printed: how long an answer takes to the teacher's screen, whose browser looks twice a second, and
how many were lost or counted twice. The n-th answer that was sent is there when the screen says n.

python -m tests.load.room [--students 40]
"""

import asyncio
import os
import random
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256

from app.server import rooms, store
from app.views.lessons.energy import words as energy
from tests.load.classroom import trainer
from tests.load.server import Server, arguments, p95, spread, verdict
from tests.load.visitor import Visitor

PAGE = "energy"
QUESTIONS = {  # of it -> what is answered
    "energy:constant": energy.CONSTANT_GUESSES,
    "energy:surface": energy.SURFACE_GUESSES,
    "energy:scores": energy.SCORES_GUESSES,
    "energy:noise": energy.NOISE_GUESSES,
}
KILLED = 2  # the server is, while the class is at this one of them
WITHIN = 10.0  # seconds in which all answer a question, as when a teacher asks
PATIENCE = 30.0  # seconds for the last answer to come
RNG = random.Random(0)


class Browser:
    """A tab that looks again and again, as its page tells it to, and comes back after a crash."""

    def __init__(self, url: str, page: str, **link: str) -> None:
        self.secret = secrets.token_hex(16)
        self.id = sha256(self.secret.encode()).hexdigest()[:32]
        self._url, self._page, self._link = url, page, link
        self._cookies: dict[str, str] = {}
        self.away: list[float] = []  # seconds until it was there again, after each crash
        self._free = asyncio.Lock()  # one run at a time, as in a browser

    async def come(self) -> None:
        tab = Visitor(self._url, self.secret)
        tab.cookies = self._cookies
        await tab.open(self._page, **self._link)
        self.tab, self._link = tab, {}

    async def look(self, seen: Callable[[Visitor], None] = lambda tab: None) -> None:
        while True:
            await asyncio.sleep(min(self.tab.polls.values(), default=1.0))
            await self.act(lambda tab: tab.poll())
            seen(self.tab)

    async def act(self, what: Callable[[Visitor], Awaitable[object]]) -> None:
        """Until it is done: after a crash, in a new connection."""
        async with self._free:
            while True:
                try:
                    await what(self.tab)
                    return
                except (OSError, TimeoutError, EOFError, ConnectionError):
                    await self._again()
                except Exception as error:  # of websockets, whose connection broke
                    if "onnection" not in type(error).__name__:
                        raise
                    await self._again()

    async def _again(self) -> None:
        start = time.monotonic()
        while True:
            try:
                await self.come()
                self.away.append(time.monotonic() - start)
                return
            except Exception:  # the server is not there yet
                await asyncio.sleep(0.2)


class Screen:
    """What the teacher's screen says of the question, and since when."""

    def __init__(self) -> None:
        self.reached: list[float] = []

    def see(self, tab: Visitor) -> None:
        for text in tab.texts():
            if "have answered" in text:
                n = int(text.split("**")[1])
                self.reached += [time.monotonic()] * (n - len(self.reached))


async def answer(one: Browser, question: str, option: str, sent: list[float]) -> None:
    await asyncio.sleep(RNG.random() * WITHIN)

    async def choose(tab: Visitor) -> None:
        await tab.set_part(f"guess:{question}", option)

    sent.append(time.monotonic())
    await one.act(choose)


async def ask(
    code: str, teacher: Browser, screen: Screen, students: list[Browser], question: str
) -> list[float]:
    """Seconds that each answer took."""
    rooms.move(code, teacher.id, PAGE, question)
    await asyncio.sleep(3)  # everybody's page has been drawn anew
    screen.reached.clear()
    options, sent = QUESTIONS[question], []
    await asyncio.gather(*(answer(s, question, RNG.choice(options).text, sent) for s in students))
    end = time.monotonic() + PATIENCE
    while len(screen.reached) < len(students) and time.monotonic() < end:
        await asyncio.sleep(0.05)
    arrived = sorted(screen.reached) + [float("inf")] * (len(students) - len(screen.reached))
    return [there - start for start, there in zip(sorted(sent), arrived, strict=True)]


async def kill(server: Server) -> None:
    await asyncio.sleep(WITHIN / 2)
    server.kill()
    await asyncio.to_thread(server.start)


def stored() -> tuple[int, int]:
    """How many answers the room has, and how many of them are a browser's second to a question."""
    rows = store.here().read("SELECT visitor, question FROM room_answer")
    return len(rows), len(rows) - len({*rows})


async def main(server: Server, count: int) -> int:
    os.environ["OODLAB_DATABASE"] = str(server.runs / "lab.sqlite3")
    busy = await trainer(server.url)
    teacher, screen = Browser(server.url, "room"), Screen()
    await teacher.come()
    await teacher.tab.press("room:open")
    code = rooms.taught(teacher.id)[0].code
    students = [Browser(server.url, PAGE, room=code) for _ in range(count)]
    for one in students:
        await one.come()
    looking = [asyncio.create_task(one.look()) for one in students]
    looking.append(asyncio.create_task(teacher.look(screen.see)))
    took: dict[str, list[float]] = {}
    for i, question in enumerate(QUESTIONS):
        asked = ask(code, teacher, screen, students, question)
        if i == KILLED:
            _, took[question] = await asyncio.gather(kill(server), asked)
        else:
            took[question] = await asked
        print(f"{question}{' (killed)' if i == KILLED else ''}: {spread(took[question])}")
    for task in looking:
        task.cancel()
    kept, doubled = stored()
    sessions = [*students, teacher]
    errors = [line for one in sessions for line in one.tab.errors if "connection" not in line]
    for one in [*(s.tab for s in sessions), busy]:
        await one.close()
    calm = [s for i, q in enumerate(QUESTIONS) if i != KILLED for s in took[q]]
    print(f"{count} students, {len(QUESTIONS)} questions: to the teacher's screen {spread(calm)}")
    print(f"kept {kept} of {count * len(QUESTIONS)}, doubled {doubled}")
    for line in errors[:5]:
        print("error:", line)
    return verdict(
        {
            "0 errors": not errors,
            "an answer to the teacher's screen, p95 <= 1 s": p95(calm) <= 1,
            "0 lost, also through a kill -9": kept == count * len(QUESTIONS),
            "0 doubled": doubled == 0,
        }
    )


if __name__ == "__main__":
    chosen = arguments(__doc__.splitlines()[0], students=40)
    with Server() as started:
        sys.exit(asyncio.run(main(started, min(chosen.students, 100))))
