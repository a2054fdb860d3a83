"""Whose runs and benchmarks these are, and what their makers may do with them.

What the command line made is nobody's: it can be used by all, and deleted by none of them.
"""

import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from app.server import store
from app.server.address import address
from app.server.store import Kind
from app.server.visitor import browser
from app.text.ownership import Whose
from ood_core import paths
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.jobs import queue, trash
from ood_core.jobs.job import Job
from ood_core.jobs.retention import Limits
from ood_core.jobs.trash import Deleted
from ood_core.runs import run as runs

DAY = 86400.0  # seconds
LONGEST = 40  # characters of a name that is given
SIGNS = " .,-+=()/'%"  # of a name, besides letters and digits: none means anything in Markdown


class Mark(NamedTuple):
    """Whose it is, and the name it was given; "" for none."""

    whose: Whose
    title: str


def marks(kind: Kind) -> dict[str, Mark]:
    """By name, what visitors made; anything else is `HERE`."""
    me = browser()
    return {
        name: Mark("yours" if made.visitor == me else "others", made.title)
        for name, made in store.here().made(kind).items()
    }


HERE = Mark("here", "")


def mark(kind: Kind, name: str) -> Mark:
    return marks(kind).get(name, HERE)


def is_mine(kind: Kind, name: str) -> bool:
    """Whether this visitor made it."""
    return mark(kind, name).whose == "yours"


def record(kind: Kind, name: str) -> None:
    """This visitor made it."""
    store.here().record(kind, name, browser())


def record_job(job: Job) -> None:
    """This visitor asked for it; it is theirs if nobody did before."""
    if job.sessions[:1] == [browser()] and mark("run", job.out.name) is HERE:
        record("run", job.out.name)


def hand_on(job: Job) -> None:
    """This visitor left it to the others who asked for it."""
    if job.sessions and is_mine("run", job.out.name):
        store.here().record("run", job.out.name, job.sessions[0])


def check(kind: Kind, name: str, *whose: Whose) -> None:
    """Raises UserError where it is not `whose`."""
    if mark(kind, name).whose not in whose:
        raise UserError(
            "error.ownership.not_yours", "Only the visitor who made {name} can do that.", name=name
        )


@contextmanager
def making(name: str) -> Iterator[None]:
    """This visitor makes a benchmark of that name; it is theirs when it is made.

    Raises:
        UserError: this visitor, this address or this server has benchmarks enough, those included
            that are being made.
    """
    me, place = browser(), address()
    with _lock:
        mine = {name for name, found in marks("benchmark").items() if found.whose == "yours"}
        mine |= {one for one, (visitor, _) in _making.items() if visitor == me}
        from_here = {*store.here().made_from("benchmark", place)}
        from_here |= {one for one, (_, other) in _making.items() if other == place}
        custom.check_room(mine, from_here, Limits.wanted().gigabytes, _making)
        _making[name] = me, place
    try:
        yield
        record("benchmark", name)
        store.here().record_address("benchmark", name, place)
    finally:
        with _lock:
            _making.pop(name, None)


def check_disk() -> None:
    """Raises UserError where runs and benchmarks take all the disk that they may."""
    custom.check_disk(Limits.wanted().gigabytes)


_making: dict[str, tuple[str, str]] = {}  # benchmark -> its visitor and the address
_lock = Lock()


def rename(name: str, title: str) -> None:
    """Give a run a name that is shown; "" takes it away.

    Raises:
        UserError: it is not this visitor's, or that cannot be a name.
    """
    check("run", name, "yours")
    title = " ".join(title.split())
    if len(title) > LONGEST:
        raise UserError("error.ownership.too_long", "A name has 40 characters at most.")
    if not all(sign in SIGNS or unicodedata.category(sign)[0] in "LMN" for sign in title):
        raise UserError(
            "error.ownership.not_a_name",
            "“{title}” cannot be a name here: use letters, digits, spaces and . , - + = ( ) / ' %.",
            title=title,
        )
    store.here().entitle("run", name, title)


def delete(kind: Kind, name: str) -> None:
    """Delete it; for `trash.WINDOW` seconds it can be brought back.

    Raises:
        UserError: it is not this visitor's, or a training needs it.
    """
    check(kind, name, "yours")
    if kind == "run":
        queue.here().delete_run(paths.RUNS / name)
    else:
        queue.here().delete_benchmark(name)


def deleted(kind: Kind) -> list[Deleted]:
    """What this visitor deleted, by itself, and can bring back."""
    with_benchmarks = {one.time for one in trash.found(custom.folder())} if kind == "run" else ()
    return [
        one
        for one in trash.found(_folder(kind))
        if one.age < trash.WINDOW and one.time not in with_benchmarks and is_mine(kind, one.name)
    ]


def undo(kind: Kind, name: str) -> None:
    """Bring it back, and what was deleted with it.

    Raises:
        UserError: it is not this visitor's, or it is too late.
    """
    found = next((one for one in deleted(kind) if one.name == name), None)
    if found is None:
        raise UserError("error.jobs.too_late", "It is too late to bring {name} back.", name=name)
    with_it = trash.found(paths.RUNS) if kind == "benchmark" else []
    refused = []
    for one in [*(one for one in with_it if one.time == found.time), found]:
        try:
            trash.restore(one)
        except UserError as error:  # the others come back all the same
            refused.append(error)
    if refused:
        raise refused[0]


def forget_gone() -> None:
    """Forget who made what is not there any more; when a server starts."""
    for kind in ("run", "benchmark"):
        deleted = {one.name for one in trash.found(_folder(kind))}
        for name in store.here().made(kind, before=time.time() - DAY):  # younger ones may wait
            place = _folder(kind) / name
            is_there = place.exists() or runs.partial_path(place).exists()
            if not is_there and name not in deleted:
                store.here().forget(kind, name)


def _folder(kind: Kind) -> Path:
    return paths.RUNS if kind == "run" else custom.folder()
