"""What the networks of a canvas show in one frame: its arrays and numbers (imports torch)."""

import math
from typing import Any

import numpy as np
import scipy  # loads its parts when they are first used: pages need few

from ood_core.benchmarks.benchmark import Benchmark
from ood_core.benchmarks.plane import BEYOND
from ood_core.canvas.packed import LOGIT, PLACE
from ood_core.evaluation.forward import GRID, forward, grid_points
from ood_core.evaluation.metrics import evaluate
from ood_core.files import Arrays
from ood_core.methods import METHODS, Snapshot
from ood_core.scores import SCORES
from ood_core.scores.csi import all_compared
from ood_core.scores.logits import Energy, MaxSoftmax, logsumexp

STRETCH = 4.0  # log odds l are kept as tanh(l / STRETCH): fine near even odds, and up to 12.5
MADE = 200  # generated samples shown
FROM_LOGITS = "msp", "energy"  # scores that the browser computes itself, see canvas.js


def log_odds(logits: np.ndarray) -> np.ndarray:
    """`log p_k / (1 - p_k)` of each class, `(N, K) -> (N, K)`, exact also where p_k is near 1."""
    columns = range(logits.shape[1])
    others = [logsumexp(np.delete(logits, k, axis=1)) for k in columns]
    return logits.astype(np.float64) - np.stack(others, axis=1)


def odds_bytes(logits: np.ndarray) -> np.ndarray:
    """Log odds as bytes: byte b stands for `STRETCH * atanh((b + .5) / 128 - 1)`."""
    share = (np.tanh(log_odds(logits) / STRETCH) + 1) / 2
    return np.minimum(256 * share, 255).astype(np.uint8)


def spanned(values: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """Values as bytes between the least and the greatest, which are returned, too."""
    low, high = float(values.min()), float(values.max())
    parts = (values - low) / max(high - low, 1e-9)
    return np.round(255 * parts).astype(np.uint8), [low, high]


def sixteen(values: np.ndarray, parts: int) -> np.ndarray:
    """Values in `parts` of a unit, as far as 16 bits go."""
    return np.clip(np.round(values.astype(np.float64) * parts), -32767, 32767).astype("<i2")


class CanvasFrames:
    """Frames of networks of one benchmark of the plane; the inputs stay the same throughout."""

    def __init__(self, benchmark: Benchmark):
        self.benchmark = benchmark
        loaded = {name: load() for name, load in benchmark.populations.items()}
        self.inputs = loaded | {"grid": grid_points()}
        data, edge = scipy.spatial.cKDTree(benchmark.id_train.x), BEYOND[0] * benchmark.spread
        self.far = data.query(self.inputs["grid"])[0] >= edge

    def world(self) -> Arrays:
        """What stays: `train`, `id`, `ring`, `outliers (N, 2) i2`; classes `train_y`, `id_y`."""
        at = {"train": "id_train", "id": "id_test", "ring": "ood/ring"}
        arrays = {name: sixteen(self.inputs[of], PLACE) for name, of in at.items()}
        labels = {"train_y": self.benchmark.id_train.y, "id_y": self.benchmark.id_test.y}
        arrays |= {name: y.astype(np.uint8) for name, y in labels.items()}
        return arrays | {"outliers": sixteen(self.benchmark.outliers, PLACE)}

    def at(self, method: str, snapshot: Snapshot) -> tuple[Arrays, dict[str, Any]]:
        """A network's arrays and facts.

        `odds (K, GRID, GRID) u1` and `energy (GRID, GRID) u1` on the picture, row 0 the lowest;
        logits `id (N, K) i2`, `ring (M, K) i2`; if the method's score does not follow from logits,
        `score (GRID, GRID) u1`, `id_score (N,) f4`, `ring_score (M,) f4`; generated `proposed`,
        `ordinary (MADE, 2) i2`.
        """
        found = {n: forward(snapshot.model, x) for n, x in self.inputs.items()}
        logits, is_finite = self._rounded(found)
        energy = Energy().score({"logits": found["grid"]["logits"]}).reshape(GRID, GRID)
        arrays, spans = logits | {"odds": self._odds(found["grid"]["logits"])}, {}
        arrays["energy"], spans["energy"] = spanned(energy)
        scored = self._scored(METHODS[method].score, found)
        if METHODS[method].score not in FROM_LOGITS:
            arrays["score"], spans["score"] = spanned(scored["grid"].reshape(GRID, GRID))
            arrays |= {f"{n}_score": scored[of].astype("<f4") for n, of in TESTED.items()}
        arrays |= {n: sixteen(x[:MADE], PLACE) for n, x in snapshot.samples.items()}
        facts = {"step": snapshot.step, "steps": snapshot.steps, "phase": snapshot.phase}
        losses = {n: v if math.isfinite(v) else None for n, v in snapshot.losses.items()}
        facts |= {"diverged": not is_finite, "spans": spans, "losses": losses}
        return arrays, facts | self._numbers(found, scored)

    def _rounded(self, found: dict[str, Arrays]) -> tuple[Arrays, bool]:
        """The test points' logits as the browser gets them, and whether all logits are finite.

        `found` is changed: scores and numbers are to be those of what the browser gets.
        """
        is_finite = all(np.isfinite(arrays["logits"]).all() for arrays in found.values())
        for arrays in found.values():
            arrays["logits"] = np.nan_to_num(arrays["logits"])
        logits = {n: sixteen(found[of]["logits"], LOGIT) for n, of in TESTED.items()}
        for name, of in TESTED.items():
            found[of]["logits"] = (logits[name] / LOGIT).astype(np.float32)
        return logits, is_finite

    def _odds(self, logits: np.ndarray) -> np.ndarray:
        return odds_bytes(logits).T.reshape(-1, GRID, GRID)

    def _scored(self, score: str, found: dict[str, Arrays]) -> Arrays:
        populations = all_compared(found)
        fitted = SCORES[score]().fit(populations)
        return {n: np.nan_to_num(fitted.score(a)) for n, a in populations.items()}

    def _numbers(self, found: dict[str, Arrays], scored: Arrays) -> dict[str, float | None]:
        """Accuracy; mean confidence `far` in the picture and `near`, on the ring; AUROC, FPR95."""
        right = found["id_test"]["logits"].argmax(axis=1) == self.benchmark.id_test.y
        sure = -MaxSoftmax().score({"logits": found["grid"]["logits"][self.far]})
        metrics = evaluate(scored["id_test"], scored["ood/ring"])
        far = float(sure.mean()) if len(sure) else None
        near = -float(MaxSoftmax().score(found["ood/ring"]).mean())
        picked = {name: metrics[name] for name in ("auroc", "fpr95")}
        return {"accuracy": float(right.mean()), "far": far, "near": near} | picked


TESTED = {"id": "id_test", "ring": "ood/ring"}
