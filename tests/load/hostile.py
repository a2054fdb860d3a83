"""Hostile and corrupt bundles, made from an honest one: each must be refused in one sentence.

`hostile(honest, count, seed)` yields named files; whatever would run leaves a file at `trap`.
"""

import io
import json
import pickle
import random
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

Files = dict[str, bytes]


class Trap:
    """Unpickled, it makes a file: then something has been executed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def zipped(files: Files, **options) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed,
        warnings.catch_warnings(action="ignore"),  # of names that it takes for the same
    ):
        for name, content in files.items():
            packed.writestr(name, content, **options)
    return buffer.getvalue()


def unzipped(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def npz(arrays: dict[str, np.ndarray], **options) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays, **options)
    return buffer.getvalue()


def hostile(honest: bytes, count: int, seed: int, trap: Path) -> Iterator[tuple[str, bytes]]:
    """So many of them: every kind in turn, each time with other random choices."""
    rng, kinds = random.Random(seed), KINDS
    for i in range(count):
        name, make = kinds[i % len(kinds)]
        yield f"{i}: {name}", make(unzipped(honest), honest, rng, trap)


# Kinds. Each takes the honest files, the honest .zip, a random generator and the trap's place.


def truncated(files, honest, rng, trap):
    return honest[: rng.randrange(len(honest) - 1)]


def noise(files, honest, rng, trap):
    return rng.randbytes(rng.randrange(5000))


def flipped(files, honest, rng, trap):
    """Bits in what is compressed: the CRC tells."""
    data = bytearray(honest)
    with zipfile.ZipFile(io.BytesIO(honest)) as packed:
        one = packed.getinfo("model.safetensors")
    start = one.header_offset + 30 + len(one.filename)
    data[start + rng.randrange(one.compress_size)] ^= 1 << rng.randrange(8)
    return bytes(data)


def a_pickle(files, honest, rng, trap):
    return pickle.dumps(Trap(trap))


def pickled_weights(files, honest, rng, trap):
    return zipped(files | {"model.safetensors": pickle.dumps(Trap(trap))})


def pickled_frames(files, honest, rng, trap):
    arrays = dict(np.load(io.BytesIO(files["frames.npz"])))
    name = rng.choice(list(arrays))
    return zipped(files | {"frames.npz": npz(arrays | {name: np.array([Trap(trap)], object)})})


NAMES = (
    *("../card.json", "/etc/passwd", "..\\..\\x", "C:\\x", "a/../../card.json", "./card.json"),
    *("card.json/", "cArd.json", "card.json\x00.txt", "évidence.npz", "sub/card.json"),
)


def escaping(files, honest, rng, trap):
    return zipped(files | {rng.choice(NAMES): b"x"})


def code(files, honest, rng, trap):
    name = rng.choice(["__init__.py", "conftest.py", "x.pth", "config.py", "evidence.npz", "x.so"])
    return zipped(files | {name: f"open({str(trap)!r}, 'w')".encode()})


def linked(files, honest, rng, trap):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        chosen = rng.choice(list(files))
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            mode = rng.choice([stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
            info.external_attr = (mode | 0o777) << 16 if name == chosen else 0
            packed.writestr(info, b"/etc/passwd" if name == chosen else content)
    return buffer.getvalue()


def twice(files, honest, rng, trap):
    buffer = io.BytesIO(honest)
    with zipfile.ZipFile(buffer, "a") as packed, warnings.catch_warnings(action="ignore"):
        name = rng.choice(list(files))
        packed.writestr(zipfile.ZipInfo(name), files[name])
    return buffer.getvalue()


def missing(files, honest, rng, trap):
    del files[rng.choice(list(files))]
    return zipped(files)


def bomb(files, honest, rng, trap):
    """Little on disk, much in memory."""
    name = rng.choice(list(files))
    return zipped(files | {name: bytes(rng.randrange(90, 120) * 2**20)})


def lying_size(files, honest, rng, trap):
    """The directory says that a file is small, or large; the file says otherwise."""
    data = bytearray(honest)
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, rng.choice([0, 1, 2**31, 2**32 - 1]))
    return bytes(data)


def many_entries(files, honest, rng, trap):
    """A directory of some 40,000 entries: 0.4 KB of memory each for whoever lists it."""
    inner = rng.random() < 0.5
    data = files["frames.npz"] if inner else honest
    end, count = data.rindex(b"PK\x05\x06"), rng.randrange(30_000, 50_000)
    (start,) = struct.unpack_from("<I", data, end + 16)
    name = b"step.npy" if inner else b"card.json"
    entry = data[data.rindex(b"PK\x01\x02", 0, data.index(name, start)) :][: 46 + len(name)]
    last = struct.pack("<HHII", count, count, count * len(entry), start)
    bomb = data[:start] + entry * count + data[end : end + 8] + last + bytes(2)
    return zipped(files | {"frames.npz": bomb}) if inner else bomb


def bomb_in_frames(files, honest, rng, trap):
    arrays = dict(np.load(io.BytesIO(files["frames.npz"])))
    name = rng.choice(list(arrays))
    return zipped(files | {"frames.npz": npz(arrays | {name: np.zeros(2**27, np.uint8)})})


def lying_array(files, honest, rng, trap):
    """A header that asks for terabytes, or is code."""
    stream, packed = io.BytesIO(), io.BytesIO()
    np.lib.format.write_array(stream, np.load(io.BytesIO(files["frames.npz"]))["step"])
    shape = rng.choice(["(10**14,)", "(99999999999999,)", "(-1,)", f"open({str(trap)!r},'w')"])
    header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (118 - len(header) % 64) + b"\n"
    body = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + stream.getvalue()[128:]
    with zipfile.ZipFile(packed, "w") as inner:
        inner.writestr("step.npy", body)
    return zipped(files | {"frames.npz": packed.getvalue()})


def odd_frames(files, honest, rng, trap):
    arrays = dict(np.load(io.BytesIO(files["frames.npz"])))
    name = rng.choice(list(arrays))
    array = arrays[name]
    changed = [array[:-1], array.astype(np.float64), array[..., None]]
    changed += [np.asfortranarray(array)] if array.ndim > 1 else []
    broken = arrays | {name: rng.choice(changed)}
    return zipped(
        files | {"frames.npz": npz(broken | {"extra": array} if rng.random() < 0.3 else broken)}
    )


def deep(files, honest, rng, trap):
    name = rng.choice(["config.json", "card.json", "log.jsonl"])
    return zipped(files | {name: b"[" * rng.randrange(500, 10_000)})


def not_json(files, honest, rng, trap):
    name = rng.choice(["config.json", "card.json", "log.jsonl"])
    bad = [b"", b"null", b"[]", b"\xff\xfe", b'{"a": NaN}', b'{"seed": 1, "seed": 2}', b"9" * 5000]
    return zipped(files | {name: rng.choice(bad)})


ODD_VALUES = [None, [], {}, "", "x" * 200, -1, 2**70, 1e300, True, "<script>", "![](//x)", "\x00"]


def odd_card(files, honest, rng, trap):
    """A field of the wrong type or range, with markup, too many or too few."""
    card = json.loads(files["card.json"])
    fields = ["benchmark", "method", "seed", "config", "status", "step", "steps", "seconds"]
    name = rng.choice([*fields, "created", "packages", "machine", "data"])
    value = rng.choice(
        [odd for odd in ODD_VALUES if odd != {} or name not in ("packages", "machine")]
    )
    if name in ("packages", "machine"):
        value = rng.choice([{"torch": "[x](http://x)"}, {"<b>": "1"}, {"x": [1]}, [], "x"])
    if rng.random() < 0.2:
        del card[name]
    else:
        card[name] = value if not (name == "status" and value == card[name]) else 3
    return zipped(files | {"card.json": json.dumps(card).encode()})


def odd_config(files, honest, rng, trap):
    """Settings of wrong types, out of range, unknown, or that name a place on the disk."""
    asked, card = json.loads(files["config.json"]), json.loads(files["card.json"])
    name = rng.choice([n for n in asked["config"] if n not in ("m_in", "m_out")])  # may be < 0
    odd = [*ODD_VALUES, float("1e20"), -5, "/etc", "../x", [1]]
    odd = [value for value in odd if value not in (None, asked["config"][name])]
    if rng.random() < 0.2:
        asked["config"]["device"] = "cuda"
    elif rng.random() < 0.2:
        del asked["config"][name]
    else:
        asked["config"][name] = rng.choice(odd)
    card["config"] = asked["config"]
    changed = {"config.json": asked, "card.json": card}
    return zipped(files | {name: json.dumps(content).encode() for name, content in changed.items()})


def odd_log(files, honest, rng, trap):
    lines = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    line = rng.choice(lines)
    name = rng.choice(list(line))
    line[name] = rng.choice(
        [odd for odd in ODD_VALUES if odd != {} or name not in ("losses", "gauges")]
    )
    if rng.random() < 0.2:
        lines.reverse()
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return zipped(files | {"log.jsonl": text.encode()})


def weights(change: Callable) -> Callable:
    """A kind that changes the tensors as `change(name -> array, rng)` says."""

    def make(files, honest, rng, trap):
        from safetensors.numpy import load, save

        tensors = load(files["model.safetensors"])
        return zipped(files | {"model.safetensors": save(change(tensors, rng))})

    return make


def _a(tensors, rng):
    return rng.choice(sorted(tensors))


def _set(tensors, name, value):
    return tensors | {name: np.ascontiguousarray(value)}


def not_finite(tensors, rng):
    name = _a(tensors, rng)
    array = tensors[name].copy()
    array.flat[rng.randrange(array.size)] = rng.choice([np.nan, np.inf, -np.inf])
    return tensors | {name: array}


def other_keys(tensors, rng):
    name = _a(tensors, rng)
    if rng.random() < 0.5:
        return tensors | {f"{name}.extra": tensors[name]}
    return {other: array for other, array in tensors.items() if other != name}


def other_shapes(tensors, rng):
    name = _a(tensors, rng)
    array = tensors[name]
    return _set(tensors, name, rng.choice([array[..., None], array.reshape(-1)[:-1], array[None]]))


def other_types(tensors, rng):
    name = _a(tensors, rng)
    return _set(tensors, name, tensors[name].astype(rng.choice([np.float32, np.float64, np.int8])))


def lying_weights(files, honest, rng, trap):
    """A safetensors header that lies about its length, its offsets or its types."""
    content = bytearray(files["model.safetensors"])
    if rng.random() < 0.5:
        struct.pack_into("<Q", content, 0, rng.choice([0, 2**40, 2**63, len(content)]))
    else:
        header = content[8 : 8 + struct.unpack_from("<Q", content)[0]].decode()
        old, new = rng.choice([("F16", "F64"), ("[0,", "[9,"), ("data_offsets", "data_offsetz")])
        content[8 : 8 + len(header)] = header.replace(old, new, 1).encode()[: len(header)]
    return zipped(files | {"model.safetensors": bytes(content)})


def strange_types(files, honest, rng, trap):
    """Types that a safetensors file may name and torch's reader does not know."""
    content = files["model.safetensors"]
    start = 8 + struct.unpack_from("<Q", content)[0]
    header, at = json.loads(content[8:start]), 0
    kind, bits = rng.choice([("F8_E8M0", 8), ("F4", 4), ("F6_E2M3", 6)])
    for one in header.values():
        if "shape" not in one:
            continue
        one["dtype"], one["shape"] = kind, [8 * int(np.prod(one["shape"]))]
        size = one["shape"][0] * bits // 8
        one["data_offsets"], at = [at, at + size], at + size
    text = json.dumps(header).encode()
    return zipped(files | {"model.safetensors": struct.pack("<Q", len(text)) + text + bytes(at)})


def other_data(files, honest, rng, trap):
    """Trained on other data than what has that name here."""
    card = json.loads(files["card.json"])
    card["data"]["id_train"]["sha256"] = f"{rng.getrandbits(64):016x}"
    return zipped(files | {"card.json": json.dumps(card).encode()})


CHEAP = [
    *(truncated, noise, flipped, a_pickle, pickled_frames, escaping, code, linked, twice, missing),
    *(many_entries, lying_size, lying_array, odd_frames, deep, not_json, odd_card, odd_log),
]
SLOW = [bomb, bomb_in_frames]  # they cost the script more than the server
DEEP = {  # only the worker, which has torch, can tell
    "pickled weights": pickled_weights,
    "weights not finite": weights(not_finite),
    "weights with other keys": weights(other_keys),
    "weights of other shapes": weights(other_shapes),
    "weights of other types": weights(other_types),
    "weights with a lying header": lying_weights,
    "weights of strange types": strange_types,
    "odd settings": odd_config,
    "other data": other_data,
}
NAMED = {kind.__name__.replace("_", " "): kind for kind in CHEAP + SLOW}
KINDS = [*NAMED.items(), *DEEP.items()]
