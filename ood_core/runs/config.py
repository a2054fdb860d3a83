"""A method's settings from `key=value` words (imports torch)."""

import math
from dataclasses import fields, replace
from typing import Any

from ood_core.benchmarks import Benchmark
from ood_core.errors import UserError, unknown
from ood_core.methods import Method

POSITIVE = ("lr", "classifier_lr", "temperature")  # 0 would mean no training, or a division by it
MARGINS = ("m_in", "m_out")  # energies: the only settings that may be negative
LARGEST = 10**8


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


def _parse(key: str, text: str, kind: Any) -> Any:
    try:
        if kind is str:
            return "" if text.lower() == "none" else text
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        if kind is int:
            value = int(text)
            in_range = 1 <= value <= LARGEST
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
        return f"a whole number from 1 to {LARGEST}"
    return "a finite number" + (
        "" if key in MARGINS else " above 0" if key in POSITIVE else " of at least 0"
    )
