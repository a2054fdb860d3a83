"""The language in which a visitor reads the pages: the chosen one, else the browser's first.

It can be chosen in the menu, or by a link with `?lang=ko`; it is kept for the browser.
"""

import re
from functools import cache

import streamlit as st

from app.server import language_words as words
from app.server import store
from app.server.visitor import browser
from app.text import ENGLISH, LANGUAGE, LOCALE, languages, say

QUESTION = "menu:language"  # in the store, whose answer is the language
PARAMETER = "lang"


def settle() -> None:
    """Decide in which language this run speaks; before anything is said."""
    asked = st.query_params.get(PARAMETER)
    if asked in languages() and asked != st.session_state.get(LANGUAGE):
        _keep(asked)
    elif LANGUAGE not in st.session_state:
        kept = store.here().answers(browser()).get(QUESTION)
        st.session_state[LANGUAGE] = kept if kept in languages() else _of_browser()
    if PARAMETER in st.query_params:  # it has done its work, and would hold against the menu
        del st.query_params[PARAMETER]


def menu() -> None:
    """Where another one is chosen: a button at the end of the menu."""
    tell = f"document.documentElement.lang = {st.session_state[LANGUAGE]!r};"
    with st.container(key="language"):
        if len(languages()) > 1:
            with st.popover(say(words.CHOOSE), icon=":material/translate:", type="tertiary"):
                for language in languages():
                    _offer(language)
        st.html(f"<script>{tell}</script>", unsafe_allow_javascript=True)


def _offer(language: str) -> None:
    st.button(
        _own_name(language),
        key=f"language:{language}",
        type="tertiary",
        icon=":material/check:" if language == st.session_state[LANGUAGE] else None,
        on_click=_keep,
        args=(language,),
    )


@cache
def _own_name(language: str) -> str:
    """As the language calls itself.

    One entry of its catalogue is searched for: to parse them all takes a third of a second, for
    which whoever reads English would wait.
    """
    if language == ENGLISH:
        return words.NAME.text
    entry = rf'msgctxt "{words.NAME.key}"\nmsgid ".*"\nmsgstr "(.+)"'
    found = re.search(entry, (LOCALE / f"{language}.po").read_text("utf-8"))
    return found[1] if found else language


def _keep(language: str) -> None:
    st.session_state[LANGUAGE] = language
    store.here().answer(browser(), QUESTION, language)


def _of_browser() -> str:
    """`ko-KR` is read as Korean; a language that there is no catalogue of, as English."""
    first = (st.context.locale or "").partition("-")[0].lower()
    return first if first in languages() else ENGLISH
