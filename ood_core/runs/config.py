"""A method's settings from `key=value` words (imports torch)."""

import math
from dataclasses import fields, replace
from typing import Any

from ood_core.benchmarks import Benchmark
from ood_core.errors import UserError, unknown
from ood_core.methods import Method


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
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        if kind is int:
            if int(text) < 1:
                raise ValueError
            return int(text)
        if kind == (float | None) and text.lower() == "none":
            return None
        if not math.isfinite(float(text)):
            raise ValueError
        return float(text)
    except (ValueError, KeyError):
        wanted = {bool: "true or false", int: "a whole number of at least 1"}
        raise UserError(
            f"The setting {key} needs {wanted.get(kind, 'a finite number')}, not {text!r}."
        ) from None
