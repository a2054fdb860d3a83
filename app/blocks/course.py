"""The course: its pages in order, their questions and length, and how far a visitor has come."""

from collections.abc import Collection
from typing import NamedTuple

from app.blocks.navigation import LESSONS
from app.text import Message

# page -> its questions -> the place of the right answer among the options; None where it depends
QUESTIONS: dict[str, dict[str, int | None]] = {
    "overview": {"box": 2},
    "confident-gan": {"outliers": 1, "failure": 2, "generator": 1, "balance": 1, "effect": 1},
    "outlier-exposure": {"oe-noise": 2, "oe-roles": 1, "oe-fair": 1, "oe-price": None},
    "energy": {
        "energy:constant": 2,
        "energy:surface": 2,
        "energy:scores": 1,
        "energy:noise": 1,
        "energy:wrong": 3,
    },
    "csi": {
        "csi:push": 0,
        "csi:pair": 1,
        "csi:space": 1,
        "csi:oodness": None,
        "csi:turned": 2,
        "csi:turns": 0,
    },
}
PAGES = ("overview", *LESSONS)
RIGHT = {q: place for questions in QUESTIONS.values() for q, place in questions.items()} | {
    "surest": 2  # the puzzle of the first page, which is no part of the course
}
# About so many: all is read, 120 words a minute, and each question takes two (a test counts).
MINUTES = {"overview": 10, "confident-gan": 30, "outlier-exposure": 35, "energy": 30, "csi": 35}
MARKS = {"begun": "\N{CIRCLE WITH UPPER RIGHT QUADRANT BLACK}", "done": "\N{CHECK MARK}"}

PLACES = [(page, question) for page in PAGES for question in ("", *QUESTIONS[page])]  # in order


class Words(NamedTuple):
    """A question of the course, as its page asks it."""

    question: Message
    options: tuple[Message, ...]


WORDS: dict[str, Words] = {}  # question -> its words; a page's `words.py` brings those of its own


def asks(questions: dict[str, tuple[Message, tuple[Message, ...]]]) -> None:
    """These questions are a page's. A server reads all pages' words before it answers."""
    WORDS.update({name: Words(*words) for name, words in questions.items()})


def page_of(question: str) -> str:
    """ "" where it is no question of the course."""
    return next((page for page, questions in QUESTIONS.items() if question in questions), "")


def furthest(*places: tuple[str, str]) -> tuple[str, str]:
    """That of these pages and questions which comes last; what is no place of the course is not."""
    of_course = [one for one in places if one in PLACES]
    return max(of_course, key=PLACES.index, default=("", ""))


def is_later(page: str, question: str, at: tuple[str, str]) -> bool:
    """Whether a part of the course comes after the place where a class is.

    Args:
        question: of the page; "" for the page itself, which comes before its questions.
        at: page and question of the class. At no question, it may answer all of that page; at
            ("", ""), it has not begun, and all is later.
    """
    if (page, question) not in PLACES or (not at[1] and page == at[0]):
        return False
    return at not in PLACES or PLACES.index((page, question)) > PLACES.index(at)


def answered(page: str, mine: Collection[str]) -> int:
    """How many of the page's questions are among the answered ones, which are `tally.mine()`."""
    return len(QUESTIONS[page].keys() & {*mine})


def due(mine: Collection[str]) -> str:
    """The page to go on with: the first with an open question, or the first of all."""
    open_ones = [page for page in PAGES if answered(page, mine) < len(QUESTIONS[page])]
    return (open_ones or PAGES)[0]


def mark(page: str, mine: Collection[str]) -> str:
    """Behind the page's title in the menu; "" while nothing is answered."""
    n = answered(page, mine) if page in QUESTIONS else 0
    if n == 0:
        return ""
    return f" {MARKS['done' if n == len(QUESTIONS[page]) else 'begun']}"
