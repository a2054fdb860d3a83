"""A run as one file that can be taken along, and the strict reading of one that a stranger made.

A bundle is a .zip of config.json, log.jsonl, frames.npz, model.safetensors and card.json. It holds
what only a training can make: evidence, metrics, UMAP and intervals are left out, since whoever
brings it in measures its network anew (`record.adopt`), so no number is taken on trust.

Nothing is unpickled or unpacked to disk, and nothing is believed before it is checked: which files
there are and how large they really are, every key, type and range. Nothing here imports torch.
"""

import io
import json
import math
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from ood_core import benchmarks, methods
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.files import UNREADABLE, Arrays
from ood_core.methods import Method
from ood_core.runs.run import Run

MEGABYTE = 2**20
LARGEST = {  # the files of a bundle, and how many bytes each may have
    "config.json": 16_384,
    "card.json": MEGABYTE,
    "log.jsonl": 8 * MEGABYTE,
    "frames.npz": 48 * MEGABYTE,
    "model.safetensors": 64 * MEGABYTE,
}
WHOLE = 64 * MEGABYTE  # of the .zip
ENTRIES = 100  # of the .zip, and of those within it
FRAMES, SAMPLES = 2000, 1000  # snapshots of a training, samples in a frame
STEPS, SEED, SECONDS = 10**9, 2**32 - 1, 10**8
WORD = re.compile(r"[a-z][a-z_ -]{0,39}")  # names of loss terms and phases
FACT = re.compile(r"[\w .+:/()-]{0,200}")  # facts about a machine: no markup can hide in them
ADVICE = "Save the run as a bundle again, and bring that."


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds, all checked but for the weights (`record.adopt` does that)."""

    benchmark: Benchmark
    method: Method
    seed: int
    config: dict[str, Any]  # its fields and ranges are checked with the weights
    log: list[dict[str, Any]]
    frames: Arrays
    weights: bytes  # a safetensors file
    card: dict[str, Any]  # status, step, steps, seconds, created, packages, machine, data


def pack(run: Run) -> bytes:
    """The run as a bundle.

    Raises:
        UserError: a file of it is missing or too large.
    """
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, largest in LARGEST.items():
                content = (run.path / name).read_bytes()
                if len(content) > largest:
                    raise UserError(
                        "error.bundle.file_too_large",
                        "{file} is too large for a bundle.",
                        file=run.path / name,
                    )
                packed.writestr(name, content)
    except OSError as error:
        raise UserError(
            "error.bundle.not_whole",
            "{run} is not whole: {why}. Train it again.",
            run=run.path,
            why=error.strerror,
        ) from error
    return buffer.getvalue()


def unpack(data: bytes) -> Bundle:
    """Read a bundle that anybody may have made.

    Raises:
        UserError: what is wrong with it.
    """
    files = _files(data)
    asked = _fields(_json(files["config.json"], "config.json"), "config.json", ASKED)
    benchmark, method = benchmarks.get(asked["benchmark"]), methods.get(asked["method"])
    card = _json(files["card.json"], "card.json")
    _need(isinstance(card, dict), "card.json is not an object")
    _need({n: card.get(n) for n in ASKED} == asked, "card.json and config.json disagree")
    card = _fields({n: card[n] for n in CARD if n in card}, "card.json", CARD)
    _need(card["step"] <= card["steps"], "card.json has done more steps than there are")
    log = _log(files["log.jsonl"])
    done = [line["step"] for line in log]
    _need(done == sorted(set(done)) and done[-1] <= card["step"], "the steps of log.jsonl disagree")
    frames = _frames(files["frames.npz"], benchmark, done)
    weights = files["model.safetensors"]
    return Bundle(benchmark, method, asked["seed"], asked["config"], log, frames, weights, card)


def _need(holds: Any, wrong: str) -> None:
    if not holds:
        raise UserError(f"This bundle cannot be brought in: {wrong}. {ADVICE}")


# The .zip.


def _files(data: bytes) -> dict[str, bytes]:
    """The known files, each once and whole; nothing is read before its size is known."""
    _need(len(data) <= WHOLE, f"it is larger than {WHOLE // MEGABYTE} MB")
    try:
        with _opened(data) as packed:
            found = packed.infolist()
            names = [one.orig_filename for one in found]
            _need(len(names) == len(set(names)), "a file stands in it twice")
            strange = sorted(set(names) - set(LARGEST))
            _need(not strange, f"it holds {strange[:1]}, which is no part of a run")
            missing = ", ".join(sorted(set(LARGEST) - set(names)))
            _need(not missing, f"it lacks {missing}")
            return {one.filename: _read(packed, one, LARGEST[one.filename]) for one in found}
    except (*UNREADABLE, NotImplementedError, RuntimeError, RecursionError) as error:
        raise UserError(
            "error.bundle.not_zip", "This is not a readable .zip file. {advice}", advice=ADVICE
        ) from error


def _opened(data: bytes) -> zipfile.ZipFile:
    """A .zip of few files: zipfile makes an object of every entry before anybody can count them."""
    _need(data.count(b"PK\x01\x02") <= ENTRIES, "it holds too many files")
    return zipfile.ZipFile(io.BytesIO(data))


def _read(packed: zipfile.ZipFile, one: zipfile.ZipInfo, largest: int) -> bytes:
    """A file of the .zip, no further than it says it goes; zipfile checks its CRC at the end."""
    name = one.filename
    kind = stat.S_IFMT(one.external_attr >> 16)
    _need(kind in (0, stat.S_IFREG), f"{name} is a link, and no file")
    _need(not one.flag_bits & 1, f"{name} is encrypted")
    usual = one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    _need(usual, f"{name} is compressed in an unusual way")
    _need(one.file_size <= largest, f"{name} is too large")
    with packed.open(one) as file:
        content = file.read(one.file_size + 1)
    _need(len(content) == one.file_size, f"{name} is not as large as it says")
    return content


# JSON.


def _json(text: bytes, name: str) -> Any:
    """Strict JSON: UTF-8, no name twice, no NaN."""
    try:
        return json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UserError(f"This bundle cannot be brought in: {name} is damaged. {ADVICE}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def is_whole(least: int, largest: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= largest


def is_number(value: Any) -> bool:
    """A finite one of ordinary size."""
    return type(value) in (int, float) and abs(value) < 1e12 and math.isfinite(value)


def _is_time(value: Any) -> bool:
    return is_number(value) and 0 <= value <= SECONDS


def _is_fact(value: Any) -> bool:
    return type(value) in (bool, int) or (type(value) is str and bool(FACT.fullmatch(value)))


def _are_facts(value: Any) -> bool:
    if type(value) is not dict or len(value) > 20:
        return False
    return all(map(_is_fact, [*value, *value.values()]))


def _is_date(value: Any) -> bool:
    try:
        return type(value) is str and len(value) < 40 and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_data(value: Any) -> bool:
    return type(value) is dict and type(value.get("id_train")) is dict


def _are_numbers(value: Any) -> bool:
    if type(value) is not dict or len(value) > 30:
        return False
    return all(map(WORD.fullmatch, value)) and all(map(is_number, value.values()))


def _is_name(value: Any) -> bool:
    return type(value) is str and len(value) <= 100


def _is_word(value: Any) -> bool:
    return type(value) is str and bool(WORD.fullmatch(value))


Checks = dict[str, Callable[[Any], bool]]
ASKED: Checks = {
    "benchmark": _is_name,
    "method": _is_name,
    "seed": is_whole(0, SEED),
    "config": lambda value: type(value) is dict,
}
CARD: Checks = {
    "status": lambda value: value in ("complete", "interrupted"),
    "step": is_whole(0, STEPS),
    "steps": is_whole(1, STEPS),
    "seconds": _is_time,
    "created": _is_date,
    "packages": _are_facts,
    "machine": _are_facts,
    "data": _is_data,
}
LINE: Checks = {
    "step": is_whole(0, STEPS),
    "steps": is_whole(1, STEPS),
    "phase": _is_word,
    "losses": _are_numbers,
    "gauges": _are_numbers,
    "seconds": _is_time,
}


def _fields(found: Any, where: str, checks: Checks) -> dict[str, Any]:
    """Itself: an object with exactly these fields, each as it must be."""
    _need(isinstance(found, dict), f"{where} is not an object")
    odd = sorted(set(found) ^ set(checks))
    _need(not odd, f"{where} has the wrong fields ({', '.join(odd)[:80]})")
    for name, check in checks.items():
        _need(check(found[name]), f"{name} in {where} is not what it should be")
    return found


def _log(text: bytes) -> list[dict[str, Any]]:
    lines = text.split(b"\n")
    _need(lines.pop() == b"" and 1 <= len(lines) <= FRAMES, "log.jsonl has no lines, or too many")
    return [_fields(_json(line, "log.jsonl"), "log.jsonl", LINE) for line in lines]


# Arrays.


def _frames(data: bytes, benchmark: Benchmark, steps: list[int]) -> Arrays:
    """What was watched: one frame for each line of the log."""
    try:
        with _opened(data) as packed:
            found = packed.infolist()
            _need(len(found) <= 20, "frames.npz holds too many arrays")
            _need(sum(one.file_size for one in found) <= WHOLE, "frames.npz is too large")
            names = [one.orig_filename.removesuffix(".npy") for one in found]
            _need(len(names) == len(set(names)), "an array stands twice in frames.npz")
            frames = {
                name: _array(_read(packed, one, WHOLE), name, benchmark, len(steps))
                for name, one in zip(names, found, strict=True)
            }
    except (*UNREADABLE, NotImplementedError, RuntimeError, RecursionError) as error:
        raise UserError(
            "error.bundle.frames_damaged",
            "This bundle's frames.npz is damaged. {advice}",
            advice=ADVICE,
        ) from error
    _need({"step", *_watched(benchmark)} <= set(frames), "frames.npz lacks what was watched")
    _need(frames["step"].tolist() == steps, "frames.npz and log.jsonl disagree")
    return frames


def _watched(benchmark: Benchmark) -> list[str]:
    """The arrays that every training on that benchmark has a film of."""
    if not benchmark.is_image:
        return ["confidence:grid"]
    return ["confidence:id_test"]


def _array(data: bytes, name: str, benchmark: Benchmark, n: int) -> np.ndarray:
    """An array that is as it must be; its header is checked before anything is made of it."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    _need(version in ((1, 0), (2, 0)), f"{name} in frames.npz is no array")
    read = np.lib.format.read_array_header_1_0
    read = read if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_column, dtype = read(stream)
    kind, fits = _layout(name, benchmark)
    right = dtype == kind and not by_column and shape[:1] == (n,) and fits(shape[1:])
    _need(right, f"{name} in frames.npz has a wrong shape or type")
    rest = data[stream.tell() :]
    _need(len(rest) == math.prod(shape) * dtype.itemsize, f"{name} in frames.npz is not whole")
    array = np.frombuffer(rest, dtype).reshape(shape)
    _need(dtype.kind != "f" or np.isfinite(array).all(), f"{name} in frames.npz is not finite")
    return array


def _layout(name: str, benchmark: Benchmark) -> tuple[np.dtype, Callable[[tuple], bool]]:
    """The type of that array, and whether the shape of one frame of it fits (see Camera)."""
    kind, _, what = name.partition(":")
    tests = [f"ood/{test}" for test in benchmark.ood_tests]
    is_image = benchmark.is_image
    if name == "step":
        return np.dtype("<i8"), lambda shape: shape == ()
    if kind == "confidence" and what in (["id_test", *tests] if is_image else ["grid"]):
        of_images = lambda shape: len(shape) == 1 and 1 <= shape[0] <= SAMPLES  # noqa: E731
        return np.dtype("u1"), of_images if is_image else lambda shape: shape == (64, 64)
    if name == "energy:grid" and not is_image:
        return np.dtype("<f2"), lambda shape: shape == (64, 64)
    if kind == "samples" and what in ("proposed", "ordinary"):
        one = benchmark.shape
        fits = lambda shape: shape[1:] == one and 1 <= shape[0] <= SAMPLES  # noqa: E731
        return np.dtype("u1" if is_image else "<f2"), fits
    raise UserError(f"This bundle's frames.npz holds {name[:40]!r}, which is no film. {ADVICE}")
