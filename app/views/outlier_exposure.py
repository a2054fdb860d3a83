"""Lesson 2: Outlier Exposure. The order of its parts; its words are in app/lessons."""

from app import course
from app.exhibits.outlier_exposure import before_after, paper, plane, price, roles, transfer
from app.lessons import outlier_exposure as words

course.opening(words.TITLE, words.LEDE)
course.first(before_after.surprise, before_after.curve)
for part in (
    roles.taxonomy,
    transfer.bet,
    plane.maps_of_both,
    price.price,
):
    course.show(part)
course.train("plane-blobs", "outlier-exposure")
course.misread(words.MISREAD)
course.show(paper.numbers)
course.onward("energy")
