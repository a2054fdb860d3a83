"""Lesson 1: the confident classifier and the boundary GAN."""

from app.blocks import course, lesson, network, photographs, share
from app.text import say, say_each
from app.views.lessons.confident_gan import (
    balance,
    effect,
    failure,
    outliers,
    paper,
    samples,
    words,
)

lesson.begin("confident-gan", say(words.TITLE), say(words.LEDE))
share.controls(words.CONTROLS)
lesson.first(outliers.which)
for part in (
    outliers.loss,
    failure.failure,
    samples.generator,
    balance.balance,
    effect.effect,
):
    lesson.show(part)
lesson.show(network.part, "confident-gan")
lesson.train("plane-blobs", "confident-gan")
lesson.show(photographs.part, "confident-gan")
lesson.misread(say_each(words.MISREAD), course.QUESTIONS["confident-gan"])
lesson.show(lesson.numbers, paper.found)
lesson.onward("outlier-exposure")
