"""Logits of a network's outputs that were not brought: by its last layer, or by text vectors."""

from collections.abc import Mapping

import numpy as np

from ood_core.errors import Sentence, UserError
from ood_core.files import Arrays
from ood_core.runs.output_arrays import blocks
from ood_core.scores.features import unit

SCALE = 100  # of CLIP's logits: its temperature is 0.01
CLOSE = 0.02  # of the logits' own size: as far as half precision takes features from them


def whole_head(head: Arrays) -> Arrays:
    if set(head) == {"bias"}:
        raise UserError(
            "error.outputs.half_a_head", "bias comes without weight (K, D): bring both, or neither."
        )
    if head and "bias" not in head:
        return head | {"bias": np.zeros(len(head["weight"]), np.float32)}
    return head


def with_logits(of: Mapping[str, Arrays], head: Arrays, notes: list[Sentence]) -> None:
    """Compute what logits are missing; check that those that are there are the head's."""
    computed = []
    for name, arrays in of.items():
        has_both = bool(head) and "features" in arrays
        if "logits" in arrays and has_both:
            _check_head(name, arrays, head)
        if "logits" not in arrays and has_both:
            arrays["logits"] = np.concatenate(
                [_answers(arrays["features"][rows], head) for rows in blocks(arrays["features"])]
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


def with_similarities(
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
            found = [unit(x[rows].astype(np.float64)) @ directions for rows in blocks(x)]
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
