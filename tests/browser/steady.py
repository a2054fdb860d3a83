"""Whether the charts of a training stay where they are while it goes on, and when it is over."""

from pathlib import Path

from playwright.sync_api import Page

SAMPLER = Path(__file__).with_name("steady.js").read_text("utf-8")
CHARTS = {"map": ".panels canvas", "losses": ".panels svg.plot:last-of-type"}


def watch(page: Page) -> None:
    """From now on, see steady.js."""
    page.evaluate(
        "([code, charts]) => { (0, eval)(code); watchCharts(charts); }", [SAMPLER, CHARTS]
    )


def check(page: Page) -> None:
    """Each chart was seen, was hidden in no moment after that, and kept its place and size."""
    for name, was in page.evaluate("watched").items():
        assert was["seen"] > 20, (name, was)
        assert was["hidden"] == [], (name, was)
        assert len(was["boxes"]) == 1, (name, was)
