"""What is known of one setting of a method: its range, and its words where a page offers it.

It is declared once, as metadata of the field of the method's `Config`; the command line, the form
before a training and the canvas read it. Label and help are the English source of the text whose
key is `METHOD.FIELD`.
"""

import inspect
import math
import reprlib
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from ood_core.errors import UserError


@dataclass(frozen=True)
class Setting:
    """A field of a `Config`."""

    key: str  # as in `--set key=value`
    kind: Any  # int, float, float | None (None: suggested) or str
    lowest: float = -math.inf
    highest: float = math.inf
    choices: tuple[str, ...] = ()  # of a str; () where any text will do
    label: str = ""  # "": no page offers it
    help: str = ""
    step: float = 1  # of the page's buttons
    form: bool = True  # whether the form before a training offers it
    canvas: bool = False  # whether the canvas does

    @property
    def is_whole(self) -> bool:
        return self.kind is int

    def check(self, value: Any) -> Any:
        """The value.

        Raises:
            UserError: it is not of the setting's type or range.
        """
        if not self.allows(value):
            raise self._refused(value)
        return value

    def parse(self, text: str) -> Any:
        """The value that a text such as that of `--set` stands for.

        Raises:
            UserError: it is not of the setting's type or range.
        """
        try:
            return self.check(self._read(text))
        except ValueError as error:
            raise self._refused(text) from error

    def _read(self, text: str) -> Any:
        is_none = text.lower() == "none"
        if self.kind is str:
            return "" if is_none else text
        if is_none and self.kind == float | None:
            return None
        return int(text) if self.is_whole else float(text)

    def allows(self, value: Any) -> bool:
        """Whether it is of the setting's type and range."""
        if self.kind is str:
            return type(value) is str and (not self.choices or value in self.choices)
        if value is None:
            return self.kind == float | None
        numbers = (int,) if self.is_whole else (int, float)
        return type(value) in numbers and self.lowest <= value <= self.highest  # NaN is in no range

    def _refused(self, value: Any) -> UserError:
        given = reprlib.repr(value)
        if self.kind is not str:
            return self._out_of_range(given)
        if not self.choices:
            return UserError(
                "error.settings.text",
                "The setting {key} needs a text, not {given}.",
                key=self.key,
                given=given,
            )
        return UserError(
            "error.settings.choice",
            "The setting {key} needs one of: {choices}, not {given}.",
            key=self.key,
            choices=", ".join(self.choices),
            given=given,
        )

    def _out_of_range(self, given: str) -> UserError:
        if self.is_whole:
            return UserError(
                "error.settings.whole_number",
                "The setting {key} needs a whole number from {lowest} to {highest}, not {given}.",
                key=self.key,
                lowest=self.lowest,
                highest=self.highest,
                given=given,
            )
        return UserError(
            "error.settings.number",
            "The setting {key} needs a number from {lowest:g} to {highest:g}, not {given}.",
            key=self.key,
            lowest=self.lowest,
            highest=self.highest,
            given=given,
        )


def number(default: float | None, lowest: float, highest: float, label: str = "", **more: Any):
    """A field with a number; `more`: of Setting."""
    known = {"lowest": lowest, "highest": highest, "label": label}
    return field(default=default, metadata=known | more)


def choice(default: str, choices: tuple[str, ...], label: str = "", **more: Any):
    """A field with one of a few names."""
    return field(default=default, metadata={"choices": choices, "label": label} | more)


@cache
def of(config: type) -> dict[str, Setting]:
    """The settings of a `Config` by key: its own first, then those it inherits."""
    declared = {f.name: f for f in fields(config)}
    names = [name for known in config.__mro__ for name in inspect.get_annotations(known)]
    found = [declared[name] for name in dict.fromkeys(names)]
    return {f.name: Setting(f.name, f.type, **f.metadata) for f in found}
