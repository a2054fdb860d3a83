"""A run as one file that can be taken along, and the strict reading of one that a stranger made.

A bundle is a .zip of config.json, log.jsonl, frames.npz, model.safetensors and card.json. It holds
what only a training can make: evidence, metrics, UMAP and intervals are left out, since whoever
brings it in measures its network anew (`record.import_bundle`), so no number is taken on trust.

Nothing is unpickled or unpacked to disk, and nothing is believed before it is checked: which files
there are and how large they really are, every key, type and range. Nothing here imports torch.
"""

import io
import json
import math
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ood_core import benchmarks, methods
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.files import UNREADABLE, Arrays
from ood_core.methods import Method
from ood_core.runs.run import Run

if TYPE_CHECKING:
    from pydantic import BaseModel

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
ARRAYS = 100  # two for each OOD test, and a few
ADVICE = UserError("error.bundle.advice", "Save the run as a bundle again, and bring that.")


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds, all checked but for the weights (`record.import_bundle` does that)."""

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
    if run.is_outputs:
        raise UserError(
            "error.bundle.outputs",
            "{run} was made of {file}: take that file along, which is a bundle already, and bring "
            "it by import-outputs or on the page Your data.",
            run=run.path,
            file=run.card["outputs"],
        )
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
    from ood_core.runs.bundle_fields import Card, Request

    files = _files(data)
    request = _fields(_json(files["config.json"], "config.json"), "config.json", Request)
    benchmark, method = benchmarks.get(request["benchmark"]), methods.get(request["method"])
    card = _json(files["card.json"], "card.json")
    _need(
        isinstance(card, dict),
        UserError("error.bundle.no_object", "{file} is not an object", file="card.json"),
    )
    _need(
        {n: card.get(n) for n in request} == request,
        UserError("error.bundle.card_and_config", "card.json and config.json disagree"),
    )
    card = _fields({n: card[n] for n in Card.model_fields if n in card}, "card.json", Card)
    _need(
        card["step"] <= card["steps"],
        UserError("error.bundle.too_many_steps", "card.json has done more steps than there are"),
    )
    log = _log(files["log.jsonl"])
    done = [line["step"] for line in log]
    _need(
        done == sorted(set(done)) and done[-1] <= card["step"],
        UserError("error.bundle.log_steps", "the steps of log.jsonl disagree"),
    )
    frames = _frames(files["frames.npz"], benchmark, done)
    weights = files["model.safetensors"]
    return Bundle(benchmark, method, request["seed"], request["config"], log, frames, weights, card)


def _need(holds: Any, wrong: UserError) -> None:
    """Raises UserError with `wrong`, the end of a sentence, where it does not hold."""
    if not holds:
        raise _refused(wrong)


def _refused(wrong: UserError) -> UserError:
    return UserError(
        "error.bundle.refused",
        "This bundle cannot be brought in: {wrong}. {advice}",
        wrong=wrong,
        advice=ADVICE,
    )


# The .zip.


def _files(data: bytes) -> dict[str, bytes]:
    """The known files, each once and whole; nothing is read before its size is known."""
    _need(
        len(data) <= WHOLE,
        UserError("error.bundle.large", "it is larger than {most} MB", most=WHOLE // MEGABYTE),
    )
    try:
        with _opened(data) as packed:
            found = packed.infolist()
            names = [one.orig_filename for one in found]
            _need(
                len(names) == len(set(names)),
                UserError("error.bundle.twice", "a file stands in it twice"),
            )
            strange = sorted(set(names) - set(LARGEST))
            _need(
                not strange,
                UserError(
                    "error.bundle.strange",
                    "it holds {strange}, which is no part of a run",
                    strange=strange[:1],
                ),
            )
            missing = ", ".join(sorted(set(LARGEST) - set(names)))
            _need(not missing, UserError("error.bundle.missing", "it lacks {files}", files=missing))
            return {one.filename: _read(packed, one, LARGEST[one.filename]) for one in found}
    except (*UNREADABLE, NotImplementedError, RuntimeError, RecursionError) as error:
        raise UserError(
            "error.bundle.not_zip", "This is not a readable .zip file. {advice}", advice=ADVICE
        ) from error


def _opened(data: bytes) -> zipfile.ZipFile:
    """A .zip of few files: zipfile makes an object of every entry before anybody can count them."""
    _need(
        data.count(b"PK\x01\x02") <= ENTRIES,
        UserError("error.bundle.many_files", "it holds too many files"),
    )
    return zipfile.ZipFile(io.BytesIO(data))


def _read(packed: zipfile.ZipFile, one: zipfile.ZipInfo, largest: int) -> bytes:
    """A file of the .zip, no further than it says it goes; zipfile checks its CRC at the end."""
    name = one.filename
    kind = stat.S_IFMT(one.external_attr >> 16)
    _need(
        kind in (0, stat.S_IFREG),
        UserError("error.bundle.link", "{file} is a link, and no file", file=name),
    )
    _need(
        not one.flag_bits & 1, UserError("error.bundle.encrypted", "{file} is encrypted", file=name)
    )
    usual = one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    _need(
        usual,
        UserError("error.bundle.compression", "{file} is compressed in an unusual way", file=name),
    )
    _need(
        one.file_size <= largest,
        UserError("error.bundle.too_large", "{file} is too large", file=name),
    )
    with packed.open(one) as file:
        content = file.read(one.file_size + 1)
    _need(
        len(content) == one.file_size,
        UserError("error.bundle.size", "{file} is not as large as it says", file=name),
    )
    return content


# JSON.


def _json(text: bytes, name: str) -> Any:
    """Strict JSON: UTF-8, no name twice, no NaN."""
    try:
        return json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _refused(UserError("error.bundle.damaged", "{file} is damaged", file=name)) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _fields(found: Any, where: str, model: type["BaseModel"]) -> dict[str, Any]:
    """Itself: an object with exactly the model's fields, each as it must be."""
    from pydantic import ValidationError

    try:
        model.model_validate(found)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        places = [one["loc"] for one in wrong]
        _need(
            all(places), UserError("error.bundle.no_object", "{file} is not an object", file=where)
        )
        odd = {loc[0] for loc, one in zip(places, wrong, strict=True) if _is_odd(loc, one["type"])}
        raise _refused(
            _wrong_fields(where, odd) if odd else _wrong_value(where, places[0][0])
        ) from error
    return found


def _is_odd(loc: tuple, kind: str) -> bool:
    """Whether a field is missing or unknown: one of the file's own, not of an object in it."""
    return len(loc) == 1 and kind in ("missing", "extra_forbidden")


def _wrong_fields(where: str, odd: set[str]) -> UserError:
    return UserError(
        "error.bundle.wrong_fields",
        "{file} has the wrong fields ({fields})",
        file=where,
        fields=", ".join(sorted(odd))[:80],
    )


def _wrong_value(where: str, field: str) -> UserError:
    return UserError(
        "error.bundle.wrong_value",
        "{field} in {file} is not what it should be",
        field=field,
        file=where,
    )


def _log(text: bytes) -> list[dict[str, Any]]:
    from ood_core.runs.bundle_fields import Line

    lines = text.split(b"\n")
    _need(
        lines.pop() == b"" and 1 <= len(lines) <= FRAMES,
        UserError("error.bundle.log_lines", "log.jsonl has no lines, or too many"),
    )
    return [_fields(_json(line, "log.jsonl"), "log.jsonl", Line) for line in lines]


# Arrays.


def _frames(data: bytes, benchmark: Benchmark, steps: list[int]) -> Arrays:
    """What was watched: one frame for each line of the log."""
    try:
        with _opened(data) as packed:
            found = packed.infolist()
            _need(
                len(found) <= ARRAYS,
                UserError("error.bundle.many_arrays", "frames.npz holds too many arrays"),
            )
            _need(
                sum(one.file_size for one in found) <= WHOLE,
                UserError("error.bundle.too_large", "{file} is too large", file="frames.npz"),
            )
            names = [one.orig_filename.removesuffix(".npy") for one in found]
            _need(
                len(names) == len(set(names)),
                UserError("error.bundle.array_twice", "an array stands twice in frames.npz"),
            )
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
    _need(
        {"step", *_watched(benchmark)} <= set(frames),
        UserError("error.bundle.not_watched", "frames.npz lacks what was watched"),
    )
    _need(
        frames["step"].tolist() == steps,
        UserError("error.bundle.frames_and_log", "frames.npz and log.jsonl disagree"),
    )
    return frames


def _watched(benchmark: Benchmark) -> list[str]:
    """The arrays that every training on that benchmark has a film of."""
    if benchmark.is_plane:
        return ["confidence:grid"]
    return ["confidence:id_test"]


def _array(data: bytes, name: str, benchmark: Benchmark, n: int) -> np.ndarray:
    """An array that is as it must be; its header is checked before anything is made of it."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    _need(
        version in ((1, 0), (2, 0)),
        UserError("error.bundle.no_array", "{name} in frames.npz is no array", name=name),
    )
    read = np.lib.format.read_array_header_1_0
    read = read if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_column, dtype = read(stream)
    kind, fits = _layout(name, benchmark)
    right = dtype == kind and not by_column and shape[:1] == (n,) and fits(shape[1:])
    _need(
        right,
        UserError(
            "error.bundle.array_shape", "{name} in frames.npz has a wrong shape or type", name=name
        ),
    )
    rest = data[stream.tell() :]
    _need(
        len(rest) == math.prod(shape) * dtype.itemsize,
        UserError("error.bundle.array_not_whole", "{name} in frames.npz is not whole", name=name),
    )
    array = np.frombuffer(rest, dtype).reshape(shape)
    _need(
        dtype.kind != "f" or np.isfinite(array).all(),
        UserError("error.bundle.array_not_finite", "{name} in frames.npz is not finite", name=name),
    )
    return array


def _layout(name: str, benchmark: Benchmark) -> tuple[np.dtype, Callable[[tuple], bool]]:
    """The type of that array, and whether the shape of one frame of it fits (see Camera)."""
    kind, _, what = name.partition(":")
    tests = ["id_test", *(f"ood/{test}" for test in benchmark.ood_tests)]
    is_plane = benchmark.is_plane

    def each(*one: int) -> Callable[[tuple], bool]:
        """Whether it is an array of that shape for each of some inputs."""
        return lambda shape: shape[1:] == one and len(shape) >= 1 and 1 <= shape[0] <= SAMPLES

    if name == "step":
        return np.dtype("<i8"), lambda shape: shape == ()
    if kind == "confidence" and not is_plane and what in tests:
        return np.dtype("u1"), each()
    if name in ("confidence:grid", "discriminator:grid") and is_plane:
        return np.dtype("u1"), lambda shape: shape == (64, 64)
    if name == "energy:grid" and is_plane:
        return np.dtype("<f2"), lambda shape: shape == (64, 64)
    if kind == "logits" and what in (*tests, "outliers"):
        return np.dtype("<f2"), each(len(benchmark.classes))
    if kind == "gradients" and what in ("adversarial", "generator_kl") and is_plane:
        return np.dtype("<f2"), each(*benchmark.shape)
    if kind == "samples" and what in ("proposed", "ordinary"):
        return np.dtype("<f2" if is_plane else "u1"), each(*benchmark.shape)
    raise UserError(
        "error.bundle.no_film",
        "This bundle's frames.npz holds {name!r}, which is no film. {advice}",
        name=name[:40],
        advice=ADVICE,
    )
