"""The histogram of the threshold: what can be ticked one by one is told apart there."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.text.names import population_label
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores.logits import logsumexp

pytestmark = pytest.mark.browser
BINS = 48


def lines(page) -> dict[str, list[tuple[str, ...]]]:
    """Of each line its strokes: colour, width, dash; two where it is hollow."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for path in page.locator(".histogram path[data-line]").all():
        look = [path.get_attribute(f"stroke{part}") for part in ("", "-width", "-dasharray")]
        found.setdefault(path.get_attribute("data-line"), []).append(tuple(look))
    return found


def mean(page, name: str) -> tuple[float, float]:
    """Of the scores that a line shows, read off the axis; and the width of a bin there."""
    d = page.locator(f".histogram path[data-line='{name}']").first.get_attribute("d")
    corners = np.array(re.findall(r"([-\d.]+),([-\d.]+)", d), float)[1:]
    assert len(corners) == 2 * BINS
    base = float(page.locator(".histogram line.axis").get_attribute("y1"))
    middle, height = corners[:, 0].reshape(-1, 2).mean(axis=1), base - corners[::2, 1]
    ticks = page.locator(f".histogram text.muted[y='{base + 16:g}']").all()
    at = [float(tick.get_attribute("x")) for tick in ticks]
    said = [float(tick.text_content().replace("\N{MINUS SIGN}", "-")) for tick in ticks]
    slope, offset = np.polyfit(at, said, 1)
    return slope * np.average(middle, weights=height) + offset, slope * np.ptp(corners[:2, 0])


def test_each_population_has_its_own_line_as_soon_as_they_are_few(page, address):
    run = Run.load(PRETRAINED / "digits" / "energy")
    page.goto(f"{address}/lab?benchmark=digits&method=energy")
    page.get_by_role("slider", name="Threshold").wait_for()
    far = [name for name, kind in run.kinds.items() if kind == "far"]
    assert len(far) > 4 and set(lines(page)) == {"id", "ood/letters", "far", "shift"}
    chips = {
        name: page.get_by_label(population_label(name, kind), exact=True)
        for name, kind in run.kinds.items()
        if kind != "id"
    }
    chips[far[0]].hover()
    assert far[0] in lines(page) and page.locator("path[data-line=far][opacity]").count()
    page.get_by_role("slider", name="Threshold").hover()
    assert far[0] not in lines(page)
    chips[far[0]].uncheck()
    shown = lines(page)
    assert set(far[1:]) < set(shown) and "far" not in shown
    looks = [tuple(shown[name]) for name in far[1:]]
    assert len(set(looks)) == len(looks) == 4
    for name, look in zip(far[1:], looks, strict=True):
        label = page.locator(".chips label").filter(has=chips[name])
        drawn = [
            tuple(map(one.get_attribute, ("stroke", "stroke-width", "stroke-dasharray")))
            for one in label.locator("i line").all()
        ]
        assert drawn == list(look)
    for name in ("ood/letters", far[-1]):
        found, width = mean(page, name)
        energies = -logsumexp(run.evidence[name]["logits"])
        assert found == pytest.approx(energies.mean(), abs=width)
    chips[far[0]].check()
    expect(page.locator("path[data-line=far]")).to_have_count(1)
