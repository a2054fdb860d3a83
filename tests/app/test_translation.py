"""Every sentence of a page is said, so that a translation reaches it."""

import re

import polib
import pytest

from app.blocks.navigation import PAGES
from app.text import APP, ENGLISH, LOCALE, template
from tests.app import pseudo
from tests.app.test_pages import opened


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_in_english(page, monkeypatch):
    pseudo.speak(monkeypatch)
    at = opened(page)
    assert not at.exception and not pseudo.left(at)


def test_the_template_has_every_message():
    written = template.template()
    assert template.TEMPLATE.read_text("utf-8") == str(written), "python -m app.text.template"


CATALOGUES = sorted(LOCALE.glob("*.po"))
PASSAGES = [p for p in sorted(APP.rglob("*.*.md")) if not p.match(f"*.{ENGLISH}.md")]


def places(text: str) -> set[str]:
    """Where values, or the parts of formulas, stand: a wrong one would be an error on the page."""
    return set(re.findall(r"\{[^{}]*\}", text))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_translates_what_is_said_and_keeps_its_places(path):
    english = {entry.msgctxt: entry.msgid for entry in template.template()}
    entries = [entry for entry in polib.pofile(str(path)) if entry.translated()]
    assert not [entry.msgctxt for entry in entries if english.get(entry.msgctxt) != entry.msgid]
    assert not [e.msgctxt for e in entries if places(e.msgstr) != places(e.msgid)]


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.name)
def test_a_passage_keeps_its_places(path):
    english = path.with_name(f"{path.name.split('.')[0]}.{ENGLISH}.md")
    assert places(path.read_text("utf-8")) == places(english.read_text("utf-8"))
