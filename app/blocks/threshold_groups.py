"""A run's populations as the threshold widget wants them."""

from app.components.threshold import Group
from app.data import scoring
from app.text import declared, names, say
from ood_core.runs.run import Run


def _about(run: Run, population: str) -> str:
    """What a population is, in the benchmark's words; empty where the run knows more than it."""
    group, _, name = population.partition("/")
    benchmark = run.benchmark
    if group == "ood" and name in benchmark.ood_tests:
        return say(declared.test(benchmark, name))
    return say(declared.shift(benchmark, name)) if name in benchmark.shifts else ""


def groups(run: Run, scored: scoring.Scored) -> list[Group]:
    """The OOD tests and shifts of a run, as the widget wants them."""
    return [
        Group(name, names.population_label(name, kind), kind, _about(run, name), scored[name])
        for name, kind in run.kinds.items()
        if kind != "id"
    ]
