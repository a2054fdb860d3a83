"""Tables read in a process of little memory and time, as pictures are decoded in `decoder`.

Of a CSV file come back the points or the classes of files. Rows of a parquet file come in parts:
the process holds the file, and what it unpacks of it is measured there before it is sent. Who has
had a slice of time gives the process to others, and begins with the next part in another one: so
nobody waits until all images of a large file are decoded.
"""

import io
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

import numpy as np

from ood_core import images
from ood_core.benchmarks.custom import archives, parquet, vectors
from ood_core.benchmarks.custom import labels as table_labels
from ood_core.benchmarks.custom.archives import Member, Place
from ood_core.benchmarks.custom.reading import Reader
from ood_core.benchmarks.custom.sets import SHAPE, File, Named, Picture, Read, shown, whole
from ood_core.errors import Sentence, UserError, plain
from ood_core.files import Arrays
from ood_core.serving import decoder
from ood_core.serving.helper import Stopped, serve
from ood_core.serving.pool import Pool
from ood_core.serving.turns import Work

SECONDS = 4.0  # for one question
MOST = 200 * 2**20  # bytes of a file
UNPACKING = 60.0  # for a whole archive
SLICE = 2.0  # after which it is another's turn
MEMORY = 2**31  # bytes of addresses
AT_ONCE = 2  # processes
SMALL = 2**20  # bytes of a file that a process has little left of
SHORT = 2**23  # bytes of an answer, the same
PART = 2**21  # bytes of images that are sent together, but for the last one
ROWS = 500  # that are sent together
TOLD = ("labels", "sides", "done", "left_out", "axes")  # of a `Read`, beside its vectors

POOL = Pool("ood_core.serving.tables", SECONDS, AT_ONCE, SLICE)
Ask = Callable[..., dict[str, Any]]


def reader(work: Work | None = None) -> Reader:
    """Who reads in such processes.

    Args:
        work: all of it, which is what is waited for and given a share together.
    """
    parts = (decoder.decode, points, labels, pictures, members, told)
    return Reader(*(partial(part, work=work) for part in parts))


def points(file: File, work: Work | None = None) -> Read:
    """`vectors.points`, in such a process."""
    with _reading(file, work) as (ask, _):
        found = ask("points")
        labels, sides, done, left_out, axes = (tuple(found[name]) for name in TOLD)
        return Read(found["x"], labels, sides, done, left_out, axes=axes)


def told(file: File, work: Work | None = None) -> list[Sentence] | None:
    """`parquet.told`, in such a process."""
    with _reading(file, work) as (ask, _):
        return ask("told")["told"]


def labels(
    file: File, names: Sequence[str], work: Work | None = None
) -> dict[str, Named] | Sentence:
    """`labels.of_images`, in such a process."""
    with _reading(file, work) as (ask, _):
        found = ask("labels", names=list(names))["labels"]
        if isinstance(found, Sentence):
            return found
        return {name: Named(*told) for name, told in found.items()}


def pictures(file: File, work: Work | None = None) -> Iterator[Picture]:
    """`parquet.pictures`, in such a process, part by part."""
    total = 0
    for row, answer in _rows(file, "pictures", work):
        name, label, side, start, size, why = row
        total += size
        if total > MOST:
            raise UserError(
                "error.serving.unpacks",
                "{file} unpacks to more than {most} MB of images. Give a part of it.",
                file=shown(file.name),
                most=MOST >> 20,
            )
        data = answer["data"].data[start : start + size]  # not copied
        yield Picture(name, label, partial(_opened, data, why), side)


def members(file: File, work: Work | None = None) -> Iterator[Member]:
    """`archives.members`, looked into in such a process, part by part."""
    return archives.members(file, partial(_places, work=work))


def _places(file: File, work: Work | None) -> Iterator[Place | Sentence | None]:
    for row, _ in _rows(file, "places", work, UNPACKING):
        yield Place(*row) if isinstance(row, list) else row


def _rows(
    file: File, what: str, work: Work | None, most: float = math.inf
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each row with the answer that it is of; the process is free while the rows of its last one
    are used, if it is another's turn.

    Args:
        most: seconds that all answers may take.
    """
    first, left, rows = 0, most, [None]
    while rows:
        with ExitStack() as held:
            ask, is_over = held.enter_context(_reading(file, work))
            is_held = True
            while is_held and rows:
                if left < 0:
                    raise _too_much(file)
                start = time.monotonic()
                answer = ask(what, first=first)
                left -= time.monotonic() - start
                rows = answer["rows"]
                first += len(rows)
                for row in rows:
                    yield row, answer
                    if is_held and is_over():
                        is_held = False
                        held.close()


def _too_much(file: File) -> UserError:
    return UserError(
        "error.serving.table",
        "{file} takes too long or too much memory to read. Give a smaller part of it.",
        file=shown(file.name),
    )


READER = reader()


def _opened(data: memoryview, why: UserError | None) -> BinaryIO:
    if why is not None:
        raise why
    return io.BytesIO(data)


@contextmanager
def _reading(file: File, work: Work | None) -> Iterator[tuple[Ask, Callable[[], bool]]]:
    """What asks a process that holds this file, and what says that it is another's turn.

    A process that had a large file, gave a long answer, or did not read all of it, ends, and gives
    its memory back.
    """
    work = work or Work()
    given: Arrays = {"data": np.frombuffer(whole(file, MOST), np.uint8)}
    with POOL.process(work) as (helper, is_over):
        is_small, is_all, is_well = given["data"].nbytes <= SMALL, False, False

        def ask(what: str, **more: Any) -> dict[str, Any]:
            nonlocal is_small, is_all
            work.check()
            found = helper.ask(_with_texts({"what": what, "name": file.name, **more}, given))
            is_small = is_small and sum(array.nbytes for array in found.values()) <= SHORT
            given.clear()  # it is there now
            found |= _texts(found.pop("texts"), _restored)
            is_all = not found.get("rows")
            return found

        try:
            yield ask, is_over
            is_well = is_small and is_all
        except (Stopped, KeyError, TypeError, ValueError) as error:
            raise _too_much(file) from error
        finally:
            if not is_well:
                helper.end()


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
    request = _texts(question["texts"])
    if "data" in question:
        data = question["data"].tobytes()
        _held.clear()
        _held["file"] = File(request["name"], lambda: io.BytesIO(data))
    try:
        found, arrays = ANSWERS[request["what"]](_held["file"], request)
    except UserError:
        _held.clear()
        raise
    if not found.get("rows"):  # all was said: nobody's file stays
        _held.clear()
    return _with_texts(found, arrays)


def _answer_points(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    read = vectors.points(file)
    texts = {name: getattr(read, name) for name in TOLD}
    return texts, {"x": read.x}


def _answer_told(file: File, _: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    return {"told": parquet.told(file)}, {}


def _answer_labels(file: File, request: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    return {"labels": table_labels.of_images(file, request["names"])}, {}


def _answer_pictures(file: File, request: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    """The next rows, as `(name, label, side, start and size in the bytes, why there are none)`."""
    rest = islice(parquet.pictures(file), request["first"], None)
    coming = _held.setdefault("pictures", rest)
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
        rows.append((picture.name, picture.label, picture.side, len(data), len(found), why))
        data += found
        if len(data) >= PART or len(rows) >= ROWS:
            break
    return {"rows": rows}, {"data": np.frombuffer(bytes(data), np.uint8)}


def _answer_places(file: File, request: dict[str, Any]) -> tuple[dict[str, Any], Arrays]:
    """The next members: where they lie, or why one is left out."""
    coming = _held.setdefault("places", archives.places(file, request["first"]))
    rows, unpacked = [], 0
    for place in coming:
        rows.append(place)
        unpacked += place.unpacked if isinstance(place, Place) else 0
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
