"""The scores of CSI (Tack et al., NeurIPS 2020, eqs. 6-8), negated: higher = more OOD.

    s_con(x) = 1/S sum_k lam_con_k * max_m cos(z(S_k x), z(S_k x_m)) * ||z(S_k x)||
    s_cls(x) = 1/S sum_k lam_cls_k * shift_logit_k(S_k x)
    s_csi(x) = s_con(x) + s_cls(x)

S_k are the shifts, z the projection, x_m the training inputs; lam_con_k = 1 / mean_m ||z(S_k x_m)||
and lam_cls_k = 1 / mean_m shift_logit_k(S_k x_m), so that each term is about 1 on ID data.
The paper's scores are high for ID inputs; the classes below return their negative. The paper also
averages over ten crops of each input; here each is looked at once.
Reference code: https://github.com/alinlab/CSI (eval_ood.py).
"""

from collections.abc import Mapping
from typing import Self

import numpy as np

from ood_core.scores.features import unit

Population = Mapping[str, np.ndarray]

MIN_MEAN_LOGIT = 1.0  # see `cls_weights`


def nearest(z: np.ndarray, bank: np.ndarray, chunk: int = 1024) -> tuple[np.ndarray, np.ndarray]:
    """Which row of `bank (M, P)` has the largest cosine with each row of `z (N, P)`.

    Works through `chunk` rows at a time, so memory stays at `chunk * M` numbers.

    Returns:
        The rows of `bank` `(N,) int32`, and the cosines `(N,) float32`.
    """
    directions = unit(bank).T  # (P, M)
    rows, cosines = np.zeros(len(z), np.int32), np.zeros(len(z), np.float32)
    for i in range(0, len(z), chunk):
        found = unit(z[i : i + chunk]) @ directions
        rows[i : i + chunk] = found.argmax(axis=1)
        cosines[i : i + chunk] = found.max(axis=1)
    return rows, cosines


def compared(population: Population, train: Population) -> dict[str, np.ndarray]:
    """A population with its projections replaced by what the score reads of them.

    `projections (S, N, P)` = z(S_k x) become `nearest (S, N)`, the training input whose
    projection under the same shift has the largest cosine, that cosine in `cosines (S, N)`, and
    `lengths (S, N)` = ||z(S_k x)||: P times smaller. Without projections nothing changes.
    """
    arrays = dict(population)
    if "projections" not in arrays:
        return arrays
    z, bank = (a.astype(np.float32) for a in (arrays.pop("projections"), train["projections"]))
    found = [nearest(*pair) for pair in zip(z, bank, strict=True)]
    rows, cosines = (np.stack(part) for part in zip(*found, strict=True))
    return arrays | {"nearest": rows, "cosines": cosines, "lengths": np.linalg.norm(z, axis=-1)}


def all_compared(populations: Mapping[str, Population]) -> dict[str, dict[str, np.ndarray]]:
    """Every population `compared` with `id_train`, which keeps its projections for later inputs."""
    train = populations["id_train"]
    found = {name: compared(arrays, train) for name, arrays in populations.items()}
    if "projections" in train:
        found["id_train"]["projections"] = train["projections"]
    return found


def con_weights(lengths: np.ndarray) -> np.ndarray:
    """lam_con `(S,)` from the lengths of the training data's projections `(S, M)`."""
    return 1 / np.maximum(lengths.mean(axis=1), 1e-12)


def cls_weights(shift_logits: np.ndarray) -> np.ndarray:
    """lam_cls `(S,)` from the training data's shift logits `(S, M)`, at most 1.

    Where a shift maps the data onto itself, the mean logit is near zero or negative and its
    inverse is noise, or of the wrong sign. So the mean is taken to be at least MIN_MEAN_LOGIT:
    with four logits that sum to zero, a logit of 1 is a probability of .56 for the right shift.
    Above that (a shift that can be told) it is the paper's formula.
    """
    return 1 / np.maximum(shift_logits.mean(axis=1), MIN_MEAN_LOGIT)


class Csi:
    """Con plus cls, the paper's s_CSI (negated). Fit on `evidence["id_train"]`.

    A population is a mapping with the `cosines` and `lengths` of `compared`, and `shift_logits
    (S, N)` = logit k of S_k x. Scoring `id_train` itself finds every input at cosine 1 (itself),
    so use held-out data for the ID side.
    """

    needs = ("cosines", "lengths", "shift_logits")
    terms = ("con", "cls")

    def fit(self, evidence: Mapping[str, Population]) -> Self:
        train = evidence["id_train"]
        self.con = con_weights(train["lengths"])
        self.cls = cls_weights(train["shift_logits"].astype(np.float32))
        return self

    def parts(self, population: Population) -> dict[str, np.ndarray]:
        """The addends, ID-positive as in the paper: `{"con": (S, N), "cls": (S, N)}`.

        They include the weights and the 1/S: the score is minus the sum over terms and shifts.
        """
        con = self.con[:, None] * population["cosines"] * population["lengths"]
        shifts = len(con)
        cls = self.cls[:, None] * population["shift_logits"].astype(np.float32)
        return {"con": con / shifts, "cls": cls / shifts}

    def score(self, population: Population) -> np.ndarray:
        """`(N,)`, higher = more OOD."""
        parts = self.parts(population)
        return -sum(parts[term].sum(axis=0) for term in self.terms)


class CsiCon(Csi):
    """The contrastive term alone: how near to, and how strongly like, a training input."""

    terms = ("con",)


class CsiCls(Csi):
    """The classification term alone: how surely each shift is recognised."""

    terms = ("cls",)
