"""The papers' numbers beside ours, each with the command that makes it again."""

from app.blocks import lesson
from app.text import say
from app.views.reproduction import table, words

lesson.opening(say(words.TITLE), say(words.LEDE))
for part in (table.numbers, table.commands):
    lesson.show(part)
