"""A room: its teacher's page, and what its students see on every page."""

import csv
import io
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.blocks import course, room_words
from app.blocks import room as blocks_room
from app.blocks.navigation import PAGES, script
from app.server import room_votes, rooms
from app.text import say, say_each
from app.views.lessons.confident_gan import words as _gan  # noqa: F401  it brings its questions
from app.views.lessons.csi import words as _csi  # noqa: F401
from app.views.lessons.energy import words as energy
from app.views.lessons.outlier_exposure import words as _exposure  # noqa: F401
from app.views.overview import words as overview
from app.views.room import entrance, export, tally, words
from ood_core.errors import UserError
from tests.app import pseudo
from tests.app.test_pages import MAIN
from tests.app.visitors import ANN, BOB, TEACHER, opened, visitor

QUESTION = "box"  # of the overview
GUESSES = say_each(overview.GUESSES)


@pytest.fixture(autouse=True)
def fresh_pace():
    room_votes.PACE.clear()


def said(at: AppTest) -> str:
    found = [*at.title, *at.header, *at.markdown, *at.caption, *at.info, *at.warning]
    return " ".join(one.value for one in found)


def bars(at: AppTest) -> list[str]:
    return [one.proto.text for one in at.get("progress")]


@pytest.fixture(autouse=True)
def own_address(monkeypatch):
    """Of a browser: an AppTest has none."""
    monkeypatch.setattr(entrance, "address", lambda: "10.0.0.1")


@pytest.fixture
def room(folders):
    """A teacher at a room's page, and the code."""
    at = opened(TEACHER, "room")
    at.button(key="room:open").click().run()
    assert not at.exception
    return at, rooms.taught(visitor(TEACHER))[0].code


def at_question(code: str) -> None:
    rooms.move(code, visitor(TEACHER), "overview", QUESTION)


def test_answers_are_counted_live_and_held_back_until_the_reveal(room):
    teacher, code = room
    assert code in said(teacher) and say(words.NO_QUESTION) in said(teacher)
    teacher.selectbox(key="room:page:0").select("overview").run()
    teacher.selectbox(key="room:question:1:overview").select(QUESTION).run()
    assert tally.asked(QUESTION) in said(teacher) and bars(teacher) == [*GUESSES]
    ann, bob = (opened(cookie, "overview", room=code) for cookie in (ANN, BOB))
    assert "room" not in ann.query_params and "the class is here" in said(ann)
    ann.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[2]).run()
    bob.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[0]).run()
    assert say(room_words.HELD) in said(ann) and say(overview.POST_HOC) not in said(ann)
    assert "You and the others" not in said(ann) and "Right" not in said(ann)
    teacher.run()
    assert say(words.HAVE_ANSWERED, n=2, all=2) in said(teacher) and bars(teacher) == [*GUESSES]
    teacher.button(key="room:reveal").click().run()
    told = [say(words.BAR, option=o, n=n) for o, n in zip(GUESSES, (1, 0, 1), strict=True)]
    assert bars(teacher) == told
    assert say(overview.POST_HOC) in said(ann.run()) and "**Right.**" in said(ann)
    shares = f"“{GUESSES[0]}” 1, “{GUESSES[2]}” 1"
    assert say(room_words.ANSWERED, shares=shares) in said(ann)
    bob.run().segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[2]).run()
    assert bars(teacher.run())[2] == say(words.BAR_CHANGED, option=GUESSES[2], n=2, before=1)
    teacher.button(key="room:reset").click().run()
    assert say(words.HAVE_ANSWERED, n=0, all=2) in said(teacher)
    assert ann.run().segmented_control(key=f"guess:{QUESTION}").value is None
    assert not teacher.exception and not ann.exception and not bob.exception


def test_an_answer_from_before_the_class_came_is_counted_when_it_comes(room):
    _, code = room
    ann = opened(ANN, "overview")
    ann.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[1]).run()
    rooms.join(code, visitor(ANN))
    at_question(code)
    assert say(room_words.HELD) in said(ann.run())
    assert room_votes.tally(code, QUESTION, visitor(TEACHER)).now == {"1": 1}


def test_a_led_page_follows_each_move_and_otherwise_a_button_offers_to(room):
    teacher, code = room
    ann = opened(ANN, "tug_of_war", room=code)
    rooms.move(code, visitor(TEACHER), "overview")
    ann.run()
    assert ann.title[0].value == say(PAGES["tug_of_war"].title) or say(overview.TITLE) not in said(
        ann
    )
    assert ann.button(key="room-go").label.endswith(say(PAGES["overview"].title))
    teacher.run().toggle(key="room:lead:False").set_value(True).run()
    assert say(overview.TITLE) in said(ann.run()) and say(room_words.IS_LED) in said(ann)
    ann.switch_page(script("tug_of_war")).run()
    assert say(overview.TITLE) not in said(ann)  # may look elsewhere until the class moves on
    rooms.move(code, visitor(TEACHER), "overview", QUESTION)
    assert say(overview.TITLE) in said(ann.run())


def test_what_is_locked_says_so(room):
    teacher, code = room
    me = visitor(TEACHER)
    ann = opened(ANN, "energy", room=code)
    assert ann.segmented_control(key="guess:energy:constant")
    rooms.move(code, me, "energy", "energy:constant", ("energy", "energy:constant"))
    teacher.run().pills(key="room:locks:").set_value([*say_each(room_words.LOCKS).values()]).run()
    assert rooms.room(code).locks == {*rooms.LOCKS}
    ann.run()
    assert say(room_words.LATER) in said(ann)
    keys = [one.key for one in ann.segmented_control if one.key.startswith("guess:")]
    assert keys == ["guess:energy:constant"]
    button = next(one for one in ann.button if one.key and one.key.endswith("energy:train"))
    button.click().run()
    assert say(room_words.IS_LOCKED["training"]) in " ".join(one.value for one in ann.error)
    ann.switch_page(script("csi")).run()
    assert [one.value for one in ann.info] == [say(room_words.LATER)]
    for page in ("your_data", "images"):
        ann.switch_page(script(page)).run()
        assert not ann.exception
    ann.switch_page(script("your_data")).run()
    assert say(room_words.IS_LOCKED["uploads"]) in said(ann) and not ann.get("file_uploader")
    rooms.lock(code, me, [])
    assert say(room_words.IS_LOCKED["uploads"]) not in said(ann.run())
    assert ann.get("file_uploader")


def test_a_flood_of_answers_is_refused_and_the_page_shows_what_counts(room, monkeypatch):
    _, code = room
    monkeypatch.setattr(room_votes.PACE, "most", 1)
    at_question(code)
    ann = opened(ANN, "overview", room=code)
    ann.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[0]).run()
    ann.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[1]).run()
    assert "This answer was not counted" in said(ann)
    assert ann.segmented_control(key=f"guess:{QUESTION}").value == "0"
    assert room_votes.tally(code, QUESTION, visitor(TEACHER)).now == {"0": 1}


def awaited():
    from app.blocks import lesson

    lesson.show(lambda: lesson.predict("shape", "Up or down?", ("up", "down")))
    lesson.has_answered("shape")


def test_a_first_answer_that_is_refused_says_why(room, monkeypatch):
    monkeypatch.setattr(room_votes.PACE, "most", 0)
    rooms.join(room[1], visitor(ANN))
    at = AppTest.from_function(awaited, default_timeout=30)
    at.session_state["visitor"] = ANN
    at.run().segmented_control(key="guess:shape").set_value("up").run()
    assert "This answer was not counted" in said(at)


def test_students_join_by_code_with_a_name_and_leave(room):
    teacher, code = room
    ann = opened(ANN, "room")
    ann.text_input(key="room:code").set_value("ZZZZZZ")
    ann.button(key="room:enter").click().run()
    assert "There is no room" in said(ann)
    ann.text_input(key="room:code").set_value(f" {code.lower()} ")
    ann.text_input(key="room:name").set_value("*Ann*")
    ann.button(key="room:enter").click().run()
    assert say(words.INSIDE, code=code) in said(ann)
    assert r"\*Ann\*" in said(teacher.run())
    ann.button(key="room:leave").click().run()
    assert say(words.JOIN) in said(ann) and say(words.NOBODY) in said(teacher.run())


def test_a_teachers_link_is_taken_once_and_leaves_the_address(room):
    _, code = room
    token = rooms.new_link(code, visitor(TEACHER))
    bob = opened(BOB, "room", room=code, teach=token)
    assert bob.button(key="room:end") and not {"room", "teach"} & {*bob.query_params}
    ann = opened(ANN, "room", room=code, teach=token)
    assert "not valid" in said(ann) and not rooms.teaches(code, visitor(ANN))
    assert rooms.joined(visitor(ANN)) is None


def test_a_teacher_who_tries_the_link_leaves_it_for_somebody_else(room):
    _, code = room
    token = rooms.new_link(code, visitor(TEACHER))
    assert not opened(TEACHER, "room", room=code, teach=token).warning
    opened(BOB, "room", room=code, teach=token)
    assert rooms.teaches(code, visitor(BOB))


def projected(drawn_by):
    from app.views.room import tally

    tally.live(drawn_by)


def test_the_projector_follows_what_is_done_elsewhere(room, monkeypatch):
    """The part that is drawn again and again asks for the whole page, once for each change."""
    _, code = room
    me, reruns = visitor(TEACHER), []

    def rerun():
        reruns.append(code)
        st.stop()

    monkeypatch.setattr(st, "rerun", rerun)
    for change in (
        lambda: at_question(code),
        lambda: rooms.set_time(code, me, 3),
        lambda: rooms.reveal(code, me, QUESTION),
        lambda: rooms.end(code, me),
    ):
        at = AppTest.from_function(projected, args=(rooms.room(code),), default_timeout=30)
        at.session_state["visitor"] = TEACHER
        assert not at.run().exception and not reruns
        change()
        assert not at.run().exception and reruns
        reruns.clear()


def test_a_teacher_goes_through_the_pages_and_brings_the_class(room):
    _, code = room
    at = opened(TEACHER, "overview", room=code)  # by the students' link, say
    assert rooms.joined(visitor(TEACHER)) is None and say(room_words.TEACHES, code=code) in said(at)
    at.button(key="room-bring").click().run()
    assert rooms.room(code).page == "overview" and say(room_words.IS_HERE) in said(at)


@pytest.mark.parametrize("page", PAGES)
def test_the_teachers_page_says_where_the_class_is_on_every_page(room, page):
    rooms.move(room[1], visitor(TEACHER), page)
    (where,) = [one for one in opened(TEACHER, "room").selectbox if "room:page" in one.key]
    assert where.value == (page if page != "room" else None)


def test_nothing_is_left_in_english(room, monkeypatch):
    """On the teacher's page, on a student's, and where something is locked."""
    _, code = room
    at_question(code)
    rooms.set_time(code, visitor(TEACHER), 5)
    rooms.lead(code, visitor(TEACHER), True)
    pseudo.speak(monkeypatch)
    ann, bob = opened(ANN, "overview", room=code), opened(BOB, "room", room=code)
    for one, name in ((ANN, "앤"), (BOB, "밥")):
        rooms.join(code, visitor(one), name)
    teacher = opened(TEACHER, "room")
    room_votes.vote(visitor(ANN), QUESTION, "1")
    rooms.lock(code, visitor(TEACHER), [*rooms.LOCKS])
    for reveals in (False, True):
        if reveals:
            rooms.reveal(code, visitor(TEACHER), QUESTION)
            room_votes.vote(visitor(ANN), QUESTION, "2")
        for at in (teacher, ann, bob):
            assert not at.run().exception
            left = {text for text in pseudo.left(at) if code not in text}
            assert not left, left
    rooms.end(code, visitor(TEACHER))
    assert not {text for text in pseudo.left(teacher.run()) if code not in text}


def test_a_room_ends_and_is_deleted(room):
    teacher, code = room
    ann = opened(ANN, "overview", room=code)
    teacher.button(key="room:end").click().run()
    assert not teacher.exception and code not in said(ann.run())
    teacher.button(key="room:delete").click().run()
    assert rooms.room(code) is None and say(words.TITLE) in said(teacher)


def test_what_a_class_had_reached_stays_open_and_nothing_is_before_it_begins(room):
    _, code = room
    me = visitor(TEACHER)
    rooms.lock(code, me, ["later"])
    ann = opened(ANN, "energy", room=code)
    assert [one.value for one in ann.info] == [say(room_words.LATER)]
    teacher = opened(TEACHER, "energy")
    teacher.button(key="room-bring").click().run()
    teacher.switch_page(script("overview")).run().button(key="room-bring").click().run()
    assert rooms.room(code).page == "overview" and rooms.room(code).reached == ("energy", "")
    assert say(energy.TITLE) in said(ann.run()) and say(room_words.LATER) not in said(ann)


def test_who_asks_again_to_be_brought_there_is_brought_again(room):
    _, code = room
    at_question(code)
    ann = opened(ANN, "energy", room=code)
    moved = []
    for _ in range(2):
        ann.switch_page(script("energy")).run().button(key="room-go").click().run()
        moved += [one.proto.body for one in ann.get("html") if "moved =" in one.proto.body]
    assert len(moved) == 2 and moved[0] != moved[1]


def test_an_answer_waits_no_more_once_the_class_is_elsewhere(room):
    _, code = room
    at_question(code)
    waits = rooms.room(code)
    rooms.move(code, visitor(TEACHER), "lab")
    moved = rooms.room(code)
    assert blocks_room._shapes(waits, "overview") != blocks_room._shapes(moved, "overview")
    assert blocks_room._shapes(waits, "energy") == blocks_room._shapes(moved, "energy")


def test_whoever_taught_a_room_joins_another_one_and_leaves_it(room):
    _, code = room
    rooms.end(rooms.open_room(visitor(ANN)), visitor(ANN))
    ann = opened(ANN, "room")
    ann.text_input(key="room:code").set_value(code)
    ann.button(key="room:enter").click().run()
    assert say(words.INSIDE, code=code) in said(ann) and ann.button(key="room:delete")
    ann.button(key="room:leave").click().run()
    assert rooms.joined(visitor(ANN)) is None
    ann.button(key="room:open").click().run()
    assert not ann.exception and ann.button(key="room:end")


def test_what_the_server_cannot_keep_is_tried_once_and_said(room, monkeypatch):
    teacher, _ = room
    tried = []

    def refused(*arguments, **named):
        tried.append(arguments)
        assert len(tried) < 5
        raise UserError("error.room.not_kept", "The server could not keep this.")

    for name in ("move", "lead", "lock"):
        monkeypatch.setattr(rooms, name, refused)
    teacher.selectbox(key="room:page:0").select("overview").run()
    assert len(tried) == 1 and "could not keep" in said(teacher) and not teacher.exception
    teacher.selectbox(key="room:page:0").select(None)
    teacher.toggle(key="room:lead:False").set_value(True)
    teacher.run()
    assert len(tried) == 2 and not teacher.exception


def test_whoever_is_in_no_room_notices_nothing(room):
    at = opened(ANN, "overview")
    assert not any((one.key or "").startswith("room") for one in at.button)
    assert room[1] not in said(at)
    at.segmented_control(key=f"guess:{QUESTION}").set_value(GUESSES[2]).run()
    assert "**Right.**" in said(at)


def test_the_table_has_a_row_for_each_option_that_a_browser_chose():
    answers = [
        room_votes.Answer("energy:noise", "0", "before", 1e9, "a1"),
        room_votes.Answer("energy:noise", "1", "before", 1e9 + 1, "b2"),
        room_votes.Answer("energy:noise", "1", "after", 1e9 + 2, "a1"),
        room_votes.Answer("surest", "2", "before", 1e9 + 3, "b2"),
        room_votes.Answer("energy:noise", "9", "before", 1e9 + 4, "c3"),
        room_votes.Answer("energy:noise", "odd", "before", 1e9 + 4, "d4"),
    ]
    first, second, _ = said = say_each(energy.NOISE_GUESSES)
    text = export.table(answers, {"energy:noise"}, {"energy:noise": said}).decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(text))] == [
        [*export.HEAD],
        ["energy:noise", first, "1", "0", "2001-09-09T01:46:40+00:00", "a1"],
        ["energy:noise", second, "1", "1", "2001-09-09T01:46:41+00:00", "b2"],
        ["energy:noise", second, "0", "1", "2001-09-09T01:46:42+00:00", "a1"],
        ["surest", "2", "1", "0", "2001-09-09T01:46:43+00:00", "b2"],
        ["energy:noise", "9", "1", "1", "2001-09-09T01:46:44+00:00", "c3"],
        ["energy:noise", "odd", "1", "1", "2001-09-09T01:46:44+00:00", "d4"],
    ]


def test_of_a_room_that_was_deleted_meanwhile_the_table_has_its_head(room, monkeypatch):
    teacher, code = room

    def deleted(label, table, *others, **more):
        rooms.delete(code, visitor(TEACHER))
        st.text(table().decode("utf-8-sig"))

    monkeypatch.setattr(st, "download_button", deleted)
    teacher.run()
    assert ",".join(export.HEAD) in [one.value.strip() for one in teacher.text]


def test_every_question_of_the_course_has_the_words_that_its_page_asks_with():
    asked = {name for questions in course.QUESTIONS.values() for name in questions}
    assert course.WORDS.keys() == asked
    code = [path.read_text() for path in (Path(MAIN).parent / "views").rglob("*.py")]
    for name, (_, options) in course.WORDS.items():
        assert any(f'lesson.predict("{name}"' in text for text in code), name
        assert (course.RIGHT[name] or 0) < len(options) and not set("{}") & {*tally.asked(name)}


def test_without_its_teacher_a_room_is_not_steered_from_a_page(room):
    """A student's session has no control that steers; and what steers asks who it is."""
    _, code = room
    ann = opened(ANN, "room", room=code)
    keys = {one.key for one in [*ann.button, *ann.toggle, *ann.pills, *ann.selectbox]}
    steering = ("room:reveal", "room:reset", "room:end", "room:lead", "room:locks", "room:time")
    assert not [key for key in keys if (key or "").startswith(steering)]
    with pytest.raises(UserError):
        rooms.reveal(code, visitor(ANN), QUESTION)
