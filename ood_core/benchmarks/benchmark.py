"""Benchmarks: everything a method may ask of the world (data, outliers, OOD tests, shifts).

All arrays are NumPy: points `(N, 2) float32`, longer vectors `(N, D) float32`, images `(N, C, H, W)
uint8`, features of photographs and of their quarter turns `(N, 4, D) float16` (see `photographs`).
Populations are loaded when first asked for, so that a page which shows eight pictures loads eight
pictures' worth, and kept while there is room (`kept`).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from ood_core import kept
from ood_core.benchmarks.photographs import SHAPE, Photographs
from ood_core.errors import Sentence, UserError
from ood_core.images import Levels

Transform = Callable[[np.ndarray], np.ndarray]
GROUPS = ("near", "far", "noise")  # of OOD tests, in the order in which they are told
WITH = "@"  # "cifar10@wrn-40-2": the world `cifar10` with that network
EXPOSED = "+"  # "digits+noise": the world `digits` with the outliers `noise`


class Labelled(NamedTuple):
    """Inputs and their class indices: `x (N, ...)`, `y (N,) int64`."""

    x: np.ndarray
    y: np.ndarray


def world_of(name: str) -> str:
    """`cifar10+noise@wrn-40-2` -> `cifar10`."""
    return name.partition(WITH)[0].partition(EXPOSED)[0]


@dataclass(frozen=True)
class OodTest:
    """A population the method has never seen. Near: it resembles the ID data; far: it does not.

    Far noise is averaged apart from far photographs: no average says anything about both (OpenOOD,
    Yang et al., NeurIPS 2022, averages near and far apart, and has no noise at all).
    """

    kind: Literal["near", "far"]
    load: Callable[[], np.ndarray]
    about: str | Sentence
    is_noise: bool = False  # made by a random generator

    @property
    def group(self) -> str:
        """`near`, `far` or `noise`: the tests that its numbers are averaged with."""
        return "noise" if self.is_noise else self.kind


@dataclass(frozen=True)
class Shift:
    """A change of an ID input that keeps its content and moves it away from the ID data."""

    apply: Transform
    about: str


@dataclass(frozen=True)
class OutlierSet:
    """Outliers that a method may train on instead of the benchmark's own."""

    load: Callable[[], np.ndarray]
    about: str
    seen: tuple[str, ...] = ()  # OOD tests of the same kind: they are no longer unseen


@dataclass(frozen=True, eq=False)
class Benchmark:
    """One world: in-distribution classes, training outliers, OOD tests and shifts.

    It equals itself alone, and so do its arrays: see `kept`. Those of an OOD test are the test's.
    """

    name: str
    title: str
    about: str | Sentence  # a sentence where a visitor made it: it has values of its own
    classes: tuple[str, ...]
    shape: tuple[int, ...]  # of one input: (D,), (C, H, W) or (4, D); () where none are here
    network: str  # name in ood_core.networks.NETWORKS
    augment: str  # name in ood_core.augment.AUGMENTATIONS and FOR_CLASSIFIERS
    load_id: Callable[[Literal["train", "test"]], Labelled]
    load_outliers: Callable[[], np.ndarray]
    outliers_about: str | Sentence
    ood_tests: Mapping[str, OodTest]
    shifts: Mapping[str, Shift]
    shifted_count: int = 300  # ID test inputs that each shift is applied to
    is_embedded: bool = True  # needs no data beyond the installed packages
    train_count: int | None = None  # ID training inputs that are evaluated: the first ones, or all
    other_networks: tuple[str, ...] = ()  # names in NETWORKS that it may be learned with instead
    other_outliers: Mapping[str, OutlierSet] = field(default_factory=dict)
    seen: tuple[str, ...] = ()  # OOD tests of the same kind as the outliers
    # OOD test -> what was taken out of it, since it could as well be ID: no number counts it
    look_alikes: Mapping[str, Callable[[], np.ndarray]] = field(default_factory=dict)
    network_options: Mapping[str, Any] = field(default_factory=dict)  # what else the network takes
    # varied copies (n, V, ...) of the first n ID training inputs, where they are made beforehand
    load_varied: Callable[[], np.ndarray] | None = None
    backbone: str = ""  # the frozen network whose features the inputs are
    photographs: Callable[[], list[Photographs]] = list  # whose features must have been computed
    # of a population, no shift, and a row: the photograph `(3, H, W) uint8` behind the input
    load_photograph: Callable[[str, int], np.ndarray] | None = None
    levels: Levels | None = None  # what is black and white in images of 16 bits that it is shown
    # its network comes trained, without its training data; without a backbone, its outputs alone do
    is_frozen: bool = False
    spread: float = 1.0  # on the plane: the width of a class's edge, the unit of distances

    def exposed_to(self, outliers: str) -> "Benchmark":
        """The same world with one of its other outlier sets.

        Raises:
            UserError: there is no such set.
        """
        if outliers not in self.other_outliers:
            raise UserError(
                "error.benchmarks.unknown_outliers",
                "There is no outlier set of {benchmark} called {name!r}. Choose one of: {known}.",
                benchmark=self.name,
                name=outliers,
                known=", ".join(self.other_outliers),
            )
        chosen = self.other_outliers[outliers]
        return replace(
            self,
            name=f"{self.name}{EXPOSED}{outliers}",
            load_outliers=chosen.load,
            outliers_about=chosen.about,
            seen=chosen.seen,
        )

    def learned_with(self, network: str) -> "Benchmark":
        """The same world with another of its networks.

        Raises:
            UserError: it has no such network.
        """
        if network not in self.other_networks:
            raise UserError(
                "error.benchmarks.unknown_network",
                "{benchmark} has no other network called {name!r}. It has: {known}.",
                benchmark=self.name,
                name=network,
                known=", ".join(self.other_networks) or "none",
            )
        return replace(self, name=f"{self.name}{WITH}{network}", network=network)

    @property
    def world(self) -> str:
        """The name without outlier set and network: what benchmarks share that differ in these."""
        return world_of(self.name)

    @property
    def unexposed(self) -> str:
        """The name without the outlier set: of the benchmark that a classifier is trained on."""
        _, other, network = self.name.partition(WITH)
        return f"{self.world}{other}{network}"

    @property
    def is_image(self) -> bool:
        return len(self.shape) == 3

    @property
    def picture_shape(self) -> tuple[int, ...] | None:
        """`(C, H, W)` of a picture as it is read to become an input; None of points."""
        if self.backbone:
            return SHAPE
        return self.shape if self.is_image else None

    def picture(self, population: str, row: int) -> np.ndarray:
        """What a person sees of an input of images or photographs: `(C, H, W) uint8`.

        Raises:
            UserError: it is not on this machine.
        """
        if self.load_photograph is not None:
            if self.backbone and population.startswith("shift/"):  # of features: a quarter turn
                return np.rot90(self.load_photograph("id_test", row), axes=(1, 2))
            return self.load_photograph(population, row)
        return self.populations[population]()[row]

    @property
    def is_plane(self) -> bool:
        return self.shape == (2,)

    @property
    def id_train(self) -> Labelled:
        """Raises UserError where the network is frozen."""
        if self.is_frozen:
            raise UserError(
                "error.benchmarks.nothing_trained",
                "Nothing is trained on {benchmark}: its network comes trained, without its "
                "training data. To train on photographs, choose photos.",
                benchmark=self.name,
            )
        return kept.loaded(self, "id_train", lambda: self.load_id("train"))

    @property
    def id_test(self) -> Labelled:
        return kept.loaded(self, "id_test", lambda: self.load_id("test"))

    @property
    def contrasted(self) -> Labelled:
        """What a contrastive method varies: the ID training inputs, or copies varied beforehand."""
        if self.load_varied is None:
            return self.id_train
        x = kept.loaded(self, "varied", self.load_varied)
        return Labelled(x, self.id_train.y[: len(x)])

    @property
    def outliers(self) -> np.ndarray:
        """D_out^OE, the outliers a method may train on `(N, ...)`."""
        return kept.loaded(self, "outliers", self.load_outliers)

    @property
    def validation(self) -> np.ndarray:
        """OOD to choose settings by, apart from every test: `(N, ...)`.

        The mean of two ID training inputs of different classes, one of the validation sets of
        Outlier Exposure (Hendrycks et al., 2019, appendix B), whose pairs may be of one class.
        """
        return kept.loaded(self, "validation", self._mixed)

    def _mixed(self, n: int = 500) -> np.ndarray:
        x, y = self.id_train
        rng = np.random.default_rng(15)
        pairs = rng.integers(len(x), size=(4 * n, 2))
        pairs = pairs[y[pairs[:, 0]] != y[pairs[:, 1]]][:n]
        return x[pairs].astype(np.float32).mean(axis=1).astype(x.dtype)

    def ood(self, name: str) -> np.ndarray:
        """The inputs of one OOD test `(N, ...)`, shared with the world of other outliers."""
        test = self.ood_tests[name]
        return kept.loaded(test, "inputs", test.load)

    def load(self) -> None:
        """Have all that is trained and tested on in memory (see `kept`). Raises UserError."""
        _ = self.id_train, self.id_test, self.contrasted, self.outliers
        for name in self.ood_tests:
            self.ood(name)

    def check_disjoint(self, **more: np.ndarray) -> None:
        """D_out^OE and D_out^test must share no input (Hendrycks et al., 2019, section 3).

        Args:
            more: OOD tests besides the benchmark's own, by name.

        Raises:
            UserError: they do; the sentence names the OOD tests.
        """
        outliers = _rows(self.outliers)
        tests = {name: self.ood(name) for name in self.ood_tests} | more
        shared = [repr(name) for name, x in tests.items() if not outliers.isdisjoint(_rows(x))]
        if shared:
            raise UserError(
                "error.benchmarks.shared_inputs",
                "{tests}, tested on with {benchmark}, shares inputs with the training outliers, "
                "so it cannot say how a method does on the unseen. Take what is shared out of the "
                "one or of the other.",
                tests=", ".join(shared),
                benchmark=self.name,
            )

    def shifted(self, name: str) -> np.ndarray:
        """The first `shifted_count` ID test inputs under one shift."""
        return self.shifts[name].apply(self.id_test.x[: self.shifted_count])

    def kind(self, population: str) -> str:
        """`id`, `near`, `far` or `shift`: what a population of this benchmark is."""
        group, _, name = population.partition("/")
        return self.ood_tests[name].kind if group == "ood" else group.split("_")[0]

    @property
    def populations(self) -> dict[str, Callable[[], np.ndarray]]:
        """Every evaluated population by name: id_train, id_test, ood/<name>, shift/<name>.

        Of a frozen network's training data there are none.
        """
        train = {"id_train": lambda: self.id_train.x[: self.train_count]}
        return {
            **({} if self.is_frozen else train),
            "id_test": lambda: self.id_test.x,
            **{f"ood/{n}": (lambda n=n: self.ood(n)) for n in self.ood_tests},
            **{f"shift/{n}": (lambda n=n: self.shifted(n)) for n in self.shifts},
        }


def _rows(x: np.ndarray) -> set[bytes]:
    return {row.tobytes() for row in x}


def fingerprint(x: np.ndarray) -> str:
    """SHA-256 of an array's shape, type and bytes: the same data gives the same string."""
    digest = hashlib.sha256(f"{x.shape}{x.dtype}".encode())
    digest.update(np.ascontiguousarray(x).tobytes())
    return digest.hexdigest()[:16]
