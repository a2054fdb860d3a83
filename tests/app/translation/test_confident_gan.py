"""The lesson on the boundary GAN in another language, beyond what is there when it opens."""

import pytest
from streamlit.testing.v1 import AppTest

from app.views.lessons.confident_gan import words
from tests.app import pseudo
from tests.app.test_pages import opened

FORMULAS = {
    "confidence-loss": words.LOSS_FORMULA,
    "gan": words.GAN_FORMULA,
    "proposed": words.PROPOSED_FORMULA,
}


@pytest.fixture
def answered(monkeypatch) -> AppTest:
    """On the committed runs, every question answered."""
    pseudo.speak(monkeypatch)
    at = opened("confident-gan")
    for asked in at.segmented_control:
        asked.set_value("1")
    return at.run()


def left(at: AppTest) -> dict[str, str]:
    assert not at.exception
    return {text: words for text in pseudo.texts(at) if (words := pseudo.plain(text))}


def test_nothing_is_left_in_english_once_all_is_answered(answered):
    assert answered.table and not left(answered)


def test_nor_of_any_term_of_a_formula(answered):
    for key, formula in FORMULAS.items():
        for i, part in enumerate(formula):
            if not isinstance(part, str):
                answered.pills(key=f"formula:{key}").set_value(str(i)).run()
                assert not left(answered), (key, part)


def test_nor_where_the_runs_are_missing(folders, answered):
    assert answered.info and not left(answered)
