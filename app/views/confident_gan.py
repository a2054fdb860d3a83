"""Lesson 1: the confident classifier and the boundary GAN."""

from app import course
from app.exhibits.confident_gan.balance import balance
from app.exhibits.confident_gan.effect import effect
from app.exhibits.confident_gan.failure import failure
from app.exhibits.confident_gan.outliers import loss, which
from app.exhibits.confident_gan.samples import generator
from app.exhibits.confident_gan.table import table
from app.lessons import confident_gan as words

course.opening(words.TITLE, words.LEDE)
for part in (which, loss, failure, generator, balance, effect):
    course.show(part)
course.train("plane-blobs", "confident-gan")
course.misread(words.MISREAD)
course.show(table)
