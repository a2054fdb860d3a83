"""Messages of what the core declares in English: benchmarks, methods, settings, canvas presets.

The core knows no visitor, so its titles become text here. What a visitor made has a name of his
own, which has no translation and stays as it is.
"""

from collections.abc import Iterator

from app.text import Message
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.benchmarks.built_in import BUILT_IN
from ood_core.canvas.presets import PRESETS
from ood_core.errors import Sentence
from ood_core.methods import METHODS, Method

PHASES = ("computing features", "training", "training the classifier", "fine-tuning")


def title(benchmark: Benchmark) -> Message:
    return Message(f"benchmark.{benchmark.world}.title", benchmark.title)


def about(benchmark: Benchmark) -> Message | Sentence:
    return _sayable(f"benchmark.{benchmark.world}.about", benchmark.about)


def outliers(benchmark: Benchmark) -> Message | Sentence:
    """What the training outliers are."""
    return _sayable(f"benchmark.{benchmark.name}.outliers", benchmark.outliers_about)


def test(benchmark: Benchmark, name: str) -> Message | Sentence:
    """What an OOD test is."""
    return _sayable(f"benchmark.{benchmark.world}.ood.{name}", benchmark.ood_tests[name].about)


def _sayable(key: str, declared: str | Sentence) -> Message | Sentence:
    """Of a benchmark that a visitor made, the sentence that says it; it has a key already."""
    return declared if isinstance(declared, Sentence) else Message(key, declared)


def shift(benchmark: Benchmark, name: str) -> Message:
    """What a shift does."""
    return Message(f"benchmark.{benchmark.world}.shift.{name}", benchmark.shifts[name].about)


def classes(benchmark: Benchmark) -> tuple[Message, ...]:
    """The names of the classes; in another language, where they are written there."""
    return tuple(Message(f"class.{name}", name) for name in benchmark.classes)


def population(name: str) -> Message:
    """What comes after the kind in the name of a population: `ood/emnist_letters`."""
    short = name.rpartition("/")[2]
    return Message(f"population.{short}", short.replace("_", " "))


def idea(method: Method) -> Message:
    """A method in a sentence."""
    return Message(f"method.{method.name}.idea", method.idea)


def phase(name: str) -> Message:
    """What a training does at a step, as its log has it."""
    return Message(f"phase.{name.replace(' ', '_')}", name)


def label(method: Method, setting: str) -> Message:
    return Message(f"setting.{method.name}.{setting}", method.settings[setting].label)


def help(method: Method, setting: str) -> Message:
    return Message(f"setting.{method.name}.{setting}.help", method.settings[setting].help)


def preset(name: str) -> Message:
    """The title of a data set of the canvas."""
    return Message(f"preset.{name}", PRESETS[name].title)


def about_preset(name: str) -> Message:
    return Message(f"preset.{name}.about", PRESETS[name].about)


def everything() -> Iterator[Message]:
    """All of the above that comes with OOD Lab, for the translators' template."""
    for benchmark in [describe() for describe in BUILT_IN.values()]:
        yield from (title(benchmark), about(benchmark), outliers(benchmark))
        if not benchmark.is_frozen:  # ImageNet's thousand names stay as they are
            yield from classes(benchmark)
        for exposed in benchmark.other_outliers:
            yield outliers(benchmark.exposed_to(exposed))
        for name in benchmark.ood_tests:
            yield from (test(benchmark, name), population(name))
        for name in benchmark.shifts:
            yield from (shift(benchmark, name), population(name))
    for method in METHODS.values():
        yield idea(method)
        for name, setting in method.settings.items():
            if setting.label:
                yield from (label(method, name), help(method, name))
    for name in PHASES:
        yield phase(name)
    for name in PRESETS:
        yield from (preset(name), about_preset(name))
