"""The papers' numbers beside ours, each with the command that makes it again."""

from app.blocks import lesson
from app.text import say
from app.views.reproduction import seen, table, words

lesson.opening(say(words.TITLE), say(words.LEDE))
for part in (table.numbers, seen.numbers, table.commands):
    lesson.show(part)
