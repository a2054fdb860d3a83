"""Translations: whole, with the same places, formulas, code and links as the English."""

import re
from collections import Counter

import polib
import pytest
from babel.messages.pofile import read_po

from app.text import APP, LOCALE, template

CATALOGUES = sorted(LOCALE.glob("*.po"))
FORMULA = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$", re.DOTALL)
KEPT = [  # what stands in both as often
    re.compile(r"`[^`]*`"),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r":material/\w+:"),
    re.compile(r"\*\*"),
]
PLACE = re.compile(r"\{[^{}]*\}")
# Closed after punctuation and followed by a letter, it would be shown as two stars (CommonMark).
UNCLOSED = re.compile(r"\*\*(?=\S)[^*\n]*[^\w\s*}]\*\*(?=[^\W\d_])")


def formulas(text: str) -> Counter[str]:
    r"""Each formula, without its spaces and without what `\text{}` says."""
    return Counter(re.sub(r"\\text\{[^}]*\}|\s", "", formula) for formula in FORMULA.findall(text))


def differences(english: str, other: str) -> list[str]:
    """What a translation has to leave alone and has not."""
    found = [] if formulas(english) == formulas(other) else ["formulas"]
    english, other = FORMULA.sub("", english), FORMULA.sub("", other)
    for pattern in KEPT:
        if Counter(pattern.findall(english)) != Counter(pattern.findall(other)):
            found.append(pattern.pattern)
    if set(PLACE.findall(english)) != set(PLACE.findall(other)):
        found.append("places")
    if UNCLOSED.search(other):
        found.append("bold that is not closed")
    if "~" in other:  # Markdown strikes through what is between two of them, in a range, say
        found.append("a tilde")
    return found


def test_differences_are_found():
    assert differences("**{n}** of $x$, see `a`", "$x$ 중 **{n}** (`a`)") == []
    assert differences("{n:.1f} of it", "{n} 중") == ["places"]
    assert differences("$x + y$", "$x + z$") == ["formulas"]
    assert differences(r"$a\ \text{and}\ b$", r"$a\ \text{그리고}\ b$") == []
    assert differences("**Why?** It", "**왜?**그것") == ["bold that is not closed"]
    assert differences("3 to 5, 20 to 30", "3~5, 20~30") == ["a tilde"]
    assert differences("[here](x)", "[여기](y)") == [KEPT[1].pattern]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_message_is_translated_and_says_the_same(path):
    translated = {entry.msgctxt: entry for entry in polib.pofile(str(path))}
    wrong = {}
    for entry in template.template():
        other = translated.get(entry.msgctxt)
        if other is None or other.msgid != entry.msgid or not other.translated():
            wrong[entry.msgctxt] = ["not translated"]
        elif found := differences(entry.msgid, other.msgstr):
            wrong[entry.msgctxt] = found
    assert not wrong


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_gettext_s_own_tools_read_it(path):
    """Not their check of places: to them "95% of" is a place, and ours in braces are not."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    assert not [message.context for message in catalogue if message.id and message.fuzzy]
    assert {entry.msgctxt for entry in template.template()} <= {m.context for m in catalogue}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_passage_is_translated_and_says_the_same(path):
    wrong = {}
    for english in APP.rglob("*.en.md"):
        other = english.with_name(english.name.replace(".en.md", f".{path.stem}.md"))
        if not other.exists():
            wrong[english.name] = ["not translated"]
        elif found := differences(english.read_text("utf-8"), other.read_text("utf-8")):
            wrong[english.name] = found
    assert not wrong
