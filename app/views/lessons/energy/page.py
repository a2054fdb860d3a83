"""Lesson 3, energy: the order of its parts."""

from app.blocks import course, lesson, network, photographs, share
from app.text import say, say_each
from app.views.lessons.energy import compared, landscape, margins, paper, sample, words

lesson.begin("energy", say(words.TITLE), say(words.LEDE))
share.controls(words.CONTROLS)
lesson.first(sample.worked_sample, landscape.surface, compared.scores, compared.rule)
lesson.show(margins.margins)
lesson.show(network.part, "energy")
answered = lesson.has_answered("energy:surface", "energy:wrong")
training = (words.TRAINING, words.TRAINING_TRY) if answered else (words.TRAINING,)
lesson.train(landscape.PLANE, "energy", *say_each(training))
lesson.show(photographs.part, "energy")
lesson.misread(say_each(words.MISREAD), course.QUESTIONS["energy"])
lesson.show(paper.numbers)
lesson.onward("csi")
