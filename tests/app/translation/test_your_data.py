"""Your data in another language: each kind of files, what was made, errors."""

import pytest

import app.text
from app.text import declared, say
from app.views.your_data.words import KINDS
from ood_core import benchmarks
from tests.app import pseudo
from tests.app.views.test_your_data import dots, visit  # noqa: F401 (a fixture)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_english_in_any_form(folders, monkeypatch, kind):
    pseudo.speak(monkeypatch)
    at = visit()
    at.segmented_control(key="own:kind").set_value(kind).run()
    at.button(key="own:outputs:make" if kind == "outputs" else "own:make").click().run()
    assert not at.exception and len(at.error) == 1 and not pseudo.left(at)


def test_nothing_is_left_in_english_of_what_was_made(dots, monkeypatch):  # noqa: F811
    pseudo.speak(monkeypatch)
    at = visit()
    assert not at.exception and at.dataframe
    left = {word for words in pseudo.left(at).values() for word in words.split()}
    assert left <= {"dots", "far", "csv"}  # the visitor's own names


def test_what_was_made_has_words_of_any_language(dots, monkeypatch):  # noqa: F811
    world = benchmarks.get("dots")
    numbers = {"about_points": "{test} / {train}", "a_set": "{n}", "no_set": "-"}
    sentences = {f"custom.{key}": text for key, text in numbers.items()}
    monkeypatch.setattr(app.text, "catalogue", lambda language: sentences)
    assert say(declared.about(world)) == f"{len(world.id_test.y)} / {len(world.id_train.y)}"
    assert say(declared.test(world, "far")) == str(len(world.ood("far")))
    assert say(declared.outliers(world)) == str(len(world.outliers) or "-")
