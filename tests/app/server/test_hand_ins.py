"""What a class hands in: who keeps it, who reads it, what bounds it, when it is gone."""

from contextlib import nullcontext

import pytest

from app.server import hand_ins, rooms
from ood_core.canvas.canvas import Canvas
from ood_core.errors import UserError
from tests.app.server.conftest import ANN, BOB, TEACHER, rows

RIGHT, WRONG, UNSEEN = (
    f"https://ood.example/canvas?c={Canvas(preset=p).link}" for p in ("hole", "imbalanced", "xor")
)


def hand_in(visitor, exercise, link):
    checked = hand_ins.check(visitor, exercise, link)
    hand_ins.keep(visitor, exercise, checked)
    return checked


@pytest.fixture(autouse=True)
def fresh_pace():
    hand_ins.PACE.clear()


def test_a_browser_has_one_hand_in_of_each_exercise_and_the_last_one_counts(code):
    for link in (WRONG, RIGHT):
        checked = hand_in(ANN, "gap", link)
        assert checked.is_right == (link == RIGHT)
    hand_in(ANN, "unseen-by-softmax", UNSEEN)
    hand_in(BOB, "gap", WRONG)
    found = hand_ins.handed_in(code, TEACHER)
    assert [(one.nickname, one.exercise, one.is_right) for one in found] == [
        ("Bob", "gap", False),
        ("Ann", "unseen-by-softmax", True),
        ("Ann", "gap", True),
    ]
    assert found[2].measured == tuple(one.value for one in checked.measured)
    for one in found:  # what is kept is measured as it was
        again = hand_in("nobody", one.exercise, f"?{one.link}")
        assert again.is_right == one.is_right
    assert len(hand_ins.handed_in(code, TEACHER)) == 3  # "nobody" is in no room


def test_only_the_teacher_reads_what_others_handed_in(code):
    hand_in(ANN, "gap", RIGHT)
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
    hand_in(ANN, "gap", f"https://evil.example/canvas?c={Canvas(preset='hole').link}&x=[")
    (found,) = hand_ins.handed_in(code, TEACHER)
    assert found.link == f"c={Canvas(preset='hole').link}"


def test_a_room_keeps_so_many(code, monkeypatch):
    monkeypatch.setattr(hand_ins, "MOST", 1)
    for link in (WRONG, RIGHT):  # the second takes the place of the first
        hand_in(ANN, "gap", link)
    with pytest.raises(UserError, match="the room keeps 1 at most"):
        hand_in(BOB, "gap", RIGHT)
    assert len(hand_ins.handed_in(code, TEACHER)) == 1


def test_a_browser_has_so_many_links_checked(code, monkeypatch):
    monkeypatch.setattr(hand_ins.PACE, "most", 3)
    for link in (RIGHT, WRONG, "damaged"):  # one that opens nothing counts, too
        with pytest.raises(UserError) if link == "damaged" else nullcontext():
            hand_in(ANN, "gap", link)
    with pytest.raises(UserError, match="3 checked in 10 seconds"):
        hand_in(ANN, "gap", RIGHT)
    hand_in(BOB, "gap", RIGHT)
    assert not hand_ins.mine(ANN)["gap"].is_right and hand_ins.mine(BOB)["gap"].is_right


def test_who_was_taken_out_of_the_room_meanwhile_is_told_so(code, monkeypatch):
    checked, joined = hand_ins.check(ANN, "gap", RIGHT), rooms.joined

    def at_first(visitor):
        """In the room when it is asked, and out of it when it is kept."""
        found = joined(visitor)
        rooms.leave(visitor)
        return found

    monkeypatch.setattr(rooms, "joined", at_first)
    with pytest.raises(UserError, match="not in the room any more"):
        hand_ins.keep(ANN, "gap", checked)
    assert hand_ins.handed_in(code, TEACHER) == []


def test_what_was_handed_in_is_gone_with_its_room(code):
    for exercise in ("gap", "unseen-by-softmax"):
        hand_in(ANN, exercise, RIGHT)
    rooms.end(code, TEACHER)
    assert len(hand_ins.handed_in(code, TEACHER)) == 2
    hand_in(ANN, "gap", RIGHT)  # checked, and kept nowhere
    assert len(hand_ins.handed_in(code, TEACHER)) == 2
    rooms.delete(code, TEACHER)
    assert rows("room_hand_in") == []
