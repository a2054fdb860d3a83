"""The one exception a user is meant to read."""

from collections.abc import Iterable


class UserError(Exception):
    """A sentence that says what is wrong and what to do; the CLI prints it and exits with 2."""


def unknown(kind: str, name: str, valid: Iterable[str]) -> UserError:
    """The error for a name that is not in a registry: it lists the names that are."""
    return UserError(f"There is no {kind} called {name!r}. Choose one of: {', '.join(valid)}.")
