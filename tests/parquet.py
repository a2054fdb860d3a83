"""Small image parquet files for tests."""

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image


def write_parquet(
    path: Path,
    images: Iterable[np.ndarray],
    labels: Iterable[int] | None = None,
    column: str = "image",
) -> None:
    """A parquet file of grey or RGB images `(H, W[, 3]) uint8` in Hugging Face's layout."""
    cells = []
    for image in images:
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, "PNG")
        cells.append({"bytes": buffer.getvalue(), "path": None})
    columns = {column: cells} | ({} if labels is None else {"label": list(labels)})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
