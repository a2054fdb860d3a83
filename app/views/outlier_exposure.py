"""Lesson 2: Outlier Exposure. The order of its parts; its words are in app/lessons."""

from app import course
from app.exhibits.outlier_exposure import before_after, plane, price, roles, table, transfer
from app.lessons import outlier_exposure as words

course.opening(words.TITLE, words.LEDE)
course.show(before_after.surprise)
before_after.curve()
course.show(roles.taxonomy)
course.show(transfer.bet)
course.show(plane.maps_of_both)
course.show(price.price)
course.train("plane-blobs", "outlier-exposure")
course.misread(words.MISREAD)
course.show(table.numbers)
