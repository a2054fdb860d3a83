"""Which language a visitor reads, and how it is chosen and kept."""

import pytest
from streamlit.testing.v1 import AppTest

import app.text
from app.blocks.navigation import script
from app.server import language
from app.views.home import words as home
from tests.app.test_pages import MAIN

TITLES = {"en": home.TITLE.text, "ko": "확신하는 분류기"}
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "language.name"
msgid "English"
msgstr "한국어"

msgctxt "home.title"
msgid "{title}"
msgstr "확신하는 분류기"
"""


@pytest.fixture(autouse=True)
def korean(tmp_path, monkeypatch):
    """A catalogue with a title."""
    (tmp_path / "ko.po").write_text(PO.format(title=TITLES["en"]), "utf-8")
    monkeypatch.setattr(app.text, "LOCALE", tmp_path)
    app.text.catalogue.cache_clear()
    app.text.languages.cache_clear()
    yield
    app.text.catalogue.cache_clear()
    app.text.languages.cache_clear()


def visit(**link: str) -> AppTest:
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.session_state["visitor"] = "a" * 32  # what the browser's cookie says
    at.query_params.update(link)
    return at.run()


def test_the_browser_s_first_language_unless_there_is_no_catalogue_of_it(monkeypatch):
    for locale, read in {"ko-KR": "ko", "ko": "ko", "de-DE": "en", None: "en"}.items():
        monkeypatch.setattr(language.st, "context", Context(locale))
        assert visit().title[0].value == TITLES[read]


class Context:
    """What a browser says of itself."""

    def __init__(self, locale):
        self.locale, self.cookies, self.theme = locale, {}, type("Theme", (), {"type": "light"})
        self.ip_address, self.headers = None, {}


def test_a_link_chooses_and_is_kept_for_this_browser_alone():
    assert visit(lang="ko").title[0].value == TITLES["ko"]
    assert visit().title[0].value == TITLES["ko"]
    other = AppTest.from_file(MAIN, default_timeout=60)
    other.session_state["visitor"] = "b" * 32
    assert other.run().title[0].value == TITLES["en"]


@pytest.mark.parametrize("asked", ["xx", "", "../../ko", "ko.po"])
def test_a_link_with_another_language_changes_nothing(asked):
    at = visit(lang=asked)
    assert at.title[0].value == TITLES["en"] and "lang" not in at.query_params


def test_the_menu_changes_it_at_once_and_loses_nothing():
    at = visit(lang="en")
    at.switch_page(script("lab")).run()
    assert [b.label for b in at.button if b.key.startswith("language:")] == ["English", "한국어"]
    at.segmented_control(key="lab:benchmark").set_value("plane-moons").run()
    at.button(key="language:ko").click().run()
    assert at.segmented_control(key="lab:benchmark").value == "plane-moons"
    assert at.title[0].value == "Lab"  # not translated: in English
    assert at.switch_page(script("home")).run().title[0].value == TITLES["ko"]
