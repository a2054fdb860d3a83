"""The parts every lesson is made of."""

from hashlib import sha256

from streamlit.testing.v1 import AppTest

from app.blocks import lesson, present
from app.figures import theme
from app.server import store


def said(at) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.info])


def page():
    from app.blocks import lesson
    from app.data import loading
    from app.figures.dots import Dot
    from app.text import message

    lesson.opening("Energy", "What is it?")
    guess = lesson.predict("shape", "Up or down?", ("up", "down"))
    if guess:
        part = lesson.formula(
            "loss",
            [
                "L =",
                lesson.Term("a", message("x.1", "first"), message("x.2", "It pulls."), "bar"),
                lesson.Term("b", message("x.3", "last"), message("x.4", ".")),
            ],
        )
        lesson.opening(f"stands out: {part}", "")
    lesson.misread(["Not a probability."])
    chart = {"error": {"paper": Dot(5.0), "ours": Dot(6.0)}}
    rows = [{"what": "error", "paper": "5%", "ours": "6%"}]
    lesson.numbers(lambda: lesson.Numbers(rows, "Top-1.", chart, "in %"))
    lesson.show(lambda: loading.committed("plane-blobs/none"))


def test_a_prediction_reveals_and_a_term_can_be_pointed_at(folders):
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception and "Answer to see" in said(at) and not at.latex
    assert "run pretrained/plane-blobs/none is missing" in said(at)
    at.segmented_control(key="guess:shape").set_value("up").run()
    assert at.latex[0].value.strip("$ \n").partition(r" \vphantom")[0] == "L = a b"
    assert at.title[-1].value == "stands out: None"
    at.pills(key="formula:loss").set_value("first").run()
    mark = rf"\textcolor{{{theme.ACCENT['light']}}}{{\underbrace{{a}}_{{\text{{first}}}}}}"
    other = rf"\textcolor{{{theme.MUTED['light']}}}{{b}}"
    assert at.latex[0].value.strip("$ \n").partition(r" \vphantom")[0] == f"L = {mark} {other}"
    assert "It pulls." in said(at) and at.title[-1].value == "stands out: bar"


def question():
    import streamlit as st

    from app.blocks import lesson

    st.info(f"guess: {lesson.predict('shape', 'Up or down?', ('up', 'down'))}")


def visits(*cookies):
    """Each a fresh session of the browser with that cookie."""
    for cookie in cookies:
        at = AppTest.from_function(question, default_timeout=30)
        at.session_state["visitor"] = cookie  # as its first visit would have it
        yield at.run()


def test_a_prediction_is_there_in_every_session_of_its_browser_and_counted_once(folders):
    first, again, other = visits("a" * 32, "a" * 32, "b" * 32)
    first.segmented_control(key="guess:shape").set_value("up").run()
    assert "said" not in said(first)
    for at in (again.run(), next(visits("a" * 32))):
        assert at.segmented_control(key="guess:shape").value == "0"
        assert "guess: up" in said(at)
    other.segmented_control(key="guess:shape").set_value("up").run()
    assert "said: “up” 2." in said(other)
    again.segmented_control(key="guess:shape").set_value("down").run()
    assert "said: “up” 1, “down” 1." in said(again)
    assert first.run().segmented_control(key="guess:shape").value == "1"


def settings():
    from app.blocks import layout, lesson
    from app.blocks.training import form
    from app.text import message
    from ood_core import benchmarks
    from ood_core.methods import METHODS

    lesson.formula("loss", [lesson.Term("a", message("x.1", "first"), message("x.2", "It pulls."))])
    layout.choice("Side", ["left", "right"], "side")
    form.form(benchmarks.get("plane-blobs"), METHODS["energy"], None)


def test_a_reload_finds_the_page_as_it_was_set(folders):
    """A fresh session of the same browser; another browser begins anew."""

    def visit(cookie: str) -> AppTest:
        at = AppTest.from_function(settings, default_timeout=30)
        at.session_state["visitor"] = cookie
        return at.run()

    def found(at: AppTest) -> list:
        steps, margin = (
            at.number_input(key=f"set:plane-blobs:energy:{name}") for name in ("steps", "m_in")
        )
        side, term = at.segmented_control(key="side"), at.pills(key="formula:loss")
        return [steps.value, margin.value, side.value, term.value]

    first = visit("a" * 32)
    begun = found(first)
    assert begun[1:] == [None, "left", None]
    first.number_input(key="set:plane-blobs:energy:steps").set_value(300)
    first.number_input(key="set:plane-blobs:energy:m_in").set_value(-7.5)
    first.segmented_control(key="side").set_value("right")
    first.pills(key="formula:loss").set_value("0").run()
    again = visit("a" * 32)
    assert found(again) == found(again.run()) == [300, -7.5, "right", "0"]
    assert not again.exception and not again.warning
    assert found(visit("b" * 32)) == begun
    again.pills(key="formula:loss").set_value(None).run()
    assert found(visit("a" * 32)) == [300, -7.5, "right", None]


def test_what_a_widget_takes_no_more_is_forgotten(folders):
    me = sha256(b"a" * 32).hexdigest()[:32]
    for key, value in (("side", '"up"'), ("set:plane-blobs:energy:steps", '"many"')):
        store.here().answer(me, f"set:{key}", value)
    at = AppTest.from_function(settings, default_timeout=30)
    at.session_state["visitor"] = "a" * 32
    at.run()
    assert not at.exception and at.segmented_control(key="side").value == "left"


def test_a_guess_is_known_by_its_place_whatever_its_label_says(folders):
    (at,) = visits("a" * 32)
    at.segmented_control(key="guess:shape").set_value("down").run()
    assert at.session_state["guess:shape"] == "1"


def test_a_prediction_can_be_taken_back(folders):
    first, again = visits("a" * 32, "a" * 32)
    first.segmented_control(key="guess:shape").set_value("up").run()
    first.segmented_control(key="guess:shape").set_value(None).run()
    assert "guess: None" in said(first) and "guess: None" in said(again.run())


def test_what_is_taken_back_in_one_tab_is_not_given_again_by_another(folders):
    first, again = visits("a" * 32, "a" * 32)
    first.segmented_control(key="guess:shape").set_value("up").run()
    assert "guess: up" in said(again.run())
    first.segmented_control(key="guess:shape").set_value(None).run()
    assert "guess: None" in said(again.run()) and "guess: None" in said(first.run())


def test_an_answer_that_is_no_option_any_more_is_none(folders):
    at = next(visits("a" * 32))
    store.here().answer(sha256(b"a" * 32).hexdigest()[:32], "shape", "7")
    at.run()
    assert not at.exception and at.segmented_control(key="guess:shape").value is None


def test_without_a_database_a_prediction_lasts_as_long_as_the_page(folders, monkeypatch):
    (folders / "file").write_text("")
    monkeypatch.setenv("OODLAB_DATABASE", str(folders / "file" / "lab.sqlite3"))
    at = next(visits("a" * 32))
    at.segmented_control(key="guess:shape").set_value("up").run()
    assert not at.exception and "guess: up" in said(at) and "said" not in said(at)
    assert at.run().segmented_control(key="guess:shape").value == "0"


def lesson_with_a_slip():
    from app.blocks import lesson

    lesson.begin("energy", "Energy", "What is it?")
    lesson.show(lambda: lesson.slip("It says 2010."))


def test_what_the_lecture_says_is_told_to_those_who_follow_it(folders):
    at = AppTest.from_function(lesson_with_a_slip, default_timeout=30).run()
    assert "2010" not in said(at)
    at.toggle(key=lesson.LECTURE).set_value(True).run()
    assert "It says 2010." in said(at)
    again = AppTest.from_function(lesson_with_a_slip, default_timeout=30)
    again.session_state["visitor"] = at.session_state["visitor"]
    assert "It says 2010." in said(again.run())  # it is kept for the browser
    projected = AppTest.from_function(lesson_with_a_slip, default_timeout=30)
    projected.session_state["visitor"] = at.session_state["visitor"]
    projected.session_state[present.ON] = True  # where there is no switch
    projected.session_state[present.PAGE], projected.session_state[present.AT] = "energy", 1
    projected.run()
    assert not projected.toggle and "It says 2010." in said(projected)
