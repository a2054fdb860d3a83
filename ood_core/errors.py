"""The one exception a user is meant to read."""

import json
from typing import Any

FIELDS = ("key", "text", "values")


class UserError(Exception):
    """A sentence that says what is wrong and what to do; the CLI prints it and exits with 2.

    Attributes:
        key: what its translations are found by, such as "error.bundle.not_zip".
        text: in English, with the places of the values in braces.
        values: what is filled in; one may be an error itself, as in "{file}: {why}".
    """

    def __init__(self, key: str, text: str, /, **values: Any) -> None:
        super().__init__(key, text)
        self.key, self.text, self.values = key, text, values

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text

    def __reduce__(self) -> tuple:
        return _made, (self.key, self.text, self.values)

    def to_json(self) -> str:
        """As text for another process; of values that JSON does not know, what is shown of them."""
        return json.dumps(self, default=_plain)

    @classmethod
    def from_json(cls, text: str) -> "UserError":
        """The way back.

        Raises:
            ValueError: it is no such text.
        """
        try:
            error = json.loads(text, object_hook=_of_fields)
            str(error)  # each place has its value
        except (LookupError, TypeError, AttributeError, RecursionError) as wrong:
            raise ValueError(text) from wrong
        if not isinstance(error, cls):
            raise ValueError(text)
        return error

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Pydantic reads an error from its JSON."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.from_json)


def _made(key: str, text: str, values: dict[str, Any]) -> UserError:
    return UserError(key, text, **values)


def _plain(value: Any) -> Any:
    if isinstance(value, UserError):
        return {name: getattr(value, name) for name in FIELDS}
    return str(value)


def _of_fields(found: dict[str, Any]) -> Any:
    return _made(**found) if set(found) == set(FIELDS) else found
