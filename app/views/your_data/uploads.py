"""Files that a visitor uploads, as `ood_core.benchmarks.custom` takes them.

A page reads uploads only, never a path that somebody types: whoever can open the page could then
list, and look at, the server's disk. On one's own computer the command line takes paths.
"""

import io
import re
from collections.abc import Sequence
from functools import partial
from itertools import chain, count

from streamlit.runtime.uploaded_file_manager import UploadedFile

from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File


def files(uploaded: UploadedFile | Sequence[UploadedFile] | None) -> list[File]:
    """One upload, those of a folder, or none."""
    many = uploaded if isinstance(uploaded, list) else [uploaded] if uploaded else []
    return [File(one.name, partial(_open, one)) for one in many]


def _open(uploaded: UploadedFile) -> io.BytesIO:
    return io.BytesIO(uploaded.getvalue())


def tests(
    near: Sequence[File],
    far: Sequence[File],
    more: Sequence[tuple[custom.Kind, Sequence[File]]] = (),
) -> dict[str, custom.Test]:
    """The OOD tests that were given, named as their folder or file where that can be a name."""
    found: dict[str, custom.Test] = {}
    for kind, given in (("near", near), ("far", far), *more):
        if given:
            numbered = (f"{kind}-{i}" for i in count(2))
            free = (n for n in chain([_name(given), kind], numbered) if n and n not in found)
            found[next(free)] = custom.Test(kind, given)
    return found


def _name(given: Sequence[File]) -> str:
    """The outermost folder's name, or the only file's, in lower-case letters and hyphens."""
    first, slash, _ = given[0].name.partition("/")
    word = first if slash else first.rpartition(".")[0] if len(given) == 1 else ""
    name = re.sub("[^a-z0-9]+", "-", word.lower())[:40].strip("-")
    return "" if name == custom.OUTLIERS else name
