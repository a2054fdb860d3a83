"""Rooms: who steers, who is counted, what is refused, and what is left when it is deleted."""

import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.server import room_votes, rooms, store
from ood_core import paths
from ood_core.errors import UserError
from tests.app.server.conftest import ANN, BOB, TEACHER, rows


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch):
    room_votes.PACE.clear()


def test_a_code_has_four_letters_that_none_is_mistaken_for(code):
    assert len(code) == 4 and not set(code) & set("AEIOULQV0158")
    assert rooms.room(code).is_open and rooms.room("XXXX" if code != "XXXX" else "YYYY") is None


def test_a_browser_is_counted_once_for_each_question_and_both_rounds(code):
    for name, option in ((ANN, "0"), (BOB, "0"), (ANN, "1"), (ANN, "1")):
        room_votes.vote(name, "q", option)
    room_votes.vote("nobody", "q", "1")  # is in no room
    assert room_votes.tally(code, "q", TEACHER).now == {"1": 1, "0": 1}
    rooms.reveal(code, TEACHER, "q")
    room_votes.vote(BOB, "q", "2")
    room_votes.vote(BOB, "q", "1")
    assert room_votes.tally(code, "q", TEACHER) == (Counter({"1": 1, "0": 1}), Counter({"1": 2}))
    room_votes.withdraw(BOB, "q")
    assert room_votes.tally(code, "q", TEACHER).now == {"1": 1, "0": 1}
    assert not room_votes.has_voted(BOB, "other") and room_votes.has_voted(BOB, "q")


def test_whoever_does_not_teach_the_room_steers_nothing_and_reads_no_votes(code):
    room_votes.vote(ANN, "q", "0")
    before = rooms.room(code)
    for attempt in (
        lambda by: rooms.lead(code, by, True),
        lambda by: rooms.move(code, by, "energy"),
        lambda by: rooms.lock(code, by, ["training"]),
        lambda by: rooms.set_time(code, by, 3),
        lambda by: rooms.reveal(code, by, "q"),
        lambda by: rooms.reset(code, by, "q"),
        lambda by: room_votes.tally(code, "q", by),
        lambda by: room_votes.answers(code, by),
        lambda by: rooms.members(code, by),
        lambda by: rooms.new_link(code, by),
        lambda by: rooms.end(code, by),
        lambda by: rooms.delete(code, by),
    ):
        for stranger in (ANN, "nobody", "", rooms.open_room("other teacher")):
            with pytest.raises(UserError, match="Only the teacher"):
                attempt(stranger)
        rooms.delete(rooms.taught("other teacher")[0].code, "other teacher")
    assert rooms.room(code) == before and room_votes.tally(code, "q", TEACHER).now == {"0": 1}
    rooms.reveal(code, TEACHER, "q")
    assert room_votes.tally(code, "q", ANN).now == {"0": 1}  # everybody may now


def test_a_teachers_link_works_once_and_is_kept_as_a_hash(code):
    void, token = rooms.new_link(code, TEACHER), rooms.new_link(code, TEACHER)
    assert token not in str(rows())
    for wrong in (void, "", token[:-1], token + "x", "\x00", "한"):
        with pytest.raises(UserError, match="not valid"):
            rooms.take_over(code, wrong, BOB)
    other = rooms.open_room(TEACHER)
    room_votes.vote(BOB, "q", "0")
    rooms.join(other, BOB)
    rooms.take_over(code, token, BOB)
    assert rooms.teaches(code, BOB) and rooms.joined(BOB) is None
    assert len(room_votes.answers(code, TEACHER)) == 1  # his, from when he was a student
    for again in (token, ""):
        with pytest.raises(UserError, match="not valid"):
            rooms.take_over(code, again, ANN)
    assert not rooms.teaches(code, ANN)


def test_a_browser_is_in_one_room_and_leaves_it(code):
    other = rooms.open_room(TEACHER)
    room_votes.vote(ANN, "q", "0")
    rooms.join(other.lower(), ANN)
    room_votes.vote(ANN, "q", "1")
    assert rooms.joined(ANN).code == other and rooms.count(code, "q") == 2
    assert rooms.count(code, "other") == 1
    assert room_votes.tally(code, "q", TEACHER).now == {"0": 1}
    assert room_votes.tally(other, "q", TEACHER).now == {"1": 1}
    rooms.leave(ANN)
    room_votes.vote(ANN, "q", "2")
    assert rooms.joined(ANN) is None and room_votes.tally(other, "q", TEACHER).now == {"1": 1}
    rooms.join(code, ANN)  # by the link, without a name: the one it had stays
    assert [one.nickname for one in rooms.members(code, TEACHER)] == ["Ann", "Bob"]


@pytest.mark.parametrize("name", ["x" * 25, "a\x00b", "a\u202eb"])
def test_a_nickname_is_short_and_is_text(code, name):
    with pytest.raises(UserError):
        rooms.join(code, "cid", name)
    assert rooms.joined("cid") is None


@pytest.mark.parametrize("wrong", ["", "XX", "'; DROP TABLE room; --", "ΩΩΩΩ", "bcd\x00"])
def test_a_code_that_is_none_is_said(wrong):
    with pytest.raises(UserError, match="There is no room"):
        rooms.join(wrong, ANN)


def test_rooms_members_and_votes_have_their_bounds(code, monkeypatch):
    monkeypatch.setattr(rooms, "MEMBERS", 2)
    with pytest.raises(UserError, match="full"):
        rooms.join(code, "cid")
    rooms.join(code, ANN, "Anna")  # is in it already
    for _ in range(rooms.ROOMS_EACH - 1):
        rooms.open_room(TEACHER)
    with pytest.raises(UserError, match="rooms enough"):
        rooms.open_room(TEACHER)
    monkeypatch.setattr(rooms, "ROOMS", rooms.ROOMS_EACH)
    with pytest.raises(UserError, match="rooms enough"):
        rooms.open_room(BOB)
    other = rooms.taught(TEACHER)[0].code
    rooms.join(other, "cid")
    with pytest.raises(UserError, match="full"):
        rooms.join(code, "cid")
    assert rooms.joined("cid").code == other
    rooms.leave(BOB)
    rooms.join(code, "cid")
    assert [one.visitor for one in rooms.members(code, TEACHER)] == [ANN, "cid"]
    rooms.join(other, BOB)
    rooms.end(other, TEACHER)
    assert rooms.room(rooms.open_room("dan")) and rooms.room(other) is None  # it makes room
    room_votes.PACE.clear()
    for i in range(room_votes.PACE.most):
        room_votes.vote(ANN, f"q{i}", "0")
    with pytest.raises(UserError, match="not counted"):
        room_votes.vote(ANN, "one more", "0")
    room_votes.vote("cid", "one more", "0")
    assert room_votes.tally(code, "one more", TEACHER).now == {"0": 1}


def test_a_question_is_asked_again(code):
    for name in (ANN, BOB):
        store.here().answer(name, "q", "0")
        room_votes.vote(name, "q", "0")
    store.here().answer("nobody", "q", "0")
    room_votes.vote(ANN, "other", "0")
    rooms.join(code, "cid")
    store.here().answer("cid", "q", "1")
    room_votes.vote("cid", "q", "1")
    rooms.leave("cid")
    rooms.reveal(code, TEACHER, "q")
    rooms.reset(code, TEACHER, "q")
    assert not room_votes.tally(code, "q", TEACHER).now and "q" not in rooms.room(code).revealed
    assert room_votes.tally(code, "other", TEACHER).now == {"0": 1}
    assert store.here().count("q") == {"0": 1, "1": 1}  # of those who are not in the room


def test_one_address_has_so_many_open_rooms(monkeypatch):
    monkeypatch.setattr(rooms, "ROOMS_FROM", 1)
    first = rooms.open_room(ANN, "10.0.0.1")
    with pytest.raises(UserError, match="your address"):
        rooms.open_room(BOB, "10.0.0.1")
    for name, place in ((BOB, "10.0.0.2"), ("cid", ""), ("dan", "")):
        rooms.open_room(name, place)
    rooms.end(first, ANN)
    rooms.open_room(BOB, "10.0.0.1")
    rooms.delete(first, ANN)
    assert len(store.here().made_from("room", "10.0.0.1")) == 1


def test_nobody_reads_elsewhere_what_a_room_has_not_revealed(code):
    for name, option in ((ANN, "0"), ("nobody", "1")):
        store.here().answer(name, "q", option)
    assert store.here().count("q") == {"0": 1, "1": 1}
    room_votes.vote(ANN, "q", "0")
    assert store.here().count("q") == {"1": 1}
    rooms.reveal(code, TEACHER, "q")
    assert store.here().count("q") == {"0": 1, "1": 1}
    room_votes.vote(ANN, "other", "0")
    store.here().answer(ANN, "other", "0")
    assert not store.here().count("other")
    rooms.end(code, TEACHER)
    assert store.here().count("other") == {"0": 1}


def test_where_the_class_has_been_stays_open_and_its_time_ends_with_a_move(code):
    rooms.set_time(code, TEACHER, 3)
    rooms.move(code, TEACHER, "energy", "energy:noise", ("energy", "energy:noise"))
    rooms.move(code, TEACHER, "lab")
    here = rooms.room(code)
    assert (here.page, here.question, here.until) == ("lab", "", 0)
    assert here.reached == ("energy", "energy:noise")


def test_whoever_teaches_no_more_when_it_is_written_changes_nothing(code, monkeypatch):
    room_votes.vote(ANN, "q", "0")
    monkeypatch.setattr(rooms, "check_teacher", lambda code, by: None)  # they taught it until now
    for steer in (rooms.reveal, rooms.reset):
        with pytest.raises(UserError, match="ended"):
            steer(code, BOB, "q")
    assert "q" not in rooms.room(code).revealed
    assert room_votes.tally(code, "q", TEACHER).now == {"0": 1}


def test_a_teachers_link_ends_with_the_room(code):
    token = rooms.new_link(code, TEACHER)
    rooms.end(code, TEACHER)
    with pytest.raises(UserError, match="not valid"):
        rooms.take_over(code, token, ANN)


def test_a_room_ends_by_its_teacher_or_by_time_and_is_deleted_with_its_data(code, monkeypatch):
    room_votes.vote(ANN, "q", "0")
    rooms.reveal(code, TEACHER, "q")
    rooms.end(code, TEACHER)
    assert rooms.joined(ANN) is None and not rooms.room(code).is_open
    with pytest.raises(UserError, match="ended"):
        rooms.reset(code, TEACHER, "q")
    with pytest.raises(UserError, match="ended"):
        rooms.join(code, "cid")
    assert len(room_votes.answers(code, TEACHER)) == 1  # for the export
    rooms.delete(code, TEACHER)
    late = rooms.open_room(TEACHER)
    rooms.join(late, ANN)
    now = rooms.time.time()
    monkeypatch.setattr(rooms.time, "time", lambda: now + rooms.LASTS + 1)
    assert rooms.joined(ANN) is None
    monkeypatch.setattr(rooms.time, "time", lambda: now + rooms.LASTS + rooms.KEPT + 1)
    last = rooms.open_room(BOB)
    rooms.forget_old()
    assert rows("room_answer", "room_revealed", "room_member") == []
    assert rows("room_teacher") == [(last, BOB)]


def test_without_a_database_nothing_is_counted_in_silence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OODLAB_DATABASE", str(tmp_path / "file" / "lab.sqlite3"))
    with pytest.raises(UserError, match="could not keep"):
        rooms.open_room(TEACHER)


VOTE = """
import sys
from app.server import room_votes
who, last = sys.argv[1], int(sys.argv[2])
room_votes.PACE.most = 10**6
for i in range(last):
    room_votes.vote(who, f"q{i % 40}", str(i % 4))
    print(i, flush=True)
"""


def test_processes_and_threads_vote_at_once(code, monkeypatch):
    command = [sys.executable, "-c", VOTE]
    voters = [
        subprocess.Popen([*command, name, "80"], cwd=paths.ROOT, stdout=-3) for name in (ANN, BOB)
    ]
    names = [f"thread {i}" for i in range(40)]
    for name in names:
        rooms.join(code, name)
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(lambda name: [room_votes.vote(name, "q0", str(i)) for i in range(4)], names)
        )
    assert [voter.wait(60) for voter in voters] == [0, 0]
    assert room_votes.tally(code, "q0", TEACHER).now == {"3": 40, "0": 2}  # 40 = 0 modulo 4


def test_what_was_answered_is_there_after_a_kill(code):
    command = [sys.executable, "-c", VOTE, ANN, "100000"]
    with subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True) as voter:
        for line in voter.stdout:
            if int(line) >= 25:
                break
        voter.send_signal(signal.SIGKILL)
        voter.wait()
    told = {one.question: one.option for one in room_votes.answers(code, TEACHER)}
    assert all(f"q{i}" in told for i in range(26))
    assert all(int(question[1:]) % 4 == int(option) for question, option in told.items())
