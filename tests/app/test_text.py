"""Messages and passages become text in the language of the visitor for whom a page runs."""

import pickle
import re
from dataclasses import replace

import pytest
import streamlit as st

import app.text
from app.text import (
    Message,
    declared,
    message,
    names,
    ownership,
    passage,
    say,
    say_each,
    say_plain,
    template,
)
from ood_core import benchmarks
from ood_core.errors import UserError

HELLO = message("room.hello", "{n} hellos to {name}")
BYE = message("room.bye", "Bye")
KOREAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "room.hello"
msgid "{n} hellos to {name}"
msgstr "{name}에게 인사 {n}번"

msgctxt "room.bye"
msgid "Bye"
msgstr "안녕히"

msgctxt "room.blank"
msgid "Blank"
msgstr ""

#, fuzzy
msgctxt "room.fuzzy"
msgid "Changed"
msgstr "전"

msgctxt "error.full"
msgid "{what} holds {most} at most."
msgstr "{what}: 최대 {most}"
"""


@pytest.fixture
def korean(tmp_path, monkeypatch):
    """A visitor who reads Korean, and a page's folder with passages: its module's path."""
    room = tmp_path / "views" / "room"
    room.mkdir(parents=True)
    (tmp_path / "ko.po").write_text(KOREAN, "utf-8")
    (room / "long.en.md").write_text("# Long", "utf-8")
    (room / "long.ko.md").write_text("# 긴 글", "utf-8")
    (room / "only.en.md").write_text("# English only", "utf-8")
    monkeypatch.setattr(app.text, "APP", tmp_path)
    monkeypatch.setattr(app.text, "LOCALE", tmp_path)
    monkeypatch.setitem(st.session_state, app.text.LANGUAGE, "ko")
    app.text.catalogue.cache_clear()
    yield str(room / "page.py")
    app.text.catalogue.cache_clear()


def test_a_message_is_filled_in_and_without_values_keeps_its_braces():
    assert say(HELLO, n=2, name="Ann") == "2 hellos to Ann"
    assert say(HELLO) == "{n} hellos to {name}"
    assert say(message("room.formula", "$\\frac{1}{2}$")) == "$\\frac{1}{2}$"


def test_values_that_are_messages_or_errors_are_said_first(korean):
    assert say(HELLO, n=1, name=BYE) == "안녕히에게 인사 1번"
    full = UserError("error.full", "{what} holds {most} at most.", what=BYE, most=3)
    assert say(HELLO, n=1, name=full) == "안녕히: 최대 3에게 인사 1번"


def test_what_has_no_finished_translation_is_said_in_english(korean):
    assert say(message("room.unknown", "New")) == "New"
    assert say(message("room.blank", "Blank")) == "Blank"
    assert say(message("room.fuzzy", "Changed")) == "Changed"


def test_an_error_is_said_with_its_values_and_is_english_without_a_visitor(korean):
    error = UserError("error.full", "{what} holds {most} at most.", what="It", most=3)
    assert say(error) == "It: 최대 3"
    assert str(error) == "It holds 3 at most."
    assert say(pickle.loads(pickle.dumps(error))) == say(error)  # from a process, or a cache


def test_only_the_messages_of_a_collection_are_said(korean):
    words = {"bye": BYE, "names": ("CSI", [BYE, 2]), "symbol": "β", "score": names.SCORES["msp"]}
    said = {"bye": "안녕히", "names": ("CSI", ("안녕히", 2)), "symbol": "β"}
    assert say_each(words) == said | {"score": names.SCORES["msp"]}


def test_a_message_is_never_shown_unsaid():
    with pytest.raises(TypeError, match=r"room\.bye"):
        f"{BYE}"


def test_a_passage_is_read_in_the_visitors_language_where_there_is_one(korean):
    assert passage(korean, "long") == "# 긴 글"
    assert passage(korean, "only") == "# English only"
    assert passage(korean, "none", otherwise=BYE) == "안녕히"
    with pytest.raises(FileNotFoundError):
        passage(korean, "none")
    st.session_state[app.text.LANGUAGE] = app.text.ENGLISH
    assert passage(korean, "long") == "# Long" and say(BYE) == "Bye"


def test_a_kind_of_population_is_said_around_its_name(korean):
    place = app.text.LOCALE / "ko.po"
    more = 'msgctxt "names.of_kind.near"\nmsgid "{name} (near OOD)"\nmsgstr "가까운 OOD {name}"\n\n'
    more += 'msgctxt "population.letters"\nmsgid "letters"\nmsgstr "글자"\n'
    place.write_text(f"{KOREAN}\n{more}", "utf-8")
    app.text.catalogue.cache_clear()
    assert names.population_label("ood/letters", "near") == "가까운 OOD 글자"
    assert names.population_label("ood/mine", "near") == "가까운 OOD mine"  # a visitor's own


def test_the_populations_of_a_benchmark_are_listed_by_kind():
    digits = benchmarks.get("digits")
    lines = names.populations(digits).splitlines()
    assert len(lines) == 5 and all(line.startswith("- **") for line in lines)
    for line, kind in zip(lines[2:4], ("near", "far"), strict=True):
        listed = [n for n in digits.ood_tests if f"*{n.replace('_', ' ')}*: " in line]
        assert listed == [n for n, test in digits.ood_tests.items() if test.kind == kind]
    far = {name: test for name, test in digits.ood_tests.items() if test.kind == "far"}
    without_near = names.populations(replace(digits, ood_tests=far)).splitlines()
    assert without_near[2].endswith(": none.") and without_near[3] == lines[3]


def test_a_term_or_a_score_without_words_goes_by_its_own_name():
    assert names.loss("kl_of_mine") == "kl of mine"
    assert names.SCORES["my_score"].title == "my score"
    assert say(names.SCORES["my_score"].meaning) == ""


@pytest.mark.parametrize(
    "n, others, begins",
    [
        (0, 0, ""),
        (1, 0, "The run that was trained on it cannot be used without it"),
        (1, 1, "The run that somebody else trained on it cannot"),
        (3, 0, "The 3 runs that were trained on it cannot"),
        (3, 2, "The 3 runs that were trained on it, 2 of them by others, cannot"),
    ],
)
def test_what_becomes_of_runs_is_one_sentence(n, others, begins):
    sentence = ownership.runs(n, others)
    assert sentence.startswith(begins) and bool(sentence) == (n > 0)
    assert sentence[-2:] in ("", ". ")


def test_the_template_has_what_is_written_and_what_the_core_declares():
    entries = {entry.msgctxt: entry.msgid for entry in template.template()}
    assert entries["names.id_test"] == "ID test"
    digits = declared.title(benchmarks.get("digits"))
    assert entries[digits.key] == "Digits" == digits.text
    assert all(entries.values())


def test_two_texts_under_one_key_are_refused(monkeypatch):
    twice = [(Message("a.b", "One"), "x.py"), (Message("a.b", "Two"), "y.py")]
    monkeypatch.setattr(template, "written", lambda: twice)
    with pytest.raises(ValueError, match=r"'a\.b' has two texts"):
        template.template()


HOSTILE = [
    "[x](http://evil.example)",
    "![x](http://evil.example/a.png)",
    "http://evil.example",
    "www.evil.example/login",
    "someone@evil.example",
    "$x^2$",
    "**bold** _italic_ `code` ~~gone~~",
    ":red[red] :material/lock:",
    "# heading",
    "- an entry",
    "<b>html</b>",
    "a\n\nb",
]
PUNCTUATION = set('!"#$%&()*+.:;<=>?@[\\]^_`{|}~')  # without ' , - /


@pytest.mark.parametrize("name", HOSTILE)
def test_what_the_core_fills_in_is_shown_as_it_is(name):
    """Each punctuation mark has its backslash, and an address is broken by a space of no width."""
    error = UserError("error.full", "{what} holds {most!r} at most.", what=name, most=name)
    said = say(error)
    what = said.partition(" holds ")[0]
    assert re.sub(r"\\(.)", r"\1", what).replace("\u200b", "") == " ".join(name.split())
    marks = [
        m.start()
        for m in re.finditer(r"[^\w\s\\\u200b]", what, re.ASCII)
        if what[m.start()] in PUNCTUATION
    ]
    assert all(what[at - 1] == "\\" for at in marks)
    assert not re.search(r"://\w|@\w|www\.", what.replace("\\", ""))
    assert f"'{what}' at most" in said
    assert say_plain(error) == str(error)
    outer = UserError("error.full", "{what} holds {most}.", what=error, most=1)
    assert say(outer) == f"{said} holds 1."
