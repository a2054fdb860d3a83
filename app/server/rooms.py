"""Rooms: a teacher steers a class. What it answers is counted in `room_votes`, what it hands in is
kept in `hand_ins`.

Whoever opens a room teaches it. Students join by its code; the browsers of its teachers are known
by the store, to which another one is added by a link with a token that works once. Every function
that steers, or that reads what is not revealed, takes the visitor who asks and refuses all others.
"""

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.server import store
from ood_core.errors import UserError

LOCKS = ("later", "training", "uploads")  # what a teacher can lock
LETTERS = "BCDFGHJKMNPRSTWXYZ"  # none looks like another; without vowels there are no words
LETTERS_OF_CODE = 4
DAY = 86400.0  # seconds
LASTS = DAY  # after which a room ends by itself
KEPT = 30 * DAY  # after which an ended room is deleted
ROOMS_EACH, ROOMS = 3, 500  # rooms that are kept: of one browser, and in all
ROOMS_FROM = 30  # rooms that are open, of those that were opened from one address
MEMBERS = 300  # that are in a room at once
NICKNAME = 24  # characters
LONGEST = 180  # minutes that a timer can be set to

REDRAWN = "version = version + 1"
MINE = "EXISTS (SELECT 1 FROM room_teacher t WHERE t.room = room.code AND t.visitor = ?)"
LEAVE = "UPDATE room_member SET is_in = 0 WHERE visitor = ?"
COLUMNS = "room.code, room.ends, page, question, reached, leads, locks, until, version, moves"


@dataclass(frozen=True, slots=True)
class Room:
    """A room as its class sees it."""

    code: str
    ends: float  # Unix time
    page: str  # where the class is: a page of the app, by its name; "" at first
    question: str  # of that page, which the class answers; "" for none
    reached: tuple[str, str]  # the furthest page and question of the course where the class was
    leads: bool  # everybody's page follows
    locks: frozenset[str]  # of LOCKS
    until: float  # Unix time at which the time that was set is over; 0 for none
    version: int  # counts what changes its students' pages
    moves: int  # counts where the class goes
    revealed: frozenset[str]  # questions

    @property
    def is_open(self) -> bool:
        return time.time() < self.ends


class Member(NamedTuple):
    visitor: str
    nickname: str
    anonymous: str  # by which an export names them


# Everybody.


def room(code: str) -> Room | None:
    """The room of that code, ended or not."""
    found = store.here().read(f"SELECT {COLUMNS} FROM room WHERE code = ?", code)
    return _room(found[0]) if found else None


def joined(visitor: str) -> Room | None:
    """The open room that this visitor is in."""
    sql = (
        f"SELECT {COLUMNS} FROM room_member m JOIN room ON room.code = m.room "
        "WHERE m.visitor = ? AND m.is_in = 1 AND room.ends > ?"
    )
    found = store.here().read(sql, visitor, time.time())
    return _room(found[0]) if found else None


def _room(row: tuple[Any, ...]) -> Room:
    code, ends, page, question, reached, leads, locks, until, version, moves = row
    found = store.here().read("SELECT question FROM room_revealed WHERE room = ?", code)
    of_course = reached.partition(" ")[::2]
    return Room(
        *(code, ends, page, question, of_course, bool(leads), frozenset(locks.split())),
        *(until, version, moves, frozenset(name for (name,) in found)),
    )


def join(code: str, visitor: str, nickname: str = "") -> None:
    """Enter a room, and leave another one. Without a nickname, an earlier one stays.

    Raises:
        UserError: there is no such room, it is full, or that cannot be a nickname.
    """
    code, nickname = code.strip().upper(), " ".join(nickname.split())
    if len(nickname) > NICKNAME:
        raise UserError(
            "error.room.long_name", "A nickname has {most} characters at most.", most=NICKNAME
        )
    if any(unicodedata.category(sign).startswith("C") for sign in nickname):
        raise UserError("error.room.name", "Use letters, digits and signs in a nickname.")
    known = room(code) if len(code) == LETTERS_OF_CODE else None
    if known is None or not known.is_open:
        raise UserError(
            "error.room.none", "There is no room “{code}”, or it has ended.", code=code[:10]
        )
    enter = (
        "INSERT INTO room_member (room, visitor, nickname, anonymous, is_in, at) "
        "SELECT ?, ?, ?, ?, 1, ? WHERE (SELECT COUNT(*) FROM room_member WHERE room = ? "
        "AND visitor <> ? AND is_in = 1) < ? ON CONFLICT (room, visitor) DO UPDATE SET is_in = 1, "
        "nickname = CASE WHEN excluded.nickname = '' THEN room_member.nickname "
        "ELSE excluded.nickname END"
    )
    row = (code, visitor, nickname, secrets.token_hex(4), time.time(), code, visitor, MEMBERS)
    others = (
        f"{LEAVE} AND room <> ? AND EXISTS (SELECT 1 FROM room_member m WHERE m.room = ? "
        "AND m.visitor = ? AND m.is_in = 1)"
    )
    if changed((enter, row), (others, (visitor, code, code, visitor)))[0] == 0:
        raise UserError("error.room.full", "The room is full: it has {n} browsers.", n=MEMBERS)


def leave(visitor: str) -> None:
    """Be in no room; what was answered stays in it."""
    changed((LEAVE, (visitor,)))


# Whoever teaches the room.


def open_room(by: str, place: str = "") -> str:
    """Open a room, which `by` teaches; its code.

    Args:
        place: the address from which they ask; "" where it is not known.

    Raises:
        UserError: this visitor, this address or this server has rooms enough, or nothing can be
            kept.
    """
    found = [room(one) for one in store.here().made_from("room", place)] if place else []
    if sum(one is not None and one.is_open for one in found) >= ROOMS_FROM:
        raise UserError(
            "error.room.enough_here",
            "{n} rooms that were opened from your address are open. End one of them first.",
            n=ROOMS_FROM,
        )
    kept = sum(n for (n,) in store.here().read("SELECT COUNT(*) FROM room"))
    ended = "SELECT code FROM room WHERE ends < ? ORDER BY ends LIMIT ?"
    for (old,) in store.here().read(ended, time.time(), max(0, kept - (ROOMS - 1))):
        _forget(old)
    insert = (
        "INSERT INTO room (code, maker, at, ends) SELECT ?, ?, ?, ? "
        "WHERE (SELECT COUNT(*) FROM room WHERE maker = ?) < ? "
        "AND (SELECT COUNT(*) FROM room) < ? ON CONFLICT (code) DO NOTHING"
    )
    teach = "INSERT INTO room_teacher (room, visitor) SELECT code, maker FROM room WHERE code = ?"
    for _ in range(20):  # another room may have the code
        code, now = "".join(secrets.choice(LETTERS) for _ in range(LETTERS_OF_CODE)), time.time()
        if room(code) is None:
            row = (code, by, now, now + LASTS, by, ROOMS_EACH, ROOMS)
            if changed((insert, row), (f"{teach} AND maker = ?", (code, by)))[0]:
                if place:
                    store.here().record_address("room", code, place)
                return code
    raise UserError(
        "error.room.enough",
        "There are rooms enough: {each} of one browser are kept, and {all} in all. Delete one that "
        "you do not need.",
        each=ROOMS_EACH,
        all=ROOMS,
    )


def taught(by: str) -> list[Room]:
    """The rooms that this visitor teaches, ended ones included; the newest first."""
    sql = f"SELECT {COLUMNS} FROM room WHERE {MINE} ORDER BY at DESC"
    return [_room(row) for row in store.here().read(sql, by)]


def new_link(code: str, by: str) -> str:
    """A token that makes one more browser a teacher; one that was made before is void."""
    token = secrets.token_urlsafe(24)
    _steer(code, by, "token = ?", _hashed(token))
    return token


def take_over(code: str, token: str, visitor: str) -> None:
    """Teach the room, by a token that works once.

    Raises:
        UserError: it is not the room's token.
    """
    found = store.here().read("SELECT token FROM room WHERE code = ?", code)
    kept = found[0][0] if found else ""
    is_right = hmac.compare_digest(kept, _hashed(token))
    used = "UPDATE room SET token = '' WHERE code = ? AND token = ?"
    if not is_right or not changed((used, (code, kept)))[0]:
        raise UserError(
            "error.room.link", "This teacher's link is not valid: each works once. Make a new one."
        )
    sql = "INSERT INTO room_teacher (room, visitor) VALUES (?, ?) ON CONFLICT DO NOTHING"
    changed((sql, (code, visitor)), (LEAVE, (visitor,)))


def teaches(code: str, visitor: str) -> bool:
    sql = "SELECT 1 FROM room_teacher WHERE room = ? AND visitor = ?"
    return bool(store.here().read(sql, code, visitor))


def move(
    code: str, by: str, page: str, question: str = "", reached: tuple[str, str] | None = None
) -> None:
    """The class goes there, and no time is set any more.

    Args:
        reached: page and question of the course up to which its parts are open; None for the same.
    """
    place = "page = ?, question = ?, until = 0.0, moves = moves + 1"
    upto = " ".join(reached) if reached else None
    _steer(code, by, f"{place}, reached = COALESCE(?, reached)", page, question, upto)


def lead(code: str, by: str, leads: bool) -> None:
    """Whether everybody's page follows."""
    _steer(code, by, "leads = ?, moves = moves + 1", int(leads))


def lock(code: str, by: str, locks: list[str]) -> None:
    """Lock these of LOCKS, and nothing else."""
    _steer(code, by, f"locks = ?, {REDRAWN}", " ".join(one for one in LOCKS if one in locks))


def set_time(code: str, by: str, minutes: int) -> None:
    """The class has so many minutes from now; 0 takes the time away."""
    minutes = min(minutes, LONGEST)
    _steer(code, by, "until = ?", time.time() + 60 * minutes if minutes > 0 else 0.0)


def reveal(code: str, by: str, question: str) -> None:
    """Show the class its answers; what it answers from now on is another round."""
    sql = (
        "INSERT INTO room_revealed (room, question) SELECT code, ? FROM room WHERE NOT EXISTS "
        "(SELECT 1 FROM room_revealed r WHERE r.room = code AND r.question = ?) AND code = ?"
    )
    _steer(code, by, f"until = 0.0, {REDRAWN}", also=[(sql, (question, question, code))])


def reset(code: str, by: str, question: str) -> None:
    """The class answers anew: what it answered is deleted, and for those in the room the answer
    on their own pages too."""
    here = "WHERE room = ? AND question = ?"
    given = (
        "DELETE FROM answer WHERE question = ? AND visitor IN (SELECT a.visitor FROM room_answer a "
        "JOIN room_member m ON m.room = a.room AND m.visitor = a.visitor "
        "WHERE a.room = ? AND a.question = ? AND m.is_in = 1)"
    )
    gone = [(given, (question, code, question))] + [
        (f"DELETE FROM {table} {here}", (code, question))
        for table in ("room_answer", "room_revealed")
    ]
    _steer(code, by, f"until = 0.0, {REDRAWN}", also=gone)


def count(code: str, question: str) -> int:
    """How many browsers are in the room, or have answered that question before they left."""
    sql = (
        "SELECT COUNT(*) FROM room_member m WHERE m.room = ? AND (m.is_in = 1 OR EXISTS (SELECT 1 "
        "FROM room_answer a WHERE a.room = m.room AND a.visitor = m.visitor AND a.question = ?))"
    )
    return sum(n for (n,) in store.here().read(sql, code, question))


def members(code: str, by: str) -> list[Member]:
    """Who is in the room, in the order in which they came."""
    check_teacher(code, by)
    sql = (
        "SELECT visitor, nickname, anonymous FROM room_member WHERE room = ? AND is_in = 1 "
        "ORDER BY at"
    )
    return [Member(*row) for row in store.here().read(sql, code)]


def end(code: str, by: str) -> None:
    """Nobody is in it any more; its answers are kept for its teachers."""
    _steer(code, by, "ends = ?, token = ''", time.time())


def delete(code: str, by: str) -> None:
    """The room, its members and their answers in it."""
    check_teacher(code, by)
    _forget(code)


def forget_old() -> None:
    """Delete what ended long ago."""
    for (old,) in store.here().read("SELECT code FROM room WHERE ends < ?", time.time() - KEPT):
        _forget(old)


def _forget(code: str) -> None:
    tables = ("room_answer", "room_hand_in", "room_revealed", "room_member", "room_teacher")
    gone = [(f"DELETE FROM {table} WHERE room = ?", (code,)) for table in tables]
    changed(*gone, ("DELETE FROM room WHERE code = ?", (code,)))
    store.here().forget("room", code)


def _steer(
    code: str, by: str, what: str, *values: Any, also: Sequence[tuple[str, tuple]] = ()
) -> None:
    """Change an open room that `by` teaches, all in one transaction.

    Args:
        also: more statements, each of which ends with its conditions.
    """
    check_teacher(code, by)
    it, its = f"code = ? AND ends > ? AND {MINE}", (code, time.time(), by)
    steered = [
        (f"{sql} AND EXISTS (SELECT 1 FROM room WHERE {it})", (*given, *its)) for sql, given in also
    ]
    if not changed(*steered, (f"UPDATE room SET {what} WHERE {it}", (*values, *its)))[-1]:
        raise UserError("error.room.over", "The room has ended. Open a new one.")


def check_teacher(code: str, by: str) -> None:
    """Raises UserError where this visitor does not teach the room."""
    if not teaches(code, by):
        raise UserError("error.room.not_yours", "Only the teacher of this room can do that.")


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def changed(*statements: tuple[str, tuple]) -> list[int]:
    """How many rows each one changed.

    Raises:
        UserError: nothing could be kept.
    """
    counts = store.here().write(list(statements))
    if not counts:
        raise UserError(
            "error.room.not_kept",
            "The server could not keep this: its database is busy or cannot be used. Try again.",
        )
    return counts
