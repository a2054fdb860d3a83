"""The one exception a user is meant to read."""

from collections.abc import Iterable
from typing import Any


class UserError(Exception):
    """A sentence that says what is wrong and what to do; the CLI prints it and exits with 2.

    Attributes:
        key: what its translations are found by, such as "bundle.too_large".
        text: in English, with the places of the values in braces.
        values: what is filled in.
    """

    def __init__(self, key: str, text: str = "", /, **values: Any) -> None:
        super().__init__(key, text)
        self.key, self.text, self.values = (key, text, values) if text else ("", key, {})

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text

    def __reduce__(self) -> tuple:
        return _again, (type(self), self.key, self.text, self.values)


def _again(kind: type[UserError], key: str, text: str, values: dict[str, Any]) -> UserError:
    return kind(key or text, text if key else "", **values)


def unknown(kind: str, name: str, valid: Iterable[str]) -> UserError:
    """The error for a name that is not in a registry: it lists the names that are."""
    return UserError(f"There is no {kind} called {name!r}. Choose one of: {', '.join(valid)}.")
