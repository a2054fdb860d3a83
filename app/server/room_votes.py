"""What a class answers in its room, counted apart from everybody else's answers.

What is not revealed is read by the room's teachers only: see `rooms`.
"""

import time
from collections import Counter
from typing import Literal, NamedTuple

from app.server import rooms, store
from app.server.pace import Pace
from ood_core.errors import UserError

PACE = Pace(most=10, seconds=10)  # of votes
Round = Literal["before", "after"]


class Answer(NamedTuple):
    question: str
    option: str
    round: Round
    at: float
    anonymous: str


class Tally(NamedTuple):
    """How a room answered a question: option -> how many."""

    before: Counter[str]  # the reveal
    now: Counter[str]


def vote(visitor: str, question: str, option: str) -> None:
    """Count an answer in the room that this visitor is in, if any, in place of an earlier one.

    Raises:
        UserError: there were too many votes at once, or it could not be kept.
    """
    here = rooms.joined(visitor)
    if here is None:
        return
    if not PACE.allows(visitor):
        raise UserError(
            "error.room.pace",
            "This answer was not counted: a browser has {n} votes in {seconds} seconds. Wait a "
            "moment, then choose again.",
            n=PACE.most,
            seconds=PACE.seconds,
        )
    sql = (
        "INSERT INTO room_answer (room, visitor, question, round, option, at) "
        "SELECT m.room, m.visitor, ?, CASE WHEN EXISTS (SELECT 1 FROM room_revealed r "
        "WHERE r.room = m.room AND r.question = ?) THEN 'after' ELSE 'before' END, ?, ? "
        "FROM room_member m WHERE m.room = ? AND m.visitor = ? AND m.is_in = 1 "
        "ON CONFLICT (room, question, visitor, round) DO UPDATE SET "
        "option = excluded.option, at = excluded.at"
    )
    rooms.changed((sql, (question, question, option, time.time(), here.code, visitor)))


def has_voted(visitor: str, question: str) -> bool:
    """Whether the room that this visitor is in counts an answer of theirs."""
    sql = (
        "SELECT 1 FROM room_answer a JOIN room_member m ON m.room = a.room "
        "AND m.visitor = a.visitor WHERE m.visitor = ? AND m.is_in = 1 AND a.question = ?"
    )
    return bool(store.here().read(sql, visitor, question))


def withdraw(visitor: str, question: str) -> None:
    """Take the answer of this round back."""
    here = rooms.joined(visitor)
    if here is not None:
        sql = (
            "DELETE FROM room_answer WHERE room = ? AND visitor = ? AND question = ? AND round = ?"
        )
        round = "after" if question in here.revealed else "before"
        rooms.changed((sql, (here.code, visitor, question, round)))


def tally(code: str, question: str, by: str) -> Tally:
    """How the room answered.

    Raises:
        UserError: it is not revealed, and this visitor does not teach the room.
    """
    here = rooms.room(code)
    if here is None or question not in here.revealed:
        rooms.check_teacher(code, by)
    sql = (
        "SELECT 'before', option, COUNT(*) FROM room_answer WHERE room = ? AND question = ? "
        "AND round = 'before' GROUP BY option UNION ALL "
        "SELECT 'now', option, COUNT(*) FROM room_answer a WHERE room = ? AND question = ? "
        "AND (round = 'after' OR NOT EXISTS (SELECT 1 FROM room_answer b WHERE b.room = a.room "
        "AND b.question = a.question AND b.visitor = a.visitor AND b.round = 'after')) "
        "GROUP BY option"
    )
    found = Tally(Counter(), Counter())
    for which, option, n in store.here().read(sql, code, question, code, question):
        getattr(found, which)[option] = n
    return found


def answers(code: str, by: str) -> list[Answer]:
    """All that was answered in the room, in the order of time."""
    rooms.check_teacher(code, by)
    sql = (
        "SELECT a.question, a.option, a.round, a.at, m.anonymous FROM room_answer a "
        "JOIN room_member m ON m.room = a.room AND m.visitor = a.visitor WHERE a.room = ? "
        "ORDER BY a.at"
    )
    return [Answer(*row) for row in store.here().read(sql, code)]
