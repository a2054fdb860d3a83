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
CLIP's, 100 times the cosines of both.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ood_core import scores
from ood_core.benchmarks.custom.class_names import written
from ood_core.errors import Sentence, UserError
from ood_core.evidence import VALIDATION, Evidence
from ood_core.files import Arrays
from ood_core.runs import output_arrays, output_logits
from ood_core.runs.output_arrays import OF_INPUTS, OF_NETWORK
from ood_core.scores import SCORES

MOST = 8 * 2**30  # bytes of the file, and of all its arrays
MOST_CLASSES = 20_000


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
    return _together(output_arrays.of_file(file, most, data, notes), notes)


def arrays(file: Path) -> Arrays:
    """The arrays of such a file or folder, each checked by itself. Raises UserError as `read`."""
    return output_arrays.of_file(file, MOST, None, [])


def of_arrays(given: Mapping[str, np.ndarray]) -> Outputs:
    """What such a file would hold, from arrays in memory. Raises UserError as `read`."""
    notes: list[Sentence] = []
    return _together(output_arrays.of_memory(given, notes), notes)


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
    head = output_logits.whole_head(head)
    _check_widths(of, {n: given[n] for n in ("weight", "bias", "text") if n in given} | head)
    if "text" in given:
        output_logits.with_similarities(of, given["text"], head, notes)
    output_logits.with_logits(of, head, notes)
    k = of["id_test"]["logits"].shape[1]
    classes = _classes(given.get("classes"), k)
    for name, arrays in of.items():
        _check_labels(name, arrays, k)
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
    if not tests:
        raise UserError(
            "error.outputs.no_ood_test",
            "At least one OOD test is needed: bring near_NAME_logits or far_NAME_logits.",
        )
    if twice := {name for name in tests if tests.count(name) > 1}:
        raise UserError(
            "error.outputs.near_and_far",
            "{name} is near and far: give each OOD test a name of its own.",
            name=min(twice).partition("/")[2],
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
            "The logits have K = {k} columns, one for each class; 2 to {most} are read.",
            k=k,
            most=f"{MOST_CLASSES:,}",
        )
    if given is None:
        return tuple(map(str, range(k)))
    found: tuple[str, ...] = ()
    if len(given) == k:
        found = tuple(written(unicodedata.normalize("NFC", str(name))) for name in given)
    if not all(found) or len(set(found)) < k:
        raise UserError(
            "error.outputs.class_names",
            "classes must be {k} different names, as there are logits; it has {n}. Names keep "
            "letters, digits and simple marks, 40 at most.",
            k=k,
            n=len(set(found) - {""}) if found else len(given),
        )
    return found
