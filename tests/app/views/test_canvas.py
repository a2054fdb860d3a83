"""The canvas and the tug-of-war without a browser: what stands in the link, what is asked for."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.blocks.training import jobs
from app.components.tug.words import START_RATES
from app.text import declared, say
from app.views.canvas import point, state, words
from app.views.tug_of_war import words as tug_words
from ood_core.canvas.canvas import PRESETS, Canvas, drawn_text, opened
from ood_core.errors import UserError
from ood_core.experiments import claims
from ood_core.jobs import queue
from ood_core.jobs.orders import CanvasPainting
from ood_core.methods import METHODS
from tests.app.test_pages import opened as page
from tests.app.test_pages import said


def linked(at) -> Canvas:
    found = at.query_params["c"]
    return opened(found[0] if isinstance(found, list) else found)


@pytest.fixture
def defaults(fake):
    for method in METHODS:
        fake("plane-blobs", method)


def test_the_page_opens_with_the_default_and_puts_it_in_the_link(folders):
    at = page("canvas")
    assert not at.exception and not at.error
    assert linked(at) == Canvas()
    assert "run `python -m ood_core.experiments.claims`" in said(at)


def test_choices_go_into_the_link_and_come_back_from_it(defaults):
    at = page("canvas")
    at.get("button_group")[0].set_value("lee-1").run()
    assert linked(at) == Canvas("lee-1", exposed="far-box", width=256)
    at.number_input(key="canvas:seed").set_value(4).run()
    at.number_input(key="canvas:energy:weight").set_value(0.3).run()
    at.selectbox(key="canvas:csi:shifts").set_value("identity").run()
    found = linked(at)
    settings = {"energy": {"weight": "0.3"}, "csi": {"shifts": "identity"}}
    assert found == Canvas("lee-1", exposed="far-box", width=256, seed=4, settings=settings)
    at.get("button_group")[0].set_value(None).run()  # the preset, clicked away
    assert linked(at) == found and not at.exception
    again = page("canvas", c=found.link)
    assert linked(again) == found
    assert again.number_input(key="canvas:energy:weight").value == 0.3


def test_a_preset_opens_as_it_was_trained(defaults):
    at = page("canvas")
    for name in PRESETS:
        at.get("button_group")[0].set_value(name).run()
        assert linked(at) == claims.of_preset(name, 0)


def test_how_long_it_takes_is_said_as_it_was_measured_here(folders, monkeypatch):
    untrained = Canvas(seed=3).link
    assert not re.search(r"\d+ s\b", said(page("canvas", c=untrained)))
    monkeypatch.setattr(queue, "expected_seconds", lambda order: 37.4)
    assert "about 40 s" in said(page("canvas", c=untrained))


def test_an_address_from_before_takes_no_choice_back_and_the_browsers_back_does(defaults):
    at = page("canvas")
    first = linked(at).link
    at.get("button_group")[0].set_value("xor").run()
    at.query_params["c"] = first  # the browser had not yet taken over the new one
    at.get("button_group")[0].set_value("moons").run()
    assert linked(at) == Canvas("moons")
    at.query_params["c"] = first
    at.number_input(key="canvas:seed").set_value(4).run()
    assert linked(at) == Canvas("moons", seed=4)
    at.query_params["c"] = first
    at.run()
    assert linked(at) == Canvas() and at.number_input(key="canvas:seed").value == 0


def test_a_back_that_follows_another_closely_is_answered_too(defaults, monkeypatch):
    at = page("canvas")
    first = linked(at).link
    at.get("button_group")[0].set_value("xor").run()
    second = linked(at).link
    at.get("button_group")[0].set_value("moons").run()
    with monkeypatch.context() as patch:  # a run that is cut before the page's end
        patch.setattr(state, "gathered", st.stop)
        at.query_params["c"] = second
        at.run()
    at.query_params["c"] = first
    at.run()
    assert linked(at) == Canvas()


@pytest.mark.parametrize("bad", ["nonsense", Canvas("xor", seed=12).link[:-4], "eJw"])
def test_a_bad_link_is_a_sentence_and_the_default(folders, bad):
    at = page("canvas", c=bad)
    assert not at.exception and linked(at) == Canvas()
    assert said(at).count("damaged or cut short") == 1
    at.get("button_group")[0].set_value("xor").run()
    assert "damaged" not in said(at)


def test_what_is_drawn_goes_into_the_link_once_it_can_be_trained_on(folders):
    rng = np.random.default_rng(0)
    first, second = (drawn_text(rng.normal(m, 0.5, (20, 2))) for m in (-4, 4))
    at = page("canvas")
    at.session_state["canvas:preset"] = None
    at.session_state["canvas:points"] = {"classes": [first], "outliers": ""}
    at.run()
    assert not at.exception and "two, three or four classes" in said(at)
    assert linked(at) == Canvas()  # nothing is lost
    at.session_state["canvas:points"] = {"classes": [first, second], "outliers": first}
    at.run()
    assert linked(at) == Canvas(drawn=(first, second), outliers=first)
    again = page("canvas", c=linked(at).link)
    assert linked(again) == linked(at) and again.session_state["canvas:preset"] is None


def test_train_asks_for_what_the_link_says(folders, monkeypatch):
    asked = []

    def refuse(order, session):
        asked.append(order.canvas)
        raise UserError("error.test", "Many trainings are waiting already.")

    monkeypatch.setattr(queue, "submit", refuse)
    at = page("canvas", c=Canvas("xor", seed=2).link)
    at.button(key="canvas:train").click().run()
    assert asked == [Canvas("xor", seed=2)] and not at.exception
    assert "Many trainings" in at.toast[0].value


def test_a_press_that_meets_an_empty_plane_trains_nothing_later(folders, monkeypatch):
    asked = []
    monkeypatch.setattr(queue, "submit", lambda order, session: asked.append(order))
    at = page("canvas", c=Canvas("xor", seed=2).link)
    at.session_state["canvas:preset"] = None
    at.session_state["canvas:points"] = {"classes": [], "outliers": ""}
    at.session_state["canvas:asked"] = True
    at.run()
    at.get("button_group")[0].set_value("moons").run()
    assert not at.exception and linked(at).preset == "moons" and asked == []


def test_a_running_job_is_followed_and_a_failed_one_told(folders, monkeypatch):
    default, left = CanvasPainting.of(Canvas()), []
    job = SimpleNamespace(state="waiting", is_over=False, error=None, order=default)
    monkeypatch.setattr(queue, "latest", lambda order: job if order == default else None)
    monkeypatch.setattr(queue.Queue, "position", lambda self, of: 2 if of is job else 0)
    monkeypatch.setattr(jobs, "leave", left.append)
    at = page("canvas")
    assert "2 before this one" in at.get("progress")[0].proto.text
    gone = UserError("error.test", "The cluster does not answer.")
    monkeypatch.setattr(queue.Queue, "missing", lambda self: gone)
    at.run()
    assert "The cluster does not answer." in at.get("progress")[0].proto.text
    at.button(key="canvas:stop").click().run()
    assert left == [job]
    job.state, job.is_over, job.error = (
        "failed",
        True,
        UserError("error.test", "m_in must be below"),
    )
    at.run()
    assert not at.exception and "m_in must be below" in said(at)


def test_the_claims_are_read_from_the_measured_file(folders, monkeypatch):
    even = {m: dict.fromkeys(claims.NUMBERS, 0.5) for m in METHODS}
    better = even | {"csi": even["csi"] | {"auroc": 0.75}}
    table = {name: [even] for name in claims.MEASURED} | {"blobs": [better]}
    monkeypatch.setattr(claims, "read", lambda: table)
    at = page("canvas")
    assert "**Seen on:** Two blobs. **Not on:** XOR; Two moons; Lee, Figure 3." in said(at)
    assert at.table[0].value["AUROC, ring"]["Two blobs", "CSI"] == "75.0%"


def test_the_tug_of_war_takes_its_logits_from_three_sources(defaults, fake):
    fake("digits", "baseline")
    fake("digits", "energy")
    at = page("tug_of_war")
    for source in ("pictures", "point", "own"):
        at.segmented_control(key="tug:source").set_value(source).run()
        assert not at.exception
    at.session_state["canvas:point"] = picked("x") | {
        "rates": START_RATES,
        "note": words.RATES,
    }
    at.segmented_control(key="tug:source").set_value("point").run()
    assert not at.exception and "CSI at (1.0, 2.0) in frame 3" in said(at)
    assert say(tug_words.SOURCES["image"]) not in at.segmented_control(key="tug:source").options


def picked(canvas: str) -> dict:
    return {"canvas": canvas, "frame": 3, "method": "csi", "x": 1, "y": 2, "z": [1, 2]}


def test_the_pull_is_of_this_canvas_and_its_settings(defaults):
    energy = {"weight": "0.3", "m_in": "-9.0", "m_out": "-1.5"}
    canvas = Canvas(settings={"energy": energy, "outlier-exposure": {"weight": "2.0"}})
    found = point.rates(canvas)
    assert found | {"lambda": 0.3, "m_in": -9, "m_out": -1.5, "lambda_oe": 2} == found
    assert found["beta"] == 1


def pulled(picked, canvas):
    from app.views.canvas import point

    point.one_point(picked, canvas)


def test_margins_that_were_left_empty_are_not_those_of_another_preset(defaults):
    args = picked(Canvas("moons").name), Canvas("moons")
    at = AppTest.from_function(pulled, default_timeout=30, args=args).run()
    told = " ".join(caption.value for caption in at.caption)
    assert say(words.SUGGESTED) in told
    assert not [name for name in PRESETS if say(declared.preset(name)) in told]


@pytest.mark.parametrize(("other", "shown"), [(Canvas(), 1), (Canvas("xor"), 0)])
def test_a_point_of_another_canvas_is_not_shown(defaults, other, shown):
    """The logits of one canvas would stand below the maps of the next."""
    args = picked(Canvas().name), other
    at = AppTest.from_function(pulled, default_timeout=30, args=args).run()
    assert not at.exception and len(at.header) == shown


def test_the_trainings_place_in_the_page_is_the_same_with_a_canvas_and_without(folders):
    """A browser draws what takes another's place without its height for a moment."""
    at = page("canvas")
    with_canvas = ways(at, "canvas-state")
    at.session_state["canvas:preset"] = None
    at.session_state["canvas:points"] = {"classes": [], "outliers": ""}
    at.run()
    assert "two, three or four classes" in said(at)
    assert ways(at, "canvas-state") == with_canvas != []


def ways(at: AppTest, key: str) -> list[tuple[int, ...]]:
    """Ways down the page's tree to the containers of a key."""

    def below(block, way: tuple[int, ...]):
        for n, child in getattr(block, "children", {}).items():
            if getattr(child.proto, "id", "").endswith(f"-{key}"):
                yield (*way, n)
            yield from below(child, (*way, n))

    return list(below(at._tree, ()))
