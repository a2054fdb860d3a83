"""A class of 20 on two app servers behind nginx; one server is killed, and trainings go on.

The servers share a PostgreSQL database and a queue that a process of its own keeps. nginx has the
file of DEPLOYMENT.md. All of it is on this computer and started here (Debian: apt-get install
nginx-light postgresql).

python -m tests.load.servers [--students 20]
"""

import asyncio
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.server import rooms, store
from ood_core import paths
from ood_core.jobs import queue
from ood_core.jobs.orders import Training
from tests import postgres
from tests.load.room import KILLED, QUESTIONS, WITHIN, Browser, Screen, ask, stored
from tests.load.server import ROOT, Server, arguments, free_port, spread, until, verdict

STICKY = "oodlab_server"  # the cookie of nginx
TRAININGS = 6  # of as many students
STEPS = "1500"
IN_TIME = 5.0  # seconds until a page of the server that was killed answers again
PATIENCE = 300.0  # seconds for the last training


def block(kind: str) -> str:
    """The text of that kind in DEPLOYMENT.md."""
    text = (ROOT / "DEPLOYMENT.md").read_text("utf-8")
    return re.search(rf"```{kind}\n(.*?)```", text, re.DOTALL).group(1)


@contextmanager
def nginx(servers: list[Server]) -> Iterator[str]:
    """It, before these servers; its address."""
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="oodlab-nginx-"))
    site = block("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for place, server in zip((8501, 8502), servers, strict=True):
        site = site.replace(f":{place}", f":{server.port}")
    kept = " ".join(
        f"{what}_temp_path {folder}/{what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {kept}\n{site}\n}}\n"
    )
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(folder)


@contextmanager
def keeper(scratch: Path) -> Iterator[None]:
    """The process that keeps the queue."""
    command = [sys.executable, "-m", "ood_core", "queue", "serve"]
    command += ["--port", os.environ["OODLAB_QUEUE"].rpartition(":")[2]]
    folders = {"OODLAB_RUNS_FOLDER": str(scratch / "runs"), "OODLAB_DATA": str(scratch / "no-data")}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | folders) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait()


async def class_of(url: str, servers: list[Server], count: int) -> int:
    teacher, screen = Browser(url, "room"), Screen()
    await teacher.come()
    await teacher.tab.press("room:open")
    code = rooms.taught(teacher.id)[0].code
    students = [Browser(url, "energy", room=code) for _ in range(count)]
    for one in students:
        await one.come()
    looking = [asyncio.create_task(one.look()) for one in students]
    looking.append(asyncio.create_task(teacher.look(screen.see)))
    orders = [Training.of("plane-blobs", "baseline", i, {"steps": STEPS}) for i in range(TRAININGS)]
    jobs = [queue.submit(order, one.id) for order, one in zip(orders, students, strict=False)]
    for i, question in enumerate(QUESTIONS):
        asked = ask(code, teacher, screen, students, question)
        if i == KILLED:
            _, seconds = await asyncio.gather(kill(servers[0]), asked)
        else:
            seconds = await asked
        print(f"{question}{' (one server killed)' if i == KILLED else ''}: {spread(seconds)}")
    for task in looking:
        task.cancel()
    strayed = [one for one in (*students, teacher) if not await asyncio.to_thread(follows, one)]
    kept, doubled = stored()
    away = [seconds for one in (*students, teacher) for seconds in one.away]
    until(lambda: all(queue.job(job.id).is_over for job in jobs), PATIENCE)
    ends = [queue.job(job.id) for job in jobs]
    for one in (*students, teacher):
        await one.tab.close()
    print(f"{len(away)} pages were on the server that was killed: there again {spread(away)}")
    print(f"kept {kept} of {count * len(QUESTIONS)} answers, doubled {doubled}")
    print(
        "trainings:",
        ", ".join(f"{job.state} after {job.ended - job.started:.0f} s" for job in ends),
    )
    return verdict(
        {
            "both servers had pages": 0 < len(away) < count + 1,
            f"pages of the server that was killed answer within {IN_TIME:.0f} s": max(away)
            <= IN_TIME,
            "who moved stays where it went when the server is back": not strayed,
            "0 answers lost or doubled": (kept, doubled) == (count * len(QUESTIONS), 0),
            "0 trainings lost": all(job.state == "done" and job.out.exists() for job in ends),
        }
    )


async def kill(server: Server) -> None:
    """It comes back once all its pages are elsewhere."""
    await asyncio.sleep(WITHIN / 2)
    server.kill()
    await asyncio.sleep(WITHIN)
    await asyncio.to_thread(server.start)


def follows(one: Browser) -> bool:
    """Whether what the browser asks for now goes where its page is: nginx names who answers."""
    before = one.tab.cookies[STICKY]
    one.tab.fetch("_stcore/health")
    return one.tab.cookies[STICKY] == before


def main(count: int) -> int:
    scratch = Path(tempfile.mkdtemp(prefix="oodlab-load-"))
    paths.RUNS = scratch / "runs"  # of what is ordered here
    with ExitStack() as held:
        os.environ["OODLAB_DATABASE"] = held.enter_context(postgres.server()).new()
        os.environ["OODLAB_QUEUE"] = f"127.0.0.1:{free_port()}"
        os.environ["OODLAB_QUEUE_TOKEN"] = secrets.token_hex(32)
        held.enter_context(keeper(scratch))
        servers = [held.enter_context(Server(scratch)) for _ in range(2)]
        url = held.enter_context(nginx(servers))
        held.callback(store.here().close)
        time.sleep(1)  # nginx is there
        return asyncio.run(class_of(url, servers, count))


if __name__ == "__main__":
    sys.exit(main(min(arguments(__doc__.splitlines()[0], students=20).students, 100)))
