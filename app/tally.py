"""How everybody who uses this server answered each question, kept while it runs."""

import threading
import uuid
from collections import Counter

import streamlit as st


class Tally:
    """The last answer of each visitor to each question."""

    def __init__(self) -> None:
        self._answers: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()

    def vote(self, question: str, visitor: str, answer: str) -> Counter[str]:
        """Count the visitor's answer, instead of an earlier one; all answers to that question."""
        with self._lock:
            answers = self._answers.setdefault(question, {})
            answers[visitor] = answer
            return Counter(answers.values())


@st.cache_resource
def _shared() -> Tally:
    return Tally()


def vote(question: str, answer: str) -> Counter[str]:
    """Count this session's answer; the answers of all sessions of this server."""
    visitor = st.session_state.setdefault("visitor", uuid.uuid4().hex)
    return _shared().vote(question, visitor, answer)
