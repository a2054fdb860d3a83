"""A method's settings from `key=value` words, or from a stranger's file."""

import re
from dataclasses import replace
from typing import Any

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.methods import Method

# Settings that older runs do not name, and what they did; which precision, their cards do not say.
LATER = {"optimizer": "adam", "precision": "", "maps": 0}
BASE = re.compile(r"(pretrained/[a-z0-9+-]+/baseline)?")  # the only directories a stranger may name


def configure(method: Method, benchmark: Benchmark, settings: dict[str, str]) -> Any:
    """The method's defaults for the benchmark, with some fields set.

    Raises:
        UserError: an unknown field, or a value that is not of its type or range.
    """
    known = method.settings
    for key in settings:
        if key not in known:
            raise UserError(
                "error.runs.unknown_setting",
                "There is no setting of {method} called {name!r}. Choose one of: {known}.",
                method=method.name,
                name=key,
                known=", ".join(known),
            )
    values = {key: known[key].parse(text) for key, text in settings.items()}
    return replace(method.defaults(benchmark), **values)


def checked(method: Method, values: dict[str, Any]) -> Any:
    """The config that a JSON file holds, perhaps one of before a setting was added.

    Raises:
        UserError: a field is missing or unknown, or a value is not of its type or range.
    """
    known = method.settings
    values = {key: value for key, value in LATER.items() if key in known} | values
    if set(values) != set(known):
        raise UserError(
            "error.runs.settings_of_method",
            "The settings of {method} must be exactly: {settings}.",
            method=method.name,
            settings=", ".join(known),
        )
    for key, value in values.items():
        known[key].check(value)
    if not BASE.fullmatch(values.get("base", "")):
        raise UserError(
            "error.runs.base", "The setting base must be a pretrained baseline, or empty."
        )
    return method.config.Config(**values)
