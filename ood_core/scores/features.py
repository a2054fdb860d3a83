"""What the scores of features share: the training data they are fitted on, and the inputs.

A score of features is a dataclass whose fields are its settings, declared as those of a method
(`ood_core.setting`), with `learn(training)` and `of(inputs) -> (N,)`. All are in double precision;
of much training data, products of matrices are in single where that is seen to be enough. What
several of them read is computed once: by `Training` for a fit, by `Inputs` for a block of rows, so
that memory stays at a few blocks however many rows there are.

Evidence keeps few features, but each of these scores as an array of its name (`scores.reduced`):
what is kept is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Self

import numpy as np

from ood_core.errors import UserError
from ood_core.evidence import Evidence
from ood_core.files import Arrays
from ood_core.scores.blocks import BLOCK, blocks, by_blocks
from ood_core.scores.logits import logsumexp

LARGE = 10**7  # numbers of training features from which on single precision is tried: twice as fast
AGREED = 2e-6  # of a score, by which single precision may change it
TRIED = 256  # training inputs on which it is tried


def unit(x: np.ndarray) -> np.ndarray:
    """Each row scaled to length 1; a row of zeros stays."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def squared_distances(x: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Between every row of `x (N, D)` and every row of `bank (M, D)`: `(N, M)`, never negative."""
    squares = np.square(x).sum(axis=1)[:, None] + np.square(bank).sum(axis=1) - 2 * x @ bank.T
    return np.maximum(squares, 0)


def nearest(
    x: np.ndarray, means: np.ndarray, product: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """Which row of `means (K, D)` is nearest to each row of `x (N, D)`: `(N,)`.

    Only the choice is made by a product of matrices: a distance computed from it is exact.
    """
    return (2 * product(x, means.T) - np.square(means).sum(axis=1)).argmax(axis=1)


class Training:
    """`id_train` of some evidence, if it has any, and its head."""

    def __init__(self, evidence: Evidence):
        self._evidence, self._arrays = evidence, evidence.get("id_train", {})

    def keeps(self, score: "OfFeatures") -> bool:
        """Whether the evidence has that score's values of all other inputs with features."""
        others = [a for n, a in self._evidence.items() if n != "id_train" and "features" in a]
        return bool(others) and all(map(score.is_kept, others))

    @cached_property
    def features(self) -> np.ndarray:
        """`(N, D)`"""
        return self._arrays["features"].astype(np.float64)

    @property
    def logits(self) -> np.ndarray:
        """`(N, K)`, as they are kept."""
        return self._arrays["logits"]

    @property
    def labels(self) -> np.ndarray:
        """`(N,)`"""
        return self._arrays["labels"]

    @cached_property
    def weight(self) -> np.ndarray:
        """Of the head, `(K, D)`."""
        return self._evidence.head["weight"].astype(np.float64)

    @cached_property
    def bias(self) -> np.ndarray:
        """Of the head, `(K,)`."""
        return self._evidence.head["bias"].astype(np.float64)

    @property
    def is_large(self) -> bool:
        return self._arrays["features"].size >= LARGE

    @property
    def some(self) -> "Inputs":
        """Every so many-th of them: about TRIED, or all."""
        n = len(self._arrays["features"])
        return Inputs(self._arrays, slice(None, None, max(1, n // TRIED)))

    def percentile(self, percentile: float) -> float:
        """Of all numbers among the features, between two of them by a straight line."""
        x = self._arrays["features"]  # as they are kept: a copy in double precision is large
        place = percentile / 100 * (x.size - 1)
        low, high = int(place), int(np.ceil(place))
        found = np.partition(x, (low, high), axis=None)[[low, high]].astype(np.float64)
        return float(found[0] + (found[1] - found[0]) * (place - low))

    @cached_property
    def mean(self) -> np.ndarray:
        """Of all features, `(D,)`."""
        return self.features.mean(axis=0)

    @cached_property
    def _classes(self) -> tuple[np.ndarray, np.ndarray]:
        """The place of each input's class among those that have any `(N,)`, and their sizes."""
        _, place, counts = np.unique(self.labels, return_inverse=True, return_counts=True)
        return place, counts

    @cached_property
    def class_means(self) -> np.ndarray:
        """Of the features of each class that has any, `(K', D)`."""
        place, counts = self._classes
        rows = np.split(np.argsort(place, kind="stable"), np.cumsum(counts)[:-1])
        return np.stack([self.features[of_class].mean(axis=0) for of_class in rows])

    @cached_property
    def within(self) -> np.ndarray:
        """Scatter of the features about their class's mean, `(D, D)`."""
        place, _ = self._classes
        found = np.zeros((self.features.shape[1],) * 2)
        for rows in blocks(len(place), 8 * BLOCK):
            centred = self.features[rows] - self.class_means[place[rows]]
            found += centred.T @ centred
        return found

    @cached_property
    def total(self) -> np.ndarray:
        """Scatter about the mean of all, `(D, D)`: within the classes, and between them."""
        apart = (self.class_means - self.mean) * np.sqrt(self._classes[1])[:, None]
        return self.within + apart.T @ apart

    def bank(self, size: int) -> "Bank":
        """At most so many training inputs to look for neighbours among; drawn by a fixed seed."""
        if size not in self._banks:
            n = len(self.features)
            rows = np.arange(n)
            if n > size:
                rows = np.sort(np.random.default_rng(0).choice(n, size, replace=False))
            self._banks[size] = Bank(unit(self.features[rows]), rows, self.is_large)
        return self._banks[size]

    @cached_property
    def _banks(self) -> dict[int, "Bank"]:
        return {}


class Bank:
    """Directions of features `(M, D)` of length 1, and which training inputs they are of `(M,)`.

    With a large one cosines are in single precision, about 1e-7 from the exact ones: where that
    counts, its score computes them again.
    """

    def __init__(self, directions: np.ndarray, rows: np.ndarray, is_large: bool):
        self.directions, self.rows, self.is_large = directions, rows, is_large
        self.quick = directions.astype(np.float32) if is_large else directions
        self.squares = np.square(directions).sum(axis=1)  # 1, but 0 of features that are all 0

    def check(self, score: str, k: int) -> "Bank":
        """Itself. Raises UserError where it has fewer than `k` inputs."""
        if len(self.rows) < k:
            raise UserError(
                "error.scores.neighbours",
                "{score} needs {k} training inputs; there are {n}.",
                score=score,
                k=k,
                n=len(self.rows),
            )
        return self


class Inputs:
    """A block of rows of a population."""

    def __init__(self, population: Arrays, rows: slice):
        self._population, self._rows = population, rows
        self._cosines: dict[int, np.ndarray] = {}  # by the bank's id; its score holds the bank

    @cached_property
    def features(self) -> np.ndarray:
        """`(n, D)`"""
        return self._population["features"][self._rows].astype(np.float64)

    @cached_property
    def logits(self) -> np.ndarray:
        """`(n, K)`"""
        return self._population["logits"][self._rows].astype(np.float64)

    @cached_property
    def best(self) -> np.ndarray:
        """The class of the highest logit, `(n,)`."""
        return self.logits.argmax(axis=1)

    @cached_property
    def log_sum(self) -> np.ndarray:
        """`log sum_k exp z_k`: minus the energy, `(n,)`."""
        return logsumexp(self.logits)

    @cached_property
    def directions(self) -> np.ndarray:
        """Features of length 1, `(n, D)`."""
        return unit(self.features)

    def cosines(self, bank: Bank) -> np.ndarray:
        """With each input of a bank, `(n, M)`; not to be changed."""
        if id(bank) not in self._cosines:
            x = self.directions.astype(bank.quick.dtype)
            self._cosines[id(bank)] = x @ bank.quick.T
        return self._cosines[id(bank)]


class OfFeatures:
    """A score computed from features, unless the population brings it along.

    Whoever changes how one is computed has runs that exist evaluated again: theirs are kept.
    """

    name: str  # in SCORES, and of the array `(N,)` of a population that holds its values
    needs = ("features", "logits")
    fits_on: tuple[str, ...] = ()

    _in_single = False  # whether its products are in single precision
    _unlearned: Training | None = None

    def fit(self, evidence: Evidence | Training) -> Self:
        """Itself, fitted; where the evidence keeps its values, once other inputs are scored.

        Raises:
            UserError: it cannot be.
        """
        training = evidence if isinstance(evidence, Training) else Training(evidence)
        if training.keeps(self):
            self._unlearned = training
        else:
            self.learn(training)
        return self

    def learned(self) -> Self:
        """Itself, for inputs of which nothing is kept."""
        training = self._unlearned  # of several threads each learns the same, or one before it did
        if training is not None:
            self.learn(training)
            self._unlearned = None
        return self

    def learn(self, training: Training) -> None:
        """Whatever `of` needs of the training data."""

    def try_single(self, training: Training, of: Callable[[], np.ndarray]) -> None:
        """Products in single precision from now on, if what `of` returns hardly changes by it.

        Some covariances are so flat in places that it would.
        """
        self._in_single = False
        if training.is_large:
            exact = of()
            self._in_single = True
            allowed = AGREED * np.abs(exact).mean()
            self._in_single = np.allclose(of(), exact, rtol=AGREED, atol=allowed)

    def product(self, x: np.ndarray, matrix: np.ndarray) -> np.ndarray:
        """`x @ matrix`, in double precision or, if `try_single` found so, in single."""
        if self._in_single:
            return (x.astype(np.float32) @ matrix.astype(np.float32)).astype(np.float64)
        return x @ matrix

    def of(self, inputs: Inputs) -> np.ndarray:
        """`(n,)`: higher = more OOD."""
        raise NotImplementedError

    def is_kept(self, population: Arrays) -> bool:
        """Whether the population has its values: those of the settings' defaults."""
        return self.name in population and all(
            getattr(self, field.name) == field.default for field in fields(self)
        )

    def can_score(self, population: Arrays) -> bool:
        """Whether its values, or the features of every input, are there."""
        has_all = len(population["features"]) == len(population["logits"])
        return has_all or self.is_kept(population)

    def check(self, population: Arrays) -> None:
        """Raises UserError where the population has features of its first inputs only."""
        if not self.can_score(population):
            raise UserError(
                "error.scores.not_kept",
                "This run's evidence keeps no {score} score: train the run again.",
                score=self.name,
            )

    def score(self, population: Arrays) -> np.ndarray:
        """Raises UserError as `check`."""
        return together([self], population)[0]


def together(scores: Sequence[OfFeatures], population: Arrays) -> list[np.ndarray]:
    """Several scores of one population, `(N,)` each, which share what they read of a block.

    Raises:
        UserError: as `OfFeatures.check`.
    """
    for score in scores:
        score.check(population)
    missing = [score.learned() for score in scores if not score.is_kept(population)]
    n = len(population["features"]) if missing else 0
    found = {score.name: np.empty(n) for score in missing}

    def work(rows: slice) -> None:
        inputs = Inputs(population, rows)
        for score in missing:
            found[score.name][rows] = score.of(inputs)

    by_blocks(work, n)
    return [found[s.name] if s.name in found else population[s.name] for s in scores]
