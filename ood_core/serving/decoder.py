"""Pictures decoded in processes of little memory and time, which write no file.

What a picture does to such a process, it does to nobody else: it is ended and started again. The
limits on memory and files are the operating system's (not on Windows); time is kept everywhere.
"""

import os
from contextlib import suppress

import numpy as np

from ood_core import images
from ood_core.errors import UserError
from ood_core.files import Arrays
from ood_core.images import Levels, Seen
from ood_core.serving.helper import Stopped, serve
from ood_core.serving.pool import Pool
from ood_core.serving.turns import Work

SECONDS = 1.75  # for one picture, so that every answer is there within 2
BEHIND = 5  # how much nicer than the server it is to other processes
MEMORY = 2**30  # bytes of addresses; 16 megapixels with transparency take a third of it
PROCESSES = 3
AT_ONCE = PROCESSES - 1  # for one visitor, whose slow files do not keep all the others waiting
SLICE = 1.0  # seconds, after which many or slow pictures let those of others go first

POOL = Pool("ood_core.serving.decoder", SECONDS, PROCESSES, SLICE)


def decode(
    data: bytes, shape: tuple[int, int, int], levels: Levels | None = None, work: Work | None = None
) -> Seen:
    """`images.decode`, in such a process.

    Args:
        work: what else it is a part of.

    Raises:
        UserError: one sentence on why it cannot be read.
    """
    if len(data) > images.MOST_BYTES or not images.may_be_read(data):  # no need to send them
        return images.decode(data, shape)
    question = {"data": np.frombuffer(data, np.uint8), "shape": np.array(shape)}
    question["levels"] = np.array(levels or (), np.int64)
    with POOL.process(work) as (helper, _):
        try:
            found = helper.ask(question)
        except Stopped as error:
            raise UserError(
                "error.serving.too_much",
                "Reading it takes too long or too much memory, so it was left. "
                "Save it anew, or smaller.",
            ) from error
    size, changes, its_levels = (tuple(found[n].tolist()) for n in ("size", "changes", "levels"))
    return Seen(found["pixels"], found["preview"], size, changes, its_levels)


def _answer(question: Arrays) -> Arrays:
    shape, levels = (tuple(question[name].tolist()) for name in ("shape", "levels"))
    seen = images.decode(question["data"].tobytes(), shape, levels or None)
    return {name: np.array(value) for name, value in seen._asdict().items()}


def limit(memory: int) -> None:
    """Little memory, in bytes; no file longer than nothing: what is uploaded stays in memory. Pages
    come first."""
    with suppress(AttributeError):  # Windows
        os.nice(BEHIND)
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (("AS", memory), ("FSIZE", 0), ("CORE", 0)):
        with suppress(ValueError, OSError):  # macOS knows no limit of addresses
            resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


if __name__ == "__main__":
    limit(MEMORY)
    serve(_answer)
