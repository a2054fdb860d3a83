"""What a class hands in: links that show what an exercise wants, measured as they come.

They are read by the room's teachers; whoever handed one in reads that.
"""

import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.server import rooms, store
from app.server.pace import Pace
from ood_core import exercises
from ood_core.errors import UserError
from ood_core.exercises import EXERCISES, Checked, Measured

MOST = rooms.MEMBERS * (len(EXERCISES) + 2)  # of one room, with what is on its two boards
PACE = Pace(most=10, seconds=10)  # of links that are checked


class HandIn(NamedTuple):
    exercise: str  # of EXERCISES
    link: str  # behind the address of the exercise's page
    measured: tuple[float, ...]  # in the order of what the exercise wants
    is_right: bool
    at: float
    nickname: str
    anonymous: str

    @property
    def beside_wants(self) -> tuple[Measured, ...]:
        """What was measured, each number beside its bounds; a newer version may want more."""
        return tuple(map(Measured, EXERCISES[self.exercise].wants, self.measured))


def check(visitor: str, exercise: str, link: str) -> Checked:
    """Measure a link.

    Raises:
        UserError: the link cannot be measured, or this visitor had too many of them measured.
    """
    if not PACE.allows(visitor):
        raise UserError(
            "error.room.checked_too_often",
            "This link was not checked: a browser has {n} checked in {seconds} seconds. Wait a "
            "moment, then try again.",
            n=PACE.most,
            seconds=PACE.seconds,
        )
    return exercises.check(exercise, link)


def keep(visitor: str, exercise: str, checked: Checked) -> None:
    """In a room, keep what was checked in place of an earlier one of this exercise.

    Raises:
        UserError: it could not be kept.
    """
    here = rooms.joined(visitor)
    if here is None:
        return
    numbers = [one.value for one in checked.measured]
    link = checked.shown.link.encode()  # as bytes: it is longer than a text that is kept
    others = "h.visitor <> m.visitor OR h.exercise <> ?"
    if put(here.code, visitor, exercise, link, numbers, checked.is_right, others, MOST):
        return
    if rooms.joined(visitor) is None:
        raise UserError(
            "error.room.left",
            "Nothing was handed in: you are not in the room any more. Join it again.",
        )
    raise UserError(
        "error.room.enough_handed_in",
        "Nothing was handed in: the room keeps {n} at most. Tell its teacher.",
        n=MOST,
    )


def put(
    code: str,
    visitor: str,
    exercise: str,
    content: bytes,
    numbers: Sequence[float],
    is_right: bool,
    others: str,
    most: int,
) -> bool:
    """Keep it in place of an earlier one; whether it could be.

    It could not where this visitor is not in the room, or it has `most` of the others already.

    Args:
        others: which those are, in SQL: of a hand-in h, of the member m, and of the exercise, ?.
    """
    sql = (
        "INSERT INTO room_hand_in (room, visitor, exercise, link, measured, is_right, at) "
        "SELECT m.room, m.visitor, ?, ?, ?, ?, ? FROM room_member m WHERE m.room = ? "
        "AND m.visitor = ? AND m.is_in = 1 AND (SELECT COUNT(*) FROM room_hand_in h "
        f"WHERE h.room = m.room AND ({others})) < ? "
        "ON CONFLICT (room, visitor, exercise) DO UPDATE SET link = excluded.link, "
        "measured = excluded.measured, is_right = excluded.is_right, at = excluded.at"
    )
    row = (exercise, content, json.dumps(numbers), int(is_right), time.time())
    return bool(rooms.changed((sql, (*row, code, visitor, exercise, most)))[0])


COLUMNS = "h.exercise, h.link, h.measured, h.is_right, h.at, m.nickname, m.anonymous"
FROM = (
    "FROM room_hand_in h JOIN room_member m ON m.room = h.room AND m.visitor = h.visitor "
    "WHERE h.room = ?"
)


def mine(visitor: str) -> dict[str, HandIn]:
    """Exercise -> what this visitor handed in to the room that they are in."""
    here = rooms.joined(visitor)
    if here is None:
        return {}
    sql = f"SELECT {COLUMNS} {FROM} AND h.visitor = ?"
    return {one.exercise: one for one in _read(sql, here.code, visitor)}


def handed_in(code: str, by: str) -> list[HandIn]:
    """All of the room, the newest first.

    Raises:
        UserError: this visitor does not teach it.
    """
    rooms.check_teacher(code, by)
    sql = f"SELECT {COLUMNS} {FROM} ORDER BY h.at DESC"
    return _read(sql, code)


def _read(sql: str, *values: str) -> list[HandIn]:
    """But for exercises that a newer version has no more."""
    return [_row(*row) for row in store.here().read(sql, *values) if row[0] in EXERCISES]


def _row(exercise: str, link: bytes, measured: str, is_right: int, *who: Any) -> HandIn:
    return HandIn(exercise, link.decode(), tuple(json.loads(measured)), bool(is_right), *who)
