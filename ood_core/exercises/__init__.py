"""Exercises: what the link that is handed in has to show, and whether it does (imports no torch).

A link opens a trained canvas, or a run of the Lab. What is wanted of it are bounds of numbers that
are there already: of a canvas at the end of its training, of a run in its card.
"""

import math
from typing import NamedTuple

from ood_core.exercises.links import Page, Shown, opened
from ood_core.exercises.measures import MEASURES

DIGITS = 3  # a share is measured to a tenth of a percent, as it is shown


class Want(NamedTuple):
    """A number with its bounds, both allowed."""

    measure: str  # of MEASURES
    of: str = ""  # the method whose number it is
    least: float = -math.inf
    most: float = math.inf

    def holds(self, value: float) -> bool:
        return self.least <= value <= self.most


class Exercise(NamedTuple):
    lesson: str  # of which method
    page: Page  # whose link is handed in
    wants: tuple[Want, ...]


UNCHANGED = Want("changed", least=0, most=0)
TESTED = Want("tested", least=40)  # the AUROC of fewer test points is chance, see the tests
EXERCISES = {
    "threshold": Exercise(
        "confident-gan",
        "canvas",
        (
            TESTED,
            Want("caught", "confident-gan", least=0.95),
            Want("flagged", "confident-gan", most=0.05),
            Want("caught", "baseline", most=0.1),
        ),
    ),
    "gap": Exercise(
        "confident-gan",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("auroc", "confident-gan", most=0.9),
            Want("accuracy", "confident-gan", least=0.95),
            Want("auroc", "outlier-exposure", least=0.95),
        ),
    ),
    "one-side": Exercise(
        "outlier-exposure",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("outliers", least=100),
            Want("auroc", "outlier-exposure", most=0.7),
            Want("accuracy", "outlier-exposure", least=0.95),
        ),
    ),
    "few": Exercise(
        "outlier-exposure",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("outliers", least=1, most=30),
            Want("auroc", "outlier-exposure", least=0.95),
            Want("accuracy", "outlier-exposure", least=0.95),
        ),
    ),
    "unseen-by-softmax": Exercise(
        "energy",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("auroc", "energy", least=0.99),
            Want("softmax_auroc", "energy", least=0.35, most=0.65),
        ),
    ),
    "behind": Exercise("energy", "lab", (Want("behind", least=0.09),)),
    "blind": Exercise(
        "csi",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("drawn", least=3),
            Want("auroc", "csi", least=0.35, most=0.65),
            Want("accuracy", "csi", least=0.95),
            Want("auroc", "outlier-exposure", least=0.95),
        ),
    ),
    "sees": Exercise(
        "csi",
        "canvas",
        (
            UNCHANGED,
            TESTED,
            Want("drawn", least=3),
            Want("auroc", "csi", least=0.8),
            Want("accuracy", "csi", least=0.95),
        ),
    ),
}


class Measured(NamedTuple):
    want: Want
    value: float  # to so many DIGITS

    @property
    def holds(self) -> bool:
        return self.want.holds(self.value)


class Checked(NamedTuple):
    shown: Shown
    measured: tuple[Measured, ...]

    @property
    def is_right(self) -> bool:
        return all(one.holds for one in self.measured)


def check(exercise: str, link: str) -> Checked:
    """Measure what one of EXERCISES wants of that link: an address, or what stands behind its `?`.

    Raises:
        UserError: it opens no such page, is damaged, or its canvas is not trained here.
    """
    _, page, wants = EXERCISES[exercise]
    shown = opened(link, page)
    values = (MEASURES[want.measure].of(shown, want.of) for want in wants)
    numbers = zip(wants, values, strict=True)
    return Checked(shown, tuple(Measured(want, round(value, DIGITS)) for want, value in numbers))
