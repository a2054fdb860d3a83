"""The outputs of somebody else's network, in one .npz file: read strictly, and nothing unpickled.

    id_test_logits (N, K), id_test_labels (N,)     what is needed, beside one OOD test
    near_<name>_logits, far_<name>_logits          OOD tests
    shift_<name>_logits                            changed ID inputs, which may be left out
    id_train_logits, id_train_labels               training inputs; many scores learn from them
    validation_logits                              OOD to choose settings by, if there is to be any
    <population>_features (N, D)                   what the last layer reads, of all or of none
    weight (K, D), bias (K,)                       the last layer
    text (K, D)                                    or what a text encoder makes of the classes
    classes (K,)                                   names of the classes, as text
    <population>_thumbnails (N, H, W[, 3])         uint8, to look at

A folder with a file for each array, `.npy`, `.parquet` or `.csv`, is read, too (`output_tables`).
Logits that are missing are computed from features and last layer; with text vectors, they are
CLIP's, 100 times the cosines of both. What `np.savez` wrote, which is not compressed, is read from
the disk where it is needed: the file may be larger than the memory.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ood_core import scores
from ood_core.benchmarks.custom.class_names import written
from ood_core.errors import Sentence, UserError
from ood_core.evidence import VALIDATION, Evidence
from ood_core.files import UNREADABLE, Arrays
from ood_core.runs import output_tables
from ood_core.scores import SCORES
from ood_core.scores.features import unit

GIGABYTE = 2**30
MOST = 8 * GIGABYTE  # bytes of the file, and of all its arrays
UNPACKED = 4 * GIGABYTE  # bytes of arrays that are compressed: these are in memory
MOST_ARRAYS, MOST_CLASSES, MOST_TESTS = 500, 20_000, 50
SIDE = 128  # pixels of a thumbnail
POPULATION = re.compile(r"id_train|id_test|validation|(?:near|far|shift)_[a-z0-9][a-z0-9_-]{0,39}")
OF_INPUTS = ("logits", "features", "labels", "thumbnails")
OF_NETWORK = {
    **{"weight": "float (K, D)", "bias": "float (K,)", "text": "float (K, D)"},
    "classes": "str (K,)",
}
SCALE = 100  # of CLIP's logits: its temperature is 0.01
ROWS = 4096  # that are looked at together
CLOSE = 0.02  # of the logits' own size: as far as half precision takes features from them


@dataclass(frozen=True)
class Outputs:
    """What the file holds, all checked."""

    populations: dict[str, Arrays]  # id_train, id_test, ood/<name>, shift/<name>, as in Evidence
    kinds: dict[str, str]  # OOD test -> near or far
    head: Arrays  # weight and bias, or empty
    classes: tuple[str, ...]
    thumbnails: Arrays  # population -> (N, C, H, W) uint8
    notes: list[Sentence] = field(default_factory=list)  # what was done to it

    @property
    def tested(self) -> dict[str, Arrays]:
        """All but what settings are chosen by."""
        return {name: arrays for name, arrays in self.populations.items() if name != VALIDATION}

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.populations, self.head)


def read(file: Path, most: int = MOST, data: bytes | None = None) -> Outputs:
    """The file, checked.

    Args:
        most: bytes that it may have.
        data: what is in it, where that is in memory; `file` is then but its name.

    Raises:
        UserError: what is wrong with it, and what to do.
    """
    notes: list[Sentence] = []
    return _together(_arrays(file, most, data, notes), notes)


def arrays(file: Path) -> Arrays:
    """The arrays of such a file or folder, each checked by itself. Raises UserError as `read`."""
    return _arrays(file, MOST, None, [])


def of_arrays(given: Mapping[str, np.ndarray]) -> Outputs:
    """What such a file would hold, from arrays in memory. Raises UserError as `read`."""
    notes: list[Sentence] = []
    found = {name: np.asarray(array) for name, array in given.items()}
    _check_names("The outputs", [f"{name}.npy" for name in found])
    for name, array in found.items():
        if array.dtype.hasobject:
            raise _objects(name)
    return _together({n: _checked(n, array, notes) for n, array in found.items()}, notes)


def _together(given: Arrays, notes: list[Sentence]) -> Outputs:
    """Arrays that are right each by itself. Raises UserError where they do not fit together."""
    head = {name: given[name] for name in ("weight", "bias") if name in given}
    of: dict[str, Arrays] = {}
    for name, array in given.items():
        population, _, kind = name.rpartition("_")
        is_of_ood = population.startswith(("near_", "far_", VALIDATION))  # labels: other classes
        if name not in OF_NETWORK and not (is_of_ood and kind == "labels"):
            of.setdefault(population, {})[kind] = array
    _need_populations(of)
    _check_rows(of)
    thumbnails = {_place(n): _pictures(a.pop("thumbnails")) for n, a in of.items() if _seen(a)}
    head = _head(head)
    _check_widths(of, {n: given[n] for n in ("weight", "bias", "text") if n in given} | head)
    if "text" in given:
        _with_similarities(of, given["text"], head, notes)
    _with_logits(of, head, notes)
    k = of["id_test"]["logits"].shape[1]
    for name, arrays in of.items():
        _check_labels(name, arrays, k)
    classes = _classes(given.get("classes"), k)
    kinds = {n.partition("_")[2]: n.partition("_")[0] for n in of if n.startswith(("near", "far"))}
    ordered = sorted(of, key=lambda n: ("id_train", "id_test").index(n) if n[:3] == "id_" else 2)
    populations = {_place(name): of[name] for name in ordered}
    return Outputs(populations, kinds, head, classes, thumbnails, notes)


def missing(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Score that cannot work with what was brought -> the arrays that it lacks.

    Nothing that could be brought where it asks the network itself, as ODIN and CSI do, or a
    network of another kind, as MCM does.
    """
    found = {}
    inputs, training = evidence["id_test"], evidence.get("id_train", {})
    other = {} if evidence.head else {"similarities": "text"}  # text vectors stand for a head
    for name, score in SCORES.items():
        if not scores.lacking(name, evidence):
            continue
        own = [other.get(a, f"<population>_{a}") for a in score.needs if a not in inputs]
        fits_on = getattr(score, "fits_on", ())
        of_train = [f"id_train_{a}" for a in fits_on if a != "head" and a not in training]
        head = ["weight", "bias"] if "head" in fits_on and not evidence.head else []
        could = all(a in (*OF_INPUTS, *other) for a in (*score.needs, *fits_on) if a != "head")
        found[name] = (*own, *of_train, *head) if could else ()
    return found


# The file.


def _arrays(file: Path, most: int, data: bytes | None, notes: list[Sentence]) -> Arrays:
    """Every array by name, of a type and shape that it may have."""
    try:
        if data is None and file.is_dir():
            return _of_folder(file, most, notes)
        if (file.stat().st_size if data is None else len(data)) > most:
            raise _large(file, most)
        whole = np.memmap(file, np.uint8, "r") if data is None else np.frombuffer(data, np.uint8)
        with zipfile.ZipFile(file if data is None else io.BytesIO(data)) as packed:
            members = packed.infolist()
            _check_names(file, [one.filename for one in members])
            left = {True: UNPACKED, False: most}
            found = {}
            for one in members:
                is_packed = one.compress_type != zipfile.ZIP_STORED
                left[is_packed] -= one.file_size
                if left[is_packed] < 0:
                    raise UserError(
                        "error.outputs.unpacks",
                        "{file} unpacks to more than {most} GB. Save it by np.savez, which does "
                        "not compress, or bring fewer inputs.",
                        file=file,
                        most=UNPACKED // GIGABYTE,
                    )
                name = one.filename.removesuffix(".npy")
                found[name] = _checked(name, _array(packed, one, whole, name, notes), notes)
            return found
    except UserError:
        raise
    except FileNotFoundError as error:
        raise UserError("error.outputs.no_file", "There is no file {file}.", file=file) from error
    except (*UNREADABLE, NotImplementedError) as error:
        raise UserError(
            "error.outputs.unreadable",
            "{file} is no readable .npz file. Save its arrays by np.savez.",
            file=file,
        ) from error


def _of_folder(folder: Path, most: int, notes: list[Sentence]) -> Arrays:
    """The same of a folder with a file for each array."""
    paths = output_tables.paths(folder)
    _check_names(folder, [f"{path.stem}.npy" for path in paths])
    if sum(path.stat().st_size for path in paths) > most:
        raise _large(folder, most)
    return {path.stem: _checked(path.stem, _of_file(path), notes) for path in paths}


def _of_file(path: Path) -> np.ndarray:
    """Raises UserError where it is no array of numbers."""
    try:
        array = output_tables.read(path)
    except UNREADABLE as error:
        raise _no_numbers(path) from error
    if array.dtype.hasobject:
        raise _objects(path.name) if path.suffix.lower() == ".npy" else _no_numbers(path)
    return array


def _no_numbers(path: Path) -> UserError:
    return UserError(
        "error.outputs.no_numbers",
        "{file} is no readable array of numbers: each row needs equally many, and none may be "
        "missing. Leave names of inputs out, and number the classes from 0.",
        file=path.name,
    )


def _large(file: Path, most: int) -> UserError:
    return UserError(
        "error.outputs.large",
        "{file} is larger than {most} MB. Bring fewer inputs, or features in half precision; files "
        "of more than 200 MB by the command line only.",
        file=file,
        most=most >> 20,
    )


def _check_names(file: Path | str, members: list[str]) -> None:
    """That the file holds nothing else, and nothing twice."""
    names = [name.removesuffix(".npy") for name in members]
    populations = {name.rpartition("_")[0] for name in names if name not in OF_NETWORK}
    if len(names) > MOST_ARRAYS or len(populations) > MOST_TESTS:
        raise UserError(
            "error.outputs.many",
            "{file} holds more than {most} populations. Bring fewer OOD tests.",
            file=file,
            most=MOST_TESTS,
        )
    for i, name in enumerate(names):
        population, _, kind = name.rpartition("_")
        is_known = name in OF_NETWORK or (kind in OF_INPUTS and POPULATION.fullmatch(population))
        if not is_known or name in names[:i] or members[i] == name:
            raise UserError(
                "error.outputs.unknown",
                "{file} holds {name!r}, which is no array of a network's outputs, or is there "
                "twice. Populations are id_train, id_test, near_NAME, far_NAME, shift_NAME and "
                "validation; their arrays are {arrays}; beside them weight, bias and classes.",
                file=file,
                name=members[i][:60],
                arrays=", ".join(f"_{kind}" for kind in OF_INPUTS),
            )


def _array(
    packed: zipfile.ZipFile,
    one: zipfile.ZipInfo,
    whole: np.ndarray,
    name: str,
    notes: list[Sentence],
) -> np.ndarray:
    """An array where it lies in the `whole` file, unless it is compressed; its header is first."""
    with packed.open(one) as member:
        version = np.lib.format.read_magic(member)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, by_column, dtype = read_header(member)
        if dtype.hasobject:
            raise _objects(name)
        if any(n > MOST for n in shape) or one.file_size != member.tell() + _bytes(shape, dtype):
            raise ValueError("an array is not as long as it says")
        if by_column and len(shape) > 1 and name not in OF_NETWORK:
            notes.append(
                Sentence(
                    "outputs.by_column",
                    "{name} was saved column by column (Fortran order); it is read all the same, "
                    "more slowly.",
                    name=name,
                )
            )
        order = "F" if by_column else "C"
        if one.compress_type == zipfile.ZIP_STORED:
            return np.ndarray(shape, dtype, whole, _start(whole, one) + member.tell(), order=order)
        return np.ndarray(shape, dtype, member.read(), order=order)


def _objects(name: str) -> UserError:
    return UserError(
        "error.outputs.objects",
        "{name} holds Python objects, which are never read, since they could run code. Save it as "
        "an array of numbers; class names as an array of text.",
        name=name,
    )


def _bytes(shape: tuple[int, ...], dtype: np.dtype) -> int:
    found = dtype.itemsize
    for n in shape:
        found *= n
    return found


def _start(whole: np.ndarray, one: zipfile.ZipInfo) -> int:
    """Where a member's own bytes begin: behind its header, its name and what is extra."""
    header = whole[one.header_offset : one.header_offset + 30].tobytes()
    lengths = (int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
    return one.header_offset + 30 + sum(lengths)


# Each array by itself.

WANTED = {
    "logits": "float (N, K)",
    "features": "float (N, D)",
    "labels": "int (N,)",
    "thumbnails": f"uint8 (N, H, W[, 3]), H, W <= {SIDE}",
    **OF_NETWORK,
}


def _checked(name: str, array: np.ndarray, notes: list[Sentence]) -> np.ndarray:
    """The array, in the type that is computed with."""
    kind = name if name in OF_NETWORK else name.rpartition("_")[2]
    if not _fits(kind, array):
        raise UserError(
            "error.outputs.form",
            "{name} must be {wanted}, not {found}.",
            name=name,
            wanted=WANTED[kind],
            found=f"{array.dtype} {array.shape}",
        )
    if 0 in array.shape:
        raise UserError(
            "error.outputs.empty",
            "{name} is empty: leave it out, or bring inputs of it.",
            name=name,
        )
    if kind in ("labels", "classes", "thumbnails"):
        return array
    if array.dtype == np.float16 and kind == "logits":
        notes.append(
            Sentence(
                "outputs.half",
                "{name} are of half precision (float16), in which many inputs have equal scores. "
                "Save logits as float32.",
                name=name,
            )
        )
    if kind != "features" or array.dtype.itemsize > 4:  # features may be large: as they are
        array = array.astype(np.float32)
    for rows in _blocks(array):
        if not (is_finite := np.isfinite(array[rows].reshape(len(array[rows]), -1))).all():
            raise UserError(
                "error.outputs.not_finite",
                "{name} holds NaN or infinite values, first in row {row}: no score of them would "
                "be true. Leave those inputs out.",
                name=name,
                row=rows.start + int(np.argmin(is_finite.all(axis=1))),
            )
    return array


def _fits(kind: str, array: np.ndarray) -> bool:
    match kind:
        case "logits" | "features" | "weight" | "text":
            return array.dtype.kind == "f" and array.ndim == 2
        case "bias":
            return array.dtype.kind == "f" and array.ndim == 1
        case "labels":
            return array.dtype.kind in "iu" and array.ndim == 1
        case "classes":
            return array.dtype.kind == "U" and array.ndim == 1
        case _:
            is_picture = array.ndim == 3 or (array.ndim == 4 and array.shape[3] in (1, 3))
            return array.dtype == np.uint8 and is_picture and max(array.shape[1:3]) <= SIDE


def _blocks(array: np.ndarray) -> Iterator[slice]:
    return (slice(i, i + ROWS) for i in range(0, len(array), ROWS))


# All together.


def _place(population: str) -> str:
    """`near_cats` -> `ood/cats`, as evidence calls it."""
    kind, _, name = population.partition("_")
    return (
        population
        if kind in ("id", VALIDATION)
        else f"{'shift' if kind == 'shift' else 'ood'}/{name}"
    )


def _seen(arrays: Arrays) -> bool:
    return "thumbnails" in arrays


def _pictures(x: np.ndarray) -> np.ndarray:
    """`(N, H, W[, C]) -> (N, C, H, W)`."""
    return x[:, None] if x.ndim == 3 else x.transpose(0, 3, 1, 2)


def _need_populations(of: Mapping[str, Arrays]) -> None:
    if "labels" not in of.get("id_test", {}):
        raise UserError(
            "error.outputs.no_id_test",
            "The ID test inputs are missing: bring id_test_logits, or features, and "
            "id_test_labels.",
        )
    tests = [_place(n) for n in of if n.startswith(("near_", "far_"))]
    if not tests or len(tests) > len(set(tests)):
        raise UserError(
            "error.outputs.no_ood_test",
            "At least one OOD test is needed, each of a name of its own: bring near_NAME_logits or "
            "far_NAME_logits.",
        )
    featured = {name for name, arrays in of.items() if "features" in arrays} - {"id_train"}
    if others := of.keys() - featured - {"id_train"} if featured else ():
        raise UserError(
            "error.outputs.some_features",
            "{name} comes without features, and {other} with them: bring those of all test "
            "populations, or of none.",
            name=min(others),
            other=min(featured),
        )


def _check_rows(of: Mapping[str, Arrays]) -> None:
    """That the arrays of a population are of the same inputs."""
    for population, arrays in of.items():
        (first, array), *others = arrays.items()
        for kind, other in others:
            if len(other) != len(array):
                raise UserError(
                    "error.outputs.rows",
                    "{name} has {n} rows and {other} has {m}: each input needs one in both.",
                    name=f"{population}_{first}",
                    n=len(array),
                    other=f"{population}_{kind}",
                    m=len(other),
                )


def _check_widths(of: Mapping[str, Arrays], head: Arrays) -> None:
    """That all logits are of the same K classes, and all features of the same D numbers."""
    for kind, axis in (("logits", 0), ("features", 1)):
        widths = {f"{p}_{kind}": a[kind].shape[1] for p, a in of.items() if kind in a}
        widths |= {n: head[n].shape[axis] for n in ("weight", "text") if n in head}
        if "bias" in head and kind == "logits":
            widths |= {"bias": len(head["bias"])}
        first = next(iter(widths), "")
        for name, width in widths.items():
            if width != widths[first]:
                apart = {"name": name, "n": width, "other": first, "m": widths[first]}
                if kind == "logits":
                    raise UserError(
                        "error.outputs.other_k",
                        "{name} is of {n} classes (K) and {other} of {m}: all must be of one "
                        "network.",
                        **apart,
                    )
                raise UserError(
                    "error.outputs.other_d",
                    "{name} is of {n} features (D) and {other} of {m}: all must be of one network.",
                    **apart,
                )


def _head(head: Arrays) -> Arrays:
    if set(head) == {"bias"}:
        raise UserError(
            "error.outputs.half_a_head", "bias comes without weight (K, D): bring both, or neither."
        )
    if head and "bias" not in head:
        return head | {"bias": np.zeros(len(head["weight"]), np.float32)}
    return head


def _with_logits(of: Mapping[str, Arrays], head: Arrays, notes: list[Sentence]) -> None:
    """Compute what logits are missing; check that those that are there are the head's."""
    computed = []
    for name, arrays in of.items():
        has_both = bool(head) and "features" in arrays
        if "logits" in arrays and has_both:
            _check_head(name, arrays, head)
        if "logits" not in arrays and has_both:
            arrays["logits"] = np.concatenate(
                [_answers(arrays["features"][rows], head) for rows in _blocks(arrays["features"])]
            )
            computed.append(name)
        if "logits" not in arrays and not (name == "id_train" and "features" in arrays):
            raise UserError(
                "error.outputs.no_logits",
                "There are no logits of {name}: bring {name}_logits, or its features with weight "
                "and bias of the last layer. Features without one can be given a linear probe's.",
                name=name,
            )
    if computed:
        notes.append(
            Sentence(
                "outputs.computed",
                "Logits computed from features, weight and bias: {names}.",
                names=", ".join(computed),
            )
        )


def _with_similarities(
    of: Mapping[str, Arrays], text: np.ndarray, head: Arrays, notes: list[Sentence]
) -> None:
    """The cosines of features and text vectors, and logits by them where there are none."""
    if head or "features" not in of["id_test"]:
        raise UserError(
            "error.outputs.text",
            "text needs the features of every population, and stands in the place of weight and "
            "bias: bring the one or the other.",
        )
    directions, computed = unit(text.astype(np.float64)).T, []
    for name, arrays in of.items():
        if name != "id_train" or "features" in arrays:
            x = arrays["features"]
            found = [unit(x[rows].astype(np.float64)) @ directions for rows in _blocks(x)]
            arrays["similarities"] = np.concatenate(found).astype(np.float32)
            if "logits" not in arrays:
                arrays["logits"] = SCALE * arrays["similarities"]
                computed.append(name)
    notes.append(
        Sentence(
            "outputs.by_text",
            "Logits computed as {scale} times the cosines of features and text: {names}.",
            scale=SCALE,
            names=", ".join(computed) or "-",
        )
    )


def _answers(features: np.ndarray, head: Arrays) -> np.ndarray:
    z = features.astype(np.float64) @ head["weight"].T.astype(np.float64) + head["bias"]
    return z.astype(np.float32)


def _check_head(name: str, arrays: Arrays, head: Arrays) -> None:
    some = slice(0, 100)
    given, found = arrays["logits"][some], _answers(arrays["features"][some], head)
    apart = float(np.abs(given - found).max())
    if apart > CLOSE * max(1.0, float(np.abs(given).max())):
        raise UserError(
            "error.outputs.other_head",
            "weight and bias do not make {name}_logits of {name}_features: they are up to "
            "{apart:.2g} apart. Bring what the last layer reads as features, or leave weight and "
            "bias out.",
            name=name,
            apart=apart,
        )


def _check_labels(name: str, arrays: Arrays, k: int) -> None:
    if "labels" not in arrays:
        return
    labels = arrays["labels"]
    outside = (labels < 0) | (labels >= k)
    if outside.any():
        row = int(outside.argmax())
        raise UserError(
            "error.outputs.labels",
            "{name}_labels must be from 0 to {last}, since there are {k} classes; row {row} is "
            "{value}.",
            name=name,
            last=k - 1,
            k=k,
            row=row,
            value=int(labels[row]),
        )
    arrays["labels"] = np.array(labels, np.int64)


def _classes(given: np.ndarray | None, k: int) -> tuple[str, ...]:
    if k < 2 or k > MOST_CLASSES:
        raise UserError(
            "error.outputs.classes",
            "The logits are of {k} classes; 2 to {most} are read.",
            k=k,
            most=f"{MOST_CLASSES:,}",
        )
    if given is None:
        return tuple(map(str, range(k)))
    found = tuple(written(unicodedata.normalize("NFC", str(name))) for name in given)
    if len(found) != k or not all(found) or len(set(found)) < k:
        raise UserError(
            "error.outputs.class_names",
            "classes must be {k} different names, as there are logits; it has {n}. Names keep "
            "letters, digits and simple marks, 40 at most.",
            k=k,
            n=len(set(found) - {""}),
        )
    return found
