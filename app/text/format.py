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


class Literal(str):
    """Text in Markdown, as it is: nothing in it is a link, a formula, a format or a list."""

    def __new__(cls, text: str) -> "Literal":
        # Addresses become links after escapes are read: what follows these must not touch them.
        apart = re.sub(r"(?i)(://|@|\bwww)", "\\1\N{ZERO WIDTH SPACE}", " ".join(text.split()))
        return super().__new__(cls, re.sub(r"([!-&(-+.:-@\[-`{-~]|^-)", r"\\\1", apart))

    def __repr__(self) -> str:
        """In quotes, as {name!r} has it: its backslashes are Markdown's, not Python's."""
        return f"'{self}'"


def literal(name: str) -> str:
    """A name as `Literal`, cut where it is long."""
    return Literal(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…")
