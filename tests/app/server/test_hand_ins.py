"""What a class hands in: who keeps it, who reads it, what bounds it, when it is gone."""

import sqlite3
import threading

import pytest

from app.server import hand_ins, rooms, store
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError

TEACHER, ANN, BOB = "teacher", "ann", "bob"
RIGHT, WRONG = (f"https://ood.example/canvas?c={Canvas(preset=p).link}" for p in ("hole", "xor"))


@pytest.fixture
def code():
    """An open room with two students."""
    made = rooms.open_room(TEACHER)
    for name in (ANN, BOB):
        rooms.join(made, name, name.title())
    return made


def test_a_browser_has_one_hand_in_of_each_exercise_and_the_last_one_counts(code):
    for link in (WRONG, RIGHT):
        checked, kept_in = hand_ins.hand_in(ANN, "gap", link)
        assert kept_in == code and checked.is_right == (link == RIGHT)
    hand_ins.hand_in(ANN, "unseen-by-softmax", WRONG)
    hand_ins.hand_in(BOB, "gap", WRONG)
    found = hand_ins.handed_in(code, TEACHER)
    assert [(one.nickname, one.exercise, one.is_right) for one in found] == [
        ("Bob", "gap", False),
        ("Ann", "unseen-by-softmax", True),
        ("Ann", "gap", True),
    ]
    assert found[2].measured == pytest.approx([one.value for one in checked.found], abs=5e-5)
    for one in found:  # what is kept is measured as it was
        again, _ = hand_ins.hand_in("nobody", one.exercise, f"?{one.link}")
        assert again.is_right == one.is_right
    assert len(hand_ins.handed_in(code, TEACHER)) == 3  # "nobody" is in no room


def test_only_the_teacher_reads_what_others_handed_in(code):
    hand_ins.hand_in(ANN, "gap", RIGHT)
    for stranger in (ANN, BOB, "nobody", ""):
        with pytest.raises(UserError, match="Only the teacher"):
            hand_ins.handed_in(code, stranger)
    assert hand_ins.mine(ANN)["gap"].is_right
    assert hand_ins.mine(BOB) == hand_ins.mine("nobody") == {}
    other = rooms.open_room(BOB)
    rooms.join(other, ANN)
    assert hand_ins.mine(ANN) == {} == dict(hand_ins.handed_in(other, BOB))
    with pytest.raises(UserError, match="Only the teacher"):
        hand_ins.handed_in(code, BOB)  # who teaches another room


def test_what_a_link_says_beside_its_canvas_is_not_kept(code):
    hand_ins.hand_in(ANN, "gap", f"https://evil.example/canvas?c={Canvas(preset='hole').link}&x=[")
    (found,) = hand_ins.handed_in(code, TEACHER)
    assert found.link == f"c={Canvas(preset='hole').link}"


def test_a_room_keeps_so_many_and_a_visitor_has_one_link_checked_at_a_time(code, monkeypatch):
    monkeypatch.setattr(hand_ins, "MOST", 1)
    hand_ins.hand_in(ANN, "gap", WRONG)
    hand_ins.hand_in(ANN, "gap", RIGHT)  # takes the place of the first
    with pytest.raises(UserError, match="not handed in"):
        hand_ins.hand_in(BOB, "gap", RIGHT)
    assert len(hand_ins.handed_in(code, TEACHER)) == 1

    begun, may_end, check = threading.Event(), threading.Event(), hand_ins.exercises.check

    def slow(*link):
        begun.set()
        assert may_end.wait(20)
        return check(*link)

    monkeypatch.setattr(hand_ins.exercises, "check", slow)
    first = threading.Thread(target=hand_ins.hand_in, args=(ANN, "gap", RIGHT))
    first.start()
    assert begun.wait(20)
    with pytest.raises(UserError, match="still being checked"):
        hand_ins.hand_in(ANN, "gap", RIGHT)
    may_end.set()
    first.join()
    hand_ins.hand_in(ANN, "gap", RIGHT)
    with pytest.raises(UserError, match="no link to a canvas"):
        hand_ins.hand_in(ANN, "gap", "damaged")
    hand_ins.hand_in(ANN, "gap", RIGHT)  # a failed one is over, too
    assert not hand_ins._checking


def test_what_was_handed_in_is_gone_with_its_room(code):
    for exercise in ("gap", "unseen-by-softmax"):
        hand_ins.hand_in(ANN, exercise, RIGHT)
    rooms.end(code, TEACHER)
    assert len(hand_ins.handed_in(code, TEACHER)) == 2
    assert hand_ins.hand_in(ANN, "gap", RIGHT)[1] == ""
    rooms.delete(code, TEACHER)
    with sqlite3.connect(store.here().path) as file:
        assert file.execute("SELECT COUNT(*) FROM room_hand_in").fetchone() == (0,)
