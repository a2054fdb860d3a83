"""Ways to bring a picture: ready samples, files, the camera, a drawing. All end as a batch."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from app.blocks import choices, room
from app.components.pad import pad
from app.data import samples
from app.data.loading import Finished
from app.data.samples import Shape
from app.data.verdicts import remembered
from app.server import turns
from app.text import Message, say, say_each
from app.views.images import words
from ood_core import benchmarks
from ood_core.errors import UserError
from ood_core.images import MOST_BYTES, Levels, Seen
from ood_core.serving import decoder

MOST = 20  # files of a batch
Name = str | Message  # a file's, or what we call a picture of ours
File = tuple[Name, bytes]  # name, content


@dataclass(frozen=True)
class Batch:
    """Pictures that were brought together, decoded for a world."""

    called: tuple[Name, ...]
    seen: tuple[Seen, ...]
    refused: tuple[tuple[Name, UserError], ...] = ()  # those that cannot be read, and why

    @property
    def names(self) -> tuple[str, ...]:
        """In the visitor's language."""
        return say_each(self.called)

    @property
    def x(self) -> np.ndarray:
        """`(N, C, H, W) uint8`."""
        return np.stack([one.pixels for one in self.seen])


def worlds(finished: Finished) -> list[str]:
    """The worlds of images that have networks; those of photographs first, ImageNet before all."""
    found = choices.worlds_with_runs(finished)
    return sorted([n for n in found if benchmarks.get(n).picture_shape], key=_order)


def _order(world: str) -> tuple[bool, bool]:
    """ImageNet, for any photograph makes sense there; other photographs; small pictures."""
    about = benchmarks.get(world)
    return not about.is_frozen, not about.backbone


def _shape(world: str) -> Shape:
    shape = benchmarks.get(world).picture_shape
    assert shape is not None  # `worlds` offers no others
    return shape


def ready(world: str) -> Batch:
    """The ready samples, the same for everybody."""
    seen = samples.seen(_shape(world))
    return Batch(tuple(words.SAMPLES[name] for name in seen), tuple(seen.values()))


def uploaded(world: str) -> Batch | None:
    if room.says_locked("uploads"):
        return None
    files = st.file_uploader(
        say(words.UPLOAD, most=MOST),
        accept_multiple_files=True,
        max_upload_size=MOST_BYTES // 2**20,
        key="images:files",
    )
    inverted = _is_dark_on_light(world)
    if not files:
        return None
    some = files[:MOST]
    content = tuple((file.name, file.file_id) for file in some)
    batch = _read(world, content, lambda: [(f.name, f.getvalue()) for f in some], inverted)
    too_many = UserError(words.TOO_MANY.key, words.TOO_MANY.text, most=MOST)
    left = tuple((file.name, too_many) for file in files[MOST:])
    return replace(batch, refused=batch.refused + left)


def photographed(world: str) -> Batch | None:
    if room.says_locked("uploads"):
        return None
    file = st.camera_input(say(words.TAKE), key="images:camera", width=480)
    st.caption(say(words.CAMERA_NEEDS))
    inverted = _is_dark_on_light(world)
    if not file:
        return None
    return _read(world, file.file_id, lambda: [(words.PHOTOGRAPH, file.getvalue())], inverted)


def drawn(world: str) -> Batch | None:
    data = pad("images:pad")
    if data is None:
        return None
    return _read(world, data, lambda: [(words.DRAWING, data)], False)


def _is_dark_on_light(world: str) -> bool:
    """Whether black and white are to be exchanged: the digits are white on black."""
    is_grey = _shape(world)[0] == 1
    return is_grey and st.toggle(say(words.DARK), key="images:dark", help=say(words.DARK_HELP))


def _read(
    world: str, content: Hashable, files: Callable[[], Sequence[File]], inverted: bool
) -> Batch:
    """Files of this session, decoded once: as long as `content`, which tells them apart, stays."""
    shape, levels = _shape(world), benchmarks.get(world).levels
    key = (shape, levels, inverted, content)
    return remembered("images:batch", key, lambda: _decoded(shape, files(), inverted, levels))


def _decoded(
    shape: Shape, files: Sequence[File], inverted: bool, levels: Levels | None = None
) -> Batch:
    decode = partial(decoder.decode, work=turns.reading())

    def attempt(file: File) -> Seen | UserError:
        try:
            return decode(file[1], shape, levels)
        except UserError as error:
            return error

    with turns.aside(), ThreadPoolExecutor(decoder.AT_ONCE) as threads:
        found = list(zip(files, threads.map(attempt, files), strict=True))
    names, seen, refused = [], [], []
    for (name, _), one in found:
        if isinstance(one, UserError):
            refused.append((name, one))
        else:
            names.append(name)
            seen.append(one._replace(pixels=255 - one.pixels) if inverted else one)
    return Batch(tuple(names), tuple(seen), tuple(refused))


READY, DRAWN = "ready", "drawn"
SOURCES: dict[str, Callable[[str], Batch | None]] = {
    READY: ready,
    "files": uploaded,
    "camera": photographed,
    DRAWN: drawn,
}
