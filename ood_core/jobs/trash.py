"""What was deleted stays in the trash for a moment, so that it can be brought back.

A directory `NAME` becomes `.NAME.TIME.deleted` beside it: one step, which a crash cannot halve
(several directories are as many steps: what a crash leaves in place is not deleted).
TIME, in nanoseconds, is the same for all that was deleted together.
"""

import re
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ood_core.errors import UserError
from ood_core.files import move
from ood_core.jobs import retention

WINDOW = 10.0  # seconds in which it can be brought back
LATER = WINDOW + 5  # seconds after which it is removed: never under the hand that brings it back
PLACE = re.compile(r"\.(.+)\.(\d+)\.deleted")


class Deleted(NamedTuple):
    """A directory in the trash."""

    name: str  # that it had
    time: int  # when it was deleted, in nanoseconds
    place: Path

    @property
    def age(self) -> float:
        """Seconds since it was deleted."""
        return time.time() - self.time / 1e9


def found(folder: Path) -> list[Deleted]:
    """What lies in that folder's trash."""
    read = [(PLACE.fullmatch(path.name), path) for path in folder.glob(".*.deleted")]
    return [Deleted(match[1], int(match[2]), path) for match, path in read if match]


def discard(places: Sequence[Path]) -> None:
    """Put these directories into the trash, all or none.

    Raises:
        UserError: one cannot be moved.
    """
    now, moved = time.time_ns(), []
    for place in places:
        deleted = Deleted(place.name, now, place.with_name(f".{place.name}.{now}.deleted"))
        try:
            move(place, deleted.place)
        except OSError as error:
            for one in moved:
                restore(one)
            raise UserError(
                "error.jobs.undeletable",
                "{name} cannot be deleted: {why}.",
                name=place.name,
                why=error.strerror,
            ) from error
        moved.append(deleted)


def restore(deleted: Deleted) -> None:
    """Bring it back. Raises UserError where it is too late, or its name was taken meanwhile."""
    place = deleted.place.with_name(deleted.name)
    if place.exists():
        raise UserError(
            "error.jobs.name_taken",
            "There is another {name} by now: the deleted one stays deleted.",
            name=deleted.name,
        )
    try:
        deleted.place.rename(place)
    except OSError as error:
        raise UserError(
            "error.jobs.too_late", "It is too late to bring {name} back.", name=deleted.name
        ) from error


def empty(folder: Path) -> None:
    """Remove for good what was deleted long enough ago, and what a crash left of a removal."""
    for deleted in found(folder):
        if deleted.age > LATER:
            with suppress(OSError):  # brought back, or somebody else removes it
                retention.remove(deleted.place)
    for half in folder.glob(".*.deleted.removed"):
        shutil.rmtree(half, ignore_errors=True)
