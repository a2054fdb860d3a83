"""Tables read in a process of little memory and time, as pictures are decoded in `decoder`.

Of a CSV file come back the points or the classes of files. Rows of a parquet file come in parts:
the process holds the file, and what it unpacks of it is measured there before it is sent.
"""

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from queue import LifoQueue
from typing import Any, BinaryIO

import numpy as np

from ood_core import images
from ood_core.benchmarks.custom import archives, parquet, tables, vectors
from ood_core.benchmarks.custom.archives import Member, Place
from ood_core.benchmarks.custom.reading import Reader
from ood_core.benchmarks.custom.sets import SHAPE, File, Named, Picture, Read, shown, whole
from ood_core.errors import Sentence, UserError, plain
from ood_core.files import Arrays
from ood_core.serving import decoder
from ood_core.serving.helper import Helper, Stopped, serve

SECONDS = 4.0  # for one question
MOST = 200 * 2**20  # bytes of a file
UNPACKING = 60.0  # for a whole archive
MEMORY = 2**31  # bytes of addresses
AT_ONCE = 2  # processes
SMALL = 2**20  # bytes of a file that a process has little left of
SHORT = 2**23  # bytes of an answer, the same
PART = 2**21  # bytes of images that are sent together, but for the last one
ROWS = 500  # that are sent together
TOLD = ("labels", "sides", "done", "left_out", "axes")  # of a `Read`, beside its vectors

_idle: LifoQueue[Helper] = LifoQueue()  # the one that was last at work is the warm one
for _ in range(AT_ONCE):
    _idle.put(Helper("ood_core.serving.tables", SECONDS))
Ask = Callable[..., dict[str, Any]]


def points(file: File) -> Read:
    """`vectors.points`, in such a process."""
    with _reading(file) as ask:
        found = ask("points")
        labels, sides, done, left_out, axes = (tuple(found[name]) for name in TOLD)
        return Read(found["x"], labels, sides, done, left_out, axes=axes)


def told(file: File) -> list[Sentence] | None:
    """`parquet.told`, in such a process."""
    with _reading(file) as ask:
        return ask("told")["told"]


def labels(file: File, names: Sequence[str]) -> dict[str, Named] | Sentence:
    """`tables.labels`, in such a process."""
    with _reading(file) as ask:
        found = ask("labels", names=list(names))["labels"]
        if isinstance(found, Sentence):
            return found
        return {name: Named(*told) for name, told in found.items()}


def pictures(file: File) -> Iterator[Picture]:
    """`parquet.pictures`, in such a process, part by part."""
    total = 0
    with _reading(file) as ask:
        while rows := (part := ask("pictures"))["rows"]:
            data, start = part["data"].data, 0  # not copied
            total += len(data)
            if total > MOST:
                raise UserError(
                    "error.serving.unpacks",
                    "{file} unpacks to more than {most} MB of images. Give a part of it.",
                    file=shown(file.name),
                    most=MOST >> 20,
                )
            for name, label, side, size, why in rows:
                opened = partial(_opened, data[start : start + size], why)
                yield Picture(name, label, opened, side)
                start += size


def members(file: File) -> Iterator[Member]:
    """`archives.members`, looked into in such a process, part by part."""
    return archives.members(file, _places)


def _places(file: File) -> Iterator[Place | Sentence]:
    end = time.monotonic() + UNPACKING
    with _reading(file) as ask:
        while rows := ask("places")["rows"]:
            if time.monotonic() > end:
                raise _too_much(file)
            for row in rows:
                yield row if isinstance(row, Sentence) else Place(*row)


def _too_much(file: File) -> UserError:
    return UserError(
        "error.serving.table",
        "{file} takes too long or too much memory to read. Give a smaller part of it.",
        file=shown(file.name),
    )


READER = Reader(decoder.decode, points, labels, pictures, members, told)


def _opened(data: memoryview, why: UserError | None) -> BinaryIO:
    if why is not None:
        raise why
    return io.BytesIO(data)


@contextmanager
def _reading(file: File) -> Iterator[Ask]:
    """What asks a process that holds this file; one that had a large file, gave a long answer, or
    did not read all of it, ends, and gives its memory back."""
    given: Arrays = {"data": np.frombuffer(whole(file, MOST), np.uint8)}
    is_small, is_well = given["data"].nbytes <= SMALL, False
    helper = _idle.get()

    def ask(what: str, **more: Any) -> dict[str, Any]:
        nonlocal is_small
        found = helper.ask(_with_texts({"what": what, "name": file.name, **more}, given))
        is_small = is_small and sum(array.nbytes for array in found.values()) <= SHORT
        given.clear()  # it is there now
        return found | _texts(found.pop("texts"), _restored)

    try:
        yield ask
        is_well = is_small
    except (Stopped, KeyError, TypeError, ValueError) as error:
        raise _too_much(file) from error
    finally:
        if not is_well:
            helper.end()
        _idle.put(helper)


def _with_texts(found: dict[str, Any], arrays: Arrays) -> Arrays:
    text = json.dumps(found, default=plain).encode()
    return {"texts": np.frombuffer(text, np.uint8), **arrays}


def _texts(array: np.ndarray, hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    return json.loads(array.tobytes(), object_hook=hook)


def _restored(found: dict[str, Any]) -> Any:
    """Sentences and errors as they were; their keys say which."""
    kind = UserError if str(found.get("key", "")).startswith("error.") else Sentence
    return kind.restored(found)


_held: dict[str, Any] = {}  # in that process: the file, and the rows of it that are still to come


def _answer(question: Arrays) -> Arrays:
    asked = _texts(question["texts"])
    if "data" in question:
        data = question["data"].tobytes()
        _held.clear()
        _held["file"] = File(asked["name"], lambda: io.BytesIO(data))
    found, arrays = ANSWERS[asked["what"]](_held["file"], asked)
    return _with_texts(found, arrays)


def _answer_points(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    read = vectors.points(file)
    texts = {name: getattr(read, name) for name in TOLD}
    return texts, {"x": read.x}


def _answer_told(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    return {"told": parquet.told(file)}, {}


def _answer_labels(file: File, asked: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    return {"labels": tables.labels(file, asked["names"])}, {}


def _answer_pictures(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    """The next rows, as `(name, label, side, how many of the bytes, why there are none)`."""
    coming = _held.setdefault("pictures", parquet.pictures(file))
    rows, data = [], bytearray()
    for picture in coming:
        why, found = None, b""
        try:
            with picture.open() as opened:
                found = opened.read(images.MOST_BYTES + 1)
            if not images.may_be_read(found):
                images.decode(found, SHAPE)  # which says why: no need to send it
        except UserError as error:
            why, found = error, b""
        rows.append((picture.name, picture.label, picture.side, len(found), why))
        data += found
        if len(data) >= PART or len(rows) >= ROWS:
            break
    return {"rows": rows}, {"data": np.frombuffer(bytes(data), np.uint8)}


def _answer_places(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    """The next members: where they lie, or why one is left out."""
    coming = _held.setdefault("places", archives.places(file))
    rows, unpacked = [], 0
    for place in coming:
        rows.append(place)
        unpacked += 0 if isinstance(place, Sentence) else place.unpacked
        if unpacked >= PART or len(rows) >= ROWS:
            break
    return {"rows": rows}, {}


ANSWERS = {
    "points": _answer_points,
    "labels": _answer_labels,
    "told": _answer_told,
    "pictures": _answer_pictures,
    "places": _answer_places,
}

if __name__ == "__main__":
    decoder.limit(MEMORY)
    serve(_answer)
