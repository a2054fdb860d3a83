"""Which set plays which role: the lecture's table, and a rule to try and break."""

import streamlit as st

from app.blocks import layout, lesson
from app.data import loading, outlier_sets
from app.data.outlier_sets import BROKEN, OWN, SHOWN, Verdict, sheet, verdict
from app.server import place, view
from app.text import declared, names, say, say_each
from app.views.lessons.outlier_exposure import words
from ood_core import benchmarks
from ood_core.benchmarks.benchmark import Benchmark

WORLDS = ("digits", "cifar10")


def taxonomy() -> None:
    """The four roles, by in-distribution set."""
    outlier_sets.load(tuple(pool(benchmarks.get(BROKEN))))
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
                default=place.begin(key, _usual(name, world), view.some_of(roles)),
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
