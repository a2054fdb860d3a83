"""Boards of a class: canvases that its students put up, and pictures that fool the detectors.

Each browser has one thing on each board of the room that it is in; another one takes its place.
They are kept with what is handed in, and read by the room's teachers.
"""

import json
from collections import Counter
from typing import Literal, NamedTuple, get_args

from app.server import rooms, store
from app.server.hand_ins import FROM, put
from app.server.pace import Pace
from ood_core.errors import UserError

Board = Literal["canvas", "fooled"]
PREFIX = "board:"  # of a board's name, where exercises have their own
LARGEST = 16_000  # bytes that are put up
PACE = Pace(most=5, seconds=10)


class Put(NamedTuple):
    content: bytes  # a link, behind the address of the canvas; or a picture, PNG or JPEG
    numbers: tuple[float, ...]  # what the board tells of it
    at: float
    nickname: str
    anonymous: str


def put_up(visitor: str, board: Board, content: bytes, numbers: tuple[float, ...]) -> None:
    """Put it on the board of the room that this visitor is in, in place of an earlier one.

    Raises:
        UserError: they are in no room, put up too much at once, or it could not be kept.
    """
    if len(content) > LARGEST:
        raise UserError(
            "error.board.large",
            "Nothing was put up: this has {n} bytes, and {most} are the most.",
            n=len(content),
            most=LARGEST,
        )
    if not PACE.allows(visitor):
        raise UserError(
            "error.board.pace",
            "Nothing was put up: a browser can put up {n} in {seconds} seconds. Wait a moment.",
            n=PACE.most,
            seconds=PACE.seconds,
        )
    here, name = rooms.joined(visitor), PREFIX + board
    code, others = here.code if here else "", "h.visitor <> m.visitor AND h.exercise = ?"
    if not put(code, visitor, name, content, numbers, True, others, rooms.MEMBERS):
        raise UserError(
            "error.board.not_kept",
            "Nothing was put up: you are not in a room, or its board is full ({n}).",
            n=rooms.MEMBERS,
        )


def on_board(code: str, board: Board, by: str) -> list[Put]:
    """What is on that board of the room, the newest first.

    Raises:
        UserError: this visitor does not teach it.
    """
    rooms.check_teacher(code, by)
    sql = (
        f"SELECT h.link, h.measured, h.at, m.nickname, m.anonymous {FROM} AND h.exercise = ? "
        "ORDER BY h.at DESC"
    )
    found = store.here().read(sql, code, PREFIX + board)
    return [Put(bytes(content), tuple(json.loads(told)), *who) for content, told, *who in found]


def counts(code: str, by: str) -> Counter[str]:
    """Board -> how many things are on it.

    Raises:
        UserError: this visitor does not teach the room.
    """
    rooms.check_teacher(code, by)
    sql = f"SELECT h.exercise, COUNT(*) {FROM} GROUP BY h.exercise"
    found = dict(store.here().read(sql, code))
    return Counter({board: found.get(PREFIX + board, 0) for board in get_args(Board)})
