"""How everybody who uses this server answered each question."""

from collections import Counter

from app.server import store
from app.server.visitor import browser


def vote(question: str, answer: str) -> None:
    """Count this visitor's answer, instead of an earlier one."""
    store.here().answer(browser(), question, answer)


def withdraw(question: str) -> None:
    """Count this visitor's answer no more."""
    store.here().withdraw(browser(), question)


def mine() -> dict[str, str]:
    """Question -> this visitor's answer."""
    return store.here().answers(browser())


def count(question: str) -> Counter[str]:
    """How many visitors gave each answer."""
    return store.here().count(question)
