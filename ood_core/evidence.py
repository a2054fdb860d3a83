"""Evidence: the arrays of one forward pass over every population. Everything else reads it.

Wide arrays (features, projections) are rounded to half precision when they are collected, not
when they are saved: a score computed from memory and one computed from disk are one number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ood_core.errors import UserError
from ood_core.files import UNREADABLE, Arrays, write_arrays

VALIDATION = "validation"  # the population of OOD to choose settings by
# these have the shifts in front of the inputs
BY_SHIFT = ("projections", "nearest", "cosines", "lengths", "shift_logits")


def joined(parts: list[Arrays]) -> Arrays:
    """The arrays of several batches of inputs as those of one population."""
    return {n: np.concatenate([p[n] for p in parts], axis=int(n in BY_SHIFT)) for n in parts[0]}


def some_rows(arrays: Mapping[str, np.ndarray], rows: slice) -> Arrays:
    """The arrays of those inputs alone."""
    return {n: a[:, rows] if n in BY_SHIFT else a[rows] for n, a in arrays.items()}


def one_row(arrays: Arrays, row: int) -> Arrays:
    """The arrays of one input, still with the axis of inputs."""
    return some_rows(arrays, slice(row, row + 1))


@dataclass(frozen=True)
class Evidence(Mapping[str, Arrays]):
    """Population name -> its arrays.

    Each population has `logits (N, K) float32`; `id_train` has `features (N, D) float16`, the
    others those of their first inputs, and an array `(N,) float32` of each score of features, such
    as `knn` (`scores.reduced`): 4 bytes an input and score, where its features would be 2 D. They
    are those of the scores' default settings; other settings are tried where all features are at
    hand, before they are reduced. Evidence of before a score was added lacks its array
    (`scores.fits`). `id_train` and `id_test` have `labels (N,)`. A CSI run adds
    `shift_logits`, `cosines` and `lengths` `(S, N) float32` and `nearest (S, N) int32`, and to
    `id_train` the `projections (S, N, P) float16` that inputs are compared with
    (`scores.csi.compared`). A plane's `grid` is the picture's pixels, row by row from below, and
    `look_alikes/<test>` what was taken out of that OOD test; both are without features.
    Of a frozen network there is no `id_train`, and no score that reads it.
    Of a vision-language model whose text vectors were brought there are `similarities (N, K)`, the
    cosines with them.
    `validation` is OOD to choose settings by, which no number of a test counts. `head`
    holds the last layer's `weight (K, D)` and `bias (K,)`; of a frozen network it is empty.
    `settings` are those of scores that were chosen for it, score -> setting -> value; its run's
    card keeps them.
    """

    populations: dict[str, Arrays]
    head: Arrays
    settings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Arrays:
        return self.populations[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.populations)

    def __len__(self) -> int:
        return len(self.populations)

    def check(self) -> "Evidence":
        """Itself.

        Raises:
            UserError: a population is empty, or holds what is not a finite number: nothing that is
                computed from it would be true.
        """
        for name, arrays in self.populations.items():
            for kind, array in arrays.items():
                if array.shape[int(kind in BY_SHIFT)] == 0:
                    raise UserError(
                        "error.evidence.empty",
                        "{name} is empty: there is nothing to score.",
                        name=name,
                    )
                if array.dtype.kind not in "biuf":
                    raise UserError(
                        "error.evidence.no_numbers",
                        "The {array} of {name} are no numbers: the file is damaged, or holds "
                        "something else.",
                        array=kind,
                        name=name,
                    )
                if not np.isfinite(array).all():
                    raise UserError(
                        "error.evidence.not_finite",
                        "The {array} of {name} hold NaN or infinite values, so no score of them "
                        "would be true. The inputs or the network's weights are too large.",
                        array=kind,
                        name=name,
                    )
        return self

    def save(self, path: Path) -> None:
        flat = {f"{p}:{a}": v for p, arrays in self.populations.items() for a, v in arrays.items()}
        write_arrays(path, flat | {f"head:{a}": v for a, v in self.head.items()})

    @classmethod
    def load(cls, path: Path) -> "Evidence":
        """Raises UserError where the file is missing or is not evidence, and see `check`."""
        populations: dict[str, Arrays] = {}
        try:
            with np.load(path, allow_pickle=False) as stored:
                for key in stored.files:
                    name, _, array = key.rpartition(":")
                    populations.setdefault(name, {})[array] = stored[key]
            head = populations.pop("head", {})
            populations["id_test"]["logits"], populations["id_test"]["labels"]
        except UNREADABLE as error:
            raise UserError(
                "error.evidence.damaged",
                "{file} is not readable evidence; train the run again.",
                file=path,
            ) from error
        return cls(populations, head).check()


SHOWN = 200  # inputs of each population that a feature map shows: its first ones
