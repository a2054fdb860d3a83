"""The words of the pages, apart from the code."""

from functools import cache
from pathlib import Path


@cache
def lesson(name: str) -> str:
    """The text of one lesson, Markdown with formulas."""
    return (Path(__file__).parent / f"{name}.md").read_text("utf-8")
