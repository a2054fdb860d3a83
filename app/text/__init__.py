"""The words of the pages, apart from the code, and the language in which a visitor reads them.

A short one is a message in a `words.py`, `CLEAR = message("canvas.clear", "Clear")`; a long one is
Markdown in `NAME.en.md` beside a page's code. `say` and `passage` make text of them while a page
runs: never at import and never inside a cached function, for two visitors may read two languages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.text.format import Literal
from ood_core.errors import Sentence
from ood_core.paths import short

APP = Path(__file__).resolve().parents[1]
LOCALE = Path(__file__).with_name("locale")
ENGLISH = "en"  # in which the app is written
LANGUAGE = "language"  # the visitor's, in the session's state


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence or a label in English, with the key that its translations have."""

    key: str
    text: str

    def __str__(self) -> str:
        raise TypeError(f"The message {self.key!r} is shown as it is: say it.")


def message(key: str, text: str) -> Message:
    """A message as `words.py` declares it; what is filled in stands in `{braces}`.

    Args:
        key: room and name, with dots between, in lower case: "canvas.clear".
    """
    return Message(key, text)


@cache
def languages() -> tuple[str, ...]:
    """English, and those that there is a catalogue of."""
    return (ENGLISH, *sorted(path.stem for path in LOCALE.glob("*.po")))


def language() -> str:
    """Of the visitor for whom the page runs."""
    return st.session_state.get(LANGUAGE, ENGLISH)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """What has been translated: a message's key, or a passage's path within the app -> its text.

    Messages lie in `locale/LANGUAGE.po` (their keys are gettext's contexts), passages in
    `NAME.LANGUAGE.md` beside the English ones.
    """
    if language == ENGLISH:
        return {}
    import polib  # most visitors of a first page read English

    entries = polib.pofile(str(LOCALE / f"{language}.po"))
    texts = {entry.msgctxt: entry.msgstr for entry in entries if entry.translated()}
    for path in APP.rglob(f"*.{language}.md"):
        texts[_place(path)] = path.read_text("utf-8")
    return texts


def say(said: Message | Sentence, /, **values: Any) -> str:
    """A message, or a sentence of the core, in the visitor's language, as Markdown.

    What the core fills in comes from files, links and names that strangers choose: in Markdown it
    is shown as it is, whatever it looks like.

    Args:
        values: for the places in braces; a message or a sentence among them is said first. Without
            any, braces are left as they are.
    """
    given = {n: Literal(v) if isinstance(v, str) else v for n, v in _values(said).items()}
    return _said(said, given | values, say)


def say_plain(said: Message | Sentence) -> str:
    """A message, or a sentence of the core, where no Markdown is read, in a table, say."""
    return _said(said, _values(said), say_plain)


def _values(said: Message | Sentence) -> dict[str, Any]:
    found = said.values if isinstance(said, Sentence) else {}
    return {n: short(v) if isinstance(v, Path) else v for n, v in found.items()}


def _said(said: Message | Sentence, values: dict[str, Any], each: Callable[[Any], str]) -> str:
    text = catalogue(language()).get(said.key, said.text)
    if not values:
        return text
    return text.format(
        **{n: each(v) if isinstance(v, Message | Sentence) else v for n, v in values.items()}
    )


def say_each(words: Any) -> Any:
    """The messages in dicts, lists and tuples, said; what else is in there stays."""
    match words:
        case Message() | Sentence():
            return say(words)
        case dict():
            return {name: say_each(word) for name, word in words.items()}
        case list() | tuple() if not hasattr(words, "_fields"):
            return tuple(say_each(word) for word in words)
    return words


def passage(module: str, name: str, otherwise: Message | None = None) -> str:
    """The text `NAME.en.md` beside a module, given by its `__file__`: Markdown with formulas.

    Args:
        otherwise: what is said where there is no such file; None where there must be one.
    """
    path = Path(module).resolve().with_name(f"{name}.{ENGLISH}.md")
    if otherwise is not None and not path.exists():
        return say(otherwise)
    return catalogue(language()).get(_place(path), _read(path))


def glossary() -> str:
    """The terms of the subject, Markdown."""
    return passage(__file__, "glossary")


@cache
def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _place(path: Path) -> str:
    """`app/views/lab/energy.ko.md` -> "views/lab/energy"."""
    return path.relative_to(APP).as_posix().split(".")[0]
