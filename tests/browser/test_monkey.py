"""A monkey at the controls: whatever is pressed in whatever order, the server logs no exception."""

import os
import random

import pytest
from playwright.sync_api import Error, Page

from tests.browser import journey
from tests.browser.conftest import serving

CONTROLS = """() => {
  const known = "button, [role=radio], [role=tab], [role=option], [role=slider], summary, "
    + "[role=combobox], input[type=checkbox], input[type=number], input[type=text], canvas";
  const seen = document.querySelectorAll(`[data-testid=stMain] :is(${known}), [role=option]`);
  return [...seen].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.height && !one.disabled
      && !one.closest("[data-testid=stDownloadButton], [data-testid=stFileUploader]");
  });
}"""
PATIENCE = 5000  # milliseconds: what takes longer is interrupted, as by an impatient hand
TRAININGS = 3  # that it may begin


class Monkey:
    """Presses, types and drags at random on one page after another."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page, self.random, self.trainings = page, random.Random(seed), 0
        self.done: list[str] = []

    def act(self) -> None:
        if self.random.random() < 0.12:
            name = self.random.choice(list(journey.PAGES))
            self.done.append(f"menu {name}")
            self.page.get_by_test_id("stTopNavLink").and_(
                self.page.get_by_role("link", name=name)
            ).click()
            return
        if self.random.random() < 0.04:
            self.done.append("back")
            self.page.go_back(wait_until="commit")
            if not self.page.url.startswith("http"):  # out of the app
                self.page.go_forward(wait_until="commit")
            return
        found = self.page.evaluate_handle(CONTROLS)
        count = found.evaluate("all => all.length")
        if not count:
            return
        control = found.evaluate_handle("(all, i) => all[i]", self.random.randrange(count))
        self._use(control.as_element())

    def _use(self, control) -> None:
        about = control.evaluate(
            "e => [e.tagName, e.type ?? '', e.getAttribute('role') ?? '',"
            " (e.ariaLabel ?? e.innerText ?? '').slice(0, 60)]"
        )
        self.done.append(" ".join(about))
        tag, kind, role, label = about
        if label.startswith("Train "):
            self.trainings += 1
            if self.trainings > TRAININGS:
                return
        control.scroll_into_view_if_needed(timeout=PATIENCE)
        if kind in ("number", "text"):
            control.fill(str(self.random.choice((0, 1, 3, 10**9, -1))) if kind == "number" else "a")
            control.press("Enter")
        elif role == "slider":
            control.press(self.random.choice(("ArrowRight", "ArrowLeft", "PageUp", "Home", "End")))
        elif tag == "CANVAS":
            box = control.bounding_box()
            self.page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
        else:
            control.evaluate("e => e.click()")

    def wait(self) -> None:
        """Mostly until the page is drawn; sometimes not at all."""
        if self.random.random() < 0.7:
            try:
                self.page.wait_for_function(journey.SETTLED, arg=None, timeout=PATIENCE)
            except Error:
                self.done.append("not settled")


def run(page: Page, scratch, seed: int, actions: int) -> None:
    with serving(scratch) as url:
        page.goto(url)
        journey.settle(page)
        page.set_default_timeout(PATIENCE)
        monkey = Monkey(page, seed)
        for _ in range(actions):
            try:
                monkey.act()
            except Error as error:  # what it was about to press has just gone
                monkey.done.append(f"missed: {str(error)[:80]}")
            monkey.wait()
            errors = page.locator("[data-testid=stException]")
            assert errors.count() == 0, (monkey.done[-10:], errors.all_inner_texts())
    assert not (found := journey.exceptions(scratch)), (monkey.done[-30:], found)
    pressed = [line for line in monkey.done if not line.startswith(("missed", "not settled"))]
    assert len(pressed) > 0.8 * actions


def test_a_hundred_random_actions(page, tmp_path):
    run(page, tmp_path, seed=int(os.environ.get("OODLAB_MONKEY", 0)), actions=100)


@pytest.mark.journey
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_random_actions(page, tmp_path, seed):
    run(page, tmp_path, seed, actions=500)
