"""Which set plays which role: the lecture's table, and a rule to try and break."""

import threading
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.data import loading
from app.figures.samples import as_png, look, montage
from app.server import place
from app.text import declared, names, say, say_each
from app.views.lessons.outlier_exposure import words
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark, OodTest
from ood_core.errors import UserError

OWN = "outliers"  # the benchmark's own training outliers, among its other sets
WORLDS = ("digits", "cifar10")
BROKEN = "digits"  # where the rule is tried
SHOWN = 9  # pictures of each set


def taxonomy() -> None:
    """The four roles, by in-distribution set."""
    _load_sets()
    st.header(say(words.ROLES))
    guess = lesson.predict("oe-roles", say(words.ROLES_QUESTION), say_each(words.ROLES_GUESSES))
    if guess is None:
        return
    st.markdown(say(words.ROLES_REVEAL, guess=guess))
    lesson.show(_table)
    lesson.slip(say(words.RANDEMACHER))
    st.subheader(say(words.BREAK))
    st.markdown(say(words.BREAK_TEXT))
    lesson.show(_assign)


@st.cache_resource(show_spinner=False)
def _load_sets() -> None:
    """Once for each server, beside the page: to make all the images takes a second or two."""

    def load() -> None:
        world = benchmarks.get(BROKEN)
        for name in pool(world):
            images(name, world)

    threading.Thread(target=load, daemon=True).start()


# ---- the lecture's sets and this app's ----


def _table() -> None:
    chosen = layout.choice(
        say(words.WORLD),
        [*words.LECTURE, *WORLDS],
        "oe-world",
        "CIFAR-10",
        wrap=True,
        format_func=_world_title,
    )
    sets = _here(benchmarks.get(chosen)) if chosen in WORLDS else of_the_lecture(chosen)
    rows = [(*say_each(words.ROLE_NAMES[role]), said) for role, said in sets.items()]
    layout.table(rows, say_each(words.ROLE_COLUMNS))
    if chosen in WORLDS:
        return
    ours = benchmarks.get("cifar10")
    st.caption(say(words.HELD, world=declared.title(ours)))
    if words.LECTURE[chosen].outliers == words.TINY:
        st.markdown(say(words.WITHDRAWN, outliers=declared.outliers(ours)))


def _world_title(name: str) -> str:
    if name in WORLDS:
        return say(words.HERE, title=declared.title(benchmarks.get(name)))
    return name


def of_the_lecture(name: str) -> dict[str, str]:
    """Role -> what the lecture's slide puts there."""
    row = words.LECTURE[name]
    classes, tests = held(benchmarks.get("cifar10"))
    train = say(row.resolution, name=_marked(name, classes))
    return {
        "train": train,
        "outliers": row.outliers,
        "test": train,
        "ood": ", ".join(_marked(test, tests) for test in row.tests),
    }


def _marked(name: str, here: set[str]) -> str:
    """In bold where this app has a set of that name in that role."""
    shown = say(words.LECTURE_NOISES[name]) if name in words.LECTURE_NOISES else name
    return f"**{shown}**" if name.lower().replace("-", "") in here else shown


def held(world: Benchmark) -> tuple[set[str], set[str]]:
    """The sets that this world has as its classes, and as its OOD tests."""
    return {world.name}, set(world.ood_tests)


def _here(world: Benchmark) -> dict[str, str]:
    """The roles as this app's benchmark fills them; counts are from the pretrained run."""
    run = loading.committed(f"{world.name}/outlier-exposure")
    data = run.card["data"]

    def count(name: str) -> str:
        return f"{data[name]['n']:,}" if name in data else "?"

    title, outliers = declared.title(world), say(declared.outliers(world))
    tests = {name: say(declared.test(world, name)) for name in world.ood_tests}
    return {
        "train": f"{say(title)} ({count('id_train')})",
        "outliers": f"{outliers} ({count('outliers')})",
        "test": say(words.ID_TEST, title=title, n=count("id_test")),
        "ood": "; ".join(f"{about} ({count(f'ood/{name}')})" for name, about in tests.items()),
    }


# ---- the rule ----


class Verdict(NamedTuple):
    """What the check says about sets that are trained on and sets that are tested on."""

    shared: tuple[str, ...] = ()  # tests that have images of the outliers: it is refused
    overlaps: tuple[tuple[str, str], ...] = ()  # (trained on, tested on) of the same kind
    outliers: int = 0
    tests: int = 0


def _assign() -> None:
    """A row for each set, with the two roles it may be given."""
    world = benchmarks.get(BROKEN)
    names = pool(world)
    half = -(-len(names) // 2)
    with st.spinner(say(words.LOADING)):
        for name in names:
            sheet(name)
    given = {}
    for column, part in zip(st.columns(2, gap="large"), (names[:half], names[half:]), strict=True):
        with column:
            given |= {name: _row(name, world) for name in part}
    train_on, test_on = (
        tuple(name for name, roles in given.items() if role in roles) for role in words.GIVEN
    )
    if not train_on or not test_on:
        st.info(say(words.NEED_BOTH))
        return
    with st.spinner(say(words.COMPARING)):
        found = verdict(train_on, test_on)
    _tell(found)


def _row(name: str, world: Benchmark) -> list[str]:
    """Some of the set's images, its name, and the roles it is given."""
    label = say(words.SET_LABELS[name])
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        picture, seen = sheet(name)
        alt = say(names.SHEET_ALT, n=SHOWN, label=label, **seen)
        st.image(picture, width=56, alt=alt)
        with st.container(width="stretch"):
            st.markdown(f"**{label}**")
            key, roles = f"oe-role:{name}", list(words.GIVEN)
            return st.pills(
                label,
                roles,
                selection_mode="multi",
                default=place.begin(key, _usual(name, world), lambda kept: set(kept) <= set(roles)),
                format_func=lambda role: say(words.GIVEN[role]),
                label_visibility="collapsed",
                **place.keeps(key),
            )


def _usual(name: str, world: Benchmark) -> list[str]:
    """How the benchmark itself uses the set."""
    if name == OWN:
        return ["train"]
    return ["test"] if name in world.ood_tests else []


def _tell(found: Verdict) -> None:
    labels = words.SET_LABELS
    if found.shared:
        shared = ", ".join(f"*{say(labels[test])}*" for test in found.shared)
        st.error(say(words.REFUSED, tests=shared))
        return
    for outliers, test in found.overlaps:
        st.warning(say(words.OVERLAP, outliers=labels[outliers], test=labels[test]))
    if not found.overlaps:
        st.success(say(words.FAIR, outliers=f"{found.outliers:,}", tests=f"{found.tests:,}"))


def pool(world: Benchmark) -> list[str]:
    """Every set of the world that has a name here: its outliers, the other outliers, its tests."""
    named = (OWN, *world.other_outliers, *world.ood_tests)
    return [name for name in named if name in words.SET_LABELS]


def images(name: str, world: Benchmark) -> np.ndarray:
    """The inputs of one set of the pool `(N, ...)`."""
    if name == OWN:
        return world.outliers
    if name in world.other_outliers:
        return benchmarks.get(f"{world.name}+{name}").outliers
    return world.ood(name)


def same_kind(world: Benchmark) -> set[frozenset[str]]:
    """Pairs of sets of the pool that the benchmark declares to be of one kind."""
    pairs = [(name, test) for name, found in world.other_outliers.items() for test in found.seen]
    return {frozenset(pair) for pair in pairs}


@st.cache_data(max_entries=256, show_spinner=False)
def verdict(train_on: tuple[str, ...], test_on: tuple[str, ...]) -> Verdict:
    """The benchmark's own check, and the kinds it declares, for sets of the pool."""
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
