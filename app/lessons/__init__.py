"""The words of the pages, apart from the code."""

from functools import cache
from pathlib import Path

LESSONS = {  # method -> its lesson's title, in the order of the course
    "confident-gan": "1 Boundary GAN",
    "outlier-exposure": "2 Outlier Exposure",
    "energy": "3 Energy",
    "csi": "4 CSI",
}


@cache
def lesson(name: str) -> str:
    """The text of one lesson, Markdown with formulas."""
    return (Path(__file__).parent / f"{name}.md").read_text("utf-8")
