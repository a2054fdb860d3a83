"""Numbers, and names that visitors gave, as they are written in a sentence."""

import re

LONGEST = 60  # characters of a name


def percent(share: float, digits: int = 1) -> str:
    """A share in [0, 1]."""
    return f"{100 * share:.{digits}f}%"


def signed(value: float, digits: int = 1) -> str:
    """With a minus sign, not a hyphen."""
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def points(change: float, digits: int = 1) -> str:
    """A change, with its sign also where it is above zero."""
    return f"{change:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def certainty(p: float) -> str:
    """A confidence in [0, 1], never rounded up to certainty."""
    return f"{int(1000 * p) / 10:.1f}%"


def literal(name: str) -> str:
    """A name in Markdown, as it is: nothing in it is a link, a formula or a format."""
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(short.split()))  # ASCII's punctuation
