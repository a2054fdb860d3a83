"""How exercises are said: their titles, what they want, what was measured, where a link leads."""

import math

from app.blocks import exercises_words as words
from app.blocks.navigation import PAGES
from app.text import say
from app.text.format import percent, points
from ood_core.exercises import EXERCISES, Found, Want
from ood_core.methods import METHODS

COUNTS = {"drawn", "outliers", "changed"}  # measures that are whole numbers; others are shares,
POINTS = {"behind"}  # or differences of shares


def title(exercise: str) -> str:
    """With its number."""
    n = list(EXERCISES).index(exercise) + 1
    return say(words.NUMBERED, n=n, title=words.TITLES[exercise])


def wanted(want: Want) -> str:
    """What is measured, and its bounds."""
    return say(words.WANTED, measure=_measure(want), bounds=_bounds(want))


def found(one: Found) -> str:
    """What was measured, beside what was wanted."""
    shown = {"value": number(one.want, one.value), "bounds": _bounds(one.want)}
    mark = f":material/{'check' if one.holds else 'close'}:"
    return f"{mark} {say(words.FOUND, measure=_measure(one.want), **shown)}"


def number(want: Want, value: float, digits: int = 1) -> str:
    if want.measure in COUNTS:
        return str(int(value))
    return points(100 * value, digits) if want.measure in POINTS else percent(value, digits)


def verdict(is_right: bool) -> str:
    return say(words.RIGHT if is_right else words.NOT_YET)


def address(exercise: str, link: str) -> str:
    """Of what was handed in, from any page of this server."""
    return f"{PAGES[EXERCISES[exercise].page].address}?{link}"


def _measure(want: Want) -> str:
    of = METHODS[want.of].title if want.of else ""
    return say(words.MEASURES[want.measure], of=of)


def _bounds(want: Want) -> str:
    least, most = (
        "" if math.isinf(bound) else number(want, bound, digits=0)
        for bound in (want.least, want.most)
    )
    if least == most:
        return least
    if least and most:
        return say(words.BETWEEN, least=least, most=most)
    return say(words.LEAST, least=least) if least else say(words.MOST, most=most)
