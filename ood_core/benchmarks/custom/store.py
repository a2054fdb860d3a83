"""Custom benchmarks, made from what `reading` reads. Each is a directory:

    benchmark.json   classes, shape, the kind of each OOD test, and a report of what was done
    inputs.npz       id_train_x, id_train_y, id_test_x, id_test_y, outliers_x, ood_<name>_x, alike

They lie in `$OODLAB_BENCHMARKS`, else in `benchmarks/` beside `runs/`, and appear there whole.
"""

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

import numpy as np

from ood_core import paths
from ood_core.benchmarks import photographs
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.benchmarks.custom import reading
from ood_core.benchmarks.custom.assembling import HELD_OUT, ID, Assembled, assemble
from ood_core.benchmarks.custom.reading import HERE, Reader
from ood_core.benchmarks.custom.sets import NAMED, WANTED, File, Read, how_many, shown
from ood_core.benchmarks.photographs import TURNS, WIDTH
from ood_core.errors import Sentence, UserError, plain
from ood_core.files import Arrays, whole_folder, write_arrays, write_atomically
from ood_core.images import Levels

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
OUTLIERS = "outliers"
DEFECTS = "defects"
LISTED = 50  # reasons why something was left out
LONGEST = 2**20  # bytes of benchmark.json
MOST_EACH, MOST = 20, 300  # custom benchmarks of one visitor, and in all
CONVNET, FEATURES = "convnet", "features"  # of small images, of photographs


Kind = Literal["near", "far"]


class Test(NamedTuple):
    """An OOD test to be made."""

    kind: Kind
    files: Sequence[File]


@dataclass(frozen=True)
class About:
    """What benchmark.json says."""

    name: str
    classes: list[str]
    shape: list[int]
    tests: dict[str, Kind]
    counts: dict[str, int]  # id_train, id_test, outliers, ood_<name> -> how many inputs
    report: list[Sentence | str]  # what was done; text where an earlier version made it
    left_out: list[Sentence | str]  # of what `make` returns, "set: file: why"; on disk, counts
    alike: int = 0  # pairs of near-duplicates that are kept to be shown
    levels: list[int] | None = None  # what is black and white where ID images had 16 bits

    @property
    def is_photographs(self) -> bool:
        """Whether its inputs are features of photographs."""
        return self.shape == [TURNS, WIDTH]

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}

    @property
    def is_outputs(self) -> bool:
        """Whether there are no inputs, but the outputs of a network for them, in a run."""
        return self.shape == []

    @property
    def is_whole(self) -> bool:
        """Whether it is of vectors or images, and says how many inputs each set has."""
        if self.is_outputs:
            return {"id_test", *(f"ood/{name}" for name in self.tests)} <= set(self.counts)
        sets = {"id_train", "id_test", "outliers", *(f"ood_{name}" for name in self.tests)}
        is_vector = len(self.shape) == 1 and self.shape[0] >= 2
        known = is_vector or len(self.shape) == 3 or self.is_photographs
        levels = self.levels
        are_ends = levels is None or (len(levels) == 2 and 0 <= levels[0] < levels[1] < 2**16)
        return known and are_ends and sets <= set(self.counts)


def folder() -> Path:
    return Path(os.environ.get("OODLAB_BENCHMARKS") or paths.ROOT / "benchmarks")


def found() -> dict[str, About]:
    """Every readable custom benchmark, by name."""
    paths = sorted(folder().glob("*/benchmark.json"))
    read = {path.parent.name: _about(path) for path in paths if NAME.fullmatch(path.parent.name)}
    return {name: about for name, about in read.items() if about is not None}


def left_out_in_short(about: About, most: int = 20) -> list[str]:
    """What could not be read, a line each, and how many more."""
    listed = [f"left out: {line}" for line in about.left_out[:most]]
    rest = how_many(about.left_out[most:])
    return [*listed, f"and {rest} more"] if rest else listed


def check_room(
    mine: Collection[str],
    from_here: Collection[str],
    gigabytes: float,
    coming: Collection[str] = (),
) -> None:
    """That one more benchmark has a place.

    Args:
        mine: names of those of the visitor who makes it.
        from_here: names of those that were made from the visitor's address.
        gigabytes: that all of them, with the runs, may take.
        coming: names of those that are being made.

    Raises:
        UserError: there are too many of the visitor's or in all, or they take too much disk.
    """
    there = {path.parent.name for path in folder().glob("*/benchmark.json")} | {*coming}
    if len(there & {*mine}) >= MOST_EACH:
        raise UserError(
            "error.custom.enough_of_yours",
            "You have {n} benchmarks here, and no visitor may have more. Delete one of them.",
            n=MOST_EACH,
        )
    if len(there & {*from_here}) >= MOST // 2:
        raise UserError(
            "error.custom.enough_from_there",
            "From your network's address {n} benchmarks were made, half of what has a place here. "
            "Delete one of yours, or ask who runs OOD Lab.",
            n=MOST // 2,
        )
    if len(there) >= MOST:
        raise _no_room()
    check_disk(gigabytes)


def check_disk(gigabytes: float) -> None:
    """Raises UserError where benchmarks and runs take more."""
    if sum(map(_size, (folder(), paths.RUNS))) > gigabytes * 10**9:
        raise _no_room()


def _size(place: Path) -> int:
    """Bytes of all files in it; of those that go meanwhile none."""
    total = 0
    for path in place.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def _no_room() -> UserError:
    return UserError(
        "error.custom.no_room",
        "There is no more room for benchmarks here. Delete one of yours, or ask who runs OOD Lab.",
    )


def changed(name: str) -> int:
    """When it was made, in nanoseconds; 0 where there is none."""
    path = folder() / name / "benchmark.json"
    return path.stat().st_mtime_ns if NAME.fullmatch(name) and path.is_file() else 0


def make(
    name: str,
    id: Sequence[File],
    tests: Mapping[str, Test],
    outliers: Sequence[File] = (),
    seed: int = 0,
    held_out: Sequence[str] = (),
    reader: Reader = HERE,
    network: str = "",
    leaves_out_alike: bool = False,
    keeps_groups: bool = False,
) -> About:
    """Read the files, assemble a benchmark of them and write it.

    Args:
        id: with a class for each input: its sub-folder, the column `label`, or the class's column.
        tests: may be none where classes are held out, or defects lie beside what is good.
        outliers: may be none; then no method can be trained that needs them.
        seed: of ID's split into training and test data, where the set has none of its own.
        held_out: classes of ID that become a near OOD test.
        reader: who reads the files.
        network: of NETWORKS: a head on features of photographs, or a small one on small images;
            "": by the size of most ID images.
        leaves_out_alike: whether near-duplicates of what an earlier set has are left out.
        keeps_groups: whether a sub-folder within a class is on one side of the split as a whole.

    Raises:
        UserError: a name that is taken or cannot be used, or see `reading.read` and `assemble`.
            Nothing is written then.
    """
    check_names(name, tests)
    read = {ID: _read(ID, id, reader, network != CONVNET)}
    is_large = read[ID].is_large if network == "" else network == FEATURES
    is_large = is_large and read[ID].is_image
    kinds: dict[str, Kind] = {what: test.kind for what, test in tests.items()}
    if held_out:
        kinds[HELD_OUT] = "near"
    if defects := read[ID].defects:
        kinds[DEFECTS], read[DEFECTS] = "near", defects
    if not kinds:
        raise UserError(
            "error.custom.no_test",
            "At least one OOD test is needed: inputs of none of the classes, which are never "
            "trained on. Classes of ID can be held out as one.",
        )
    levels = read[ID].levels
    others = {what: test.files for what, test in tests.items()}
    for what, files in (others | ({OUTLIERS: outliers} if outliers else {})).items():
        read[what] = _read(what, files, reader, is_large, levels)
    try:
        made = assemble(read, seed, held_out, is_large, leaves_out_alike, keeps_groups)
    except UserError as error:  # what could not be read may be why
        raise _with_not_read(error, read[ID].left_out) from error
    arrays, left_out = _arrays(made, kinds), _left_out(read)
    about = About(
        name=name,
        classes=made.classes,
        shape=[TURNS, WIDTH] if is_large else list(made.x[ID].shape[1:]),
        tests=kinds,
        counts={n.removesuffix("_x"): len(a) for n, a in arrays.items() if n.endswith("_x")},
        report=made.report,
        left_out=_first(left_out, NAMED),
        alike=len(made.alike),
        levels=[*levels] if levels else None,
    )
    arrays = _with_photographs(arrays, read) if is_large else arrays
    if len(made.alike):
        arrays["alike"] = made.alike
    write(replace(about, left_out=_counted(left_out)), arrays)
    return about


def keep_outputs(
    name: str,
    classes: Sequence[str],
    tests: Mapping[str, Kind],
    counts: Mapping[str, int],
    thumbnails: Arrays,
) -> None:
    """Write the world of a network's outputs, whose run is being made.

    Args:
        counts: population -> how many inputs.
        thumbnails: population -> pictures `(N, C, H, W) uint8`; may be of some, or of none.

    Raises:
        UserError: the name is taken, or it cannot be written.
    """
    check_name(name)
    report = [
        Sentence("custom.outputs_of", "{population}: {n} inputs", population=population, n=n)
        for population, n in counts.items()
    ]
    about = About(name, list(classes), [], dict(tests), dict(counts), report, [])
    write(about, thumbnails)


def _left_out(read: Mapping[str, Read]) -> list[Sentence]:
    """What was left out of which set, for who gave it."""
    return [
        Sentence("custom.left_out_of", "{set}: {line}", set=what, line=line)
        for what, found in read.items()
        for line in found.left_out
    ]


def _counted(left_out: Sequence[Sentence]) -> list[Sentence]:
    """How many were left out and why: everybody reads it, so no file's name is told."""
    why: dict[str, list[Sentence]] = {}
    for line in left_out:
        why.setdefault(f"{line.values['set']}: {line.values['line'].values['why']}", []).append(
            line
        )
    found = [
        Sentence(
            "custom.left_out_count",
            "{set}, {n} left out: {why}",
            set=lines[0].values["set"],
            n=how_many(lines),
            why=lines[0].values["line"].values["why"],
        )
        for lines in why.values()
    ]
    return _first(found, LISTED)


def _first(lines: list[Sentence], most: int) -> list[Sentence]:
    """No more than so many of them, and how many more there are."""
    more = Sentence("custom.more_left_out", "and {n} more", n=how_many(lines[most:]))
    return [*lines[:most], *([more] if len(lines) > most else [])]


def _with_photographs(arrays: dict[str, np.ndarray], read: Mapping[str, Read]) -> Arrays:
    """With the photographs in the place of the small images, which tell which they are.

    Of each set `<name>_x (bytes,) uint8`, file after file, and `<name>_n (N,)`, their sizes.
    """
    known = {
        row.tobytes(): file or photographs.encoded(row)
        for found in read.values()
        for row, file in zip(found.x, found.files, strict=True)
    }
    packed: Arrays = {}
    for name, array in arrays.items():
        if not name.endswith("_x"):
            packed[name] = array
            continue
        files = [known[row.tobytes()] for row in array]
        packed[name] = np.frombuffer(b"".join(files), np.uint8)
        packed[f"{name[:-2]}_n"] = np.array([len(file) for file in files], np.int64)
    return packed


def _read(
    what: str, files: Sequence[File], reader: Reader, keeps: bool, levels: Levels | None = None
) -> Read:
    """A set, of which there must be something.

    Raises:
        UserError: nothing of it can be read, or see `reading.read`.
    """
    found = reading.read(
        files, reader, keeps_photographs=keeps, levels=levels, are_beside_others=what != ID
    )
    if len(found.x):
        return found
    match what:
        case "ID":
            nothing = UserError("error.custom.no_id", "Nothing in the ID data can be read")
        case "outliers":
            nothing = UserError("error.custom.no_outliers", "Nothing in the outliers can be read")
        case _:
            nothing = UserError(
                "error.custom.no_ood_test", "Nothing in the OOD test {test} can be read", test=what
            )
    if not found.left_out:
        raise UserError(
            "error.custom.nothing", "{nothing}. {wanted}", nothing=nothing, wanted=WANTED
        )
    raise UserError(
        "error.custom.nothing_because",
        "{nothing}: {first} {wanted}",
        nothing=nothing,
        first=found.left_out[0],
        wanted=WANTED,
    )


def _with_not_read(why: UserError, left_out: Sequence[Sentence]) -> UserError:
    """And the first that was not read, and how many more there are."""
    if not left_out:
        return why
    first, others = left_out[0], how_many(left_out) - 1
    if not others:
        return UserError(
            "error.custom.not_read", "{why} Of ID this was not read: {first}", why=why, first=first
        )
    return UserError(
        "error.custom.several_not_read",
        "{why} Of ID this was not read, and {others} more: {first}",
        why=why,
        first=first,
        others=others,
    )


def check_names(name: str, tests: Collection[str]) -> None:
    """Raises UserError where one cannot be a name, or the benchmark's is taken."""
    _check_letters(name)
    for given in tests:
        _check_letters(given)
    if taken := {ID, OUTLIERS, HELD_OUT, DEFECTS} & set(tests):
        raise UserError(
            "error.custom.taken_name", "No OOD test can be called {name}.", name=min(taken)
        )
    _check_free(name)


def check_name(name: str) -> None:
    """Raises UserError where no new benchmark can be called so."""
    _check_letters(name)
    _check_free(name)


def _check_letters(name: str) -> None:
    if not name:
        raise UserError(
            "error.custom.no_name",
            "Give the benchmark a name: lower-case letters, digits and hyphens, 40 at most.",
        )
    if not NAME.fullmatch(name):
        raise UserError(
            "error.custom.bad_name",
            "{name!r} cannot be a name here; use lower-case letters, digits and hyphens, 40 at "
            "most.",
            name=shown(name),
        )


def _check_free(name: str) -> None:
    if name in BUILT_IN or (folder() / name).exists():
        raise UserError(
            "error.custom.exists",
            "There is a benchmark {name} already. Choose another name.",
            name=name,
        )


def _arrays(made: Assembled, tests: Iterable[str]) -> dict[str, np.ndarray]:
    x, is_test = made.x, made.is_test
    return {
        "id_train_x": x[ID][~is_test],
        "id_train_y": made.y[~is_test],
        "id_test_x": x[ID][is_test],
        "id_test_y": made.y[is_test],
        "outliers_x": x.get(OUTLIERS, x[ID][:0]),
        **{f"ood_{name}_x": x[name] for name in tests},
    }


def write(about: About, arrays: Mapping[str, np.ndarray]) -> None:
    """Beside its place first, so that a benchmark that can be seen is whole.

    Raises:
        UserError: it says too much to be read again, or cannot be written.
    """
    text = json.dumps(asdict(about), indent=1, ensure_ascii=False, default=plain) + "\n"
    if len(encoded := text.encode(errors="replace")) > LONGEST:
        raise UserError(
            "error.custom.too_long",
            "The names of its {k} classes and {tests} OOD tests, and what is said of them, take "
            "more than {most} MB. Give fewer, or shorter names.",
            k=len(about.classes),
            tests=len(about.tests),
            most=LONGEST >> 20,
        )
    with whole_folder(folder() / about.name) as made:
        write_arrays(made / "inputs.npz", arrays)
        write_atomically(made / "benchmark.json", encoded)


def _about(path: Path) -> About | None:
    try:
        found = path.stat()
        return _read_about(path, found.st_mtime_ns, found.st_size)
    except OSError:
        return None


@lru_cache(maxsize=1024)
def _read_about(path: Path, changed: int, size: int) -> About | None:
    """That file, as it was `changed`; None where it is damaged, or too long to be ours."""
    try:
        return parsed(path.read_bytes()) if size <= LONGEST else None
    except OSError:
        return None


def parsed(text: bytes) -> About | None:
    """What benchmark.json says; None where it is damaged, or too long to be ours."""
    try:
        about = _abouts().validate_json(text)
    except ValueError:
        return None
    return about if about.is_whole and len(text) <= LONGEST else None


@cache
def _abouts() -> "TypeAdapter[About]":
    from pydantic import TypeAdapter  # slow to import: not where there is no such benchmark

    return TypeAdapter(About)
