"""Photographs as vectors: the features that a frozen network has of each and of its quarter turns.

They are computed once (`ood_core.features`) and kept on disk by content: for the bytes of
CHUNK files, the network and its arithmetic, one array. Here they are read, without torch.
"""

import hashlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ood_core import paths
from ood_core.benchmarks import sources
from ood_core.errors import UserError
from ood_core.files import UNREADABLE
from ood_core.images import decode

if TYPE_CHECKING:
    import pyarrow as pa

SHAPE = (3, 256, 256)  # of a photograph as it is read: its middle square
BACKBONE, WIDTH = "efficientnet-lite0", 1280  # of our worlds, and how many features it has
TURNS = 4  # S_k turns by 90 k degrees, as CSI does
CHUNK = 50  # photographs to an array
VERSION = 1  # of how turns and crops are made


def folder() -> Path:
    return Path(os.environ.get("OODLAB_FEATURES") or paths.ROOT / "features")


@dataclass(frozen=True)
class Photographs:
    """A set of photographs, as the bytes of their files, whose features are wanted.

    Attributes:
        crops: how many random crops of each are wanted, turned each; 0 for the whole photographs.
    """

    files: tuple[bytes, ...]
    backbone: str
    crops: int = 0

    def chunks(self) -> Iterator["Photographs"]:
        for i in range(0, len(self.files), CHUNK):
            yield Photographs(self.files[i : i + CHUNK], self.backbone, self.crops)

    @property
    def key(self) -> str:
        """What they are, in hexadecimal digits."""
        digest = hashlib.sha256(f"{VERSION} {self.backbone} {self.crops}".encode())
        for file in self.files:
            digest.update(len(file).to_bytes(8, "big") + file)
        return digest.hexdigest()[:32]

    def path(self, arithmetic: str) -> Path:
        """Where the features of a chunk are kept, by the arithmetic that they were computed in."""
        return folder() / f"{self.key}-{arithmetic}.npy"


def features(photographs: Photographs) -> np.ndarray:
    """`(N, TURNS, D) float16`, or of crops `(N, crops, TURNS, D)`.

    Raises:
        UserError: they have not been computed, or a file is damaged.
    """
    return np.concatenate([_read(chunk) for chunk in photographs.chunks()])


def _read(chunk: Photographs) -> np.ndarray:
    found = sorted(folder().glob(f"{chunk.key}-*.npy"))
    if not found:
        raise UserError(
            "error.benchmarks.no_features",
            "The features of these photographs have not been computed yet. Compute them by "
            "`python -m ood_core features --benchmark NAME`.",
        )
    try:
        return np.load(found[0], allow_pickle=False)
    except UNREADABLE as error:
        raise UserError(
            "error.benchmarks.features_damaged", "{file} is damaged: remove it.", file=found[0]
        ) from error


def of_parquet(name: str, split: str) -> tuple[bytes, ...]:
    """The files of the photographs of one split of a data set, undecoded. Raises UserError."""
    column = _column(tuple(sources.shards(name, split)))
    return tuple(row["bytes"] for row in column.to_pylist())


def one_of_parquet(name: str, split: str, row: int) -> np.ndarray:
    """One of these photographs `(3, H, W) uint8`. Raises UserError."""
    column = _column(tuple(sources.shards(name, split)))
    return decode(column[row].as_py()["bytes"], SHAPE).pixels


@lru_cache(maxsize=2)  # a page asks for its pictures one by one
def _column(shards: tuple[Path, ...]) -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.parquet as pq

    read = [pq.read_table(shard, columns=["image"])["image"] for shard in shards]
    return pa.chunked_array([chunk for column in read for chunk in column.chunks])


def class_names(name: str, split: str) -> list[str]:
    """Of a data set in Hugging Face's layout, from its schema. Raises UserError."""
    import pyarrow.parquet as pq

    stored = pq.read_schema(sources.shards(name, split)[0]).metadata[b"huggingface"]
    return json.loads(stored)["info"]["features"]["label"]["names"]


def encoded(pixels: np.ndarray) -> bytes:
    """A photograph `(3, H, W) uint8` as a file."""
    buffer = io.BytesIO()
    image = Image.fromarray(pixels.transpose(1, 2, 0))
    image.save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()
