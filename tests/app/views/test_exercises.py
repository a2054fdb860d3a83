"""The page of exercises, and the table of what a class has handed in."""

import csv
import io
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.blocks import exercises, exercises_words
from app.blocks.navigation import LESSONS
from app.server import hand_ins, rooms
from app.text import APP, say
from app.views.exercises import words
from app.views.room import export, handed_in
from app.views.room import words as room_words
from ood_core.canvas.canvas import Canvas
from ood_core.exercises import EXERCISES, Measured, Want
from ood_core.exercises.measures import MEASURES
from tests.app import pseudo
from tests.app.visitors import ANN, BOB, TEACHER, opened, visitor

RIGHT, WRONG = (
    f"https://ood.example/canvas?c={Canvas(preset=p).link}" for p in ("hole", "imbalanced")
)
PARTS = [*LESSONS, "plans", "exam"]
PASSAGES = APP / "views" / "exercises"


def said(at: AppTest) -> str:
    kinds = (*at.title, *at.header, *at.markdown, *at.caption, *at.success, *at.warning, *at.error)
    return "\n".join(one.value for one in kinds)


def hand_in(at: AppTest, exercise: str, link: str) -> AppTest:
    at.text_input(key=f"link:{exercise}").set_value(link)
    at.button(key=f"check:{exercise}").click().run()
    assert not at.exception
    return at


def kept(cookie: str, link: str) -> None:
    hand_ins.keep(visitor(cookie), "gap", hand_ins.check(visitor(cookie), "gap", link))


@pytest.fixture(autouse=True)
def fresh_pace():
    hand_ins.PACE.clear()


@pytest.fixture
def code():
    """A room with two students, one of whom has a nickname."""
    made = rooms.open_room(visitor(TEACHER))
    rooms.join(made, visitor(ANN), "*Ann*")
    rooms.join(made, visitor(BOB))
    return made


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_said(part, monkeypatch):
    pseudo.speak(monkeypatch)
    at = opened(ANN, "exercises", sheet=part)
    assert at.query_params["sheet"] == part and not pseudo.left(at)


def test_each_worksheet_tells_what_is_measured_with_its_bounds():
    at = opened(ANN, "exercises", sheet="energy")
    text = said(at)
    for name, exercise in EXERCISES.items():
        assert (exercises.title(name) in text) == (exercise.lesson == "energy")
    assert "AUROC of Energy on the held-out ring, by its own score: at least 99%" in text
    assert "(Energy) on the held-out ring, by the max softmax: from 35% to 65%" in text
    assert "the presets “Lee” change it): 0" in text and "at least +9" in text
    assert "a quarter of the points that you draw: at least 40" in text
    assert exercises.wanted(Want("outliers", least=1, most=30)).endswith("from 1 to 30")


def test_a_link_is_checked_without_a_room_and_stays_told():
    at = hand_in(opened(ANN, "exercises", sheet="confident-gan"), "gap", WRONG)
    assert [box.value.splitlines()[0] for box in at.warning] == ["**Not yet**"]
    assert ":material/close: AUROC of Boundary GAN" in at.warning[0].value
    assert "**98.3%** (wanted: at most 90%)" in at.warning[0].value
    assert not hand_in(at, "gap", RIGHT).warning and "**Right**" in at.run().success[0].value
    hand_in(at, "threshold", "https://ood.example")
    assert "no link to a canvas" in at.error[0].value and at.success
    bounds = {"n": hand_ins.PACE.most, "seconds": hand_ins.PACE.seconds}
    assert say(words.PACE, **bounds) in [one.value for one in at.caption]


def test_what_was_measured_is_told_also_where_it_could_not_be_kept(code, monkeypatch):
    monkeypatch.setattr(hand_ins, "MOST", 0)
    ann = hand_in(opened(ANN, "exercises", sheet="confident-gan"), "gap", RIGHT)
    assert "**Right**" in ann.success[0].value and "Nothing was handed in" in ann.error[0].value
    assert not hand_ins.mine(visitor(ANN))


def test_a_class_that_sits_the_exam_has_no_answers_and_its_teacher_has(code):
    def has_answers(at):
        text = "\n".join(one.value for one in at.markdown)
        assert "Twelve questions" in text
        return "Softmax stays" in text

    assert not has_answers(opened(ANN, "exercises", sheet="exam"))
    assert has_answers(opened(TEACHER, "exercises", sheet="exam"))
    rooms.leave(visitor(ANN))
    assert has_answers(opened(ANN, "exercises", sheet="exam"))


def test_a_hand_in_comes_to_the_teachers_table_and_to_nobody_elses(code):
    ann, bob = (opened(one, "exercises", sheet="confident-gan") for one in (ANN, BOB))
    hand_in(ann, "gap", WRONG)
    assert f"Room {code} has [a link](canvas?c=" in said(ann) and "Not yet." in said(ann)
    assert hand_ins.mine(visitor(ANN)) and "has [a link]" not in said(bob.run())
    hand_in(bob, "gap", RIGHT)
    assert "has [a link]" in said(opened(BOB, "exercises", sheet="confident-gan"))  # in a new tab
    student, teacher = opened(ANN, "room"), opened(TEACHER, "room")
    assert not student.get("table") and say(words.TITLE) not in said(teacher)
    assert say(room_words.HANDED_IN, n=2, right=1) in said(teacher)


def test_the_table_and_the_file_have_what_was_measured(code):
    for who, link in ((ANN, WRONG), (BOB, RIGHT)):
        kept(who, link)
    found = hand_ins.handed_in(code, visitor(TEACHER))
    bob, ann = map(handed_in._row, found)
    title = exercises.title("gap")
    measured = [
        "changed settings 0",
        "test points 240",
        "AUROC of Boundary GAN 78.7%",
        "accuracy of Boundary GAN 100.0%",
        "AUROC of Outlier Exposure 99.5%",
    ]
    assert bob[1:4] == [title, ", ".join(measured), "Right"] and ann[0] == r"\*Ann\*"
    assert re.findall(r"\*\*(.+?)\*\*", ann[2]) == ["AUROC of Boundary GAN 98.3%"]
    assert re.fullmatch(r"\[open\]\(canvas\?c=[\w-]+\)", ann[4]) and ann[3] == "Not yet"
    rows = list(
        csv.DictReader(
            io.StringIO(export.hand_ins(found, "https://ood.example/room").decode("utf-8-sig"))
        )
    )
    assert [row["right"] for row in rows] == ["1", "0"]
    assert "auroc confident-gan 0.983" in rows[1]["measured"]
    assert rows[1]["link"].removeprefix("https://ood.example/") in ann[4]
    assert rows[1]["link"] == WRONG
    assert rows[1]["anonymous_id"] == found[1].anonymous and "Ann" not in str(rows)


def test_nothing_of_the_table_is_left_in_english(code, monkeypatch):
    for who, nickname in ((ANN, "앤"), (BOB, "밥")):  # an identifier may look like a word
        rooms.join(code, visitor(who), nickname)
    kept(ANN, WRONG)
    pseudo.speak(monkeypatch)
    at = opened(TEACHER, "room")
    left = {text for text in pseudo.left(at) if code not in text}
    assert not left, left
    (row,) = map(handed_in._row, hand_ins.handed_in(code, visitor(TEACHER)))
    assert not pseudo.plain(" ".join(row))
    ann = hand_in(opened(ANN, "exercises", sheet="confident-gan"), "gap", RIGHT)
    left = {text for text in pseudo.left(ann) if code not in text}
    assert not left, left


def test_every_exercise_and_measure_has_its_words_and_its_worksheet():
    assert list(exercises_words.TITLES) == list(EXERCISES)
    assert list(exercises_words.MEASURES) == list(exercises_words.SHORT) == list(MEASURES)
    texts = {path.name for path in PASSAGES.glob("*.md")}
    named = [*EXERCISES, "plan-50", "plan-180", "exam", "exam-answers"]
    assert texts == {f"{name}.{language}.md" for name in named for language in ("en", "ko")}


def test_a_number_is_said_by_its_unit_with_its_bounds():
    of = "energy"
    assert exercises.number(Want("auroc", of), 0.8) == "80.0%"
    assert exercises.number(Want("outliers"), 30) == "30"
    assert exercises.number(Want("behind"), 0.113) == "+11.3"
    assert exercises.number(Want("behind"), -0.028) == "\N{MINUS SIGN}2.8"
    assert exercises.wanted(Want("outliers", least=1, most=30)).endswith("from 1 to 30")
    one = Measured(Want("accuracy", of, least=0.95), 0.949)
    assert exercises.measured(one).endswith("**94.9%** (wanted: at least 95%)")
    assert exercises.in_short(one) == "**accuracy of Energy 94.9%**"
    assert exercises.in_short(one._replace(value=0.95)) == "accuracy of Energy 95.0%"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_plans_take_as_long_as_they_say_and_every_question_has_its_answer(language):
    for minutes in (50, 180):
        text = (PASSAGES / f"plan-{minutes}.{language}.md").read_text("utf-8")
        assert sum(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE))) == minutes
    for name in ("exam", "exam-answers"):
        text = (PASSAGES / f"{name}.{language}.md").read_text("utf-8")
        assert re.findall(r"^(\d+)\. ", text, re.MULTILINE) == [str(n) for n in range(1, 13)]
        if name == "exam-answers":  # each tells the parts of the app that answer it
            assert len(re.findall(r"\*[^*]+\*$", text, re.MULTILINE)) == 12


def test_a_teacher_finds_the_page_from_start_here_and_from_the_room():
    home = opened(ANN, "home")
    home.button(key="exercises").click().run()
    assert say(words.TITLE) in [one.value for one in home.title]
    links = [one.proto.label for one in opened(ANN, "room").get("page_link")]
    assert say(room_words.EXERCISES) in links
