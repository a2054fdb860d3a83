"""A method's settings from `key=value` words, or from a stranger's file (imports torch)."""

import math
import re
from dataclasses import fields, replace
from typing import Any

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError, unknown
from ood_core.methods import Method

POSITIVE = ("lr", "classifier_lr", "temperature")  # 0 would mean no training, or a division by it
MARGINS = ("m_in", "m_out")  # energies: the only settings that may be negative
LARGEST = 10**8
WIDTHS = ("latent", "projection")  # of layers: a large one would take all memory
WIDEST = 4096
LATER = {"optimizer": "adam"}  # settings that older runs do not name, and what they did
BASE = re.compile(r"(pretrained/[a-z0-9+-]+/baseline)?")  # the only directories a stranger may name
TYPES = {
    int: (int,),
    float: (int, float),
    float | None: (int, float, type(None)),
    str: (str,),
    bool: (bool,),
}


def configure(method: Method, benchmark: Benchmark, settings: dict[str, str]) -> Any:
    """The method's defaults for the benchmark, with some fields set.

    Raises:
        UserError: an unknown field, or a value that is not of its type or range.
    """
    config = method.module.defaults(benchmark)
    types = {f.name: f.type for f in fields(config)}
    for key in settings:
        if key not in types:
            raise unknown(f"setting of {method.name}", key, types)
    return replace(config, **{k: _parse(k, v, types[k]) for k, v in settings.items()})


def checked(method: Method, values: dict[str, Any]) -> Any:
    """The config that a JSON file holds, perhaps one of before a setting was added.

    Raises:
        UserError: a field is missing or unknown, or a value is not of its type or range.
    """
    types = {f.name: f.type for f in fields(method.module.Config)}
    values = {key: value for key, value in LATER.items() if key in types} | values
    if set(values) != set(types):
        raise UserError(f"The settings of {method.name} must be exactly: {', '.join(types)}.")
    for key, value in values.items():
        if type(value) not in TYPES[types[key]]:
            raise UserError(f"The setting {key} has a value of a wrong type.")
        if type(value) in (int, float) and abs(value) > LARGEST:
            raise UserError(f"The setting {key} is larger than any that makes sense.")
        _parse(key, str(value), types[key])
    if not BASE.fullmatch(values.get("base", "")):
        raise UserError("The setting base must be a pretrained baseline, or empty.")
    return method.module.Config(**values)


def _parse(key: str, text: str, kind: Any) -> Any:
    try:
        if kind is str:
            return "" if text.lower() == "none" else text
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        if kind is int:
            value = int(text)
            in_range = 1 <= value <= (WIDEST if key in WIDTHS else LARGEST)
        elif kind == (float | None) and text.lower() == "none":
            return None
        else:
            value = float(text)
            in_range = math.isfinite(value) and (
                key in MARGINS or value > 0 or (value == 0 and key not in POSITIVE)
            )
    except (ValueError, KeyError):
        in_range = False
    if not in_range:
        raise UserError(f"The setting {key} needs {_wanted(key, kind)}, not {text!r}.")
    return value


def _wanted(key: str, kind: Any) -> str:
    if kind is bool:
        return "true or false"
    if kind is int:
        return f"a whole number from 1 to {WIDEST if key in WIDTHS else LARGEST}"
    return "a finite number" + (
        "" if key in MARGINS else " above 0" if key in POSITIVE else " of at least 0"
    )
