"""The language in which a visitor reads the pages: the chosen one, else the browser's first.

It can be chosen in the menu, or by a link with `?lang=ko`; it is kept for the browser.
"""

import streamlit as st

from app.server import language_words as words
from app.server import store
from app.server.visitor import browser
from app.text import ENGLISH, LANGUAGE, catalogue, languages, say

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
        catalogue(language).get(words.NAME.key, words.NAME.text),
        key=f"language:{language}",
        type="tertiary",
        icon=":material/check:" if language == st.session_state[LANGUAGE] else None,
        on_click=_keep,
        args=(language,),
    )


def _keep(language: str) -> None:
    st.session_state[LANGUAGE] = language
    store.here().answer(browser(), QUESTION, language)


def _of_browser() -> str:
    """`ko-KR` is read as Korean; a language that there is no catalogue of, as English."""
    first = (st.context.locale or "").partition("-")[0].lower()
    return first if first in languages() else ENGLISH
