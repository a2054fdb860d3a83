"""Lesson 4, CSI: the order of its parts."""

from app.blocks import course, lesson, network, photographs, share
from app.text import say, say_each
from app.views.lessons.csi import (
    contrast,
    oodness,
    paper,
    rotations,
    shifted,
    spaces,
    waterfall,
    words,
)

lesson.begin("csi", say(words.TITLE), say(words.LEDE))
share.controls(words.CONTROLS)
lesson.first(contrast.forces)
for part in (
    contrast.views,
    shifted.copies_of_a_digit,
    spaces.feature_spaces,
    oodness.ranking,
    waterfall.waterfall,
    rotations.hard_digits,
):
    lesson.show(part)
lesson.show(network.part, "csi")
lesson.train("plane-three", "csi", say(words.TRAINING))
lesson.show(photographs.part, "csi")
lesson.misread(say_each(words.MISREADINGS), course.QUESTIONS["csi"])
lesson.show(lesson.numbers, paper.found)
lesson.end()
