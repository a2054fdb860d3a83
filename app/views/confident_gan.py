"""Lesson 1: the confident classifier and the boundary GAN."""

from app import course
from app.exhibits.confident_gan import balance, effect, failure, outliers, paper, samples
from app.lessons import confident_gan as words

course.opening(words.TITLE, words.LEDE)
course.first(outliers.which)
for part in (
    outliers.loss,
    failure.failure,
    samples.generator,
    balance.balance,
    effect.effect,
):
    course.show(part)
course.train("plane-blobs", "confident-gan")
course.misread(words.MISREAD)
course.show(paper.numbers)
course.onward("outlier-exposure")
