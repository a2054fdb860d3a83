"""What a link to a view opens, without a browser: see `app.server.view`."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.blocks import share_words
from app.blocks.navigation import script
from app.components import HERE as COMPONENTS
from app.server import view, view_words
from app.text import say
from app.views.canvas import words as canvas_words
from app.views.lessons.confident_gan import words as confident_gan_words
from app.views.lessons.csi import words as csi_words
from app.views.lessons.energy import words as energy_words
from app.views.lessons.outlier_exposure import words as outlier_exposure_words
from ood_core.methods import METHODS
from tests.app.server.test_view import link
from tests.app.test_pages import MAIN, opened

LESSONS = {
    "confident-gan": confident_gan_words,
    "outlier-exposure": outlier_exposure_words,
    "energy": energy_words,
    "csi": csi_words,
}
BY_SCRIPT = {  # controls that a script names in another way
    "circle": {"angles", "temperature", "many"},
    "shadow": {"angle", "length"},
}


@pytest.fixture
def runs(fake):
    for method in METHODS:
        fake("digits", method)


def linked(page: str, held: dict, **more: str) -> AppTest:
    return opened(page, at=link(json.dumps({"set": held})), **more)


def held(at: AppTest) -> dict:
    keys = at.session_state[view.HELD]
    found = {key: at.session_state[key] for key in keys if key in at.session_state}
    return {key: value for key, value in found.items() if value is not None}  # as `view.held`


def test_the_lab_opens_with_the_score_and_the_temperature_of_a_link(runs):
    asked = {"threshold:score:energy": "energy", "threshold:T:energy": 2.5}
    at = linked("lab", asked, benchmark="digits", method="energy")
    assert at.selectbox(key="threshold:score:energy").value == "energy"
    temperature = next(one for one in at.slider if one.key.startswith("threshold:T:"))
    temperature.set_value(2.5).run()
    again = linked("lab", json.loads(json.dumps(held(at))), benchmark="digits", method="energy")
    assert again.slider[0].value == 2.5
    assert held(again) == held(at)
    assert not again.toast and not again.warning


def test_compare_opens_with_the_pair_of_a_link(runs):
    at = opened("compare", benchmark="digits", part="two-runs")
    at.selectbox(key="compare:two:first:run").set_value("csi").run()
    at.selectbox(key="compare:two:second:run").set_value("energy").run()
    at.selectbox(key="compare:two:second:score:energy").set_value("knn").run()
    shown = at.multiselect(key="compare:runs:digits").value
    at.multiselect(key="compare:runs:digits").set_value(shown[1:]).run()
    found = held(at)
    assert str(MAIN.parents[1]) not in json.dumps(found)  # no path of this server
    again = linked("compare", json.loads(json.dumps(found)), benchmark="digits", part="two-runs")
    assert held(again) == found
    assert again.selectbox(key="compare:two:first:run").value == "csi"
    assert again.selectbox(key="compare:two:second:score:energy").value == "knn"


@pytest.mark.parametrize("asked", ["none-such", 3, ["msp"], {"a": 1}, True])
def test_what_is_not_here_is_said_and_the_usual_is_shown(runs, asked):
    at = linked("lab", {"threshold:score:baseline": asked}, benchmark="digits")
    assert at.selectbox(key="threshold:score:baseline").value == "msp"
    assert [one.value for one in at.toast] == [say(view_words.NOT_HERE)]
    assert not at.exception and not at.run().toast


@pytest.mark.parametrize("asked", ["", {}, ["none"], [["x"]], 1])
def test_several_are_a_list_of_what_is_there(runs, asked):
    key = "compare:runs:digits"
    at = linked("compare", {key: asked}, benchmark="digits")
    assert (
        at.multiselect(key=key).value == opened("compare", benchmark="digits").multiselect[0].value
    )
    assert [one.value for one in at.toast] == [say(view_words.NOT_HERE)] and not at.exception


def test_what_is_set_after_a_link_was_opened_is_kept_by_a_reload(runs):
    at = linked("lab", {"threshold:score:energy": "energy"}, benchmark="digits", method="energy")
    assert view.PARAMETER not in at.run().query_params


def test_a_damaged_link_says_so_once(folders):
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.query_params["at"] = "4.damage"
    assert [one.value for one in at.run().warning] == [say(view_words.DAMAGED)]
    assert not at.exception and not at.run().warning


def test_a_teachers_link_shows_the_chosen_controls_alone(runs):
    at = opened("canvas", only="confident-gan.beta,T")
    assert [one.key for one in at.number_input] == ["canvas:confident-gan:beta"]
    assert not at.get("button_group")  # the presets
    assert len(at.tabs) == 1 and not at.toast
    at.number_input[0].set_value(2.0).run()
    assert at.query_params["only"] in ("confident-gan.beta,T", ["confident-gan.beta,T"])
    at.button(key="show-all").click().run()
    assert len(at.number_input) > 5 and at.get("button_group")
    assert at.number_input(key="canvas:confident-gan:beta").value == 2.0
    assert "only" not in at.query_params


def test_controls_that_are_none_are_said(runs):
    at = opened("canvas", only="seed,<b>,none")
    assert [one.key for one in at.number_input] == ["canvas:seed"]
    assert [one.value for one in at.toast] == [say(view_words.NOT_HERE)]
    at = opened("canvas", only=",none,")
    assert len(at.number_input) > 5  # all
    assert say(canvas_words.CHANGE_TITLE) in [one.value for one in at.header]


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_offers_the_controls_that_its_widgets_have(lesson):
    for kind, (_, labels) in (lesson.CONTROLS | share_words.NETWORK).items():
        code = "".join(path.read_text("utf-8") for path in (COMPONENTS / kind).glob(f"{kind}.*"))
        marked = re.findall(r'data-control="(\w+)"|control: "(\w+)"', code)
        found = {a or b for a, b in marked} | BY_SCRIPT.get(kind, set())
        if lesson is outlier_exposure_words and kind == "tuning":
            found.remove("margins")  # which it has no use for
        assert found == set(labels)


def hidden(at: AppTest, kind: str) -> list[str]:
    """The controls that the page's widgets of that kind are told to leave out."""
    sent = [one.proto for one in at.get("bidi_component")]
    data = [json.loads(one.mixed.json or one.json) for one in sent if one.component_name == kind]
    return data[0][0].get("hidden", [])


def test_a_teachers_link_shows_the_chosen_controls_of_a_lesson_alone(folders):
    at = opened("csi", only="circle.temperature,none")
    assert not at.exception and [one.value for one in at.toast] == [say(view_words.NOT_HERE)]
    assert hidden(at, "oodlab_circle") == ["angles", "many", "step"]
    assert hidden(at, "oodlab_pairs") == ["row", "column"]
    assert at.query_params["only"] in ("circle.temperature", ["circle.temperature"])
    at.switch_page(script("canvas")).run()  # it says nothing of another page
    assert len(at.number_input) > 5 and not at.toast
    at.switch_page(script("csi")).run()
    assert hidden(at, "oodlab_circle") == ["angles", "many", "step"] and not at.toast
    at.button(key="show-all").click().run()
    assert not hidden(at, "oodlab_circle") and "only" not in at.query_params


def test_the_lab_opens_with_the_chosen_input_of_a_link(runs):
    lab = {"benchmark": "digits", "method": "energy", "panel": "feature-space"}
    at = opened("lab", **lab)
    assert not [key for key in held(at) if key.startswith("lab:input")]
    at.selectbox(key="choose:population").set_value("id_test").run()
    at.number_input(key="choose:row").set_value(3).run()
    found = json.loads(json.dumps(held(at)))
    (key,) = (key for key in found if key.startswith("lab:input"))
    assert found[key] == ["id_test", 3]
    again = linked("lab", found, **lab)
    assert again.selectbox(key="choose:population").value == "id_test"
    assert again.number_input(key="choose:row").value == 3 and not again.toast
    for damaged in (["id_test", 10**9], ["none", 0], ["id_test", True], ["id_test", -1], "id_test"):
        other = linked("lab", {key: damaged}, **lab)
        assert other.selectbox(key="choose:population").value is None and not other.exception
        assert [one.value for one in other.toast] == [say(view_words.NOT_HERE)]
