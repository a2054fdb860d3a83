"""Training outliers and OOD tests of one benchmark as sets whose roles may be exchanged."""

import threading
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.figures.samples import as_png, look, montage
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark, OodTest
from ood_core.errors import UserError

OWN = "outliers"  # the benchmark's own training outliers, among its other sets
BROKEN = "digits"  # the benchmark on which lesson 2 lets the rule be broken
SHOWN = 9  # pictures of each set


@st.cache_resource(show_spinner=False)
def load(names: tuple[str, ...]) -> None:
    """Once for each server, beside the page: to make all the images takes a second or two."""

    def make() -> None:
        world = benchmarks.get(BROKEN)
        for name in names:
            images(name, world)

    threading.Thread(target=make, daemon=True).start()


class Verdict(NamedTuple):
    """What the check says about sets that are trained on and sets that are tested on."""

    shared: tuple[str, ...] = ()  # tests that have images of the outliers: it is refused
    overlaps: tuple[tuple[str, str], ...] = ()  # (trained on, tested on) of the same kind
    outliers: int = 0
    tests: int = 0


def images(name: str, world: Benchmark) -> np.ndarray:
    """The inputs of one of its sets `(N, ...)`."""
    if name == OWN:
        return world.outliers
    if name in world.other_outliers:
        return benchmarks.get(f"{world.name}+{name}").outliers
    return world.ood(name)


def same_kind(world: Benchmark) -> set[frozenset[str]]:
    """Pairs of sets that the benchmark declares to be of one kind."""
    pairs = [(name, test) for name, found in world.other_outliers.items() for test in found.seen]
    return {frozenset(pair) for pair in pairs}


@st.cache_data(max_entries=256, show_spinner=False)
def verdict(train_on: tuple[str, ...], test_on: tuple[str, ...]) -> Verdict:
    """The benchmark's own check, and the kinds it declares, for these sets."""
    world = benchmarks.get(BROKEN)
    pixels = {name: images(name, world) for name in {*train_on, *test_on}}
    outliers = np.concatenate([pixels[name] for name in train_on])
    tried = replace(world, load_outliers=lambda: outliers)
    if shared := tuple(name for name in test_on if _is_shared(tried, name, pixels[name])):
        return Verdict(shared)
    kinds = same_kind(world)
    overlaps = tuple((o, t) for o in train_on for t in test_on if frozenset((o, t)) in kinds)
    return Verdict((), overlaps, len(outliers), sum(len(pixels[name]) for name in test_on))


def _is_shared(world: Benchmark, name: str, inputs: np.ndarray) -> bool:
    """Whether the benchmark's check refuses this OOD test."""
    try:
        replace(world, ood_tests={name: OodTest("far", lambda: inputs, "")}).check_disjoint()
    except UserError:
        return True
    return False


@st.cache_data(max_entries=32, show_spinner=False)
def sheet(name: str) -> tuple[str, dict[str, float]]:
    """A sheet of the first images of a set, as a data URI, and what one sees of it."""
    shown = images(name, benchmarks.get(BROKEN))[:SHOWN]
    return as_png(montage(shown)), look(shown)
