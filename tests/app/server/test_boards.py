"""What a class puts up on its boards: who has a place there, who reads it, what bounds it."""

import pytest

from app.server import boards, hand_ins, rooms
from ood_core.errors import UserError
from tests.app.server.conftest import ANN, BOB, TEACHER, rows


@pytest.fixture(autouse=True)
def fresh_pace():
    boards.PACE.clear()


def test_each_browser_has_one_place_on_each_board(code):
    for n in range(3):
        boards.put_up(ANN, "canvas", b"c=%d" % n, (0.5, n))
    boards.put_up(BOB, "canvas", b"c=bob", (1.0, 1.0))
    boards.put_up(ANN, "fooled", b"\x89PNG\x00", (4.0, 5.0, 0.93))
    found = boards.on_board(code, "canvas", TEACHER)
    assert [(one.nickname, one.content, one.numbers) for one in found] == [
        ("Bob", b"c=bob", (1.0, 1.0)),
        ("Ann", b"c=2", (0.5, 2)),
    ]
    (picture,) = boards.on_board(code, "fooled", TEACHER)
    assert picture.content == b"\x89PNG\x00" and picture.numbers == (4.0, 5.0, 0.93)
    assert hand_ins.handed_in(code, TEACHER) == []  # no exercise
    assert boards.counts(code, TEACHER) == {"canvas": 2, "fooled": 1}


def test_only_the_teacher_reads_a_board(code):
    boards.put_up(ANN, "canvas", b"c", ())
    for stranger in (ANN, BOB, "nobody", ""):
        with pytest.raises(UserError, match="Only the teacher"):
            boards.on_board(code, "canvas", stranger)
        with pytest.raises(UserError, match="Only the teacher"):
            boards.counts(code, stranger)


def test_what_is_put_up_is_bounded_in_bytes_pace_and_places(code, monkeypatch):
    with pytest.raises(UserError, match="16000 are the most"):
        boards.put_up(ANN, "fooled", b"x" * (boards.LARGEST + 1), ())
    monkeypatch.setattr(rooms, "MEMBERS", 1)
    boards.put_up(ANN, "fooled", b"1", ())
    boards.put_up(ANN, "fooled", b"2", ())
    with pytest.raises(UserError, match="its board is full"):
        boards.put_up(BOB, "fooled", b"3", ())
    boards.put_up(BOB, "canvas", b"3", ())  # another board
    for _ in range(boards.PACE.most - 2):
        boards.put_up(ANN, "fooled", b"2", ())
    with pytest.raises(UserError, match="5 in 10 seconds"):
        boards.put_up(ANN, "fooled", b"2", ())


def test_outside_of_a_room_nothing_is_kept(code):
    rooms.leave(ANN)
    for who in (ANN, "nobody"):
        with pytest.raises(UserError, match="not in a room"):
            boards.put_up(who, "canvas", b"c", ())
    assert boards.on_board(code, "canvas", TEACHER) == []


def test_a_board_is_gone_with_its_room(code):
    boards.put_up(ANN, "canvas", b"c", ())
    rooms.end(code, TEACHER)
    assert len(boards.on_board(code, "canvas", TEACHER)) == 1
    rooms.delete(code, TEACHER)
    assert rows("room_hand_in") == []
