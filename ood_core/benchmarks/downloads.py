"""The sets of the world cifar10 that torchvision fetches, kept as the parquet files it reads.

torchvision checks the archives against their checksums. Pictures are kept as lossless PNG, DTD's at
32 x 32, as they are used.
"""

import io
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from tarfile import TarError
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from ood_core.benchmarks import sources
from ood_core.errors import UserError
from ood_core.files import write_atomically
from ood_core.images import decode

Rows = Iterator[tuple[Image.Image, int]]
SHAPE = (3, 32, 32)
ONLY = "00000-of-00001.parquet"
# of the net, of archives, of torchvision's checksums (RuntimeError), of pictures
FAILURES = (OSError, HTTPException, TarError, EOFError, RuntimeError, UserError)


def _torchvision(name: str, **how: object) -> Callable[[Path], Rows]:
    """The rows of a torchvision data set, which is fetched into a folder."""

    def rows(folder: Path) -> Rows:
        from torchvision import datasets

        return iter(getattr(datasets, name)(str(folder), download=True, **how))

    return rows


SETS = {  # folder -> split -> its pictures and labels
    "cifar10": {
        "train": _torchvision("CIFAR10", train=True),
        "test": _torchvision("CIFAR10", train=False),
    },
    "cifar100": {"test": _torchvision("CIFAR100", train=False)},
    "svhn": {"test": _torchvision("SVHN", split="test")},
    "textures": {"test": _torchvision("DTD", split="test")},
}


def fetch(name: str) -> list[Path]:
    """Fetch a set of SETS into the first data folder; the files, those that were there included.

    Raises:
        UserError: it cannot be fetched, or not be kept.
    """
    place = sources.data_dirs()[0] / name
    missing = [split for split in SETS[name] if not sources.has_parquet(name, split)]
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place) as raw:  # torchvision takes half a set for a whole one
            for split in missing:
                _write(place / f"{split}-{ONLY}", SETS[name][split](Path(raw)))
    except FAILURES as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise UserError(
            "error.benchmarks.not_fetched",
            "{name} could not be fetched into {folder}: {why} Check the connection and the disk, "
            "and run the command again.",
            name=name,
            folder=place,
            why=error if isinstance(error, UserError) else lines[0],
        ) from error
    return [path for split in SETS[name] for path in sources.shards(name, split)]


def _write(path: Path, rows: Rows) -> None:
    """The parquet file of these rows."""
    images, labels = [], []
    for picture, label in rows:
        images.append({"bytes": _png(picture), "path": None})
        labels.append(int(label))
    table = io.BytesIO()
    pq.write_table(pa.table({"image": images, "label": labels}), table)
    write_atomically(path, table.getvalue())


def _png(picture: Image.Image) -> bytes:
    """A picture of the size that is used, as a file's bytes."""
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "PNG")
    if picture.size == SHAPE[1:]:
        return kept.getvalue()
    return _png(Image.fromarray(decode(kept.getvalue(), SHAPE).pixels.transpose(1, 2, 0)))
