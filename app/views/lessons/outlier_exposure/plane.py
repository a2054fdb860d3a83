"""Near outliers and far ones on the plane, where the gap can be seen."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import Panel, map_panel, still
from app.data import loading, scoring, seeds
from app.data.maps import class_layers, confidence_panel, share_sure
from app.figures.maps import Layer
from app.text import say, say_each
from app.text.format import percent
from app.views.lessons.outlier_exposure import changes, measurements, words
from app.views.lessons.outlier_exposure.changes import label
from ood_core.benchmarks import plane
from ood_core.runs.run import Run

OUTLIERS = 600  # of those trained on, in a map
TESTED = 150  # points of each OOD test


def maps_of_both() -> None:
    """A shell of outliers or a far box: two maps."""
    st.header(say(words.PLANE))
    guess = lesson.predict("oe-fair", say(words.PLANE_QUESTION), say_each(words.PLANE_GUESSES))
    if guess is None:
        return
    runs = {name: loading.committed(name) for name in words.PLANE_TITLES}
    shell, box = runs.values()
    facts = {
        "guess": guess,
        "plain": percent(_share(measurements.baseline_of(shell)), 0),
        "shell": percent(_share(shell), 0),
        "box": percent(_share(box), 0),
        **{
            f"{name}_{test}": scoring.confidence(run, f"ood/{test}").mean()
            for name, run in (("shell", shell), ("box", box))
            for test in ("band", "ring")
        },
        "fall": -100
        * max(measurements.change(r, t) for r in (shell, box) for t in r.metrics["ood"]),
    }
    st.markdown(say(words.PLANE_REVEAL, **facts))
    panels = [
        confidence_panel(run, say(words.PLANE_TITLES[name]), _layers(run), layout.mode())
        for name, run in runs.items()
    ]
    alts = [
        say(words.PLANE_ALT, title=words.PLANE_TITLES[name], share=percent(_share(run), 0))
        for name, run in runs.items()
    ]
    panels.append(_tests(shell))
    alt = " ".join([*alts, say(words.PLANE_TESTS_ALT, tests=", ".join(_reach(shell)))])
    still(panels, alt, f"oe-plane:{','.join(runs)}", layout.mode())
    st.markdown(f"**{say(words.HEAT)}**")
    changes.changes_table(runs, say_each(words.PLANE_ROWS), hidden=set(), seeds={})
    st.markdown(say(words.PLANE_HONEST, **facts))
    lesson.more("plane", say(words.PLANE_MORE, **facts))


def _share(run: Run) -> float:
    """Of the picture."""
    return share_sure(scoring.confidence(run, "grid"))


def _tests(run: Run) -> Panel:
    """Where the OOD tests lie, in a square that holds them all."""
    world = run.benchmark
    symbols = dict(zip(world.ood_tests, ("diamond", "square", "triangle-up"), strict=False))
    layers = [
        Layer(label(test), world.kind(f"ood/{test}"), world.ood(test)[:TESTED], symbol)
        for test, symbol in symbols.items()
    ]
    reach = 1.02 * max(float(np.abs(layer.xy).max()) for layer in layers)
    layers = [*class_layers(world), *layers]
    return map_panel(say(words.PLANE_TESTS), layers, reach, layout.mode(), window=plane.FRAME)


def _reach(run: Run) -> list[str]:
    """Each OOD test and how far its points are from the middle."""
    world = run.benchmark
    return [
        say(
            words.PLANE_REACH,
            test=label(test),
            reach=seeds.span(np.linalg.norm(world.ood(test), axis=1), ".1f"),
        )
        for test in world.ood_tests
    ]


def _layers(run: Run) -> list[Layer]:
    """The classes and the outliers that this network was shown."""
    outliers = Layer(say(words.PLANE_OUTLIERS), "outliers", run.benchmark.outliers[:OUTLIERS])
    return [*class_layers(run.benchmark), outliers]
