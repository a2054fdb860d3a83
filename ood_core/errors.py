"""What the core tells a user: sentences, and the one exception that is one."""

import json
from pathlib import Path
from typing import Any, Self

from ood_core.paths import short

FIELDS = ("key", "text", "values")


class Sentence:
    """A sentence that pages say in the visitor's language; `str` is the English one.

    Attributes:
        key: what its translations are found by, such as "error.bundle.not_zip".
        text: in English, with the places of the values in braces.
        values: what is filled in; one may be a sentence itself, as in "{file}: {why}".
    """

    def __init__(self, key: str, text: str, /, **values: Any) -> None:
        self.key, self.text, self.values = key, text, values

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text

    def __reduce__(self) -> tuple:
        return _made, (type(self), self.key, self.text, self.values)

    def filled(self, **values: Any) -> Self:
        """The same with these values, too."""
        return type(self)(self.key, self.text, **self.values, **values)

    def to_json(self) -> str:
        """As text for another process; of values that JSON does not know, what is shown of them."""
        return json.dumps(self, default=plain)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The way back.

        Raises:
            ValueError: it is no such text.
        """
        try:
            found = json.loads(text, object_hook=cls.restored)
            str(found)  # each place has its value
        except (LookupError, TypeError, AttributeError, RecursionError) as wrong:
            raise ValueError(text) from wrong
        if not isinstance(found, cls):
            raise ValueError(text)
        return found

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Pydantic reads a sentence from its JSON, or from what `json.loads` made of that."""
        from pydantic_core import core_schema

        def read(found: Any) -> Self:
            return cls.from_json(found if isinstance(found, str) else json.dumps(found))

        return core_schema.no_info_plain_validator_function(read)

    @classmethod
    def restored(cls, found: dict[str, Any]) -> Any:
        """An object of JSON, as `json.loads` calls its hook: a sentence where it is one."""
        return _made(cls, **found) if set(found) == set(FIELDS) else found


class UserError(Sentence, Exception):
    """A sentence that says what is wrong and what to do; the CLI prints it and exits with 2."""


def plain(value: Any) -> Any:
    """What JSON has of a value that it does not know, as `json.dumps` asks for it."""
    if isinstance(value, Sentence):
        return {name: getattr(value, name) for name in FIELDS}
    return short(value) if isinstance(value, Path) else str(value)


def _made(kind: type[Sentence], key: str, text: str, values: dict[str, Any]) -> Sentence:
    return kind(key, text, **values)
