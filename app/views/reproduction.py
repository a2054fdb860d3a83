"""The papers' numbers beside ours, each with the command that makes it again."""

from app import course
from app.exhibits import reproduction
from app.lessons import reproduction as words

course.opening(words.TITLE, words.LEDE)
for part in (reproduction.numbers, reproduction.commands):
    course.show(part)
