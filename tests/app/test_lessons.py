"""The words: there is a lesson and a set of controls for everything that can be chosen."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from app.blocks import course, lesson_words
from app.blocks.navigation import LESSONS
from app.components.tug.words import TUG
from app.figures.training import loss_terms
from app.text import APP, catalogue, declared, languages, names, passage, say
from app.text.template import template
from app.views import lab
from app.views.lessons.confident_gan import words as gan
from app.views.lessons.csi import words as csi
from app.views.lessons.energy import words
from app.views.lessons.outlier_exposure import words as exposure
from ood_core import benchmarks
from ood_core.evaluation.metrics import METRICS
from ood_core.methods import METHODS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run, finished_runs
from ood_core.scores import SCORES
from tests.app.test_pages import opened, said


@pytest.mark.parametrize("world", ["plane-blobs", "digits", "cifar10"])  # one for each network
@pytest.mark.parametrize("method", METHODS)
def test_controls_are_settings_of_the_method(method, world):
    config = METHODS[method].defaults(benchmarks.get(world))
    assert set(METHODS[method].settings) == set(dataclasses.asdict(config))
    for key, setting in METHODS[method].settings.items():
        assert setting.check(getattr(config, key)) == getattr(config, key)
        assert not setting.help or setting.label


def test_every_method_score_and_metric_has_words():
    assert all(passage(lab.__file__, method) for method in METHODS)
    assert set(names.SCORES) == set(SCORES)
    assert set(names.METRICS) == set(METRICS)


def test_every_loss_term_and_phase_of_the_committed_runs_has_words():
    lines = [line for path in finished_runs(PRETRAINED) for line in Run.load(path).log]
    terms = {term for line in lines for term in loss_terms([line])}
    assert len(terms) > 5 and terms <= set(names.LOSSES)
    assert {line["phase"] for line in lines} == set(declared.PHASES) - {"computing features"}


def test_populations_are_named_by_their_kind():
    assert names.population_label("id_test", "id") == "ID test"
    assert names.population_label("ood/emnist_letters", "near") == "emnist letters (near OOD)"
    assert names.population_label("shift/rotate", "shift") == "ID, shift: rotate"


def test_low_energy_is_no_sign_that_inputs_were_seen():
    """Lesson 3: the lowest energies lie where no data ever was."""
    said = (
        say(names.SCORES["energy"].meaning),
        say(words.SAMPLE["low"]),
        say(TUG["low"]),
        passage(lab.__file__, "score-map"),
    )
    assert "does not mean that the network has seen such inputs" in said[0]
    assert not any("looks like ID" in text for text in said)


MISREAD = {
    "confident-gan": (gan.MISREAD, course.QUESTIONS["confident-gan"]),
    "outlier-exposure": (exposure.MISREAD, course.QUESTIONS["outlier-exposure"]),
    "energy": (words.MISREAD, course.QUESTIONS["energy"]),
    "csi": (csi.MISREADINGS, course.QUESTIONS["csi"]),
}


@pytest.mark.parametrize("method", LESSONS)
def test_the_misreadings_wait_until_every_question_of_the_page_is_answered(method):
    at, (points, questions) = opened(method), MISREAD[method]

    def shown() -> int:
        told = said(at)
        return sum(say(point) in told for point in points)

    for i, question in enumerate(questions):
        later = say(lesson_words.MISREAD_LATER, n=len(questions) - i)
        assert shown() == 0 and later in [caption.value for caption in at.caption]
        choice = at.segmented_control(key=f"guess:{question}")
        choice.set_value(choice.options[0]).run()
    assert shown() == len(points)
    asked = {w.key.removeprefix("guess:") for w in at.segmented_control if "guess:" in w.key}
    assert asked == set(questions)
    assert not at.exception


@pytest.mark.parametrize("method", LESSONS)
def test_a_lesson_bears_the_name_of_its_method_in_every_language(method):
    for language in languages():
        title = catalogue(language).get(LESSONS[method].key, LESSONS[method].text)
        assert title.partition(" ")[2] == METHODS[method].title


def every_text() -> Iterator[tuple[str, str]]:
    """Each message and passage, in English and in every other language, with its key."""
    yield from ((entry.msgctxt, entry.msgid) for entry in template())
    yield from ((path.name, path.read_text("utf-8")) for path in APP.rglob("*.en.md"))
    for language in languages():
        yield from catalogue(language).items()


def test_a_method_has_one_name():
    """The paper's name for it stands once, where the lesson opens."""
    others = re.compile(r"confident classifier|boundary GAN|경계 GAN")
    assert {key for key, text in every_text() if others.search(text)} == {"confident_gan.lede"}


def test_nobody_is_told_of_slides_that_they_have_not_got():
    slides = re.compile(r"\bslides?\b|슬라이드(?!러)")
    assert not [key for key, text in every_text() if slides.search(text)]


def test_korean_has_one_word_for_near_ood_and_one_for_metric():
    texts = catalogue("ko")
    told = {key: re.sub(r"\{[^}]*\}", "", text) for key, text in texts.items()}
    # but not an option, --near, nor the name of an array, near_cats_logits
    near = re.compile("(?<![A-Za-z-])(near|far)(?![A-Za-z_])")
    assert [key for key, text in told.items() if near.search(text)] == ["names.populations"]
    english = {entry.msgctxt: re.sub(r"\{[^}]*\}", "", entry.msgid) for entry in template()}
    metrics = [key for key, text in english.items() if re.search(r"\bmetric\b", text, re.I)]
    assert len(metrics) > 3 and all("지표" in texts[key] for key in metrics)
