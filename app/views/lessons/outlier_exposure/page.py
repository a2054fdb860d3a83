"""Lesson 2: Outlier Exposure. The order of its parts; its words are in words.py."""

from app.blocks import course, lesson, network, photographs, share
from app.text import say, say_each
from app.views.lessons.outlier_exposure import (
    before_after,
    paper,
    plane,
    price,
    roles,
    transfer,
    words,
)

lesson.begin("outlier-exposure", say(words.TITLE), say(words.LEDE))
share.controls(words.CONTROLS)
lesson.first(before_after.surprise, before_after.curve)
for part in (
    roles.taxonomy,
    transfer.bet,
    plane.maps_of_both,
    price.price,
):
    lesson.show(part)
lesson.show(network.part, "outlier-exposure")
lesson.train("plane-blobs", "outlier-exposure")
lesson.show(photographs.part, "outlier-exposure")
lesson.misread(say_each(words.MISREAD), course.QUESTIONS["outlier-exposure"])
lesson.show(paper.numbers)
lesson.onward("energy")
