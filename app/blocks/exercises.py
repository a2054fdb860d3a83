"""How exercises are said: their titles, what they want, what was measured, where a link leads."""

import math

from app.blocks import exercises_words as words
from app.blocks.navigation import PAGES
from app.text import Message, say
from app.text.format import percent, points
from ood_core.exercises import EXERCISES, Measured, Want
from ood_core.exercises.measures import MEASURES
from ood_core.methods import METHODS


def title(exercise: str) -> str:
    """With its number."""
    n = list(EXERCISES).index(exercise) + 1
    return say(words.NUMBERED, n=n, title=words.TITLES[exercise])


def wanted(want: Want) -> str:
    """What is measured, and its bounds."""
    return say(words.WANTED, measure=_named(words.MEASURES, want), bounds=_bounds(want))


def measured(one: Measured) -> str:
    """What was measured, beside what was wanted."""
    shown = {"value": number(one.want, one.value), "bounds": _bounds(one.want)}
    mark = f":material/{'check' if one.holds else 'close'}:"
    return f"{mark} {say(words.VALUE, measure=_named(words.MEASURES, one.want), **shown)}"


def in_short(one: Measured) -> str:
    """For a table: what was measured, in bold where it is not as wanted."""
    said = f"{_named(words.SHORT, one.want)} {number(one.want, one.value)}"
    return said if one.holds else f"**{said}**"


def number(want: Want, value: float, digits: int = 1) -> str:
    match MEASURES[want.measure].unit:
        case "count":
            return str(int(value))
        case "points":
            return points(100 * value, digits)
        case "share":
            return percent(value, digits)


def verdict(is_right: bool) -> str:
    return say(words.RIGHT if is_right else words.NOT_YET)


def address(exercise: str, link: str) -> str:
    """Of what was handed in, from any page of this server."""
    return f"{PAGES[EXERCISES[exercise].page].address}?{link}"


def _named(names: dict[str, Message], want: Want) -> str:
    of = METHODS[want.of].title if want.of else ""
    return say(names[want.measure], of=of)


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
