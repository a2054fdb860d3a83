"""The canvas in another language: presets, what is wrong, a training's states, claims, a point."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.blocks.tug_of_war import PICKED
from ood_core.canvas.canvas import PRESETS, Canvas, drawn_text, preset_points
from ood_core.errors import UserError
from ood_core.experiments import claims
from ood_core.jobs import queue
from ood_core.methods import METHODS
from tests.app import pseudo
from tests.app.test_pages import opened as page
from tests.app.views.test_canvas import defaults, picked  # noqa: F401 (a fixture)

CLASS = drawn_text(np.array([[x, y] for x in range(4) for y in range(4)], float))


@pytest.fixture
def measured(monkeypatch):
    """A table of claims of which some are seen."""
    even = {m: dict.fromkeys(claims.NUMBERS, 0.5) for m in METHODS}
    better = even | {"csi": even["csi"] | {"auroc": 0.75}}
    table = {name: [even] for name in claims.MEASURED} | {"blobs": [better]}
    monkeypatch.setattr(claims, "read", lambda: table)


def test_nothing_is_left_in_english_of_any_preset_and_its_claims(defaults, measured, monkeypatch):  # noqa: F811
    pseudo.speak(monkeypatch)
    at = page("canvas")
    assert at.table
    for name in PRESETS:
        at.get("button_group")[0].set_value(name).run()
        points = set(preset_points(name))  # in letters, as links have them
        assert not at.exception and not set(pseudo.left(at)) - points, name


@pytest.mark.parametrize(
    "link",
    ["nonsense", Canvas(drawn=(CLASS, CLASS), outliers=CLASS).link],
)
def test_nothing_is_left_in_english_of_a_link(folders, monkeypatch, link):
    pseudo.speak(monkeypatch)
    at = page("canvas", c=link)
    assert not at.exception and not pseudo.left(at)


def test_nothing_is_left_in_english_of_what_cannot_be_trained(folders, monkeypatch):
    pseudo.speak(monkeypatch)
    at = page("canvas")
    at.session_state["canvas:preset"] = None
    at.session_state["canvas:points"] = {"classes": [CLASS], "outliers": ""}
    at.run()
    assert not at.exception and not pseudo.left(at)


@pytest.mark.parametrize("state", ["waiting", "running", "failed"])
def test_nothing_is_left_in_english_of_a_training(folders, monkeypatch, state):
    error = UserError("error.test", "The margins are the wrong way round.")
    job = SimpleNamespace(
        state=state, is_over=state == "failed", error=error, seconds=70.0, started=0.0
    )
    monkeypatch.setattr(queue, "latest", lambda order: job)
    monkeypatch.setattr(queue.Queue, "position", lambda self, of: 2)
    monkeypatch.setattr(queue.Queue, "wait", lambda self, of: 90.0)
    monkeypatch.setattr(queue, "expected_seconds", lambda order: 37.4)
    pseudo.speak(monkeypatch)
    at = page("canvas")
    assert not at.exception and not pseudo.left(at)


def test_nothing_is_left_in_english_of_a_point(defaults, monkeypatch):  # noqa: F811
    pseudo.speak(monkeypatch)
    at = page("canvas")
    at.session_state["canvas:maps"] = {"picked": picked(Canvas().name)}
    at.run()
    assert not at.exception and PICKED in at.session_state and not pseudo.left(at)
