"""The words of the pages, apart from the code: short ones in `words.py` beside a page's code,
long ones in Markdown."""

from functools import cache
from pathlib import Path


@cache
def passage(module: str, name: str, otherwise: str | None = None) -> str:
    """The text `NAME.en.md` beside a module, given by its `__file__`: Markdown with formulas.

    Args:
        otherwise: what is said where there is no such file; None where there must be one.
    """
    path = Path(module).with_name(f"{name}.en.md")
    return path.read_text("utf-8") if otherwise is None or path.exists() else otherwise


def glossary() -> str:
    """The terms of the subject, Markdown."""
    return passage(__file__, "glossary")
