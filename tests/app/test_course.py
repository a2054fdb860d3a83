"""The parts every lesson is made of."""

from streamlit.testing.v1 import AppTest

from app.figures import theme
from app.tally import Tally


def said(at) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.info])


def page():
    from app import course, loading

    course.opening("Energy", "What is it?")
    guess = course.predict("shape", "Up or down?", ("up", "down"))
    if guess:
        part = course.formula(
            "loss",
            ["L =", course.Term("a", "first", "It pulls.", "bar"), course.Term("b", "last", ".")],
        )
        course.opening(f"stands out: {part}", "")
    course.misread(["Not a probability."])
    course.numbers([{"what": "error", "paper": "5%", "ours": "6%"}], "Top-1.")
    course.show(lambda: loading.committed("plane-blobs/none"))


def test_a_prediction_reveals_and_a_term_can_be_pointed_at(folders):
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception and "Answer to see" in said(at) and not at.latex
    assert "run pretrained/plane-blobs/none is missing" in said(at)
    at.segmented_control(key="guess:shape").set_value("up").run()
    assert at.latex[0].value.strip("$ \n") == "L = a b"
    assert at.title[-1].value == "stands out: None"
    at.pills(key="formula:loss").set_value("first").run()
    mark = rf"\textcolor{{{theme.ACCENT['light']}}}{{\underbrace{{a}}_{{\text{{first}}}}}}"
    assert at.latex[0].value.strip("$ \n") == f"L = {mark} b"
    assert "It pulls." in said(at) and at.title[-1].value == "stands out: bar"


def test_a_visitor_is_counted_once_for_each_question():
    tally = Tally()
    tally.vote("q", "ann", "up")
    tally.vote("other", "ann", "up")
    tally.vote("q", "bob", "down")
    assert tally.vote("q", "ann", "down") == {"down": 2}
    assert tally.vote("q", "cid", "up") == {"down": 2, "up": 1}
